// SPDX-License-Identifier: Apache-2.0
#include "models/estimate/packet_stream.h"
#include "tests/tlm/traffic_bench.h"
#include "tests/topology_kind.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

using namespace cim;

namespace {

Interconnect plan(int columns, int rows) { return {Topology::Mesh, columns, rows}; }

class Topologies : public testing::TestWithParam<TopologyKind> {};

} // namespace

TEST_P(Topologies, PacketTakesTheCyclesOfTheFormulaFromEverywhereToEverywhere) {
    ChipSpec chip;
    chip.noc.router_cycles = 2;
    chip.noc.link_cycles = 3;
    chip.noc.interface_cycles = 5;
    for (const Interconnect &mesh : on_chips(GetParam().topology, 12))
        for (int from = 0; from < mesh.nodes(); ++from)
            for (int to = 0; to < mesh.nodes(); ++to) {
                if (from == to)
                    continue;
                Kernel kernel;
                TrafficBench bench(chip, mesh);
                bench.send(from, to, 10);
                sc_core::sc_start();
                ASSERT_EQ(bench.arrivals[to].size(), 1U);
                const std::int64_t flits = packet_flits(chip.noc, 10);
                EXPECT_EQ(bench.arrivals[to][0].cycle,
                          packet_cycles(chip.noc, mesh, {from, to}, flits));
                const RouteTree tree(mesh, from, {to});
                EXPECT_EQ(bench.traffic.flit_hops, flits * mesh.hops(from, to));
                EXPECT_EQ(bench.traffic.flit_hops, flits * tree.hops());
                EXPECT_EQ(bench.traffic.flit_spans, flits * tree.span());
                EXPECT_EQ(bench.traffic.link_flits, flits * tree.links());
                PacketStream form(chip.noc, mesh, from);
                EXPECT_EQ(form.pass(form.add_way({to}), 0, flits).front(),
                          bench.arrivals[to][0].cycle);
            }
}

// One packet to all others lands at each of them when it would alone.
TEST_P(Topologies, MulticastReachesEveryNodeAsSoonAsAPacketOfItsOwn) {
    const ChipSpec chip;
    for (const Interconnect &network : on_chips(GetParam().topology, 12)) {
        std::vector<int> others;
        for (int node = 0; node < network.nodes(); ++node)
            if (node != 5)
                others.push_back(node);
        const RouteTree tree(network, 5, others);
        Kernel kernel;
        TrafficBench bench(chip, network);
        bench.send(5, 0, 10, 1, {&tree, static_cast<int>(others.size())});
        sc_core::sc_start();
        const std::int64_t flits = packet_flits(chip.noc, 10);
        for (int node : others) {
            ASSERT_EQ(bench.arrivals[node].size(), 1U);
            EXPECT_EQ(bench.arrivals[node][0].cycle,
                      packet_cycles(chip.noc, network, {5, node}, flits));
        }
        EXPECT_EQ(bench.traffic.flit_spans, flits * tree.span());
        EXPECT_EQ(bench.traffic.link_flits, flits * tree.links());
    }
}

INSTANTIATE_TEST_SUITE_P(All, Topologies, testing::ValuesIn(topologies),
                         [](const auto &test) { return std::string(test.param.name); });

// Two packets at once: the second one waits for the first one's flits and the length of the wire.
TEST(Bus, CarriesOnePacketAtATime) {
    const ChipSpec chip;
    const Interconnect bus = Interconnect::of(Topology::Bus, 12); // 4 x 3: 5 sides long
    Kernel kernel;
    TrafficBench bench(chip, bus);
    bench.send(0, 1, 8);
    bench.send(10, 11, 8);
    sc_core::sc_start();
    const Cycle alone = packet_cycles(chip.noc, 0, 5, 3);
    EXPECT_EQ(bench.arrivals[1][0].cycle, alone);
    EXPECT_EQ(bench.arrivals[11][0].cycle, alone + 3 + 5);
}

