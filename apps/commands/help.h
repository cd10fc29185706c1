// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/commands/command.h"

#include <iosfwd>
#include <vector>

namespace apps {

/// What `crossweave --help` prints.
void print_help(const std::vector<Command> &commands, std::ostream &out);

/// What `crossweave COMMAND --help` prints.
void print_help(const Command &command, std::ostream &out);

} // namespace apps
