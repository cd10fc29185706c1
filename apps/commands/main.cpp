// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/command_line.h"
#include "apps/commands/commands.h"
#include "apps/commands/help.h"
#include "apps/util/error.h"
#include "apps/util/kept_memory.h"
#include "apps/util/standard_streams.h"
#include "apps/util/version.h"
#include "common/launch.h"
#include "search/workers/ranks.h"

#include <iostream>
#include <new>
#include <stdexcept>

namespace {

/// Throws std::invalid_argument for what mpirun cannot share among its ranks.
void refuse_ranks(const apps::Command &command) {
    const int ranks = common::launch().ranks;
    if (!search::speaks_mpi())
        throw std::invalid_argument("mpirun has started " + std::to_string(ranks) +
                                    " ranks, but this crossweave was built without MPI; install "
                                    "libopenmpi-dev and build it anew, or start it without mpirun");
    if (command.takes_ranks)
        return;
    throw std::invalid_argument(
        std::string(command.name) + " works in one process; start it without mpirun (" +
        apps::commands_with_ranks(apps::commands()) + " share their work among ranks)");
}

int run(const apps::Command &command, const apps::CommandLine &line) {
    if (!common::launch().is_alone())
        refuse_ranks(command);
    return command.run(line);
}

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
        return run(*command, line);
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

/// The status; what is wrong is said.
int complained(const std::vector<std::string> &words) {
    try {
        return ended(dispatch(words));
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

/// As one of several ranks: rank 0 alone prints; what another cannot do, it says for it.
int as_rank(const std::vector<std::string> &words) {
    if (common::launch().is_first()) {
        const int status = complained(words);
        if (search::speaks_mpi())
            search::leave_ranks(status);
        return status;
    }
    if (!search::speaks_mpi())
        return 0;
    std::cout.rdbuf(nullptr);
    std::cerr.rdbuf(nullptr);
    std::string fault;
    try {
        dispatch(words);
    } catch (const std::exception &error) {
        fault = error.what();
    }
    search::end_rank(fault);
}

} // namespace

int main(int count, char **words) {
    apps::open_standard_streams();
    apps::keep_freed_memory();
    const std::vector<std::string> all{words + 1, words + count};
    return common::launch().is_alone() ? complained(all) : as_rank(all);
}
