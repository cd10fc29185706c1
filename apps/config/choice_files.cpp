// SPDX-License-Identifier: Apache-2.0
#include "apps/config/choice_files.h"

#include "apps/config/config_file.h"
#include "apps/config/parameter.h"
#include "apps/config/renamed.h"
#include "apps/util/text.h"

#include <algorithm>

namespace apps {

namespace {

/// What a choice's file sets. Throws ConfigError for a key that is no part of the hardware.
Settings settings_of(const std::string &file) {
    Settings settings;
    for (const Assignment &given : read_config_file(file)) {
        const Assignment next = renamed(given);
        const std::string section = next.key.substr(0, next.key.find('.'));
        if (section != "chip" && section != "device" && section != "array" && section != "mapping")
            throw ConfigError(next.where + ": " + shortened(next.key) +
                              ": cannot be in a file that is a choice; chip, device, array and "
                              "mapping can");
        settings.emplace_back(next.key, next.value);
    }
    return settings;
}

} // namespace

bool is_config_section(const std::string &name) {
    Config config;
    const std::vector<Parameter> all = parameters(config);
    return std::any_of(all.begin(), all.end(),
                       [&](const Parameter &each) { return is_below(each.key, name); });
}

void adopt(Config &config, const std::string &section, const Settings &settings,
           const std::string &where) {
    Config defaults;
    const std::vector<Parameter> plain = parameters(defaults);
    for (const Parameter &each : plain)
        if (is_below(each.key, section))
            config.layer_entries.erase(each.key);
    if (is_below("device.table", section))
        config.device.states.clear(); // they would set on_ohm and on_off again
    for (const Parameter &own : parameters(config)) {
        if (!is_below(own.key, section))
            continue;
        const auto same = std::find_if(plain.begin(), plain.end(), [&](const Parameter &other) {
            return other.key == own.key;
        });
        if (same != plain.end() && own.text() != same->text())
            assign(config, own.key, same->text(), where);
    }
    for (const auto &[key, value] : settings)
        assign(config, key, value, where);
}

void add_file(const Config &config, GeneSpec &gene, const std::string &name) {
    const std::string where = "choice " + quoted(name);
    if (!names_config_file(name))
        throw ConfigError(where + " is no config file (name.cfg), which is what a section takes");
    try {
        gene.settings.push_back(settings_of(name));
    } catch (const ConfigError &error) {
        throw ConfigError(where + ": " + error.what());
    }
    gene.choices.push_back(name);
    Config scratch = config;
    adopt(scratch, gene.key, gene.settings.back(), where);
}

} // namespace apps
