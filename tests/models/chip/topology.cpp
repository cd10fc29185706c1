// SPDX-License-Identifier: Apache-2.0
#include "models/chip/interconnect.h"
#include "tests/topology_kind.h"

#include <gtest/gtest.h>

#include <numeric>
#include <string>
#include <vector>

namespace cim {
namespace {

class EveryTopology : public testing::TestWithParam<TopologyKind> {};

TEST_P(EveryTopology, StandsInTheTableWhereItsNumberSays) {
    EXPECT_EQ(&kind_of(GetParam().topology) - topologies.data(),
              static_cast<int>(GetParam().topology));
    EXPECT_STREQ(kind_of(GetParam().topology).name, GetParam().name);
}

TEST_P(EveryTopology, HasWiresWithTwoEnds) {
    for (int nodes = 1; nodes <= 30; ++nodes) {
        const Interconnect network = Interconnect::of(GetParam().topology, nodes);
        ASSERT_GE(network.nodes(), nodes);
        for (int router = 0; router < network.routers(); ++router)
            for (int port = 0; port < network.ports(router); ++port) {
                const WireEnd end = network.end(router, port);
                if (!end.exists())
                    continue;
                const WireEnd back =
                    end.node >= 0 ? network.door(end.node) : network.end(end.router, end.port);
                EXPECT_EQ(back.router, router);
                EXPECT_EQ(back.port, port);
                if (end.router >= 0) {
                    EXPECT_EQ(back.length, end.length);
                }
            }
    }
}

TEST_P(EveryTopology, CountsTheHopsAndLengthsOfItsPaths) {
    for (const int nodes : {1, 2, 3, 5, 6, 12, 20, 30}) {
        const Interconnect network = Interconnect::of(GetParam().topology, nodes);
        for (int from = 0; from < network.nodes(); ++from)
            for (int to = 0; to < network.nodes(); ++to) {
                if (from == to)
                    continue;
                const Path path = network.path(from, to);
                EXPECT_EQ(path.routers.size(), network.hops(from, to) + 1U);
                EXPECT_EQ(std::accumulate(path.lengths.begin(), path.lengths.end(), 0),
                          network.length(from, to));
            }
    }
}

// Ways to several nodes never meet again once they have parted: a router more is a wire more.
TEST_P(EveryTopology, ReachesAllNodesByATree) {
    const Interconnect network = Interconnect::of(GetParam().topology, 30);
    std::vector<int> all(static_cast<std::size_t>(network.nodes()));
    std::iota(all.begin(), all.end(), 0);
    for (int from = 0; from < network.nodes(); ++from) {
        const RouteTree tree(network, from, all);
        int wires = 0;
        for (const RouteTree::Fork &fork : tree.forks())
            for (int port : fork.ports)
                wires += network.end(fork.router, port).router >= 0;
        EXPECT_EQ(wires, tree.hops());
    }
}

INSTANTIATE_TEST_SUITE_P(All, EveryTopology, testing::ValuesIn(topologies),
                         [](const auto &test) { return std::string(test.param.name); });

// Dally and Towles, section 5.1: n / 4 links a ring on average over all pairs, for an even n; n / 4
// - 1 / (4 n) for an odd one.
TEST(Torus, IsAQuarterOfEachRingWideOnAverage) {
    const auto mean_hops = [](int columns, int rows) {
        const Interconnect torus(Topology::Torus, columns, rows);
        int sum = 0;
        for (int from = 0; from < torus.nodes(); ++from)
            for (int to = 0; to < torus.nodes(); ++to)
                sum += torus.hops(from, to);
        return double(sum) / (torus.nodes() * torus.nodes());
    };
    EXPECT_DOUBLE_EQ(mean_hops(8, 1), 8 / 4.0);
    EXPECT_DOUBLE_EQ(mean_hops(6, 4), 6 / 4.0 + 4 / 4.0);
    EXPECT_DOUBLE_EQ(mean_hops(5, 7), 5 / 4.0 - 1 / 20.0 + 7 / 4.0 - 1 / 28.0);
    EXPECT_DOUBLE_EQ(mean_hops(2, 2), 1); // half a link along each line
}

// From one corner of 4 x 4 to the other: a link of two sides each way round. A mesh needs six of
// one side each.
TEST(Torus, JoinsTheEndsOfItsLines) {
    const Interconnect torus(Topology::Torus, 4, 4), mesh(Topology::Mesh, 4, 4);
    EXPECT_EQ(torus.hops(0, 15), 2);
    EXPECT_EQ(torus.length(0, 15), 4);
    EXPECT_EQ(mesh.length(0, 15), 6);
    EXPECT_EQ(torus.path(0, 15).routers, (std::vector{0, 3, 15}));
    EXPECT_EQ(RouteTree(torus, 0, {15, 3, 12}).span(), 2 + 2 + 2); // 0-3, 3-15, 0-12
    EXPECT_FALSE(Interconnect(Topology::Torus, 2, 2).end(1, 1).exists());
}

// A packet goes straight on in a ring with one place, and turns into it, or comes into it from its
// node, with two; it leaves a ring, or passes where there is none, as in a mesh.
TEST(Torus, KeepsAPlaceFreeWhereAPacketEntersARing) {
    const int north = 0, east = 1, south = 2, west = 3, local = 4;
    const Interconnect torus(Topology::Torus, 4, 2);
    EXPECT_FALSE(torus.enters_ring(1, west, east));
    EXPECT_FALSE(torus.enters_ring(1, east, west));
    EXPECT_TRUE(torus.enters_ring(1, local, east));
    EXPECT_TRUE(torus.enters_ring(1, north, west));
    EXPECT_FALSE(torus.enters_ring(1, west, local));
    EXPECT_FALSE(torus.enters_ring(1, west, south)); // two rows
}

} // namespace
} // namespace cim
