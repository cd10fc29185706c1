// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/commands/command.h"

#include <string>
#include <vector>

namespace apps {

/// Sorts `words` (without the program's name). Throws std::invalid_argument: a command that is none
/// of `commands`, an option that is neither a dotted key nor one of the command's own, an option
/// without a value, a word too many.
CommandLine parse_command_line(const std::vector<std::string> &words,
                               const std::vector<Command> &commands);

} // namespace apps
