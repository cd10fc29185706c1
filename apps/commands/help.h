// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/commands/command.h"

#include <iosfwd>
#include <string>
#include <vector>

namespace apps {

/// The names of those that share their work among ranks, with commas.
std::string commands_with_ranks(const std::vector<Command> &commands);

/// What `crossweave --help` prints.
void print_help(const std::vector<Command> &commands, std::ostream &out);

/// What `crossweave COMMAND --help` prints.
void print_help(const Command &command, std::ostream &out);

} // namespace apps
