// SPDX-License-Identifier: Apache-2.0
#include "models/mapping/timing.h"
#include "tests/tlm/bench.h"

#include <gtest/gtest.h>

#include <string>

using namespace cim;

namespace {

/// One array of 64 rows and four outputs, the image in one pixel.
Bench one_array(int active_rows) {
    ChipSpec chip = with_quick_converters();
    chip.tile.array.active_rows = active_rows;
    return Bench(nn::random_network({64, 1, 1}, {nn::linear(4)}, 1), chip);
}

} // namespace

// DMA in 2.5 + 50 (DRAM), so 53, + 2 + 4 (global buffer) = 59; read 2 + 4: 65; 17 flits over one
// link 2 x 3 + 1 + 16: 88; load 2: 90; product 12 + 33 + 7 x 33: 366; reduction 1: 367; vector unit
// 1 + 4: 372; 5 flits 7 + 4: 383; global buffer 1 + 4: 388; DMA out 5, and a burst of 32 bytes
// 1.25 + 50, so 52: 445.
TEST(ChipTiming, OneProductTakesTheCyclesWorkedByHand) {
    EXPECT_EQ(one_array(0).run(1).cycles, 445);
}

// Four row groups: 24 more steps of 33 cycles.
TEST(ChipTiming, RowGroupsTakeTheirSteps) { EXPECT_EQ(one_array(16).run(1).cycles, 445 + 24 * 33); }

// The product of PIMSIM-NN in the chip's processing element: everything around it takes the same
// whatever the converters, so differences are those of the published cycles.
TEST(ChipTiming, ReproducesThePublishedProductsOfPimsimNn) {
    const std::pair<int, std::pair<int, int>> published[] = {
        {1, {10288, 10512}}, {2, {5168, 5392}}, {4, {2608, 2832}}, {8, {1328, 1552}},
        {16, {688, 912}},    {32, {368, 592}},  {64, {278, 432}},  {128, {268, 352}}};
    std::int64_t around = -1;
    for (const auto &[adcs, cycles] : published)
        for (const bool pipelined : {true, false}) {
            ChipSpec chip;
            chip.tile.adc.columns = 128 / adcs;
            chip.tile.adc.conversion_time = ConversionTime::Rate;
            chip.tile.adc.rate_gsps = 0.1; // 10 cycles
            chip.tile.pe.pipelined = pipelined;
            DeviceSpec device;
            device.read_ns = 30;
            const Bench bench(nn::random_network({128, 1, 1}, {nn::linear(16)}, 1), chip, {},
                              device, 1);
            const std::int64_t rest =
                bench.timing(1).cycles - (pipelined ? cycles.first : cycles.second);
            around = around < 0 ? rest : around;
            EXPECT_EQ(rest, around) << adcs << " converters";
        }
    EXPECT_GT(around, 0);
}

// The image lies in two rows of 32 bytes of two banks, which are activated tRRD = 10 apart: the
// second one's data are there 10 + tRCD 18 + tCL 17.5 + 1.25 + 50 after they were asked for, so
// after 97 cycles, not 53. The logits are in a third row: tRCD 18 + tCWL 8.75 + 1.25 + 50 = 78
// cycles, not 52.
TEST(ChipTiming, RowsOfTheDramTakeTimeToOpen) {
    ChipSpec chip = with_quick_converters();
    chip.dram.row_bytes = 32;
    chip.dram.banks = 7; // the logits' row, at address 4096, is number 128: the third bank
    const Bench bench(nn::random_network({64, 1, 1}, {nn::linear(4)}, 1), chip);
    EXPECT_EQ(bench.run(1).cycles, 445 + (97 - 53) + (78 - 52));
    EXPECT_EQ(bench.estimate().latency_cycles, 445 + (97 - 53) + (78 - 52));
}

