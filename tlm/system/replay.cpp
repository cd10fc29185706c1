// SPDX-License-Identifier: Apache-2.0
#include "tlm/system/replay.h"

#include "tlm/base/kernel.h"
#include "tlm/noc/fabric.h"
#include "tlm/system/packet_source.h"

#include <algorithm>
#include <map>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace cim {

namespace {

void check_nodes(const PacketTrace &trace, const Interconnect &interconnect) {
    int highest = 0;
    for (const PacketRecord &packet : trace.packets) {
        highest = std::max(highest, packet.from);
        for (int node : packet.to)
            highest = std::max(highest, node);
    }
    if (highest >= interconnect.nodes())
        throw std::invalid_argument("the trace goes to node " + std::to_string(highest) +
                                    ", the interconnect has nodes 0 to " +
                                    std::to_string(interconnect.nodes() - 1));
}

bool goes_first(const PacketRecord &a, const PacketRecord &b) {
    return std::tie(a.sent, a.from) < std::tie(b.sent, b.from); // one a node and cycle
}

/// The packets as they went, `sent`, in the order of a trace; they were due as in `trace`.
ReplayedTrace in_order(const PacketTrace &trace, const PacketTrace &sent) {
    std::vector<std::size_t> order(sent.packets.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return goes_first(sent.packets[a], sent.packets[b]);
    });
    ReplayedTrace result;
    result.nodes = sent.nodes;
    for (const std::size_t i : order) {
        result.packets.push_back(sent.packets[i]);
        result.due.push_back(trace.packets[i].sent);
    }
    return result;
}

} // namespace

void sort_packets(PacketTrace &trace) {
    std::sort(trace.packets.begin(), trace.packets.end(), goes_first);
}

ReplayedTrace replay(const PacketTrace &trace, const ChipSpec &chip,
                     const Interconnect &interconnect) {
    ReplayedTrace result = replay_until(never, trace, chip, interconnect);
    for (std::size_t i = 0; i < result.packets.size(); ++i)
        if (const PacketRecord &packet = result.packets[i]; packet.landed < 0)
            throw std::runtime_error("a packet of node " + std::to_string(packet.from) +
                                     ", due in cycle " + std::to_string(result.due[i]) +
                                     ", never landed");
    return result;
}

ReplayedTrace replay_until(std::int64_t horizon, const PacketTrace &trace, const ChipSpec &chip,
                           const Interconnect &interconnect) {
    check_nodes(trace, interconnect);
    PacketTrace result = trace;
    result.nodes = interconnect.nodes();
    for (PacketRecord &packet : result.packets)
        packet.landed = -1;
    if (trace.packets.empty())
        return {std::move(result), {}};
    std::map<int, std::deque<int>> queues; // by node
    std::map<int, bool> nodes;
    for (std::size_t i = 0; i < trace.packets.size(); ++i) {
        const PacketRecord &packet = trace.packets[i];
        queues[packet.from].push_back(static_cast<int>(i));
        nodes[packet.from] = true;
        for (int node : packet.to)
            nodes[node] = true;
    }
    Kernel kernel;
    Clock clock("clock", chip);
    PacketPool pool;
    Fabric fabric("fabric", clock, chip.noc, interconnect);
    std::vector<std::unique_ptr<NetworkInterface>> doors;
    std::vector<std::unique_ptr<PacketSource>> sources;
    const auto record = [&](int index) -> PacketRecord & {
        return result.packets[static_cast<std::size_t>(index)];
    };
    for (const auto &entry : nodes) {
        const int node = entry.first;
        const std::string name = "node" + std::to_string(node);
        doors.push_back(std::make_unique<NetworkInterface>(name.c_str(), clock, chip.noc));
        doors.back()->on_arrival(
            [&](Packet &packet) { record(packet.header().record).landed = clock.now(); });
        fabric.attach(node, *doors.back());
        if (const auto queue = queues.find(node); queue != queues.end())
            sources.push_back(std::make_unique<PacketSource>(
                (name + "_source").c_str(), clock, InjectionPort{interconnect, *doors.back(), pool},
                PacketQueue{trace, queue->second,
                            [&](int index) { record(index).sent = clock.now(); }}));
    }
    clock.run_ahead(horizon);
    if (horizon == never)
        sc_core::sc_start();
    else
        sc_core::sc_start(clock.until(horizon));
    return in_order(trace, result);
}

} // namespace cim
