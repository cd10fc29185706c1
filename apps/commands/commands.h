// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/commands/command.h"

#include <vector>

namespace apps {

/// Every command of the program, in the order of --help.
std::vector<Command> commands();

/// The one of that name; null: there is none.
const Command *command_named(const std::string &name, const std::vector<Command> &commands);

Command run_command();
Command train_command();
Command search_command();
Command sweep_command();
Command solve_command();
Command fit_command();
Command describe_command();
Command host_command();
Command parts_command();
Command trace_command();
Command validate_command();
Command report_command();

} // namespace apps