// 64 bytes through a buffer of 32-byte words: two cycles, or one from two banks.
TEST(ChipTiming, BanksAreReadAtOnce) {
    ChipSpec chip = with_quick_converters();
    chip.tile.buffer.banks = 2;
    const Bench bench(nn::random_network({64, 1, 1}, {nn::linear(4)}, 1), chip);
    EXPECT_EQ(bench.run(1).cycles, 445 - 1);
}

// Two words of 3 cycles each; 1 cycle and 2.5 ns are 4 cycles of 1 GHz; an access takes one at
// least.
TEST(ChipTiming, AnAccessOfTheBufferHoldsItsPort) {
    const auto cycles = [](int access_cycles, double access_ns, int banks = 1) {
        ChipSpec chip = with_quick_converters();
        chip.tile.buffer.access_cycles = access_cycles;
        chip.tile.buffer.access_ns = access_ns;
        chip.tile.buffer.banks = banks;
        const Bench bench(nn::random_network({64, 1, 1}, {nn::linear(4)}, 1), chip);
        EXPECT_EQ(bench.run(1).cycles, bench.estimate().latency_cycles);
        return bench.run(1).cycles;
    };
    EXPECT_EQ(cycles(3, 0), 445 - 2 + 2 * 3);
    EXPECT_EQ(cycles(0, 3), 445 - 2 + 2 * 3);
    EXPECT_EQ(cycles(1, 2.5), 445 - 2 + 2 * 4);
    EXPECT_EQ(cycles(3, 0, 2), 445 - 2 + 3);
    EXPECT_EQ(cycles(0, 0), 445);
}

// The pipeline of an ISAAC tile, in cycles of 100 ns: read the buffer, eight bits, convert, shift
// and add, add the arrays' results; then the vector unit.
TEST(ChipTiming, AWindowGoesThroughIsaacsPipelineInFourCyclesAndItsBits) {
    ChipSpec chip;
    chip.clock_ghz = 0.01;
    chip.tile.array.encoding = Encoding::Offset;
    chip.tile.adc.columns = 1;
    chip.tile.adc.conversion_time = ConversionTime::Rate;
    chip.tile.adc.rate_gsps = 0.01;
    chip.tile.pe.drive_cycles = chip.tile.pe.hold_cycles = chip.tile.pe.register_cycles = 0;
    chip.tile.pe.shift_add_cycles = 1;
    chip.tile.pe.add_stage = true;
    chip.tile.buffer.width_bits = 2048;
    chip.tile.vector.width = 16;
    DeviceSpec device;
    device.read_ns = 100;
    const Bench bench(nn::random_network({128, 1, 1}, {nn::linear(16)}, 1), chip, {}, device);
    const ChipResult result = run_chip(bench, {}, 1, {true, false, false, 0});
    const auto worked = [&](const char *unit) {
        std::int64_t cycles = 0;
        for (const Span &span : result.timeline.find(unit)->spans)
            cycles += span.doing == Doing::Work ? span.end - span.begin : 0;
        return cycles;
    };
    EXPECT_EQ(worked("chip.tile0"), 1 + 8 + 1 + 1 + 1);
    EXPECT_EQ(worked("chip.tile0.vector"), 1);
}

TEST(ChipTiming, EqualsTheStageRecurrenceWhereNothingContends) {
    for (int seed = 0; seed < 40; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        nn::RandomIntegers draw(5, static_cast<std::uint32_t>(seed));
        ChipSpec chip = unhurried_chip();
        chip.tile.pe.pipelined = draw(0, 1) == 1;
        chip.tile.pe.dac_bits = draw(1, 4);
        chip.tile.vector.latency_cycles = draw(0, 9);
        chip.noc.router_cycles = draw(1, 4);
        chip.noc.link_cycles = draw(1, 3);
        chip.noc.buffer_packets = draw(1, 4);
        chip.tile.processing_elements = draw(8, 40);
        chip.interconnect = static_cast<Topology>(draw(0, 1));
        chip.noc.multicast = draw(0, 1) == 1;
        MappingSpec mapping;
        mapping.order = static_cast<TileOrder>(draw(0, 2));
        mapping.schedule = static_cast<Schedule>(draw(0, 1));
        mapping.duplication = {draw(1, 3), draw(1, 3), draw(1, 3), 1};
        const int channels = draw(2, 6);
        chip.noc.reduction = draw(0, 1) == 1;
        const Bench bench(
            nn::random_network({draw(1, 2), 8, 7},
                               {nn::conv(channels, 3, 1, 1), nn::residual_conv(channels, 3, 0),
                                nn::max_pool(2, 2), nn::conv(draw(2, 6), 3, 1, 1), nn::linear(5)},
                               static_cast<std::uint64_t>(seed)),
            chip, mapping, {}, 1);
        EXPECT_EQ(bench.run(1).cycles, bench.estimate().latency_cycles);
    }
}

