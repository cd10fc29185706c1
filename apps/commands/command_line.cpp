// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/command_line.h"

#include "apps/commands/commands.h"
#include "apps/config/parameter.h"
#include "apps/util/spelling.h"
#include "apps/util/text.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <stdexcept>

namespace apps {

namespace {

using Words = std::vector<std::string>;

bool is_option(const std::string &word) { return !word.empty() && word.front() == '-'; }

/// What stands before the value of --option=value.
std::string name_of(const std::string &word) { return word.substr(0, word.find('=')); }

/// Whether a word gives a key of the config a value: its name has a dot.
bool is_key(const std::string &word) {
    return word.rfind("--", 0) == 0 && name_of(word).find('.') != std::string::npos;
}

std::invalid_argument no_value(const std::string &option) {
    return std::invalid_argument("option " + shortened(option) + " has no value; it looks like " +
                                 shortened(option) +
                                 (option.rfind("--", 0) == 0 ? "=VALUE" : " VALUE"));
}

/// `command` is null before there is one.
std::invalid_argument unknown_option(const std::string &word, const Command *command) {
    Words known{"--help", "--version"};
    if (command)
        for (const CommandOption &option : command->options)
            known.push_back(option.name);
    Config defaults;
    for (const Parameter &parameter : parameters(defaults))
        known.push_back("--" + parameter.key);
    return std::invalid_argument("unknown option " + quoted(name_of(word)) +
                                 hint(name_of(word), known,
                                      command
                                          ? "crossweave " + std::string(command->name) +
                                                " --help lists them, crossweave describe all keys"
                                          : "crossweave --help lists them"));
}

std::invalid_argument unknown_command(const std::string &word,
                                      const std::vector<Command> &commands) {
    Words names;
    for (const Command &command : commands)
        names.push_back(command.name);
    return std::invalid_argument("unknown command " + quoted(word) +
                                 hint(word, names, "crossweave --help lists them"));
}

/// Whether CLI11 would take a word apart or drop it: -help as -h -e -l -p; marks of its own.
bool is_misread(const std::string &word) {
    const bool cluster = is_option(word) && word.size() > 2 && word[1] != '-' && word[2] != '=';
    return cluster || word == "--" || word == "++";
}

/// The words as CLI11 takes them, the last one first. Keys are no options that it could know:
/// `--key value` becomes one word. `-o=value` becomes `-ovalue`, its form for short ones.
Words prepared(const Words &words, const std::vector<Command> &commands) {
    Words result;
    const Command *command = nullptr;
    for (auto word = words.begin(); word != words.end(); ++word) {
        const std::size_t equals = word->find('=');
        if (is_misread(*word))
            throw unknown_option(*word, command);
        if (is_key(*word) && equals == std::string::npos) {
            const std::string &key = *word;
            if (++word == words.end() || word->rfind("--", 0) == 0)
                throw no_value(key);
            result.push_back(key + "=" + *word);
        } else if (is_option(*word) && !is_key(*word) && equals == word->size() - 1) {
            throw no_value(name_of(*word));
        } else if (is_option(*word) && equals == 2) {
            result.push_back(name_of(*word) + word->substr(equals + 1));
        } else {
            result.push_back(*word);
        }
        if (!command && !is_option(*word))
            command = command_named(*word, commands);
    }
    return {result.rbegin(), result.rend()};
}

/// What every command takes, and the program without one; other words remain.
void add_common(CLI::App &app) {
    app.set_help_flag(); // not its own, which throws
    app.add_flag("-h,--help");
    app.add_flag("--version");
    app.allow_extras();
}

void add_command(CLI::App &program, const Command &command) {
    CLI::App &app = *program.add_subcommand(command.name);
    add_common(app);
    for (const CommandOption &option : command.options)
        if (option.is_flag())
            app.add_flag(option.name);
        else // once is right, with a value: held by take_options, whose messages are ours
            app.add_option(std::string(option.name))
                ->expected(0, 1)
                ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
}

void take_common(const CLI::App &app, CommandLine &line) {
    line.help = line.help || app.count("--help") > 0;
    line.version = line.version || app.count("--version") > 0;
}

/// Takes the keys out of the words that CLI11 left over; the others are to be told by the caller.
Words take_keys(const CLI::App &app, const Command *command, CommandLine &line) {
    Words others;
    for (const std::string &word : app.remaining())
        if (is_key(word))
            line.overrides.push_back(word.substr(2));
        else if (is_option(word))
            throw unknown_option(word, command);
        else if (word.empty())
            throw std::invalid_argument("an empty word where a command, its argument or an option "
                                        "belongs");
        else
            others.push_back(word);
    return others;
}

void take_options(const CLI::App &app, const Command &command, CommandLine &line) {
    for (const CommandOption &option : command.options) {
        const std::string name = option.name;
        const Words &values = app.get_option(name)->results();
        if (values.empty())
            continue;
        if (option.is_flag() && values.back() != "true")
            throw std::invalid_argument("option " + name + " takes no value, but got " +
                                        quoted(values.back()));
        if (!option.is_flag() && values.size() > 1)
            throw std::invalid_argument("option " + name + " is given twice; once is right");
        if (!option.is_flag() && values.back().empty())
            throw no_value(name);
        line.options[name] = option.is_flag() ? "" : values.back();
    }
}

void take_command(const CLI::App &app, const Command &command, CommandLine &line) {
    const Words arguments = take_keys(app, &command, line);
    if (arguments.size() > 1 && !command.takes_many_words)
        throw std::invalid_argument(quoted(arguments[1]) + " is a word too many after " +
                                    quoted(arguments[0]) +
                                    "; keys are given as --chip.tile.adc.bits=6");
    take_options(app, command, line);
    line.command = command.name;
    line.arguments = arguments;
}

} // namespace

CommandLine parse_command_line(const std::vector<std::string> &words,
                               const std::vector<Command> &commands) {
    const Words own{"help", "version"};
    CLI::App program;
    add_common(program);
    program.require_subcommand(0, 1);
    for (const std::string &word : own)
        add_common(*program.add_subcommand(word));
    for (const Command &command : commands)
        add_command(program, command);
    program.prefix_command(); // nothing but options stands before the command
    Words last_first = prepared(words, commands);
    try {
        program.parse(last_first);
    } catch (const CLI::ParseError &error) {
        throw std::invalid_argument(error.what());
    }
    CommandLine line;
    take_common(program, line);
    Words topics = take_keys(program, nullptr, line);
    for (const CLI::App *app : program.get_subcommands()) {
        take_common(*app, line);
        line.help = line.help || app->get_name() == "help";
        line.version = line.version || app->get_name() == "version";
        if (const Command *command = command_named(app->get_name(), commands))
            take_command(*app, *command, line);
        else
            topics = take_keys(*app, nullptr, line);
    }
    if (topics.empty() || std::find(own.begin(), own.end(), topics.front()) != own.end())
        return line;
    if (!command_named(topics.front(), commands))
        throw unknown_command(topics.front(), commands);
    line.command = topics.front();
    return line;
}

} // namespace apps
