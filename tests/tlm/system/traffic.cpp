// SPDX-License-Identifier: Apache-2.0
#include "tests/error_text.h"
#include "tlm/system/load_sweep.h"
#include "tlm/system/synthesis.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <stdexcept>
#include <vector>

namespace cim {
namespace {

const Interconnect mesh(Topology::Mesh, 4, 4);

TrafficSpec traffic(TrafficPattern pattern, int flits = 1) {
    TrafficSpec spec;
    spec.pattern = pattern;
    spec.flits = flits;
    spec.warm_up = 500;
    spec.cycles = 3000;
    return spec;
}

/// To whom nodes 0 to 15 send; nothing if one sends to several.
std::vector<int> destinations(TrafficPattern pattern, const Interconnect &interconnect = mesh) {
    std::vector<int> to(static_cast<std::size_t>(interconnect.nodes()), -1);
    for (const PacketRecord &packet : synthesize(traffic(pattern), interconnect, 1, 3).packets) {
        int &known = to[static_cast<std::size_t>(packet.from)];
        if (known >= 0 && known != packet.to.front())
            return {};
        known = packet.to.front();
    }
    return to;
}

TEST(Synthesis, SendsWhereThePatternSays) {
    EXPECT_EQ(destinations(TrafficPattern::Transpose),
              (std::vector{0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15}));
    EXPECT_EQ(destinations(TrafficPattern::Neighbour),
              (std::vector{5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12, 1, 2, 3, 0}));
    EXPECT_EQ(destinations(TrafficPattern::Complement),
              (std::vector{15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0}));
    EXPECT_EQ(destinations(TrafficPattern::Tornado),
              (std::vector{5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12, 1, 2, 3, 0}));
    // from (0, 0) of 5 x 3 to (2, 1)
    EXPECT_EQ(destinations(TrafficPattern::Tornado, {Topology::Mesh, 5, 3})[0], 7);
    EXPECT_EQ(destinations(TrafficPattern::Uniform), std::vector<int>{});
}

// 16 nodes x 20000 cycles x 0.3 / 3: 32000 packets, give or take four deviations of 170; each node
// gets a sixteenth of them, the hotspot a fifth besides.
TEST(Synthesis, OffersTheLoad) {
    TrafficSpec spec = traffic(TrafficPattern::Hotspot, 3);
    spec.hotspot = 9;
    const PacketTrace trace = synthesize(spec, mesh, 0.3, 20000);
    const auto count = static_cast<double>(trace.packets.size());
    EXPECT_NEAR(count, 32000, 4 * std::sqrt(32000 * 0.9));
    std::vector<double> to(16);
    for (const PacketRecord &packet : trace.packets)
        to[static_cast<std::size_t>(packet.to.front())] += 1 / count;
    for (int node = 0; node < 16; ++node)
        EXPECT_NEAR(to[static_cast<std::size_t>(node)], (node == 9 ? 0.2 : 0) + 0.8 / 16, 0.01);
}

TEST(Synthesis, IsAFunctionOfItsSeed) {
    const TrafficSpec spec = traffic(TrafficPattern::Uniform, 4);
    const PacketTrace once = synthesize(spec, mesh, 0.5, 500);
    EXPECT_EQ(once.packets, synthesize(spec, mesh, 0.5, 500).packets);
    const PacketTrace longer = synthesize(spec, mesh, 0.5, 800);
    ASSERT_GT(longer.packets.size(), once.packets.size());
    for (std::size_t i = 0; i < once.packets.size(); ++i)
        EXPECT_EQ(longer.packets[i], once.packets[i]);
    TrafficSpec other = spec;
    other.seed = 2;
    EXPECT_FALSE(once.packets == synthesize(other, mesh, 0.5, 500).packets);
}

TEST(Synthesis, SaysWhatCannotBe) {
    const auto error = [](const TrafficSpec &spec, const Interconnect &interconnect,
                          std::int64_t cycles) {
        return error_text([&] { synthesize(spec, interconnect, 1, cycles); });
    };
    EXPECT_EQ(
        error(traffic(TrafficPattern::Transpose), {Topology::Mesh, 4, 3}, 10),
        "traffic.pattern = transpose needs as many columns as rows of nodes; the interconnect "
        "has 4 x 3");
    TrafficSpec far = traffic(TrafficPattern::Hotspot);
    far.hotspot = 16;
    EXPECT_EQ(error(far, mesh, 10), "traffic.hotspot = 16: the interconnect has nodes 0 to 15");
    EXPECT_NE(error(traffic(TrafficPattern::Uniform), mesh, 100'000'000).find("100000000: fewer"),
              std::string::npos);
}

double accepted(const ChipSpec &chip, const TrafficSpec &spec, const Interconnect &network = mesh) {
    return measure_load(chip, network, spec, 1).accepted;
}

// Each link of the pattern carries one flow. With a single channel, F flits in F + 1 cycles.
TEST(LoadSweep, NeighboursGetWhatALinkCarries) {
    ChipSpec chip;
    chip.noc.virtual_channels = 1;
    for (const int flits : {1, 4, 8})
        EXPECT_NEAR(accepted(chip, traffic(TrafficPattern::Neighbour, flits)),
                    flits / (flits + 1.0), 0.01);
    chip.noc.virtual_channels = 4;
    EXPECT_NEAR(accepted(chip, traffic(TrafficPattern::Neighbour)), 1, 0.01);
}

// Row y of the transpose: the y nodes left of the diagonal share a link, those right of it another
// one, and the diagonal's sends to itself: 1 + 2 + 2 + 1 flits in the four rows, 4 on the diagonal.
TEST(LoadSweep, TransposeGetsWhatTheRowsCarry) {
    ChipSpec chip;
    chip.noc.virtual_channels = 4;
    EXPECT_NEAR(accepted(chip, traffic(TrafficPattern::Transpose)), 10 / 16.0, 0.01);
    chip.noc.virtual_channels = 1;
    EXPECT_NEAR(accepted(chip, traffic(TrafficPattern::Transpose, 4)), 10 / 16.0 * 4 / 5, 0.01);
}

TEST(LoadSweep, AnEmptyNetworkTakesTheCyclesOfTheFormula) {
    for (const int channels : {0, 2}) {
        ChipSpec chip;
        chip.noc.virtual_channels = channels;
        chip.noc.interface_cycles = 3;
        TrafficSpec spec = traffic(TrafficPattern::Complement, 4);
        spec.loads = {0.02};
        const LoadSweep sweep = sweep_loads(chip, mesh, spec);
        EXPECT_EQ(sweep.saturation, 0);
        // on average 2 hops a line: (4 + 1) 3 + 4 + 3 + 3
        EXPECT_NEAR(sweep.empty_latency, 25, 0.7);
        EXPECT_NEAR(sweep.points.at(0).latency, sweep.empty_latency, 1.5);
        EXPECT_TRUE(sweep.points.at(0).steady);
    }
}

TEST(LoadSweep, AcceptsWhatIsOfferedUpToItsSaturation) {
    TrafficSpec spec = traffic(TrafficPattern::Uniform, 4);
    const LoadSweep sweep = sweep_loads({}, mesh, spec);
    ASSERT_EQ(sweep.points.size(), 10U);
    EXPECT_GT(sweep.saturation, 0.3);
    EXPECT_LT(sweep.saturation, 1);
    double latency = 0;
    for (const LoadPoint &point : sweep.points) {
        EXPECT_NEAR(point.offered, point.load, 0.04);
        if (point.load < sweep.saturation) {
            EXPECT_NEAR(point.accepted, point.offered, 0.02);
            EXPECT_GT(point.latency, latency);
            latency = point.latency;
        }
        EXPECT_LE(point.least, point.offered);
    }
    EXPECT_FALSE(sweep.points.back().steady);
}

// What a designer turns: more channels, more room and more links never lower what is accepted,
// longer wires and slower routers with the same room never raise it.
TEST(LoadSweep, FollowsEveryVariable) {
    constexpr double noise = 0.02;
    const auto rises = [&](auto change, const std::vector<int> &values, ChipSpec chip = {}) {
        double before = 0;
        for (const int value : values) {
            change(chip.noc, value);
            const double now = accepted(chip, traffic(TrafficPattern::Uniform, 4),
                                        Interconnect::of(Topology::Mesh, 16, chip.noc));
            EXPECT_GE(now, before - noise) << value;
            before = now;
        }
    };
    ChipSpec channels;
    channels.noc.virtual_channels = 2;
    rises([](NocSpec &noc, int value) { noc.virtual_channels = value; }, {1, 2, 4, 8});
    rises([](NocSpec &noc, int value) { noc.buffer_packets = value; }, {1, 2, 4, 16});
    rises([](NocSpec &noc, int value) { noc.buffer_packets = value; }, {1, 2, 4}, channels);
    rises([](NocSpec &noc, int value) { noc.buffer_flits = value; }, {4, 8, 16, 64});
    rises([](NocSpec &noc, int value) { noc.buffer_flits = value; }, {2, 8, 16, 64}, channels);
    rises([](NocSpec &noc, int value) { noc.link_cycles = value; }, {32, 8, 2, 1});
    rises([](NocSpec &noc, int value) { noc.link_cycles = value; }, {32, 8, 1}, channels);
    rises([](NocSpec &noc, int value) { noc.router_cycles = value; }, {32, 8, 2, 1});
    rises([](NocSpec &noc, int value) { noc.concentration = value; }, {4, 1});
    EXPECT_GT(accepted({}, traffic(TrafficPattern::Uniform, 4), {Topology::Torus, 8, 8}),
              1.2 * accepted({}, traffic(TrafficPattern::Uniform, 4), {Topology::Mesh, 8, 8}));
}

} // namespace
} // namespace cim
