// SPDX-License-Identifier: Apache-2.0
#include "apps/command_line.h"

#include "apps/parameter.h"
#include "apps/spelling.h"
#include "apps/text.h"

#include <algorithm>
#include <stdexcept>

namespace apps {

namespace {

std::vector<std::string> known_options() {
    Config defaults;
    std::vector<std::string> known{"--help", "--version"};
    for (const Parameter &parameter : parameters(defaults))
        known.push_back("--" + parameter.key);
    return known;
}

std::invalid_argument unknown_option(const std::string &word) {
    return std::invalid_argument("unknown option " + quoted(word) + "; did you mean " +
                                 closest(word, known_options()) + "?");
}

void take_word(CommandLine &line, const std::string &word,
               const std::vector<std::string> &commands) {
    if (word.empty())
        throw std::invalid_argument("an empty word where a command, its argument or an option "
                                    "belongs");
    if (line.command.empty()) {
        if (std::find(commands.begin(), commands.end(), word) == commands.end())
            throw std::invalid_argument("unknown command " + quoted(word) + "; did you mean " +
                                        closest(word, commands) + "?");
        line.command = word;
    } else if (line.argument.empty()) {
        line.argument = word;
    } else {
        throw std::invalid_argument(quoted(word) + " is a word too many after " +
                                    quoted(line.argument) +
                                    "; keys are given as --chip.tile.adc.bits=6");
    }
}

} // namespace

CommandLine parse_command_line(const std::vector<std::string> &words,
                               const std::vector<std::string> &commands) {
    CommandLine line;
    for (auto word = words.begin(); word != words.end(); ++word) {
        if (*word == "--help" || *word == "-h") {
            line.help = true;
        } else if (*word == "--version") {
            line.version = true;
        } else if (word->empty() || word->front() != '-') {
            take_word(line, *word, commands);
        } else {
            const std::size_t equals = word->find('=');
            const std::string key = word->substr(0, equals);
            if (key.rfind("--", 0) != 0 || key.find('.') == std::string::npos)
                throw unknown_option(key);
            if (equals != std::string::npos) {
                line.overrides.push_back(word->substr(2));
            } else {
                const auto value = std::next(word);
                if (value == words.end() || value->rfind("--", 0) == 0)
                    throw std::invalid_argument("option " + key + " has no value; it looks like " +
                                                key + "=VALUE");
                line.overrides.push_back(key.substr(2) + "=" + *value);
                word = value;
            }
        }
    }
    return line;
}

} // namespace apps
