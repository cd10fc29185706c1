// SPDX-License-Identifier: Apache-2.0
#include "models/estimate/link_load.h"

#include "models/mapping/packet_flow.h"
#include "models/mapping/timing.h"

#include <algorithm>
#include <map>
#include <vector>

namespace cim {

std::int64_t busiest_link_cycles(const nn::QuantizedNetwork &network, const Placement &placement,
                                 const ChipSpec &chip, const Dataflow &flow) {
    const Interconnect &interconnect = placement.interconnect;
    std::map<std::pair<int, int>, std::int64_t> cycles; // by router and output
    std::map<int, std::int64_t> doors;                  // by node: of its way in
    for (const PacketFlow &packets : packet_flows(network, placement, chip, flow)) {
        const int from = interconnect.node_of_tile(packets.from);
        std::vector<int> to;
        for (int tile : packets.to)
            to.push_back(interconnect.node_of_tile(tile));
        doors[from] += packets.packets * packets.flits;
        const RouteTree tree(interconnect, from, to);
        for (const RouteTree::Fork &fork : tree.forks()) {
            const std::int64_t rest = output_rest(chip.noc, interconnect, fork.router);
            const auto held = [&](int port) {
                const int pace = interconnect.end(fork.router, port).pace;
                return packets.packets * (packets.flits * pace + rest);
            };
            if (interconnect.shared(fork.router)) // once for all that hear it
                cycles[{fork.router, 0}] += held(0);
            else
                for (int port : fork.ports)
                    cycles[{fork.router, port}] += held(port);
        }
    }
    std::int64_t most = 0;
    for (const auto &[output, count] : cycles)
        most = std::max(most, count);
    for (const auto &[node, count] : doors)
        most = std::max(most, count);
    return most;
}

} // namespace cim
