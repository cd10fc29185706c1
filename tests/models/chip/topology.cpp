// SPDX-License-Identifier: Apache-2.0
#include "models/chip/noc_problem.h"
#include "tests/topology_kind.h"

#include <gtest/gtest.h>

#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace cim {
namespace {

/// A topology for so many nodes; with several of them a router, where it knows that; and on several
/// chips.
std::vector<Interconnect> networks(Topology topology, int nodes) {
    std::vector<Interconnect> all;
    for (const int concentration : {1, 2, 3, 4, 9}) {
        NocSpec noc;
        noc.concentration = concentration;
        if (!noc_problem(topology, noc))
            for (Interconnect &network : on_chips(topology, nodes, noc))
                all.push_back(std::move(network));
    }
    return all;
}

class EveryTopology : public testing::TestWithParam<TopologyKind> {};

TEST_P(EveryTopology, StandsInTheTableWhereItsNumberSays) {
    EXPECT_EQ(&kind_of(GetParam().topology) - topologies.data(),
              static_cast<int>(GetParam().topology));
    EXPECT_STREQ(kind_of(GetParam().topology).name, GetParam().name);
}

TEST_P(EveryTopology, HasWiresWithTwoEnds) {
    for (int nodes = 1; nodes <= 30; ++nodes)
        for (const Interconnect &network : networks(GetParam().topology, nodes)) {
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
                    if (end.router >= 0 && !network.shared(router) && !network.shared(end.router)) {
                        EXPECT_EQ(back.length, end.length);
                        EXPECT_EQ(back.delay, end.delay);
                        EXPECT_EQ(back.between_chips, end.between_chips);
                    }
                }
        }
}

TEST_P(EveryTopology, CountsTheHopsAndLengthsOfItsPaths) {
    for (const int nodes : {1, 2, 3, 5, 6, 12, 20, 30})
        for (const Interconnect &network : networks(GetParam().topology, nodes))
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

// Ways to several nodes never meet again once they have parted: a router more is a wire more.
TEST_P(EveryTopology, ReachesAllNodesByATree) {
    for (const Interconnect &network : networks(GetParam().topology, 30)) {
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
}

INSTANTIATE_TEST_SUITE_P(All, EveryTopology, testing::ValuesIn(topologies),
                         [](const auto &test) { return std::string(test.param.name); });

// Chips 0 1 over 3 2: from chip 0 to 2 over chip 1, along X first. Beside a chip's four nodes there
// is a router for its bridge.
TEST(Package, JoinsChipsInAMeshThatIsNumberedForthAndBack) {
    const Interconnect package = Interconnect(Topology::Mesh, 2, 2).in_package({2, 2}, {7, 3});
    EXPECT_EQ(package.nodes(), 16);
    EXPECT_EQ(package.chips(), 4);
    EXPECT_EQ(package.routers(), 4 * 5);
    EXPECT_EQ(package.column_and_row(9), std::pair(3, 2)); // node 1 of chip 2
    EXPECT_EQ(package.column_and_row(13), std::pair(1, 2));
    EXPECT_EQ(package.path(3, 9).routers, (std::vector{3, 2, 0, 4, 9, 14, 10, 11}));
    EXPECT_EQ(package.length(3, 9), 2 + 1);
    EXPECT_EQ(package.delay(3, 9), 2 * 7);
    EXPECT_EQ(package.hops(0, 4), 1); // from bridge to bridge
    EXPECT_EQ(RouteTree(package, 0, {4, 8, 12}).links(), 3);
    EXPECT_EQ(package.hops(1, 3), 1); // on a chip as without a package
}

TEST(Interconnect, StandsOnTheGridThatIsGiven) {
    const auto grid = [](int columns, int rows, int nodes) {
        NocSpec noc;
        noc.columns = columns;
        noc.rows = rows;
        const Interconnect mesh = Interconnect::of(Topology::Mesh, nodes, noc);
        return std::pair{mesh.columns(), mesh.rows()};
    };
    EXPECT_EQ(grid(0, 0, 32), std::pair(6, 6));
    EXPECT_EQ(grid(8, 4, 32), std::pair(8, 4));
    EXPECT_EQ(grid(8, 0, 32), std::pair(8, 4));
    EXPECT_EQ(grid(0, 3, 32), std::pair(11, 3));
    EXPECT_EQ(grid_shortage(Interconnect(Topology::Mesh, 4, 4), 32),
              "chip.noc.columns x chip.noc.rows = 4 x 4 has 16 nodes, too few for 31 tiles and the "
              "global buffer");
    EXPECT_EQ(grid_shortage(Interconnect(Topology::Mesh, 8, 4), 32), "");
}

TEST(Interconnect, SaysWhereAKeyIsOfAnotherTopology) {
    NocSpec noc;
    noc.concentration = 4;
    EXPECT_EQ(noc_problem(Topology::HTree, noc)->text,
              "chip.noc.concentration = 4 is for a mesh or torus, but chip.interconnect = htree");
    EXPECT_FALSE(noc_problem(Topology::Torus, noc));
    noc = {};
    noc.columns = 4;
    EXPECT_EQ(noc_problem(Topology::HTree, noc)->keys.front(), "chip.noc.columns");
    EXPECT_FALSE(noc_problem(Topology::Bus, noc));
}

// 8 x 8 nodes, four to a router: 4 x 4 routers, two sides apart, a side from each of their nodes.
// From corner to corner six links.
TEST(Mesh, SharesARouterAmongABlockOfNodes) {
    NocSpec noc;
    noc.concentration = 4;
    const Interconnect mesh = Interconnect::of(Topology::Mesh, 64, noc);
    EXPECT_EQ(mesh.routers(), 16);
    EXPECT_EQ(mesh.ports(0), 8);
    EXPECT_FALSE(mesh.router_a_node());
    EXPECT_EQ(mesh.door(9).router, 0); // node (1, 1)
    EXPECT_EQ(mesh.door(9).length, 1);
    EXPECT_EQ(mesh.hops(0, 1), 0);
    EXPECT_EQ(mesh.length(0, 1), 1 + 1);
    EXPECT_EQ(mesh.hops(0, 63), 6);
    EXPECT_EQ(mesh.length(0, 63), 1 + 6 * 2 + 1);
}

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
