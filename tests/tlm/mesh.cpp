// SPDX-License-Identifier: Apache-2.0
#include "tlm/mesh.h"
#include "models/timing.h"
#include "tlm/kernel.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <vector>

using namespace cim;

namespace {

/// A mesh whose nodes send packets in given cycles and note when what arrived.
class TrafficBench : public sc_core::sc_module {
  public:
    struct Arrival {
        int from;
        Cycle cycle;
        bool operator==(const Arrival &other) const {
            return from == other.from && cycle == other.cycle;
        }
    };

    TrafficBench(const ChipSpec &chip, const MeshPlan &plan)
        : sc_module(sc_core::sc_module_name("bench")), clock(chip), noc(chip.noc),
          mesh("mesh", clock, noc, plan) {
        for (int node = 0; node < mesh.nodes(); ++node) {
            nodes.push_back(std::make_unique<NetworkInterface>(
                ("node" + std::to_string(node)).c_str(), clock, noc));
            nodes.back()->on_arrival([this, node](Parcel &parcel) {
                arrivals[node].push_back({parcel.packet().from, clock.now()});
            });
            mesh.attach(node, *nodes.back());
        }
    }

    /// `from` sends `count` packets one after another, from the start on.
    void send(int from, int to, std::size_t bytes, int count = 1) {
        auto left = std::make_shared<int>(count);
        auto sender = std::make_shared<int>(0);
        const auto next = [this, from, to, bytes, left, sender] {
            if ((*left)-- == 0)
                return;
            const std::vector<std::uint8_t> data(bytes);
            Parcel &parcel = pool.make(data.data(), bytes);
            parcel.packet().from = from;
            parcel.packet().to = to;
            parcel.packet().traffic = &traffic;
            parcel.packet().flits = packet_flits(noc, static_cast<std::int64_t>(bytes));
            node(from).send(*sender, parcel);
        };
        *sender = node(from).add_sender(next);
        next();
    }
    NetworkInterface &node(int index) { return *nodes[static_cast<std::size_t>(index)]; }

    Clock clock;
    NocSpec noc;
    PacketPool pool;
    Traffic traffic;
    Mesh mesh;
    std::vector<std::unique_ptr<NetworkInterface>> nodes;
    std::map<int, std::vector<Arrival>> arrivals; ///< by node
};

MeshPlan plan(int columns, int rows) {
    MeshPlan mesh;
    mesh.columns = columns;
    mesh.rows = rows;
    return mesh;
}

} // namespace

TEST(Mesh, PacketTakesTheCyclesOfTheFormulaFromEverywhereToEverywhere) {
    ChipSpec chip;
    chip.noc.router_cycles = 2;
    chip.noc.link_cycles = 3;
    const MeshPlan mesh = plan(4, 3);
    for (int from = 0; from < 12; ++from)
        for (int to = 0; to < 12; ++to) {
            if (from == to)
                continue;
            Kernel kernel;
            TrafficBench bench(chip, mesh);
            bench.send(from, to, 10);
            sc_core::sc_start();
            ASSERT_EQ(bench.arrivals[to].size(), 1U);
            const std::int64_t flits = packet_flits(chip.noc, 10);
            EXPECT_EQ(bench.arrivals[to][0].cycle,
                      packet_cycles(chip.noc, mesh.hops(from, to), flits));
            EXPECT_EQ(bench.traffic.flit_hops, flits * mesh.hops(from, to));
        }
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
    const Cycle alone = packet_cycles(chip.noc, 1, 3);
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

// With one place, the next packet may leave only when the place has come back: 3 flits later.
TEST(Mesh, OnePacketOfBufferStillFillsALinkOfItsOwn) {
    ChipSpec chip;
    chip.noc.buffer_packets = 1;
    Kernel kernel;
    TrafficBench bench(chip, plan(2, 1));
    bench.send(0, 1, 8, 3);
    sc_core::sc_start();
    const Cycle alone = packet_cycles(chip.noc, 1, 3);
    const Cycle turn = chip.noc.router_cycles + chip.noc.link_cycles + 3; // a place's round trip
    const std::vector<TrafficBench::Arrival> expected{
        {0, alone}, {0, alone + turn}, {0, alone + 2 * turn}};
    EXPECT_EQ(bench.arrivals[1], expected);
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
