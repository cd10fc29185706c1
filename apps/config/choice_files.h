// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config/config.h"

#include <string>

namespace apps {

/// Whether the config has keys below that name: "device", "chip.tile".
bool is_config_section(const std::string &name);

/// Gives a section what a file sets, and its default to what the file leaves open; `where` starts
/// the error message.
void adopt(Config &config, const std::string &section, const Settings &settings,
           const std::string &where);

/// Adds the config file `name` to the choices of a section. Throws ConfigError if it is none, says
/// more than hardware, or does not fit the config.
void add_file(const Config &config, GeneSpec &gene, const std::string &name);

} // namespace apps
