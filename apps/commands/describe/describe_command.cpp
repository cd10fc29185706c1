// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/commands.h"
#include "apps/commands/describe/descriptions.h"
#include "tlm/device/register_map.h"

#include <iostream>
#include <stdexcept>

namespace apps {

namespace {

void describe_registers(const std::string &form) {
    if (form == "page")
        cim::write_register_page(std::cout);
    else if (form == "header")
        cim::write_register_header(std::cout);
    else
        throw std::invalid_argument("--registers " + form + "; page or header is right");
}

int run_describe(const CommandLine &line) {
    for (const std::string page : {"--counters", "--registers"})
        if (line.has(page) && (!line.arguments.empty() || line.options.size() > 1))
            throw std::invalid_argument("describe " + page + " takes nothing else");
    if (line.has("--network")) {
        const bool changed = !line.arguments.empty() || !line.overrides.empty();
        Config config = read_config(line.argument(), line.overrides);
        config.network.file.clear();
        config.network.onnx = line.value("--network");
        describe_network(config, changed ? "this chip" : "the default chip");
        return 0;
    }
    refuse_keys(line);
    if (line.has("--counters"))
        describe_counters();
    else if (line.has("--registers"))
        describe_registers(line.value("--registers"));
    else
        describe(line.argument(), std::cout);
    return 0;
}

} // namespace

Command describe_command() {
    Command command{
        "describe",
        "[KEY]",
        "prints the parameters at or below KEY with default, range, meaning and source",
        run_describe,
        {{"--registers", "page|header",
          "instead: the device's registers, for readers or for drivers in C"},
         {"--counters", "", "instead: every counter of a report, its unit and its meaning"},
         {"--network", "FILE.onnx",
          "instead: the layers of a network, and where they go on the chip\n"
          "of a CONFIG (describe --network FILE.onnx [CONFIG] [--key=value ...]),\n"
          "or why run would refuse it there"}}};
    command.has_keys = false;
    return command;
}

} // namespace apps
