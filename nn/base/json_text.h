// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include <stdexcept>
#include <string>

namespace nn {

/// Lists and objects that may stand in each other in JSON that is read: each costs stack where it
/// is written, compared or removed.
constexpr int deepest_json = 100;

/// Whether brackets stand in each other deeper than that; needs no memory.
bool is_too_deep(const std::string &json);

/// The value that JSON text of others holds. `what` names it in errors. Throws std::runtime_error,
/// one line without text of the JSON library.
template <class Json = nlohmann::json>
Json parse_json(const std::string &text, const std::string &what) {
    if (is_too_deep(text))
        throw std::runtime_error(what + ": lists and objects stand in each other deeper than " +
                                 std::to_string(deepest_json) + " times");
    try {
        return Json::parse(text);
    } catch (const typename Json::parse_error &fault) {
        throw std::runtime_error(what + ": byte " + std::to_string(fault.byte) + " is not JSON");
    } catch (const typename Json::exception &) {
        throw std::runtime_error(what + ": holds a number that is too large");
    }
}

} // namespace nn
