// SPDX-License-Identifier: Apache-2.0
#include "models/chip/noc_problem.h"
#include "tests/tlm/traffic_bench.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace cim {
namespace {

using Arrivals = std::vector<TrafficBench::Arrival>;

/// A payload of so many flits, the head flit included, of 32 bits.
std::size_t bytes_of(std::int64_t flits) { return static_cast<std::size_t>(4 * (flits - 1)); }

ChipSpec with_channels(int channels) {
    ChipSpec chip;
    chip.noc.virtual_channels = channels;
    return chip;
}

/// `count` packets from node 0 to node 1, its neighbour.
Arrivals stream(const ChipSpec &chip, std::int64_t flits, int count) {
    Kernel kernel;
    TrafficBench bench(chip, {Topology::Mesh, 2, 1});
    bench.send(0, 1, bytes_of(flits), count);
    sc_core::sc_start();
    return bench.arrivals[1];
}

TEST(ChannelRouter, LetsAPacketThatIsAlonePassLikeAnyRouter) {
    for (const Topology topology : {Topology::Mesh, Topology::HTree, Topology::Torus})
        for (const int channels : {1, 3})
            for (const int to : {1, 5, 11}) {
                const ChipSpec chip = with_channels(channels);
                const Interconnect network = Interconnect::of(topology, 12);
                Kernel kernel;
                TrafficBench bench(chip, network);
                bench.send(0, to, 10);
                sc_core::sc_start();
                ASSERT_EQ(bench.arrivals[to].size(), 1U);
                EXPECT_EQ(bench.arrivals[to][0].cycle,
                          packet_cycles(chip.noc, network.hops(0, to), network.length(0, to),
                                        packet_flits(chip.noc, 10)));
                EXPECT_EQ(bench.traffic.flit_hops, 4 * network.hops(0, to));
            }
}

// A single channel is given to the next packet in the cycle after the tail, whose head goes in the
// one after that: a link carries F flits in F + 1 cycles. Two channels fill each other's gaps.
TEST(ChannelRouter, RestsACycleBetweenThePacketsOfASingleChannel) {
    for (const std::int64_t flits : {1, 4, 8}) {
        const Arrivals one = stream(with_channels(1), flits, 40);
        ASSERT_EQ(one.size(), 40U);
        for (std::size_t i = 1; i < one.size(); ++i)
            EXPECT_EQ(one[i].cycle - one[i - 1].cycle, flits + 1);
        const Arrivals two = stream(with_channels(2), flits, 40);
        EXPECT_LE(two.back().cycle - two.front().cycle, 39 * flits + 2);
    }
}

// Four flits of room and wires of one cycle: a place's round trip is 3 + 1 + 1 + 1 = 6 cycles, so
// flit i of a long packet leaves its first router in cycle 6 (i / 4) + i mod 4; the 64th in 93.
TEST(ChannelRouter, HoldsAWormUpByTheRoundTripOfItsPlaces) {
    ChipSpec chip = with_channels(1);
    chip.noc.buffer_flits = 4;
    const Arrivals arrivals = stream(chip, 64, 1);
    EXPECT_EQ(arrivals.at(0).cycle, packet_cycles(chip.noc, 1, 1, 64) - 63 + 93);
}

// Two packets that meet at a link take turns, flit by flit; without channels one waits for the
// other.
TEST(ChannelRouter, SharesALinkFlitByFlit) {
    for (const int channels : {0, 2}) {
        Kernel kernel;
        TrafficBench bench(with_channels(channels), {Topology::Mesh, 3, 1});
        bench.send(0, 2, bytes_of(30));
        bench.send(1, 2, bytes_of(30));
        sc_core::sc_start();
        ASSERT_EQ(bench.arrivals[2].size(), 2U);
        const Cycle apart = bench.arrivals[2][1].cycle - bench.arrivals[2][0].cycle;
        if (channels > 0) {
            EXPECT_LE(apart, 5); // the four cycles that the second comes from farther, at most
        } else {
            EXPECT_EQ(apart, 30);
        }
    }
}

// Node 0 floods node 2, which node 3 floods too; its packet for node 4 is not behind them in a
// channel of its own.
TEST(ChannelRouter, LetsAPacketPassThoseThatWait) {
    const auto landing = [](int channels) {
        ChipSpec chip = with_channels(channels);
        chip.noc.buffer_packets = 1;
        Kernel kernel;
        TrafficBench bench(chip, {Topology::Mesh, 3, 2});
        bench.send(0, 2, bytes_of(8), 20);
        bench.send(1, 2, bytes_of(8), 20);
        bench.send(5, 2, bytes_of(8), 20);
        bench.send(0, 4, bytes_of(8));
        sc_core::sc_start();
        return bench.arrivals[4].at(0).cycle;
    };
    EXPECT_LT(landing(4), landing(1));
}

TEST(ChannelRouter, SendsOnePacketManyWays) {
    for (const int channels : {1, 2}) {
        const ChipSpec chip = with_channels(channels);
        const Interconnect mesh(Topology::Mesh, 4, 3);
        std::vector<int> others;
        for (int node = 0; node < mesh.nodes(); ++node)
            if (node != 5)
                others.push_back(node);
        const RouteTree tree(mesh, 5, others);
        Kernel kernel;
        TrafficBench bench(chip, mesh);
        bench.send(5, 0, 10, 1, {&tree, static_cast<int>(others.size())});
        sc_core::sc_start();
        const std::int64_t flits = packet_flits(chip.noc, 10);
        for (const int node : others) {
            ASSERT_EQ(bench.arrivals[node].size(), 1U);
            EXPECT_EQ(bench.arrivals[node][0].cycle,
                      packet_cycles(chip.noc, mesh.hops(5, node), mesh.length(5, node), flits));
        }
        EXPECT_EQ(bench.traffic.flit_spans, flits * tree.span());
    }
}

TEST(ChannelRouter, DeliversAllToAllTrafficWithTheLeastBuffers) {
    for (const int channels : {1, 2, 5})
        for (const int flits : {0, 2}) {
            ChipSpec chip = with_channels(channels);
            chip.noc.buffer_packets = 1;
            chip.noc.buffer_flits = flits;
            Kernel kernel;
            TrafficBench bench(chip, {Topology::Mesh, 4, 3});
            for (int from = 0; from < 12; ++from)
                for (int to = 0; to < 12; ++to)
                    if (from != to)
                        bench.send(from, to, 20, 3);
            sc_core::sc_start();
            for (int to = 0; to < 12; ++to)
                EXPECT_EQ(bench.arrivals[to].size(), 33U) << channels << ", " << flits;
        }
}

TEST(ChannelRouter, IsNotForABusNorForBranchesWithoutRoomForAPacket) {
    NocSpec noc;
    noc.virtual_channels = 2;
    EXPECT_EQ(noc_problem(Topology::Bus, noc)->text,
              "chip.noc.virtual_channels = 2 is for a mesh, torus or H-tree, but "
              "chip.interconnect = bus");
    noc.buffer_flits = 16;
    EXPECT_FALSE(noc_problem(Topology::Mesh, noc));
    EXPECT_EQ(noc_problem(Topology::Torus, noc)->keys.front(), "chip.noc.buffer_flits");
    noc.multicast = true;
    EXPECT_EQ(noc_problem(Topology::Mesh, noc)->keys.front(), "chip.noc.multicast");
    noc.virtual_channels = 0;
    EXPECT_FALSE(noc_problem(Topology::Mesh, noc));
}

} // namespace
} // namespace cim
