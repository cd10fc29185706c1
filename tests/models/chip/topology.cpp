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

} // namespace
} // namespace cim
