// SPDX-License-Identifier: Apache-2.0
#include "models/crossbar/range_fit.h"

#include "models/crossbar/sum_sample.h"
#include "tests/models/small_network.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace cim {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Columns that are read once, each an output of its own: sums by vector and column.
SampledLayer read_once(const std::vector<float> &sums, int columns, double reach, int bits = 1) {
    SampledReads block;
    block.vectors = static_cast<int>(sums.size()) / columns;
    block.reads = 1;
    block.columns = block.cols = columns;
    block.sums = sums;
    block.places = {1};
    block.weights.assign(static_cast<std::size_t>(columns), 1);
    return {columns, {block}, {0}, reach, {0, (1 << bits) - 1}};
}

/// Sums whose number falls off exponentially, with a few outliers.
std::vector<float> drawn_sums(nn::RandomIntegers &draw, int count, int reach) {
    std::vector<float> sums;
    const double scale = draw(1, reach);
    for (int i = 0; i < count; ++i)
        sums.push_back(static_cast<float>(
            std::min<double>(reach, std::floor(-scale * std::log(draw(1, 1000) / 1000.0)))));
    sums[0] = static_cast<float>(reach);
    return sums;
}

TEST(RangeFit, IsTheLeastSquaredErrorWorkedByHand) {
    // One bit for sums of 0 and 8: 2^3 is without error.
    EXPECT_EQ(fitted_lsb(read_once({0, 8, 8, 0}, 1, 10)), 8);
    // One sum of 10 among a hundred of 2: clipping it to 2 costs 64, coding 2 as 0 costs 400.
    std::vector<float> sums(100, 2);
    sums.push_back(10);
    const SampledLayer layer = read_once(sums, 1, 10);
    EXPECT_EQ(fitted_lsb(layer), 2);
    EXPECT_EQ(squared_error(layer, 2), 64);
    EXPECT_EQ(squared_error(layer, 10), 400);
}

TEST(RangeFit, IsThatOfTheOutputs) {
    // What w+ and w- both lose is lost in none of the outputs.
    SampledLayer layer = read_once({10, 10, 7, 7}, 2, 10);
    layer.cols = layer.blocks[0].cols = 1;
    layer.blocks[0].weights = {1, -1};
    EXPECT_EQ(squared_error(layer, 1), 0);
    layer.blocks[0].weights = {1, 4}; // two slices: 9 + 4 x 9 and 6 + 4 x 6 levels are clipped
    EXPECT_EQ(squared_error(layer, 1), 45 * 45 + 30 * 30);
    // A digit of worth 128 that drives 1 level counts for more than 10 levels of the lowest one.
    layer = read_once({10, 1}, 1, 10);
    layer.blocks[0].vectors = 1;
    layer.blocks[0].reads = 2;
    layer.blocks[0].places = {1, 128};
    EXPECT_EQ(squared_error(layer, 1), 81);
    EXPECT_EQ(squared_error(layer, 10), 128 * 128);
    EXPECT_LT(fitted_lsb(layer), 2);
}

TEST(RangeFit, TakesWholeLevelsWhereTheyFit) {
    nn::RandomIntegers draw(4, 0);
    for (int i = 0; i < 50; ++i)
        EXPECT_EQ(fitted_lsb(read_once(drawn_sums(draw, 100, draw(1, 255)), 1, 384, 8)), 1);
}

TEST(RangeFit, OneMoreBitNeverRaisesTheError) {
    nn::RandomIntegers draw(5, 0);
    for (int i = 0; i < 100; ++i) {
        const int reach = draw(1, 1500);
        SampledLayer layer = read_once(drawn_sums(draw, 100, reach), 1, reach);
        double before = infinity;
        for (int bits = 1; bits <= 12; ++bits) {
            layer.codes.top = (1 << bits) - 1;
            const double error = squared_error(layer, fitted_lsb(layer));
            EXPECT_LE(error, before * (1 + 1e-5)) << bits << " bits of " << reach;
            before = error;
        }
        EXPECT_EQ(before, 0) << "enough bits for whole levels";
    }
}

TEST(RangeFit, ColumnsOfOneMoreBitAreTogetherNoWorse) {
    nn::RandomIntegers draw(6, 0);
    for (int i = 0; i < 10; ++i) {
        constexpr int columns = 6, vectors = 100;
        std::vector<float> sums(columns * vectors);
        for (int c = 0; c < columns; ++c) {
            const std::vector<float> own = drawn_sums(draw, vectors, draw(1, 400));
            for (int v = 0; v < vectors; ++v)
                sums[static_cast<std::size_t>(v * columns + c)] = own[static_cast<std::size_t>(v)];
        }
        SampledLayer layer = read_once(sums, columns, 400);
        double before = infinity;
        for (int bits = 1; bits <= 9; ++bits) {
            layer.codes.top = (1 << bits) - 1;
            const ColumnFit fit = fitted_columns(layer);
            double error = 0;
            for (int c = 0; c < columns; ++c) {
                std::vector<float> own;
                for (int v = 0; v < vectors; ++v)
                    own.push_back(sums[static_cast<std::size_t>(v * columns + c)]);
                error +=
                    squared_error(read_once(own, 1, 400, bits),
                                  fit.finest * (1 << fit.shifts[0][static_cast<std::size_t>(c)]));
            }
            EXPECT_LE(error, before * (1 + 1e-5)) << bits << " bits";
            EXPECT_LE(error, squared_error(layer, fitted_lsb(layer)) * (1 + 1e-5))
                << "a range of each column's own is no worse";
            before = error;
        }
        EXPECT_EQ(before, 0);
    }
}

TEST(RangeFit, SampledSumsMakeTheProducts) {
    const auto network = nn::random_network(
        {3, 9, 9}, {nn::conv(6, 3, 1, 1), nn::conv(5, 3, 1), nn::global_pool(), nn::linear(4)}, 3);
    const auto images = nn::random_images(network, 4, 1);
    for (const Encoding encoding : {Encoding::Differential, Encoding::DifferentialCurrent,
                                    Encoding::Offset, Encoding::OffsetFlipped}) {
        ChipSpec chip;
        chip.tile.array.encoding = encoding;
        chip.tile.array.rows = 24; // several blocks an output
        chip.tile.array.active_rows = encoding == Encoding::OffsetFlipped ? 0 : 10;
        const Placement placement = placed(network, chip);
        SumSample sample(network, 4, 16);
        logits(network, sample, images, 4);
        for (const LayerPlacement &layer : placement.layers) {
            SampledLayer sampled = sample.reads(layer, chip.tile.pe);
            EXPECT_EQ(sampled.blocks[0].vectors, layer.gemm.vectors == 1 ? 4 : 16);
            sampled.reach = 24 * 3;
            sampled.codes = {encoding == Encoding::DifferentialCurrent ? -128 : 0, 127};
            EXPECT_EQ(squared_error(sampled, 1), 0) << int(encoding);
            // More bits, less error of real products.
            double before = infinity;
            for (int bits = 1; bits <= 7; ++bits) {
                sampled.codes.top = (1 << bits) - 1;
                const double error = squared_error(sampled, fitted_lsb(sampled));
                EXPECT_LE(error, before) << int(encoding) << ", " << bits << " bits";
                before = error;
            }
        }
    }
}

} // namespace
} // namespace cim
