// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/keys/config_values.h"

#include "apps/config/parameter.h"
#include "apps/util/text.h"

#include <algorithm>
#include <stdexcept>

namespace apps {

bool is_among(const Keys &keys, const std::string &key) {
    return std::any_of(keys.begin(), keys.end(),
                       [&](const std::string &top) { return key == top || is_below(key, top); });
}

bool is_varied(const Config &config, const std::string &key) {
    for (const auto *section : {&config.genes, &config.grid, &config.list})
        for (const GeneSpec &axis : *section)
            if (is_among({axis.key}, key)) // or its section
                return true;
    return false;
}

bool is_any_varied(const Config &config, const Keys &keys) {
    for (const auto *section : {&config.genes, &config.grid, &config.list})
        for (const GeneSpec &axis : *section) {
            const std::string axis_key = default_key(axis.key);
            if (is_kind_base(axis.key) || is_among(keys, axis_key) ||
                std::any_of(keys.begin(), keys.end(), [&](const std::string &key) {
                    return is_among({axis_key}, key); // or its section
                }))
                return true;
        }
    return false;
}

bool leaves_open(const TileKindSpec &kind, const std::string &key) {
    if (!is_among({"chip.tile", "device"}, key))
        return true;
    const std::string section = "chip.tile_kinds." + kind.kind.name + ".";
    const std::string own = key_beside(section + "count", key).substr(section.size());
    const auto says = [&](const Settings &settings) {
        return std::any_of(settings.begin(), settings.end(),
                           [&](const auto &setting) { return setting.first == own; });
    };
    return !says(kind.of_base) && !says(kind.own);
}

std::string value_of(Config config, const std::string &key) {
    for (const Parameter &parameter : parameters(config))
        if (parameter.key == key)
            return parameter.text();
    throw std::logic_error(key + ": no parameter");
}

std::string acts_with(const std::string &other, const Keys &values, const std::string &value) {
    return other + " = " + joined(values, " or ") + " is what it acts with, not " + value;
}

} // namespace apps
