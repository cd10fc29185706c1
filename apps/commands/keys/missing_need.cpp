// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/keys/missing_need.h"

#include "apps/commands/keys/chip_needs.h"
#include "apps/commands/keys/config_values.h"
#include "apps/commands/keys/device_needs.h"
#include "apps/commands/keys/key_need.h"
#include "apps/commands/keys/network_needs.h"
#include "apps/commands/keys/search_needs.h"
#include "apps/commands/keys/tile_needs.h"

namespace apps {

namespace {

/// Units of files that nobody asks for; what run.data = no leaves out stays accepted, so that it
/// can be switched off in any command; wires are in all arrays of `solve`, in a chip's where they
/// are asked for.
std::optional<std::string> need_of_command(const Config &config, const std::string &key,
                                           const std::string &command) {
    const bool runs = command == "run" || command == "sweep" || command == "host";
    if (runs && is_of_training_alone(key))
        return "it is of a training, and " + command + " trains nothing";
    if (command.rfind("trace record", 0) == 0 && is_of_accuracy_alone(config, key))
        return "it is of accuracy, and what is recorded has no data";
    if (command != "solve" && is_among({"array"}, key) && key != "array.wires" &&
        !is_varied(config, "array.wires") && !config.array.wires)
        return acts_with("array.wires", {"yes"}, "no");
    if (is_among({"run.signals"}, key) && config.run.timeline.empty() && config.run.vcd.empty())
        return "it names units of run.timeline or run.vcd, which are not asked for";
    return std::nullopt;
}

} // namespace

std::optional<std::string> missing_need(const Config &config, const std::string &key,
                                        const std::string &command) {
    if (auto need = need_of_command(config, key, command))
        return need;
    if (command == "solve") // has no chip
        return std::nullopt;
    const bool places_network =
        command.rfind("trace ", 0) != 0 || command.rfind("trace record", 0) == 0;
    if (places_network)
        if (auto need = need_of_room(config, key))
            return need;
    if (auto need = need_of_tile_parts(config, key, command))
        return need;
    for (const auto need_of : {need_of_another_key, need_of_chip, need_of_device,
                               need_of_converters, need_of_network, missing_search_need})
        if (auto need = need_of(config, key))
            return need;
    return std::nullopt;
}

} // namespace apps
