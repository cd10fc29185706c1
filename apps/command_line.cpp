// SPDX-License-Identifier: Apache-2.0
#include "apps/command_line.h"

#include "apps/parameter.h"
#include "apps/spelling.h"
#include "apps/text.h"

#include <algorithm>
#include <stdexcept>

namespace apps {

namespace {

using Words = std::vector<std::string>;

Words known_options(const Words &file_options) {
    Config defaults;
    Words known{"--help", "--version"};
    known.insert(known.end(), file_options.begin(), file_options.end());
    for (const Parameter &parameter : parameters(defaults))
        known.push_back("--" + parameter.key);
    return known;
}

std::invalid_argument unknown_option(const std::string &word, const Words &file_options) {
    return std::invalid_argument("unknown option " + quoted(word) + "; did you mean " +
                                 closest(word, known_options(file_options)) + "?");
}

/// The value of the option at `word`, "--key=value" or "--key value"; `word` moves to its end.
std::string value_of(Words::const_iterator &word, Words::const_iterator end) {
    const std::size_t equals = word->find('=');
    if (equals != std::string::npos)
        return word->substr(equals + 1);
    const auto value = std::next(word);
    if (value == end || value->rfind("--", 0) == 0)
        throw std::invalid_argument("option " + *word + " has no value; it looks like " + *word +
                                    (word->rfind("--", 0) == 0 ? "=VALUE" : " VALUE"));
    word = value;
    return *value;
}

void take_word(CommandLine &line, const std::string &word, const Words &commands) {
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
                               const std::vector<std::string> &commands,
                               const FileOptions &file_options) {
    CommandLine line;
    for (auto word = words.begin(); word != words.end(); ++word) {
        const auto own = file_options.find(line.command);
        const Words files = own == file_options.end() ? Words() : own->second;
        const std::string key = word->substr(0, word->find('='));
        if (*word == "--help" || *word == "-h") {
            line.help = true;
        } else if (*word == "--version") {
            line.version = true;
        } else if (word->empty() || word->front() != '-') {
            take_word(line, *word, commands);
        } else if (std::find(files.begin(), files.end(), key) != files.end()) {
            if (!line.files.emplace(key, value_of(word, words.end())).second)
                throw std::invalid_argument("option " + key + " is given twice; once is right");
        } else if (key.rfind("--", 0) != 0 || key.find('.') == std::string::npos) {
            throw unknown_option(key, files);
        } else {
            line.overrides.push_back(key.substr(2) + "=" + value_of(word, words.end()));
        }
    }
    return line;
}

} // namespace apps
