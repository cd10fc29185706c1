// SPDX-License-Identifier: Apache-2.0
#include "tlm/system/replay_summary.h"

#include <gtest/gtest.h>

namespace cim {
namespace {

/// `count` packets of four flits from a node to another one, all due in cycle 0.
void flood(PacketTrace &trace, int from, int to, int count) {
    for (int i = 0; i < count; ++i)
        trace.packets.push_back({0, 0, from, 4, {to}});
}

// A packet leaves every four cycles and takes 2 x 3 + 1 + 3 = 10 in the network; the tenth waits 36
// for its turn. The last lands in cycle 46: 40 flits of two nodes in 47 cycles.
TEST(ReplaySummary, CountsTheWaitAtTheSource) {
    PacketTrace trace{2, {}};
    flood(trace, 0, 1, 10);
    const ReplaySummary result = summary(replay(trace, {}, {Topology::Mesh, 2, 1}));
    EXPECT_DOUBLE_EQ(result.mean_in_network, 10);
    EXPECT_EQ(result.longest_in_network, 10);
    EXPECT_DOUBLE_EQ(result.mean_from_due, 10 + 4 * 4.5);
    EXPECT_EQ(result.longest_from_due, 10 + 36);
    EXPECT_DOUBLE_EQ(result.throughput, 40 / 2.0 / 47);
}

// Nodes 0 and 1 share the link to node 2; node 3, alone on its row, has one of its own: it is
// served as fast as its door can, four flits in four cycles.
TEST(ReplaySummary, NamesTheLeastAndTheMostServedSource) {
    PacketTrace trace{6, {}};
    for (const int from : {0, 1})
        flood(trace, from, 2, 400);
    flood(trace, 3, 4, 400);
    const ReplaySummary result = summary(replay(trace, {}, {Topology::Mesh, 3, 2}));
    EXPECT_EQ(result.most.node, 3);
    EXPECT_DOUBLE_EQ(result.most.served, 1);
    EXPECT_NE(result.least.node, 3);
    EXPECT_NEAR(result.least.served, 0.5, 0.02);
    EXPECT_DOUBLE_EQ(result.least.asked, 400); // 1600 flits by cycle 4
}

TEST(ReplaySummary, ShowsAnOverloadOnlyFromDue) {
    double before = 0;
    for (const int gap : {16, 8, 4, 2, 1}) { // cycles between packets of four flits
        PacketTrace trace{2, {}};
        for (int i = 0; i < 50; ++i)
            trace.packets.push_back({i * gap, i * gap, 0, 4, {1}});
        const ReplaySummary result = summary(replay(trace, {}, {Topology::Mesh, 2, 1}));
        EXPECT_DOUBLE_EQ(result.mean_in_network, 10);
        EXPECT_GE(result.mean_from_due, before);
        before = result.mean_from_due;
    }
    EXPECT_GT(before, 80);
}

} // namespace
} // namespace cim
