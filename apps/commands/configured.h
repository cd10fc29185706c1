// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/commands/command.h"
#include "apps/config/config.h"

#include <string>
#include <vector>

namespace apps {

/// The config of the file and the keys on a command line, all of which act on its command. Throws
/// ConfigError.
Config configured(const CommandLine &line, ConfigUse use = ConfigUse::Chip);

/// The same where the keys that act are those of `what` ("trace replay").
Config configured(const std::string &what, const std::string &file,
                  const std::vector<std::string> &overrides, ConfigUse use = ConfigUse::Chip);

/// The keys on a command line; its options are short for keys of a section: --vcd FILE for
/// run.vcd=FILE.
std::vector<std::string> keys_and_options(const CommandLine &line, const std::string &section);

} // namespace apps
