// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/help.h"

#include "apps/util/text.h"
#include "search/workers/ranks.h"

#include <algorithm>
#include <iomanip>
#include <ostream>
#include <sstream>

namespace apps {

namespace {

const char *const config_help =
    "CONFIG is an INI file; without it every key has its default. --key=value (or --key value)\n"
    "gives a key another value than the file; the last one counts. crossweave describe lists the\n"
    "keys.\n";

std::string form(const CommandOption &option) {
    return std::string(option.name) + (option.is_flag() ? "" : " ") + option.value;
}

/// The options below each other, and what they mean beside them.
void print_options(const std::vector<CommandOption> &options, std::ostream &out) {
    std::size_t width = 0;
    for (const CommandOption &option : options)
        width = std::max(width, form(option).size() + 2);
    for (const CommandOption &option : options) {
        std::string left = form(option);
        std::istringstream lines(option.sentence);
        for (std::string line; std::getline(lines, line); left.clear())
            out << "  " << std::left << std::setw(static_cast<int>(width)) << left << line << '\n';
    }
}

} // namespace

std::string commands_with_ranks(const std::vector<Command> &commands) {
    std::vector<std::string> names;
    for (const Command &command : commands)
        if (command.takes_ranks)
            names.push_back(command.name);
    return joined(names, ", ");
}

void print_help(const std::vector<Command> &commands, std::ostream &out) {
    out << "usage: crossweave COMMAND [CONFIG] [--key=value ...]\n\n";
    for (const Command &command : commands)
        out << "  " << std::left << std::setw(10) << command.name << std::setw(10)
            << command.argument << command.sentence << '\n';
    out << "\n--help after a command says more about it; --version prints the version.\n"
        << config_help
        << (search::speaks_mpi()
                ? "Under mpirun, " + commands_with_ranks(commands) +
                      " share their work among its ranks (docs/cluster.md).\n"
                : "This build has no MPI: it takes part in nothing that mpirun starts.\n")
        << "The exit status is 0 if all is done, 1 if it could not be finished or what was\n"
           "compared differs, 2 if what was asked for cannot be, 130 after Ctrl-C.\n";
}

void print_help(const Command &command, std::ostream &out) {
    out << "usage: crossweave " << command.name << ' ' << command.argument
        << (command.has_keys ? " [--key=value ...]" : "") << "\n\n"
        << command.sentence << '\n';
    print_options(command.options, out);
    out << command.details;
    if (command.has_keys)
        out << '\n' << config_help;
}

} // namespace apps
