// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/commands.h"

#include <algorithm>

namespace apps {

std::vector<Command> commands() {
    return {run_command(),   train_command(), search_command(),   sweep_command(),
            solve_command(), fit_command(),   describe_command(), host_command(),
            parts_command(), trace_command(), validate_command(), report_command()};
}

const Command *command_named(const std::string &name, const std::vector<Command> &commands) {
    const auto found = std::find_if(commands.begin(), commands.end(),
                                    [&](const Command &command) { return command.name == name; });
    return found == commands.end() ? nullptr : &*found;
}

} // namespace apps