// Packets go round the rings of a torus the shorter way, over links of two sides, and enter a ring
// only if that leaves a place free.
TEST(ChipTiming, EqualsTheStageRecurrenceOnATorus) {
    for (int seed = 0; seed < 24; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        ChipSpec chip = unhurried_chip();
        chip.interconnect = Topology::Torus;
        chip.noc.multicast = seed % 2 == 1;
        chip.noc.buffer_packets = 2 + seed % 3;
        chip.noc.link_cycles = 1 + seed / 8;
        chip.tile.processing_elements = 8 + 4 * (seed % 8);
        Bench bench(nn::random_network({2, 8, 7},
                                       {nn::conv(4, 3, 1, 1), nn::residual_conv(4, 3, 0),
                                        nn::max_pool(2, 2), nn::conv(5, 3, 1, 1), nn::linear(5)},
                                       static_cast<std::uint64_t>(seed)),
                    chip, {}, {}, 2);
        if (seed < 8) {
            EXPECT_EQ(bench.run(2).logits, bench.expected(2));
        }
        EXPECT_EQ(bench.run(1).cycles, bench.estimate().latency_cycles);
    }
}

// Buffers that count flits, and a single virtual channel, which rests between packets.
TEST(ChipTiming, EqualsTheStageRecurrenceWithOtherRouters) {
    for (int seed = 0; seed < 12; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        ChipSpec chip = unhurried_chip();
        chip.noc.buffer_flits = seed % 3 == 0 ? 0 : 2 + 3 * seed;
        chip.noc.virtual_channels = seed % 3 == 0 ? 1 : 0;
        chip.noc.multicast = seed % 4 == 1;
        chip.noc.interface_cycles = seed % 5;
        chip.noc.columns = seed % 2 == 0 ? 0 : 7;
        chip.noc.concentration = 1 + seed % 4;
        chip.tile.processing_elements = 8 + 4 * (seed % 8);
        const Bench bench(
            nn::random_network({2, 8, 7},
                               {nn::conv(4, 3, 1, 1), nn::residual_conv(4, 3, 0),
                                nn::max_pool(2, 2), nn::conv(5, 3, 1, 1), nn::linear(5)},
                               static_cast<std::uint64_t>(seed)),
            chip, {}, {}, 1);
        EXPECT_EQ(bench.run(1).cycles, bench.estimate().latency_cycles);
    }
}

// The image's one pixel, 64 bytes, is in at 90 (OneProductTakesTheCyclesWorkedByHand), read as a
// window and normalised in three passes of 64 / 32 cycles and 4 of latency, then goes through the
// buffer to the layer next to it: 6 + 12 + 2 cycles more than without.
TEST(ChipTiming, AResponseNormalisationTakesThePassesWorkedByHand) {
    const Bench bench(nn::random_network({64, 1, 1}, {nn::response_norm(5), nn::linear(4)}, 1),
                      with_quick_converters());
    EXPECT_EQ(bench.run(1).cycles, 445 + 6 + 12 + 2);
    EXPECT_EQ(bench.estimate().latency_cycles, 445 + 6 + 12 + 2);
}

