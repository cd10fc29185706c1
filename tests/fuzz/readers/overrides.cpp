// SPDX-License-Identifier: Apache-2.0
// Words of a command line, one a line of the input: --key=value and a config of its own.
#include "apps/commands/command_line.h"
#include "apps/commands/commands.h"
#include "apps/config/config.h"
#include "tests/fuzz/fuzz.h"

#include <sstream>

std::vector<std::string> fuzz::seeds() {
    return {"run\n--run.images=3\n--chip.tile.adc.bits\n6\n--timeline\nrun.json\n",
            "trace\ndiff\na\nb\n", "sweep\n--device.stuck_on=0.1\n--network.channels=8,8,16,16\n",
            "describe\nchip.tile\n"};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    std::istringstream lines(std::string(data, data + size));
    std::vector<std::string> words;
    for (std::string word; std::getline(lines, word);)
        words.push_back(word);
    fuzz::hold([&] {
        apps::read_config("", apps::parse_command_line(words, apps::commands()).overrides);
    });
    return 0;
}
