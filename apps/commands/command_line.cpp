// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/command_line.h"

#include "apps/config/parameter.h"
#include "apps/util/spelling.h"
#include "apps/util/text.h"

#include <algorithm>
#include <stdexcept>

namespace apps {

namespace {

using Words = std::vector<std::string>;

bool contains(const Words &words, const std::string &word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

/// Sorts words one by one, from the first to the last.
class Sorter {
  public:
    Sorter(const Words &words, const std::vector<CommandForm> &commands)
        : next_(words.begin()), end_(words.end()), commands_(commands) {}

    CommandLine sorted() {
        while (next_ != end_) {
            const std::string &word = *next_++;
            if (word == "--help" || word == "-h")
                line_.help = true;
            else if (word == "--version")
                line_.version = true;
            else if (word.empty() || word.front() != '-')
                take_word(word);
            else
                take_option(word);
        }
        return line_;
    }

  private:
    void take_word(const std::string &word) {
        if (word.empty())
            throw std::invalid_argument("an empty word where a command, its argument or an option "
                                        "belongs");
        if (line_.command.empty() && word == "help") // as --help
            line_.help = true;
        else if (line_.command.empty() && word == "version")
            line_.version = true;
        else if (line_.command.empty())
            take_command(word);
        else
            take_argument(word);
    }

    void take_argument(const std::string &word) {
        if (!line_.arguments.empty() && !form_.many_words)
            throw std::invalid_argument(quoted(word) + " is a word too many after " +
                                        quoted(line_.argument()) +
                                        "; keys are given as --chip.tile.adc.bits=6");
        line_.arguments.push_back(word);
    }

    void take_command(const std::string &word) {
        const auto form = std::find_if(commands_.begin(), commands_.end(),
                                       [&](const CommandForm &f) { return f.name == word; });
        if (form == commands_.end()) {
            Words names;
            for (const CommandForm &command : commands_)
                names.push_back(command.name);
            throw std::invalid_argument("unknown command " + quoted(word) + "; did you mean " +
                                        closest(word, names) + "?");
        }
        form_ = *form;
        line_.command = word;
    }

    void take_option(const std::string &word) {
        const std::size_t equals = word.find('=');
        const std::string key = word.substr(0, equals);
        if (contains(form_.flags, word)) {
            line_.options[word];
            return;
        }
        const bool own = contains(form_.options, key);
        const bool dotted = key.rfind("--", 0) == 0 && key.find('.') != std::string::npos;
        if (!own && !dotted)
            throw unknown_option(key);
        const std::string value =
            equals == std::string::npos ? next_value(key) : word.substr(equals + 1);
        if (!own)
            line_.overrides.push_back(key.substr(2) + "=" + value);
        else if (!line_.options.emplace(key, value).second)
            throw std::invalid_argument("option " + key + " is given twice; once is right");
    }

    std::string next_value(const std::string &key) {
        if (next_ == end_ || next_->rfind("--", 0) == 0)
            throw std::invalid_argument("option " + shortened(key) +
                                        " has no value; it looks like " + shortened(key) +
                                        (key.rfind("--", 0) == 0 ? "=VALUE" : " VALUE"));
        return *next_++;
    }

    std::invalid_argument unknown_option(const std::string &word) const {
        Words known{"--help", "--version"};
        known.insert(known.end(), form_.flags.begin(), form_.flags.end());
        known.insert(known.end(), form_.options.begin(), form_.options.end());
        Config defaults;
        for (const Parameter &parameter : parameters(defaults))
            known.push_back("--" + parameter.key);
        return std::invalid_argument("unknown option " + quoted(word) + "; did you mean " +
                                     closest(word, known) + "?");
    }

    Words::const_iterator next_, end_;
    const std::vector<CommandForm> &commands_;
    CommandForm form_; ///< of the command, once it is known
    CommandLine line_;
};

} // namespace

CommandLine parse_command_line(const std::vector<std::string> &words,
                               const std::vector<CommandForm> &commands) {
    return Sorter(words, commands).sorted();
}

} // namespace apps
