// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/command_line.h"
#include "apps/commands/commands.h"
#include "apps/commands/help.h"
#include "apps/util/error.h"
#include "apps/util/standard_streams.h"
#include "apps/util/version.h"

#include <iostream>
#include <new>
#include <stdexcept>

namespace {

int dispatch(const std::vector<std::string> &words) {
    const std::vector<apps::Command> commands = apps::commands();
    const apps::CommandLine line = apps::parse_command_line(words, commands);
    const apps::Command *command = apps::command_named(line.command, commands);
    if (line.version)
        std::cout << "crossweave " << apps::version << '\n';
    else if (line.help && command)
        apps::print_help(*command, std::cout);
    else if (line.help)
        apps::print_help(commands, std::cout);
    else if (command)
        return command->run(line);
    else
        throw std::invalid_argument("no command; crossweave --help lists them");
    return 0;
}

int complain(const std::exception &error, int status) {
    std::cerr << "crossweave: " << error.what() << std::endl;
    return status;
}

/// The status of a command that has ended well, if what it said has arrived.
int ended(int status) {
    if (apps::output_arrived())
        return status;
    std::cerr << "crossweave: standard output: cannot be written; make room there (files that the "
                 "command wrote are whole)"
              << std::endl;
    return status == 0 ? apps::failed_status : status;
}

} // namespace

int main(int count, char **words) {
    apps::open_standard_streams();
    try {
        return ended(dispatch({words + 1, words + count}));
    } catch (const apps::ConfigError &error) {
        return complain(error, apps::refused_status);
    } catch (const std::invalid_argument &error) {
        return complain(error, apps::refused_status);
    } catch (const std::bad_alloc &) {
        return complain(std::runtime_error("not enough memory for what was asked"),
                        apps::failed_status);
    } catch (const std::exception &error) {
        return complain(error, apps::failed_status);
    }
}