// 20 pixels of 64 bytes, in bursts of four: the first is in the global buffer at
// 10 + 50 + 8 + 4 = 72, read 2 + 4: 78, at the tile 2 x 3 + 1 + 16 = 23 later.
// With space for a map, pixels follow at their 17 flits or, between bursts, at 72: the last leaves
// at 5 x 72 + 6 + 3 x 17, 440 when it is there; a window of 1280 bytes takes 40 + 4, its way
// through the buffer 2; the product and all that follows 445 - 88
// (OneProductTakesTheCyclesWorkedByHand). With space for one, a pixel waits until the one before it
// has gone and its space is known, 2 cycles later: the last is there at 78 + 19 x (23 + 2) + 23 =
// 576, and takes 2 + 4.
TEST(ChipTiming, ARunningPoolingTakesTheCyclesWorkedByHand) {
    const nn::QuantizedNetwork network =
        nn::random_network({64, 1, 20}, {nn::global_pool(), nn::linear(4)}, 1);
    const Bench window(network, with_quick_converters());
    EXPECT_EQ(window.run(1).cycles, 440 + 40 + 4 + 2 + 445 - 88);
    EXPECT_EQ(window.estimate().latency_cycles, 440 + 40 + 4 + 2 + 445 - 88);
    ChipSpec chip = with_quick_converters();
    chip.tile.buffer.kbytes = 1;
    const Bench running(network, chip);
    EXPECT_EQ(running.run(1).cycles, 576 + 2 + 4 + 2 + 445 - 88);
    EXPECT_EQ(running.estimate().latency_cycles, 576 + 2 + 4 + 2 + 445 - 88);
}

TEST(ChipTiming, EqualsTheStageRecurrenceWithRunningPoolings) {
    for (const int width : {1, 3, 64}) {
        ChipSpec chip = unhurried_chip();
        chip.tile.processing_elements = 32;
        chip.tile.vector.width = width;
        chip.tile.vector.latency_cycles = width;
        chip.tile.buffer.kbytes = 1;
        const Bench bench(
            nn::random_network({2, 16, 16},
                               {nn::conv(5, 3, 1, 1), nn::global_pool(), nn::linear(5)}, 2),
            chip, {}, {}, 1);
        EXPECT_TRUE(bench.flow.running[1]);
        EXPECT_EQ(bench.run(1).cycles, bench.estimate().latency_cycles) << width << " lanes";
    }
}

TEST(ChipTiming, EqualsTheStageRecurrenceWithResponseNormalisations) {
    for (const int width : {1, 3, 64}) {
        ChipSpec chip = unhurried_chip();
        chip.tile.processing_elements = 32;
        chip.tile.vector.width = width;
        chip.tile.vector.latency_cycles = width;
        const Bench bench(
            nn::random_network({2, 8, 7},
                               {nn::conv(5, 3, 1, 1), nn::response_norm(3), nn::max_pool(2, 2),
                                nn::conv(4, 3, 1, 1), nn::response_norm(4), nn::linear(5)},
                               2),
            chip, {}, {}, 1);
        EXPECT_EQ(bench.run(1).cycles, bench.estimate().latency_cycles) << width << " lanes";
    }
}

// The factors of the second layer wait for all of the first one's map, which waits in the buffer.
TEST(ChipTiming, EqualsTheStageRecurrenceWithProductsOfMaps) {
    for (const int width : {1, 3, 64}) {
        ChipSpec chip = unhurried_chip();
        chip.tile.processing_elements = 32;
        chip.tile.vector.width = width;
        const Bench bench(nn::random_network({2, 8, 7},
                                             {nn::conv(5, 3, 1, 1), nn::global_pool(),
                                              nn::conv(5, 1), nn::multiply(0), nn::conv(5, 3, 1, 1),
                                              nn::multiply(3), nn::linear(5)},
                                             2),
                          chip, {}, {}, 1);
        EXPECT_EQ(bench.run(1).cycles, bench.estimate().latency_cycles) << width << " lanes";
    }
}

