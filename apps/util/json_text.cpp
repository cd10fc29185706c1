// SPDX-License-Identifier: Apache-2.0
#include "apps/util/json_text.h"

#include "nn/base/one_line.h"

#include <nlohmann/json.hpp>

namespace apps {

namespace {

/// The value with every string and key in UTF-8.
template <class Json> Json readable(const Json &value) {
    if (value.is_string())
        return nn::utf8(value.template get_ref<const std::string &>());
    if (!value.is_structured())
        return value;
    Json made = value.is_object() ? Json::object() : Json::array();
    if (value.is_object())
        for (const auto &[key, entry] : value.items())
            made[nn::utf8(key)] = readable(entry);
    else
        for (const Json &entry : value)
            made.push_back(readable(entry));
    return made;
}

template <class Json> std::string text_of(const Json &value, int indent) {
    try {
        return value.dump(indent);
    } catch (const typename Json::type_error &) { // not UTF-8
        return readable(value).dump(indent);
    }
}

} // namespace

std::string json_text(const nlohmann::json &value, int indent) { return text_of(value, indent); }

std::string json_text(const nlohmann::ordered_json &value, int indent) {
    return text_of(value, indent);
}

} // namespace apps
