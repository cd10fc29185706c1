// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/configured.h"

#include "apps/commands/keys/idle_keys.h"

namespace apps {

Config configured(const CommandLine &line, ConfigUse use) {
    return configured(line.command, line.argument(), line.overrides, use);
}

Config configured(const std::string &what, const std::string &file,
                  const std::vector<std::string> &overrides, ConfigUse use) {
    Config config = read_config(file, overrides, use);
    refuse_idle_keys(what, config, overrides);
    return config;
}

std::vector<std::string> keys_and_options(const CommandLine &line, const std::string &section) {
    std::vector<std::string> keys = line.overrides;
    for (const auto &[option, value] : line.options)
        keys.push_back(section + "." + option.substr(2) + "=" + value);
    return keys;
}

} // namespace apps
