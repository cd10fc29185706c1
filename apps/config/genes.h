// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config/config.h"

#include <string>
#include <vector>

namespace apps {

/// The section that `key` names an entry of, [genes], [grid] or [list] ("grid.device.read_sigma"),
/// or null.
std::vector<GeneSpec> *choice_section(Config &config, const std::string &key);

/// Gives the entry `key` of one of these sections its choices, separated by commas, in place of any
/// that it had. Each must be a value that the key behind the section's name may take in this
/// config, or, if that is a section of the config (device, chip.tile), a config file. Throws
/// ConfigError.
void assign_choices(Config &config, const std::string &key, const std::string &choices);

/// Gives the genes these choices, parallel to them: first the files, each in place of all that its
/// section says, then single keys, whatever their order. `where` starts the error message.
void choose(Config &config, const std::vector<const GeneSpec *> &genes,
            const std::vector<std::string> &choices, const std::string &where);

} // namespace apps
