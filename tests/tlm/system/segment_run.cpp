// SPDX-License-Identifier: Apache-2.0
#include "tlm/system/segment_run.h"
#include "models/cost/cost.h"
#include "nn/integer/recalibrate.h"
#include "tests/tlm/bench.h"

#include <gtest/gtest.h>

using namespace cim;

namespace {

struct TwoSegments : testing::Test {
    nn::QuantizedNetwork network = nn::random_network(
        {1, 8, 8}, {nn::conv(4, 3, 1, 1), nn::conv(4, 3, 1, 1), nn::linear(4)}, 1);
    Design design = two_tiles(network);
    std::vector<Design> &segments = design.segments;

    static Design two_tiles(const nn::QuantizedNetwork &network) {
        ChipSpec chip;
        chip.tiles = 2;
        chip.tile.processing_elements = 1;
        MappingSpec mapping;
        mapping.segments = true;
        return common::value_of(place(network, chip, {}, mapping));
    }
};

CrossbarMatMul programmed(const Design &design) {
    return {design, converter_ranges(design.network, design.placement, design.chip, {}), {}};
}

} // namespace

TEST_F(TwoSegments, TakeTheTimeOfEachAndOfItsProgramming) {
    ASSERT_EQ(segments.size(), 2U);
    const SegmentsResult result = run_segments(design, {}, 3);
    std::int64_t before = 0;
    for (std::size_t p = 0; p < 2; ++p) {
        const ChipResult alone = run_chip(segments[p], {}, 3);
        const Programming write = programming(design.chip, design.device, segments[p].placement);
        EXPECT_EQ(result.segments[p].programming_cycles, design.chip.cycles(write.latency_ns));
        EXPECT_EQ(result.segments[p].run_cycles, alone.end_cycle);
        before += result.segments[p].programming_cycles;
        if (p == 1) {
            EXPECT_EQ(result.chip.cycles, before + alone.cycles);
        }
        before += alone.end_cycle;
    }
    EXPECT_EQ(result.chip.end_cycle, before);
    EXPECT_EQ(result.chip.done_cycle.size(), 3U);
    EXPECT_DOUBLE_EQ(result.chip.interval.cycles, static_cast<double>(before) / 3);
}

// A run writes the cells once, however many images it has.
TEST_F(TwoSegments, AreProgrammedOnceARun) {
    const SegmentsResult one = run_segments(design, {}, 1);
    const SegmentsResult many = run_segments(design, {}, 20);
    EXPECT_EQ(one.segments[0].programming_cycles, many.segments[0].programming_cycles);
    EXPECT_LT(many.chip.interval.cycles, one.chip.interval.cycles / 2);
}

// 64 pixels in; 64 x 4 bytes of the second layer's map out and in; four logits of four bytes out;
// 9 x 4, 36 x 4 and 256 x 4 weights of a byte.
TEST_F(TwoSegments, MoveTheMapBetweenThemThroughMemory) {
    const SegmentsResult result = run_segments(design, {}, 1);
    EXPECT_EQ(result.chip.totals.dram_bytes, 64 + 2 * 64 * 4 + 16 + 36 + 144 + 1024);
    EXPECT_EQ(result.chip.layers.size(), 3U);
}

// Bytes and cycles of both add up; a buffer that is used twice is no fuller than at its fullest.
TEST_F(TwoSegments, AddUpCountsAndKeepTheLargestPeak) {
    const SegmentsResult result = run_segments(design, {}, 2);
    std::map<std::string, double> sums, peaks;
    for (const Design &segment : segments)
        for (const auto &[name, value] : run_chip(segment, {}, 2).counters) {
            sums[name] += value;
            peaks[name] = std::max(peaks[name], value);
        }
    const std::string peak = "chip.tile0.buffer.peak_bytes";
    EXPECT_LT(peaks.at(peak), sums.at(peak));
    EXPECT_EQ(result.chip.counters.at(peak), peaks.at(peak));
    for (const char *name : {"chip.tile0.adc.conversions", "chip.tile0.busy", "chip.dynamic_pj"})
        EXPECT_EQ(result.chip.counters.at(name), sums.at(name)) << name;
    EXPECT_EQ(result.chip.counters.at("chip.cycles"), double(result.chip.end_cycle));
}

// Cells that vary and read noise: the arrays of all segments are one chip's, and a map that waits
// in memory is the map.
TEST_F(TwoSegments, LeaveTheBatchEnginesLogits) {
    const CrossbarMatMul arrays = programmed(design);
    constexpr int count = 3, first_image = 5;
    const auto images = nn::random_images(network, count, 7);
    const SegmentsResult result =
        run_segments(design, {&arrays, images.data(), first_image}, count);
    CrossbarMatMul batch = arrays;
    std::vector<float> expected(count * 4);
    nn::infer(network, batch, {images.data(), count, first_image}, expected.data());
    ASSERT_EQ(result.chip.logits.size(), 3U);
    for (std::size_t i = 0; i < 3; ++i)
        EXPECT_EQ(result.chip.logits[i],
                  std::vector<float>(expected.begin() + std::ptrdiff_t(4 * i),
                                     expected.begin() + std::ptrdiff_t(4 * i + 4)));
    EXPECT_EQ(result.chip.end_cycle, run_segments(design, {}, count).chip.end_cycle);
    for (int layer = 0; layer < 3; ++layer)
        EXPECT_EQ(result.chip.reads[static_cast<std::size_t>(layer)].active_rows,
                  batch.counts(layer).active_rows);
}

