// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

namespace apps {

/// Exit statuses of every command besides 0, as docs/config.md has them.
constexpr int failed_status = 1;        ///< could not be finished, or what was compared differs
constexpr int refused_status = 2;       ///< asked for what cannot be: words, a config, an input
constexpr int interrupted_status = 130; ///< by Ctrl-C; what was done is kept

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
    /// The value of an option, or nothing.
    std::string value(const std::string &option) const {
        return has(option) ? options.at(option) : "";
    }
};

/// An option of a command's own, besides the keys of the config.
struct CommandOption {
    const char *name;     ///< "--out", or "-o"
    const char *value;    ///< what it takes, as "FILE"; empty: nothing, it is a flag
    const char *sentence; ///< for --help; its lines are set under each other

    bool is_flag() const { return *value == '\0'; }
};

/// A command of the program: how it is called, and what it does.
struct Command {
    const char *name;
    const char *argument; ///< as --help shows it: "[CONFIG]"
    const char *sentence;
    /// Returns the exit status. Anything wrong is thrown (ConfigError or std::invalid_argument:
    /// refused_status, any other std::exception: failed_status).
    int (*run)(const CommandLine &line);
    std::vector<CommandOption> options{};
    const char *details = "";      ///< said by --help after the options
    bool has_keys = true;          ///< --help says how keys of the config are given
    bool takes_many_words = false; ///< else one at most
    bool takes_ranks = false;      ///< shares its work among those that mpirun starts
};

/// The file that an option names. Throws std::invalid_argument if it is not given.
std::string required_file(const CommandLine &line, const std::string &option);

/// The whole number that an option gives, or another one if it is not given. Throws
/// std::invalid_argument.
int whole_number(const CommandLine &line, const std::string &option, int otherwise);

/// Throws std::invalid_argument if a key of the config is given.
void refuse_keys(const CommandLine &line);

} // namespace apps
