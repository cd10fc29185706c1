// SPDX-License-Identifier: Apache-2.0
#include "models/mapping/timing.h"
#include "tests/tlm/bench.h"
#include "tlm/system/replay.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

using namespace cim;

namespace {

/// Three convolutions of which the second one has slow arrays.
Bench three_layers(double rate_gsps) {
    ChipSpec chip;
    chip.tile.array.rows = chip.tile.array.columns = 32;
    chip.tile.adc.conversion_time = ConversionTime::Rate;
    chip.tile.adc.rate_gsps = rate_gsps;
    return Bench(nn::random_network(
                     {2, 8, 8},
                     {nn::conv(4, 3, 1, 1), nn::conv(4, 3, 1, 1), nn::global_pool(), nn::linear(4)},
                     1),
                 chip, {}, {}, 2);
}

ChipResult observed(const Bench &bench, const RunOptions &options, int images = 2) {
    return run_chip(bench, {&bench.matmul, bench.images.data()}, images, options);
}

} // namespace

TEST(Timeline, HoldsWhatTheCountersSay) {
    const Bench bench = three_layers(1);
    const ChipResult result = observed(bench, {true, false, false, 0});
    for (std::size_t l = 0; l < bench.placement.layers.size(); ++l) {
        const std::string name = "chip.tile" + std::to_string(bench.placement.layers[l].home);
        const Timeline::Unit *unit = result.timeline.find(name);
        ASSERT_NE(unit, nullptr);
        std::int64_t busy = 0, starved = 0, blocked = 0, end = 0;
        for (const Span &span : unit->spans) {
            EXPECT_LE(end, span.begin);
            EXPECT_LT(span.begin, span.end);
            end = span.end;
            (span.doing == Doing::Work           ? busy
             : span.doing == Doing::WaitForInput ? starved
                                                 : blocked) += span.end - span.begin;
        }
        EXPECT_EQ(busy, result.layer_time[l].busy);
        EXPECT_EQ(starved, result.layer_time[l].starved);
        EXPECT_EQ(blocked, result.layer_time[l].blocked);
        std::int64_t waited = 0;
        for (const auto &[lack, cycles] : result.layer_time[l].waited)
            waited += cycles;
        EXPECT_EQ(waited, starved + blocked);
    }
}

TEST(Timeline, ChangesNothing) {
    const Bench bench = three_layers(1);
    EXPECT_EQ(observed(bench, {true, true, false, 0}).counters, bench.run(2).counters);
}

// Every output of a router is taken for the flits that leave by it.
TEST(Timeline, ShowsLinksForTheirFlits) {
    const Bench bench = three_layers(1);
    const ChipResult result = observed(bench, {false, true, false, 0});
    std::int64_t cycles = 0, flits = 0;
    for (const Timeline::Unit &unit : result.timeline.units)
        if (unit.name.rfind("chip.router", 0) == 0)
            for (const Span &span : unit.spans)
                cycles += span.end - span.begin;
    for (const auto &[name, count] : result.counters)
        if (name.rfind("chip.router", 0) == 0 && name.find(".flits") != std::string::npos)
            flits += static_cast<std::int64_t>(count);
    EXPECT_EQ(cycles, flits);
    EXPECT_GT(flits, 0);
}

TEST(CriticalPath, LeadsFromTheStartToTheFirstLogitsWithoutAGap) {
    const Bench bench = three_layers(1);
    const ChipResult result = observed(bench, {true, false, false, 0});
    ASSERT_FALSE(result.critical_path.empty());
    std::int64_t now = 0;
    for (const PathLeg &leg : result.critical_path) {
        EXPECT_EQ(leg.begin, now);
        now = leg.end;
    }
    EXPECT_EQ(now, result.cycles);
}

// Converters a hundred times slower: nearly all of the way is work of the arrays.
TEST(CriticalPath, IsMostlyWorkWhereConvertersAreSlow) {
    const Bench bench = three_layers(0.01);
    const ChipResult result = observed(bench, {true, false, false, 0}, 1);
    std::int64_t work = 0;
    for (const PathLeg &leg : result.critical_path)
        work += leg.what == PathLeg::What::Works ? leg.end - leg.begin : 0;
    EXPECT_GT(work, result.cycles * 9 / 10);
}

