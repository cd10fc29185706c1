// SPDX-License-Identifier: Apache-2.0
#include "models/chip/noc_problem.h"
#include "tests/tlm/traffic_bench.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

using namespace cim;

namespace {

/// Two chips of 2 x 1 nodes each; a link takes 7 cycles, a flit every `pace`.
Interconnect pair(int pace) {
    return Interconnect(Topology::Mesh, 2, 1).in_package({2, 1}, {7, pace});
}

/// Cycles between the packets of three flits that two nodes of the first chip send to the second.
Cycle between_packets(int pace, const NocSpec &noc = {}) {
    ChipSpec chip;
    chip.noc = noc;
    Kernel kernel;
    TrafficBench bench(chip, pair(pace));
    bench.send(0, 3, 8, 40);
    bench.send(1, 2, 8, 40);
    sc_core::sc_start();
    std::vector<Cycle> all;
    for (const int node : {2, 3})
        for (const auto &arrival : bench.arrivals[node])
            all.push_back(arrival.cycle);
    EXPECT_EQ(all.size(), 80U);
    const auto [first, last] = std::minmax_element(all.begin(), all.end());
    return (*last - *first + 40) / 79;
}

} // namespace

// Nodes 1 and 3 are a router from their bridges: 4 routers and 2 wires of their chips, a link of 7
// cycles, whose second flit of 3 comes 4 cycles after the first, which takes 4 itself.
TEST(Package, APacketCrossesALinkFlitByFlit) {
    const ChipSpec chip;
    Kernel kernel;
    TrafficBench bench(chip, pair(4));
    bench.send(1, 3, 8);
    sc_core::sc_start();
    EXPECT_EQ(pair(4).hops(1, 3), 5);
    EXPECT_EQ(bench.arrivals[3].at(0).cycle, 6 * 3 + 2 * 1 + (7 + 3) + 2 * 4);
    EXPECT_EQ(bench.traffic.link_flits, 3);
    EXPECT_EQ(bench.traffic.flit_hops, 3 * 5);
    EXPECT_EQ(bench.traffic.flit_spans, 3 * 2);
}

TEST(Package, ALinkCarriesAFlitEveryFewCyclesWhoeverSends) {
    NocSpec room; // for all that a round trip over the link takes
    room.buffer_packets = 32;
    EXPECT_EQ(between_packets(1, room), 3);
    EXPECT_EQ(between_packets(2, room), 6);
    EXPECT_EQ(between_packets(4, room), 12);
    room.virtual_channels = 4;
    EXPECT_EQ(between_packets(2, room), 6);
    EXPECT_EQ(between_packets(4, room), 12);
}

// A place behind a link is used again after the router, the way there and back and the flits: 3 + 2
// x 7 + 2 (the head's own time) + 3 x 2 cycles, of which one packet is 6.
TEST(Package, PlacesBehindALongLinkHoldItUp) {
    NocSpec noc;
    noc.buffer_packets = 1;
    const Cycle one = between_packets(2, noc);
    EXPECT_GE(one, 3 + 2 * 7 + 3 * 2);
    noc.buffer_packets = 2;
    EXPECT_LT(between_packets(2, noc), one);
}

// Packets to the link and from it wait for each other in no circle, whatever joins a chip's nodes.
TEST(Package, AllToAllTrafficArrives) {
    for (const TopologyKind &kind : topologies)
        for (const int channels : {0, 1, 2}) {
            ChipSpec chip;
            chip.interconnect = kind.topology;
            chip.package.columns = 2;
            chip.noc.virtual_channels = channels;
            chip.noc.buffer_packets = 1;
            if (package_problem(chip) || noc_problem(kind.topology, chip.noc))
                continue;
            SCOPED_TRACE(std::string(kind.name) + ", channels " + std::to_string(channels));
            const Interconnect network =
                Interconnect::of(kind.topology, 6, chip.noc).in_package({3, 2}, {5, 3});
            Kernel kernel;
            TrafficBench bench(chip, network);
            for (int from = 0; from < network.nodes(); ++from)
                for (int to = 0; to < network.nodes(); ++to)
                    if (from != to)
                        bench.send(from, to, 20, 3);
            sc_core::sc_start();
            for (int to = 0; to < network.nodes(); ++to)
                EXPECT_EQ(bench.arrivals[to].size(), 3U * (network.nodes() - 1U));
        }
}

TEST(Package, MulticastsFromEveryNodeArrive) {
    for (const Topology topology : {Topology::Mesh, Topology::HTree, Topology::Bus}) {
        ChipSpec chip;
        chip.noc.buffer_packets = 1;
        const Interconnect network =
            Interconnect::of(topology, 5, chip.noc).in_package({2, 2}, {5, 2});
        std::vector<int> all(static_cast<std::size_t>(network.nodes()));
        for (int node = 0; node < network.nodes(); ++node)
            all[static_cast<std::size_t>(node)] = node;
        std::vector<RouteTree> trees;
        for (int from = 0; from < network.nodes(); ++from) {
            std::vector<int> others = all;
            others.erase(others.begin() + from);
            trees.emplace_back(network, from, others);
        }
        Kernel kernel;
        TrafficBench bench(chip, network);
        for (int from = 0; from < network.nodes(); ++from)
            bench.send(from, from == 0, 20, 2,
                       {&trees[static_cast<std::size_t>(from)], network.nodes() - 1});
        sc_core::sc_start();
        for (int to = 0; to < network.nodes(); ++to)
            EXPECT_EQ(bench.arrivals[to].size(), 2U * (network.nodes() - 1U));
    }
}
