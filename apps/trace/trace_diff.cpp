// SPDX-License-Identifier: Apache-2.0
#include "apps/trace/trace_diff.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <sstream>
#include <vector>

namespace apps {

namespace {

/// Packets of each node, in the order in which it sends them.
std::map<int, std::vector<std::size_t>> by_sender(const cim::PacketTrace &trace) {
    std::map<int, std::vector<std::size_t>> packets;
    for (std::size_t i = 0; i < trace.packets.size(); ++i)
        packets[trace.packets[i].from].push_back(i);
    return packets;
}

std::string sentence(const cim::PacketRecord &packet) {
    std::string to;
    for (int node : packet.to)
        to += (to.empty() ? "" : ",") + std::to_string(node);
    return "from " + std::to_string(packet.from) + " to " + to + ", " +
           std::to_string(packet.flits) + " flits, sent in cycle " + std::to_string(packet.sent) +
           ", landed in " + std::to_string(packet.landed);
}

} // namespace

TraceDifference difference(const cim::PacketTrace &a, const cim::PacketTrace &b) {
    TraceDifference result;
    result.nodes_differ = a.nodes != b.nodes;
    auto others = by_sender(b);
    std::int64_t later = 0;
    for (const auto &[node, mine] : by_sender(a)) {
        const std::vector<std::size_t> theirs = others[node];
        const std::size_t pairs = std::min(mine.size(), theirs.size());
        result.pairs += static_cast<std::int64_t>(pairs);
        result.only_a += static_cast<std::int64_t>(mine.size() - pairs);
        result.only_b += static_cast<std::int64_t>(theirs.size() - pairs);
        others.erase(node);
        for (std::size_t k = 0; k < pairs; ++k) {
            const cim::PacketRecord &one = a.packets[mine[k]], &other = b.packets[theirs[k]];
            if (one == other)
                continue;
            ++result.differ;
            later += other.landed - one.landed;
            if (std::abs(other.landed - one.landed) > std::abs(result.most_later))
                result.most_later = other.landed - one.landed;
            if (!result.first || one.sent < a.packets[result.first->a].sent)
                result.first = TraceDifference::Pair{mine[k], theirs[k]};
        }
    }
    for (const auto &[node, theirs] : others)
        result.only_b += static_cast<std::int64_t>(theirs.size());
    if (result.pairs > 0)
        result.mean_later = static_cast<double>(later) / static_cast<double>(result.pairs);
    return result;
}

std::string described(const TraceDifference &difference, const cim::PacketTrace &a,
                      const cim::PacketTrace &b, const std::string &name_a,
                      const std::string &name_b) {
    std::ostringstream out;
    if (difference.equal()) {
        out << "equal: " << difference.pairs << " packets\n";
        return out.str();
    }
    if (difference.nodes_differ)
        out << name_a << " has " << a.nodes << " nodes, " << name_b << " has " << b.nodes << '\n';
    if (difference.only_a > 0)
        out << difference.only_a << " packets are only in " << name_a << '\n';
    if (difference.only_b > 0)
        out << difference.only_b << " packets are only in " << name_b << '\n';
    if (difference.first)
        out << difference.differ << " of " << difference.pairs
            << " packets differ; the second trace's land " << difference.mean_later
            << " cycles later on average, " << difference.most_later << " at most\nfirst: packet "
            << difference.first->a + 1 << "\n  " << name_a << ": "
            << sentence(a.packets[difference.first->a]) << "\n  " << name_b << ": "
            << sentence(b.packets[difference.first->b]) << '\n';
    return out.str();
}

} // namespace apps
