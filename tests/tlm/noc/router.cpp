// SPDX-License-Identifier: Apache-2.0
#include "tlm/noc/bus_arbiter.h"
#include "tlm/noc/switch_router.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace cim {
namespace {

/// What the statistics of routers belong to.
struct Unit : sc_core::sc_module {
    explicit Unit(const sc_core::sc_module_name &name) : sc_module(name) {}
    Stats stats{*this};
};

/// The network around one router, which writes down what the router does to it.
struct RouterBench : Router::Surroundings {
    explicit RouterBench(Topology topology)
        : interconnect(topology, 3, 3), router(make(topology == Topology::Bus)) {}

    std::unique_ptr<Router> make(bool bus) {
        Router::Surroundings &around = *this;
        if (bus)
            return std::make_unique<BusArbiter>(noc, interconnect, 0, around);
        return std::make_unique<SwitchRouter>(noc, interconnect, middle, around);
    }
    void space_at_input(const WireEnd &end, Packet & /*packet*/, Credit credit) override {
        log.push_back("space for " + name(end) + " from " + std::to_string(credit.cycle));
    }
    void pass_on(const WireEnd &end, const Flits &flits) override {
        log.push_back(std::to_string(flits.packet->header().from) + " to " + name(end) + " in " +
                      std::to_string(flits.first) + ".." + std::to_string(flits.last()));
    }
    Stats &stats() override { return unit.stats; }
    static std::string name(const WireEnd &end) {
        return end.node >= 0 ? "node" + std::to_string(end.node)
                             : "router" + std::to_string(end.router);
    }
    /// A packet's head comes to an input in cycle `arrival`.
    void take(int port, int from, int to, Cycle arrival, std::int64_t flits = 4) {
        Packet &packet = pool.make(nullptr, 1);
        PacketHeader &header = packet.header();
        header.from = from;
        header.to = to;
        header.tree = nullptr;
        header.flits = flits;
        header.traffic = &traffic;
        router->take(port, {&packet, arrival, flits});
    }
    std::vector<std::string> news() { return std::exchange(log, {}); }

    static constexpr int middle = 4; ///< of three by three; its ports: N, E, S, W, node
    NocSpec noc;                     // three cycles a router, one a side; four packets an input
    const Interconnect interconnect;
    Unit unit{"unit"};
    PacketPool pool;
    Traffic traffic;
    std::vector<std::string> log;
    std::unique_ptr<Router> router;
};

constexpr int north = 0, south = 2, west = 3;
using News = std::vector<std::string>;

// Not before its head is there; router_cycles + one side of wire later at the next router, and four
// flits from then on; its place is free when the last flit has left.
TEST(SwitchRouter, PassesAPacketAsSoonAsItsHeadIsThere) {
    RouterBench bench(Topology::Mesh);
    bench.take(west, 3, 5, 10);
    EXPECT_EQ(bench.router->arbitrate(9), 10);
    EXPECT_EQ(bench.news(), News{});
    EXPECT_EQ(bench.router->arbitrate(10), never);
    EXPECT_EQ(bench.news(), (News{"3 to router5 in 14..17", "space for router3 from 14"}));
    EXPECT_EQ(bench.router->flits, 4);
    EXPECT_EQ(bench.traffic.flit_spans, 4);
    EXPECT_EQ(bench.router->busy()[1], 4);
}

TEST(SwitchRouter, ServesInputsInTurn) {
    RouterBench bench(Topology::Mesh);
    for (int packet = 0; packet < 2; ++packet) {
        bench.take(west, 3, 5, 0);
        bench.take(north, 1, 5, 0);
        bench.take(south, 7, 5, 0);
    }
    News order;
    for (Cycle now = 0; now != never; now = bench.router->arbitrate(now))
        for (const std::string &line : bench.news())
            if (line.find(" to ") != std::string::npos)
                order.push_back(line.substr(0, line.find(" in ")));
    for (const std::string &line : bench.news())
        if (line.find(" to ") != std::string::npos)
            order.push_back(line.substr(0, line.find(" in ")));
    // four places at the next router, then nothing goes on by itself
    EXPECT_EQ(order, (News{"1 to router5", "7 to router5", "3 to router5", "1 to router5"}));
    EXPECT_EQ(bench.router->packets, 4);
}

// Room comes back for a packet that waits for it; nobody waits for the other outputs.
TEST(SwitchRouter, SaysWhetherReturnedCreditIsWaitedFor) {
    RouterBench bench(Topology::Mesh);
    for (int packet = 0; packet < 5; ++packet)
        bench.take(west, 3, 5, 0, 1);
    Cycle now = 0;
    for (Cycle next = 0; next != never; next = bench.router->arbitrate(now))
        now = next;
    EXPECT_EQ(bench.router->packets, 4);
    bench.news();
    EXPECT_FALSE(bench.router->credit_back(south, {0, 1, now + 1}));
    EXPECT_TRUE(bench.router->credit_back(1, {0, 1, now + 7}));
    EXPECT_EQ(bench.router->arbitrate(now + 1), now + 7);
    EXPECT_EQ(bench.news(), News{});
    EXPECT_EQ(bench.router->arbitrate(now + 7), never);
    EXPECT_EQ(bench.router->packets, 5);
    EXPECT_FALSE(bench.router->credit_back(1, {0, 1, now + 9}));
}

// Everything that is for a node has its place there: no credits on that side.
TEST(SwitchRouter, NeedsNoCreditAtANode) {
    RouterBench bench(Topology::Mesh);
    for (int packet = 0; packet < 6; ++packet)
        bench.take(west, 3, 4, 0, 1);
    for (Cycle now = 0; now != never;)
        now = bench.router->arbitrate(now);
    EXPECT_EQ(bench.router->packets, 6);
    EXPECT_EQ(bench.traffic.flit_hops, 0);
}

// One packet at a time: the wire is held for its flits and until the farthest of three by three
// nodes, four sides away, has heard it; then the next node in turn, however many others are silent.
TEST(BusArbiter, LetsNodesTakeTurns) {
    RouterBench bench(Topology::Bus);
    bench.take(7, 7, 2, 0);
    bench.take(1, 1, 8, 0);
    bench.take(1, 1, 0, 0);
    const Cycle held = bench.router->arbitrate(0);
    EXPECT_EQ(bench.news(), (News{"1 to node8 in 7..10", "space for node1 from 4"}));
    EXPECT_EQ(held, 4 + 4);
    EXPECT_EQ(bench.router->busy()[0], held);
    EXPECT_EQ(bench.router->arbitrate(held - 1), held);
    EXPECT_EQ(bench.news(), News{});
    EXPECT_EQ(bench.router->arbitrate(held), 2 * held);
    EXPECT_EQ(bench.news().front().substr(0, 10), "7 to node2");
    EXPECT_EQ(bench.router->arbitrate(2 * held), never);
    EXPECT_EQ(bench.news().front().substr(0, 10), "1 to node0");
}

} // namespace
} // namespace cim
