// SPDX-License-Identifier: Apache-2.0
#include "tlm/system/replay_summary.h"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>
#include <vector>

namespace cim {

namespace {

/// The packets of one node.
struct Source {
    std::int64_t flits = 0;
    std::int64_t first_due = std::numeric_limits<std::int64_t>::max();
    std::int64_t due_until = 0, sent_until = 0; ///< the last of their flits

    void add(const PacketRecord &packet, std::int64_t due) {
        flits += packet.flits;
        first_due = std::min(first_due, due);
        due_until = std::max(due_until, due + packet.flits);
        sent_until = std::max(sent_until, packet.sent + packet.flits);
    }
    ServedSource served(int node) const {
        const auto rate = [&](std::int64_t until) {
            return static_cast<double>(flits) / static_cast<double>(until - first_due);
        };
        return {node, rate(due_until), rate(sent_until)};
    }
};

double share(const ServedSource &source) { return source.served / source.asked; }

} // namespace

ReplaySummary summary(const ReplayedTrace &trace) {
    ReplaySummary result;
    std::map<int, Source> sources; // by node
    std::int64_t flits = 0, in_network = 0, from_due = 0, landed = 0;
    for (std::size_t i = 0; i < trace.packets.size(); ++i) {
        const PacketRecord &packet = trace.packets[i];
        const std::int64_t crossing = packet.landed - packet.sent;
        const std::int64_t all = packet.landed - trace.due[i];
        flits += packet.flits;
        in_network += crossing;
        from_due += all;
        landed = std::max(landed, packet.landed);
        result.longest_in_network = std::max(result.longest_in_network, crossing);
        result.longest_from_due = std::max(result.longest_from_due, all);
        sources[packet.from].add(packet, trace.due[i]);
    }
    const auto count = static_cast<double>(trace.packets.size());
    result.mean_in_network = static_cast<double>(in_network) / count;
    result.mean_from_due = static_cast<double>(from_due) / count;
    const std::int64_t cycles = landed - *std::min_element(trace.due.begin(), trace.due.end()) + 1;
    result.throughput = static_cast<double>(flits) / trace.nodes / static_cast<double>(cycles);
    std::vector<ServedSource> served;
    for (const auto &[node, source] : sources)
        served.push_back(source.served(node));
    const auto [least, most] = std::pair{
        std::min_element(served.begin(), served.end(),
                         [](const auto &a, const auto &b) { return share(a) < share(b); }),
        std::max_element(served.begin(), served.end(),
                         [](const auto &a, const auto &b) { return share(a) < share(b); })};
    result.least = *least;
    result.most = *most;
    return result;
}

} // namespace cim
