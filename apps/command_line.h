// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

namespace apps {

/// The words of a command line, sorted.
struct CommandLine {
    std::string command;                ///< empty: none was given
    std::string argument;               ///< CONFIG, KEY or FOLDER; empty: none was given
    std::vector<std::string> overrides; ///< "key=value", in order, from --key=value or --key value
    std::map<std::string, std::string> files; ///< by the option that names them, "--voltages"
    bool help = false;
    bool version = false;
};

/// The options of commands that name files, by command.
using FileOptions = std::map<std::string, std::vector<std::string>>;

/// Sorts `words` (without the program's name). `file_options` follow their command. Throws
/// std::invalid_argument: a command that is none of `commands`, an option that is neither one nor a
/// dotted key, an option without a value, a word too many.
CommandLine parse_command_line(const std::vector<std::string> &words,
                               const std::vector<std::string> &commands,
                               const FileOptions &file_options = {});

} // namespace apps