// It takes as long as an addition: one pass over its outputs, whatever its inputs.
TEST(ChipTiming, ALargestOfMapsTakesTheTimeOfAnAddition) {
    for (const int width : {1, 3, 64}) {
        ChipSpec chip = unhurried_chip();
        chip.tile.processing_elements = 32;
        chip.tile.vector.width = width;
        const auto cycles = [&](const nn::RandomLayer &meeting) {
            const Bench bench(nn::random_network({2, 8, 7},
                                                 {nn::conv(5, 3, 1, 1), nn::conv(5, 3, 1, 1),
                                                  meeting, nn::conv(4, 3, 1, 1), nn::linear(5)},
                                                 2),
                              chip, {}, {}, 1);
            EXPECT_EQ(bench.run(1).cycles, bench.estimate().latency_cycles) << width << " lanes";
            return bench.estimate().latency_cycles;
        };
        EXPECT_EQ(cycles(nn::largest(0)), cycles(nn::add(0)));
    }
}

TEST(ChipTiming, ImagesFollowEachOtherAtThePaceOfTheBusiestStage) {
    ChipSpec chip = unhurried_chip();
    chip.tile.processing_elements = 32;
    const Bench bench(nn::random_network({1, 8, 8},
                                         {nn::conv(3, 3, 1, 1), nn::conv(4, 3, 1, 1),
                                          nn::global_pool(), nn::linear(4)},
                                         3),
                      chip, {}, {}, 6);
    const ChipResult result = bench.run(6);
    // 64 windows of the first layer, 8 bits x (50 + 2 + 31 x 50) cycles each
    const std::int64_t interval = 64 * 8 * (50 + 2 + 31 * 50);
    EXPECT_EQ(result.done_cycle[5] - result.done_cycle[4], interval);
    EXPECT_EQ(bench.estimate().interval_cycles, interval);
}

// Narrow links and fast converters: packets wait for each other, which the recurrence leaves out.
TEST(ChipTiming, IsSlowerThanTheStageRecurrenceWhereLinksAreContended) {
    ChipSpec chip = with_quick_converters();
    chip.tile.array.rows = chip.tile.array.columns = 16;
    chip.tile.processing_elements = 1;
    chip.tile.adc.columns = 1;
    chip.noc.flit_bits = 8;
    const Bench bench(nn::random_network({2, 6, 6}, {nn::conv(8, 3, 1, 1), nn::linear(4)}, 4),
                      chip);
    EXPECT_GT(bench.run(1).cycles, bench.estimate().latency_cycles);
}

TEST(ChipTiming, PaddingCostsTime) {
    const Bench with(nn::random_network({1, 6, 6}, {nn::conv(2, 3, 1, 1), nn::linear(2)}, 1), {});
    const Bench without(nn::random_network({1, 6, 6}, {nn::conv(2, 3, 1, 0), nn::linear(2)}, 1),
                        {});
    // 36 windows against 16, 8 x 33 cycles each; the first one can start one earlier
    EXPECT_GE(with.run(1).cycles, without.run(1).cycles + 19 * 8 * 33);
}

TEST(ChipTiming, EveryUnitKnowsWhatItWaitedFor) {
    ChipSpec chip;
    chip.tile.adc.conversion_time = ConversionTime::Rate;
    chip.tile.adc.rate_gsps = 0.1;
    const Bench bench(nn::random_network({1, 8, 8},
                                         {nn::conv(2, 3, 1, 1), nn::conv(3, 3, 1, 1),
                                          nn::global_pool(), nn::linear(4)},
                                         1),
                      chip);
    const ChipResult result = bench.run(1);
    const UnitTime &last = result.layer_time.back();
    EXPECT_EQ(longest_wait(last), "pixels of op2");
    EXPECT_GT(last.starved, last.busy);
    for (const UnitTime &time : result.layer_time)
        EXPECT_LE(time.busy + time.starved + time.blocked, result.cycles);
}