// Both heads reach the middle router in the same cycle; the second packet leaves it when the
// first one's three flits have gone.
TEST(Mesh, PacketsThatMeetShareALinkInTurn) {
    ChipSpec chip;
    Kernel kernel;
    TrafficBench bench(chip, plan(3, 1));
    bench.send(0, 1, 8);
    bench.send(2, 1, 8);
    sc_core::sc_start();
    const Cycle alone = packet_cycles(chip.noc, 1, 1, 3);
    ASSERT_EQ(bench.arrivals[1].size(), 2U);
    EXPECT_EQ(bench.arrivals[1][0].cycle, alone);
    EXPECT_EQ(bench.arrivals[1][1].cycle, alone + 3);
}

TEST(Mesh, ArbitrationIsFair) {
    ChipSpec chip;
    Kernel kernel;
    TrafficBench bench(chip, plan(3, 1));
    bench.send(0, 1, 8, 50);
    bench.send(2, 1, 8, 50);
    sc_core::sc_start();
    const auto &arrivals = bench.arrivals[1];
    ASSERT_EQ(arrivals.size(), 100U);
    for (std::size_t i = 0; i + 1 < arrivals.size(); ++i) {
        EXPECT_NE(arrivals[i].from, arrivals[i + 1].from);
        EXPECT_EQ(arrivals[i + 1].cycle, arrivals[i].cycle + 3); // the link is never idle
    }
}

// With one place, the next packet may leave only when the place has come back over the wire, 3
// flits after its packet has been let pass.
TEST(Mesh, OnePacketOfBufferStillFillsALinkOfItsOwn) {
    ChipSpec chip;
    chip.noc.buffer_packets = 1;
    Kernel kernel;
    TrafficBench bench(chip, plan(2, 1));
    bench.send(0, 1, 8, 3);
    sc_core::sc_start();
    const Cycle alone = packet_cycles(chip.noc, 1, 1, 3);
    const Cycle turn =
        chip.noc.router_cycles + 2 * chip.noc.link_cycles + 3; // a place's round trip
    const std::vector<TrafficBench::Arrival> expected{
        {0, alone}, {0, alone + turn}, {0, alone + 2 * turn}};
    EXPECT_EQ(bench.arrivals[1], expected);
}

/// Cycles from a packet to the one that takes its place next, of 40 of one flit.
std::set<Cycle> rounds(const NocSpec &noc, const Interconnect &network, int to) {
    ChipSpec chip;
    chip.noc = noc;
    Kernel kernel;
    TrafficBench bench(chip, network);
    bench.send(0, to, 0, 40);
    sc_core::sc_start();
    const auto &arrivals = bench.arrivals[to];
    EXPECT_EQ(arrivals.size(), 40U);
    const auto places = static_cast<std::size_t>(noc.places());
    std::set<Cycle> rounds;
    for (std::size_t i = places; i + places < arrivals.size(); ++i)
        rounds.insert(arrivals[i + places].cycle - arrivals[i].cycle);
    return rounds;
}

// Eight places and a wire of eight cycles: a place is used again 3 + 8 + 1 + 8 cycles after it was
// taken, so that the link carries 8 / 20 = 0.40 flits a cycle (BookSim 2: 0.38).
TEST(Mesh, ACreditComesBackByAWireAsLongAsThePackets) {
    NocSpec noc;
    noc.link_cycles = 8;
    noc.buffer_packets = 8;
    EXPECT_EQ(rounds(noc, plan(2, 1), 1), std::set<Cycle>{3 + 8 + 1 + 8});
}

// Places that are flits: as many packets of one flit as there are.
TEST(Mesh, HoldsAsManyShortPacketsAsItHasFlits) {
    NocSpec noc;
    noc.link_cycles = 8;
    noc.buffer_flits = 16;
    noc.buffer_packets = 1; // counts no more
    EXPECT_EQ(rounds(noc, plan(2, 1), 1), std::set<Cycle>{3 + 8 + 1 + 8});
}

// A packet that is longer than the buffer takes all of it, and so does the next one when it has
// gone: 3 + 1 + 20 + 1 cycles later.
TEST(Mesh, APacketLongerThanTheBufferTakesAllOfIt) {
    ChipSpec chip;
    chip.noc.buffer_flits = 16;
    Kernel kernel;
    TrafficBench bench(chip, plan(2, 1));
    bench.send(0, 1, 19 * 4, 4);
    sc_core::sc_start();
    const auto &arrivals = bench.arrivals[1];
    ASSERT_EQ(arrivals.size(), 4U);
    for (std::size_t i = 1; i < 4; ++i)
        EXPECT_EQ(arrivals[i].cycle - arrivals[i - 1].cycle, 3 + 1 + 20 + 1);
}