// A segment on small tiles, then one on both kinds: bit for bit what the batch engine gives.
TEST_F(TwoSegments, LeaveTheBatchEnginesLogitsOnTilesOfTwoKinds) {
    ChipSpec chip = design.chip;
    chip.tiles = 2;
    TileKind kind;
    kind.name = "small";
    kind.count = 1;
    kind.tile.array.rows = kind.tile.array.columns = 64;
    kind.tile.processing_elements = 1;
    chip.kinds = {std::make_shared<const TileKind>(kind)};
    MappingSpec mapping;
    mapping.segments = true;
    mapping.kind = {1, 1, 0};
    const Design mixed = common::value_of(place(network, chip, {}, mapping));
    ASSERT_EQ(mixed.segments.size(), 2U);
    const CrossbarMatMul arrays = programmed(mixed);
    const auto images = nn::random_images(network, 2, 7);
    const SegmentsResult result = run_segments(mixed, {&arrays, images.data()}, 2);
    CrossbarMatMul batch = arrays;
    std::vector<float> expected(2 * 4);
    nn::infer(network, batch, {images.data(), 2}, expected.data());
    for (std::size_t i = 0; i < 2; ++i)
        EXPECT_EQ(result.chip.logits[i],
                  std::vector<float>(expected.begin() + std::ptrdiff_t(4 * i),
                                     expected.begin() + std::ptrdiff_t(4 * i + 4)));
}

// Scales and biases of the digital part follow the chip; its arrays stay where they are.
TEST_F(TwoSegments, FollowARecalibratedNetwork) {
    const CrossbarMatMul arrays = programmed(design);
    const auto images = nn::random_images(network, 8, 7);
    CrossbarMatMul batch = arrays;
    const nn::QuantizedNetwork fitted = nn::recalibrate(network, batch, {images.data(), 8});
    ASSERT_NE(fitted.ops[0].scale, network.ops[0].scale);
    design = with_network(design, fitted);
    const SegmentsResult result = run_segments(design, {&arrays, images.data(), 0}, 1);
    std::vector<float> expected(4);
    nn::infer(fitted, batch, {images.data(), 1}, expected.data());
    EXPECT_EQ(result.chip.logits, std::vector<std::vector<float>>{expected});
}

// A memory of a millionth of the bandwidth: its weights arrive later than they are written.
TEST_F(TwoSegments, WaitForWeightsFromASlowMemory) {
    Design &second = segments[1];
    second.chip.dram.gbytes_per_s = 0.001;
    EXPECT_EQ(programming_cycles(second), dram_cycles(second.chip, 1024));
}

// What the units did is one story: the cells are written, the segment runs, and the next begins.
// The critical path goes through all of it, to the first image's logits.
TEST_F(TwoSegments, KeepOneTimeline) {
    RunOptions options;
    options.timeline = true;
    const SegmentsResult result = run_segments(design, {}, 2, options);
    const ChipResult &all = result.chip;
    ASSERT_NE(all.timeline.find("chip.programming"), nullptr);
    const std::vector<Span> &writing = all.timeline.find("chip.programming")->spans;
    ASSERT_EQ(writing.size(), 2U);
    for (std::size_t p = 0; p < 2; ++p) {
        EXPECT_EQ(writing[p].begin, result.segments[p].begin);
        EXPECT_EQ(writing[p].end, result.segments[p].start());
    }
    EXPECT_EQ(result.segments[1].begin, result.segments[0].end());
    // chip.tile0 works in both segments, and never while cells are written
    ASSERT_NE(all.timeline.find("chip.tile0"), nullptr);
    int in_segment[2] = {0, 0};
    for (const Span &span : all.timeline.find("chip.tile0")->spans)
        for (std::size_t p = 0; p < 2; ++p)
            in_segment[p] +=
                span.begin >= result.segments[p].start() && span.end <= result.segments[p].end();
    EXPECT_GT(in_segment[0], 0);
    EXPECT_GT(in_segment[1], 0);
    EXPECT_EQ(static_cast<std::size_t>(in_segment[0] + in_segment[1]),
              all.timeline.find("chip.tile0")->spans.size());
    std::int64_t now = 0;
    for (const PathLeg &leg : all.critical_path) {
        EXPECT_EQ(leg.begin, now) << leg.unit << ' ' << sentence(leg);
        now = leg.end;
    }
    EXPECT_EQ(now, all.cycles);
    EXPECT_GT(all.routers.size(), 0U);
    // noting it changes nothing
    EXPECT_EQ(run_segments(design, {}, 2).chip.done_cycle, all.done_cycle);
}
