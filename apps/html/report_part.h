// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace apps {

/// The member `key` of an object, or null when the report does not have it.
inline const nlohmann::json *part(const nlohmann::json *object, const char *key) {
    if (object == nullptr || !object->is_object())
        return nullptr;
    const auto found = object->find(key);
    return found == object->end() || found->is_null() ? nullptr : &*found;
}

/// A member of a member.
inline const nlohmann::json *part(const nlohmann::json *object, const char *outer,
                                  const char *inner) {
    return part(part(object, outer), inner);
}

/// What the throughput of a report was taken from: ", images 2 to 4", or ", the bound without
/// contention" where these were closer than that; empty if it was that of a whole run.
std::string images_of_throughput(const nlohmann::json &report);

/// A whole number of a report that may come from anywhere. Throws std::invalid_argument.
int whole_number(const nlohmann::json &value);

/// One line of a component breakdown.
struct Share {
    std::string name;
    double value = 0;
};

/// A `by_component` object's entries above zero, largest first.
std::vector<Share> shares(const nlohmann::json *by_component);

} // namespace apps