// A stream of short packets from farther on does not keep a long one from the places that they
// share.
TEST(Mesh, ShortPacketsDoNotOvertakeALongOneForEver) {
    ChipSpec chip;
    chip.noc.buffer_flits = 4;
    chip.noc.link_cycles = 4;
    Kernel kernel;
    TrafficBench bench(chip, plan(3, 1));
    bench.send(0, 2, 0, 300);
    bench.send(1, 2, 3 * 4, 2);
    sc_core::sc_start();
    const auto &arrivals = bench.arrivals[2];
    ASSERT_EQ(arrivals.size(), 302U);
    int shorter = 0, longer = 0;
    for (const auto &arrival : arrivals) {
        longer += arrival.from == 1;
        shorter += arrival.from == 0 && longer < 2;
    }
    EXPECT_LT(shorter, 30);
}

// The wire between the levels of a tree is two sides long: 3 + 2 x 8 + 1 + 2 x 8 cycles.
TEST(HTree, ACreditComesBackByAWireAsLongAsThePackets) {
    NocSpec noc;
    noc.link_cycles = 8;
    noc.buffer_packets = 2;
    const Interconnect tree = Interconnect::of(Topology::HTree, 8);
    EXPECT_EQ(rounds(noc, tree, 4), std::set<Cycle>{3 + 16 + 1 + 16});
    // nodes 0 and 1 share a router, a side from each: a place at their door takes 8 + 1 + 8
    noc.link_cycles = 20;
    EXPECT_EQ(rounds(noc, tree, 1), std::set<Cycle>{20 + 1 + 20});
}

// Longer wires never let a link carry more, more places never less.
TEST(Mesh, ThroughputFallsWithTheLengthOfWiresAndRisesWithPlaces) {
    Cycle before = 0;
    for (const int link_cycles : {1, 2, 4, 8, 16}) {
        NocSpec noc;
        noc.link_cycles = link_cycles;
        const Cycle round = *rounds(noc, plan(2, 1), 1).rbegin();
        EXPECT_GE(round, before);
        before = round;
    }
    double per_cycle = 0;
    for (const int places : {1, 2, 4, 8, 12}) {
        NocSpec noc;
        noc.link_cycles = 4;
        noc.buffer_packets = places;
        const double rate = places / double(*rounds(noc, plan(2, 1), 1).rbegin());
        EXPECT_GE(rate, per_cycle);
        per_cycle = rate;
    }
}

// Four nodes of a router send to each other and across: each packet takes the cycles of the formula
// when it is alone, and all arrive when they are not.
TEST(Mesh, TakesSeveralNodesARouter) {
    for (const Topology topology : {Topology::Mesh, Topology::Torus}) {
        ChipSpec chip;
        chip.noc.concentration = 4;
        const Interconnect mesh = Interconnect::of(topology, 36, chip.noc);
        for (const int to : {1, 7, 35}) {
            Kernel kernel;
            TrafficBench bench(chip, mesh);
            bench.send(0, to, 10);
            sc_core::sc_start();
            EXPECT_EQ(bench.arrivals[to].at(0).cycle,
                      packet_cycles(chip.noc, mesh.hops(0, to), mesh.length(0, to),
                                    packet_flits(chip.noc, 10)));
        }
        Kernel kernel;
        TrafficBench bench(chip, mesh);
        for (int from = 0; from < 36; ++from)
            for (int to = 0; to < 36; ++to)
                if (from != to)
                    bench.send(from, to, 20);
        sc_core::sc_start();
        for (int to = 0; to < 36; ++to)
            EXPECT_EQ(bench.arrivals[to].size(), 35U);
    }
}

TEST(Mesh, AllToAllTrafficArrives) {
    ChipSpec chip;
    chip.noc.buffer_packets = 1;
    Kernel kernel;
    TrafficBench bench(chip, plan(4, 4));
    for (int from = 0; from < 16; ++from)
        for (int to = 0; to < 16; ++to)
            if (from != to)
                bench.send(from, to, 20, 5);
    sc_core::sc_start();
    for (int to = 0; to < 16; ++to)
        EXPECT_EQ(bench.arrivals[to].size(), 75U);
}
