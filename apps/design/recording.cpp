// SPDX-License-Identifier: Apache-2.0
#include "apps/design/design.h"
#include "apps/trace/timeline_files.h"

#include <algorithm>

namespace apps {

namespace {

/// What config.run.images images do without their data.
cim::ChipResult record(const cim::Design &design, const Config &config, cim::RunOptions options) {
    options.stall_limit = config.run.stall_limit;
    return cim::run_chip(design, {}, config.run.images, options);
}

/// For each node whether the socket `way` ("to_router", "from_router") of its network interface
/// has such a name.
std::vector<bool> matching_sockets(const std::vector<std::string> &doors, const std::string &way,
                                   const std::string &pattern) {
    std::vector<bool> match;
    match.reserve(doors.size());
    for (const std::string &door : doors)
        match.push_back(!door.empty() && matches(pattern, door + "." + way));
    return match;
}

void keep_socket(cim::PacketTrace &trace, const std::vector<std::string> &doors,
                 const std::string &pattern) {
    const std::vector<bool> senders = matching_sockets(doors, "to_router", pattern);
    const std::vector<bool> receivers = matching_sockets(doors, "from_router", pattern);
    const auto chosen = [](const std::vector<bool> &nodes, int node) {
        return nodes[static_cast<std::size_t>(node)];
    };
    const std::vector<bool> none(senders.size());
    if (senders == none && receivers == none)
        throw ConfigError("--socket: no socket has a name like '" + pattern +
                          "'; chip.tile0.noc.to_router is one, chip.tile*.noc.* matches "
                          "those of all tiles");
    auto &packets = trace.packets;
    packets.erase(std::remove_if(packets.begin(), packets.end(),
                                 [&](const cim::PacketRecord &packet) {
                                     return !chosen(senders, packet.from) &&
                                            std::none_of(
                                                packet.to.begin(), packet.to.end(),
                                                [&](int node) { return chosen(receivers, node); });
                                 }),
                  packets.end());
}

} // namespace

cim::PacketTrace record_packets(nn::QuantizedNetwork network, const Config &config,
                                const std::string &socket) {
    const cim::Design design = common::value_of(place_design(config, std::move(network)));
    cim::RunOptions options;
    options.packets = true;
    cim::ChipResult result = record(design, config, options);
    if (!socket.empty())
        keep_socket(result.packets, result.names.doors, socket);
    return std::move(result.packets);
}

cim::MemoryTrace record_memory(nn::QuantizedNetwork network, const Config &config) {
    cim::RunOptions options;
    options.memory = true;
    return record(common::value_of(place_design(config, std::move(network))), config, options)
        .memory;
}

} // namespace apps