TEST(Stall, EndsARunWithWhatEveryUnitWaitsFor) {
    Bench bench = three_layers(1);
    bench.chip.dram.latency_ns = 1e6;
    try {
        observed(bench, {false, false, false, 1000}, 1);
        FAIL() << "a memory that takes a million cycles did not count as a stall";
    } catch (const ChipStalled &error) {
        const std::string found = error.what();
        EXPECT_EQ(found.rfind("stalled: nothing done in the 1000 cycles before cycle ", 0), 0U);
        EXPECT_NE(found.find("chip.tile0 waits for pixels of the image"), std::string::npos)
            << found;
    }
    bench.chip.dram.latency_ns = 50;
    EXPECT_EQ(observed(bench, {false, false, false, 1000}, 1).cycles, bench.run(1).cycles);
}

// A fast unit is idle in a system that a slow one holds up: shares follow from the counters.
TEST(Utilisation, IsWorkOverTime) {
    const Bench bench = three_layers(1);
    const ChipResult result = bench.run(2);
    for (std::size_t l = 0; l < result.array_busy.size(); ++l) {
        EXPECT_GT(result.array_busy[l], 0);
        EXPECT_LE(result.array_busy[l], 1);
        EXPECT_LE(result.adc_busy[l], result.array_busy[l]);
    }
    // the first layer: 2 images x 64 windows, each its arrays' interval
    const MvmTiming timing =
        mvm_timing(bench.chip, bench.device.read_ns, bench.placement.layers[0]);
    EXPECT_DOUBLE_EQ(result.array_busy[0], 2.0 * 64 * static_cast<double>(timing.interval) /
                                               static_cast<double>(result.done_cycle[1]));
}

// What was recorded, sent again through the same interconnect, leaves and lands in the same cycles.
TEST(PacketTrace, ReplayedWhereItWasRecordedIsEqual) {
    for (const Topology topology : {Topology::Mesh, Topology::HTree, Topology::Bus}) {
        const Bench bench = three_layers(10);
        ChipSpec chip = bench.chip;
        chip.interconnect = topology;
        chip.noc.multicast = topology != Topology::Bus;
        const Design design = design_of(bench.network, chip);
        const PacketTrace trace = run_chip(design, {}, 2, {false, false, true, 0}).packets;
        EXPECT_GT(trace.packets.size(), 100U);
        EXPECT_EQ(replay(trace, chip, design.placement.interconnect).packets, trace.packets);
    }
}

// The packet of a trace that was made by hand may be late; it lands all the same, and is told.
TEST(PacketTrace, IsReplayedUpToTheLastCycleOfATrace) {
    const Bench bench = three_layers(10);
    const PacketTrace trace{3, {{0, 0, 0, most_flits, {1}}, {most_cycles, most_cycles, 0, 1, {2}}}};
    const PacketTrace result = replay(trace, bench.chip, bench.placement.interconnect);
    EXPECT_GT(result.packets[0].landed, most_flits);
    EXPECT_EQ(result.packets[1].sent, most_cycles);
    EXPECT_GT(result.packets[1].landed, most_cycles);
}

TEST(PacketTrace, LandsLaterOnASlowerInterconnect) {
    Bench bench = three_layers(10);
    const PacketTrace trace = run_chip(bench, {}, 1, {false, false, true, 0}).packets;
    bench.chip.noc.router_cycles *= 2;
    const PacketTrace slower = replay(trace, bench.chip, bench.placement.interconnect);
    ASSERT_EQ(slower.packets.size(), trace.packets.size());
    EXPECT_GT(slower.packets.back().landed, trace.packets.back().landed);
    EXPECT_THROW(replay(trace, bench.chip, Interconnect(Topology::Mesh, 1, 2)),
                 std::invalid_argument);
}
