// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

namespace apps {

/// How a command is called, besides keys: how many words, and which options of its own.
struct CommandForm {
    std::string name;
    bool many_words = false;          ///< takes any number of words, not one at most
    std::vector<std::string> flags;   ///< options without a value: "--json"
    std::vector<std::string> options; ///< options with one: "--voltages FILE" or "--voltages=FILE"
};

/// The words of a command line, sorted.
struct CommandLine {
    std::string command;                ///< empty: none was given
    std::vector<std::string> arguments; ///< CONFIG, KEY, FOLDER, IDs
    std::vector<std::string> overrides; ///< "key=value", in order, from --key=value or --key value
    std::map<std::string, std::string> options; ///< the command's own; a flag has no value
    bool help = false;
    bool version = false;

    /// The first argument, or nothing.
    std::string argument() const { return arguments.empty() ? "" : arguments.front(); }
    bool has(const std::string &option) const { return options.count(option) > 0; }
};

/// Sorts `words` (without the program's name). Throws std::invalid_argument: a command that is none
/// of `commands`, an option that is neither a dotted key nor one of the command's own, an option
/// without a value, a word too many.
CommandLine parse_command_line(const std::vector<std::string> &words,
                               const std::vector<CommandForm> &commands);

} // namespace apps
