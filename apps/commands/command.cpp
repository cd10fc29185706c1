// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/command.h"

#include "common/number.h"

#include <stdexcept>

namespace apps {

std::string required_file(const CommandLine &line, const std::string &option) {
    const std::string file = line.value(option);
    if (file.empty())
        throw std::invalid_argument(line.command + " needs " + option + " FILE; crossweave " +
                                    line.command + " --help says more");
    return file;
}

int whole_number(const CommandLine &line, const std::string &option, int otherwise) {
    const std::string text = line.value(option);
    int number = otherwise;
    if (line.has(option) && common::read_number(text, number) != common::Reading::Number)
        throw std::invalid_argument(option + " " + text + "; a whole number is right");
    return number;
}

void refuse_keys(const CommandLine &line) {
    if (!line.overrides.empty())
        throw std::invalid_argument(line.command + " takes no option, but got --" +
                                    line.overrides.front());
}

} // namespace apps
