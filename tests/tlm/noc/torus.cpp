// SPDX-License-Identifier: Apache-2.0
#include "models/chip/noc_problem.h"
#include "tests/tlm/traffic_bench.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

namespace cim {
namespace {

/// A torus whose routers know nothing of rings.
class Unguarded : public Wiring {
  public:
    explicit Unguarded(Grid grid) : Wiring(grid), torus_(make_torus(grid)) {}
    int routers() const override { return torus_->routers(); }
    int ports(int router) const override { return torus_->ports(router); }
    WireEnd end(int router, int port) const override { return torus_->end(router, port); }
    WireEnd door(int node) const override { return torus_->door(node); }
    int towards(int router, int node) const override { return torus_->towards(router, node); }
    int hops(int node_a, int node_b) const override { return torus_->hops(node_a, node_b); }
    int length(int node_a, int node_b) const override { return torus_->length(node_a, node_b); }

  private:
    std::shared_ptr<const Wiring> torus_;
};

/// Packets that land, of those that all nodes send to all others at once: `each` to each, and
/// `each` multicasts to all.
std::size_t landed(const Interconnect &network, int buffer_packets, int each, int channels = 0) {
    ChipSpec chip;
    chip.noc.virtual_channels = channels;
    chip.noc.buffer_packets = buffer_packets;
    std::vector<RouteTree> trees;
    for (int from = 0; from < network.nodes(); ++from) {
        std::vector<int> others;
        for (int node = 0; node < network.nodes(); ++node)
            if (node != from)
                others.push_back(node);
        trees.emplace_back(network, from, others);
    }
    Kernel kernel;
    TrafficBench bench(chip, network);
    for (int from = 0; from < network.nodes(); ++from) {
        for (int to = 0; to < network.nodes(); ++to)
            if (from != to)
                bench.send(from, to, 20, each);
        bench.send(from, 0, 20, each,
                   {&trees[static_cast<std::size_t>(from)], network.nodes() - 1});
    }
    sc_core::sc_start();
    std::size_t count = 0;
    for (const auto &[node, arrivals] : bench.arrivals)
        count += arrivals.size();
    return count;
}

std::size_t all_of(const Interconnect &network, int each) {
    return static_cast<std::size_t>(2 * each * network.nodes() * (network.nodes() - 1));
}

} // namespace

TEST(Torus, CannotDeadlockUnderAllToAllTraffic) {
    for (const Grid grid : {Grid{8, 1}, Grid{5, 1}, Grid{6, 5}, Grid{4, 4}, Grid{3, 7}, Grid{2, 6}})
        for (const int buffer_packets : {2, 3}) {
            const Interconnect torus(Topology::Torus, grid.columns, grid.rows);
            EXPECT_EQ(landed(torus, buffer_packets, 6), all_of(torus, 6))
                << grid.columns << " x " << grid.rows << ", " << buffer_packets << " places";
        }
}

// A place of any channel is free in each ring, and a packet may change its channel at every router.
TEST(Torus, CannotDeadlockWithVirtualChannels) {
    for (const Grid grid : {Grid{8, 1}, Grid{4, 4}, Grid{3, 5}})
        for (const int channels : {1, 2, 4}) {
            const Interconnect torus(Topology::Torus, grid.columns, grid.rows);
            EXPECT_EQ(landed(torus, 2, 3, channels), all_of(torus, 3))
                << grid.columns << " x " << grid.rows << ", " << channels << " channels";
        }
}

// Over bridges to other chips and back: in no ring do packets from a bridge wait for those to it.
TEST(Torus, CannotDeadlockInAPackage) {
    for (const Grid grid : {Grid{5, 1}, Grid{1, 5}, Grid{3, 3}, Grid{4, 3}})
        for (const Grid chips : {Grid{2, 1}, Grid{2, 2}})
            for (const int channels : {0, 2}) {
                const Interconnect torus = Interconnect(Topology::Torus, grid.columns, grid.rows)
                                               .in_package(chips, {7, 3});
                EXPECT_EQ(landed(torus, 2, 3, channels), all_of(torus, 3))
                    << grid.columns << " x " << grid.rows << ", " << chips.nodes() << " chips, "
                    << channels << " channels";
            }
}

// The same traffic fills a ring that packets may enter as they like: the test above would see it.
TEST(Torus, WouldDeadlockWithoutTheBubbleRule) {
    const Interconnect ring(std::make_shared<const Unguarded>(Grid{8, 1}));
    EXPECT_LT(landed(ring, 2, 6), all_of(ring, 6));
}

TEST(Torus, LandsTheSameInEveryRun) {
    const Interconnect torus(Topology::Torus, 4, 4);
    std::vector<std::vector<TrafficBench::Arrival>> runs;
    for (int run = 0; run < 2; ++run) {
        Kernel kernel;
        TrafficBench bench(ChipSpec{}, torus);
        for (int from = 0; from < 16; ++from)
            for (int to = 0; to < 16; ++to)
                if (from != to)
                    bench.send(from, to, 20, 5);
        sc_core::sc_start();
        runs.push_back(bench.arrivals[5]);
    }
    EXPECT_EQ(runs[0], runs[1]);
}

TEST(Torus, RefusesABufferWithoutSpaceForTheBubble) {
    NocSpec noc;
    noc.buffer_packets = 1;
    const auto problem = noc_problem(Topology::Torus, noc);
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->text,
              "chip.interconnect = torus has rings of links, which a packet enters only if a place "
              "stays free: chip.noc.buffer_packets must be 2 or more, but is 1");
    noc.buffer_packets = 2;
    EXPECT_FALSE(noc_problem(Topology::Torus, noc));
}

} // namespace cim
