// SPDX-License-Identifier: Apache-2.0
#include "tests/tlm/agreement.h"

#include <gtest/gtest.h>

#include <numeric>

using namespace cim;

namespace {

nn::QuantizedNetwork chain(std::uint64_t seed = 1) {
    return nn::random_network({2, 8, 8},
                              {nn::conv(6, 3, 1, 1), nn::max_pool(2, 2), nn::conv(10, 3, 1, 1),
                               nn::global_pool(), nn::linear(10)},
                              seed);
}

} // namespace

TEST(Chip, AgreesWithBatchEngineAndClosedForm) {
    Bench bench(chain(), small_chip());
    expect_agreement(bench, 3);
}

TEST(Chip, AgreesWithSeveralTilesDuplicationResidualAndDepthwise) {
    const nn::QuantizedNetwork network = nn::random_network(
        {3, 9, 7},
        {nn::conv(8, 3, 1, 1), nn::residual_conv(8, 5, 0), nn::depthwise(3, 1, 1), nn::conv(8, 1),
         nn::add(1), nn::average_pool(2, 2), nn::conv(12, 3, 2, 1), nn::residual_conv(12, 3, 6),
         nn::linear(7)},
        2);
    MappingSpec mapping;
    mapping.duplication = {3, 2, 1, 2, 1, 2, 1};
    mapping.array_size = {32, 64, 16, 32};
    Bench bench(network, small_chip(), mapping);
    expect_agreement(bench, 3);
}

// Eight 4-bit inputs an image: half of their 32 digits are driven.
TEST(Chip, ExpectsHalfOfTheBitsWithoutData) {
    Bench bench(nn::random_network({8, 1, 1}, {nn::linear(4)}, 1, {8, 4}), small_chip());
    const ChipResult result = bench.timing(2);
    EXPECT_EQ(result.reads[0].active_rows, 2 * 8 * 4 / 2);
    EXPECT_EQ(result.reads[0].reads, 2 * 4);
}

TEST(Chip, AgreesWithSelectionsDilationPaddingValuesAndActivations) {
    const nn::QuantizedNetwork network =
        nn::random_network({3, 9, 9},
                           {nn::conv(8, 3, 1, 1), nn::select(14, -1),
                            nn::odd_conv(8, 3, 1, "LeakyRelu"), nn::conv(8, 3, 1, 1),
                            nn::odd_conv(9, 2, 2, "Sigmoid"), nn::select(12, 4, 2), nn::linear(7)},
                           5);
    Bench bench(network, small_chip());
    expect_agreement(bench, 3);
}

TEST(Chip, AgreesWhereWindowsSeePaddingAlone) {
    nn::RandomLayer signed_zero = nn::conv(9, 2, 3, 5);
    signed_zero.shifted = true;
    const nn::QuantizedNetwork network =
        nn::random_network({3, 6, 5},
                           {nn::conv(8, 1, 1, 1), signed_zero, nn::depthwise(1, 1, 2),
                            nn::conv(6, 3, 2, 4), nn::linear(7)},
                           6);
    for (const Schedule schedule : {Schedule::Windows, Schedule::Layers}) {
        MappingSpec mapping;
        mapping.schedule = schedule;
        mapping.duplication = {2, 3, 1, 2, 1};
        Bench bench(network, small_chip(), mapping);
        expect_agreement(bench, 3);
    }
}

TEST(Chip, AgreesWithLogitsOfAPooling) {
    nn::QuantizedNetwork network = chain();
    network.ops.pop_back();
    nn::QuantizedOp &pool = network.ops.back();
    pool.logits = true;
    pool.bias = {-3};
    nn::validate(network);
    Bench bench(network, small_chip());
    expect_agreement(bench, 2);
}

/// The mean or largest of 16 x 16 pixels of eight bytes, in a buffer of 1 KB.
TEST(Chip, AgreesWithRunningPoolings) {
    ChipSpec chip = small_chip();
    chip.tile.buffer.kbytes = 1;
    for (const Schedule schedule : {Schedule::Windows, Schedule::Layers})
        for (const bool largest : {false, true}) {
            SCOPED_TRACE(largest ? "largest" : "mean");
            MappingSpec mapping;
            mapping.schedule = schedule;
            Bench bench(nn::random_network({2, 16, 16},
                                           {nn::conv(8, 3, 1, 1),
                                            largest ? nn::max_pool(16, 1) : nn::global_pool(),
                                            nn::linear(10)},
                                           8),
                        chip, mapping);
            EXPECT_TRUE(bench.flow.running[1]);
            expect_agreement(bench, 3);
        }
}

TEST(Chip, AgreesWithTheSoftmaxOfARunningPooling) {
    ChipSpec chip = small_chip();
    chip.tile.buffer.kbytes = 1;
    nn::QuantizedNetwork network = nn::random_network(
        {2, 16, 16}, {nn::conv(10, 3, 1, 1), nn::global_pool(), nn::linear(10)}, 8);
    network.ops.pop_back();
    network.ops.back().logits = network.ops.back().softmax = true;
    nn::validate(network);
    Bench bench(network, chip);
    EXPECT_TRUE(bench.flow.running[1]);
    expect_agreement(bench, 3);
}

/// A map whose factors are made from its mean waits for them whole, whatever the pooling keeps.
TEST(Chip, AgreesWithAMapThatWaitsForItsFactors) {
    ChipSpec chip = small_chip();
    chip.tile.buffer.kbytes = 5; // the map with the rows of both that read it: 4,342 bytes
    Bench bench(nn::random_network({2, 16, 16},
                                   {nn::conv(8, 3, 1, 1), nn::global_pool(), nn::conv(8, 1),
                                    nn::multiply(0), nn::max_pool(4, 4), nn::linear(7)},
                                   6),
                chip);
    expect_agreement(bench, 3);
}

TEST(Chip, AgreesWithResponseNormalisations) {
    const nn::QuantizedNetwork network = nn::random_network(
        {3, 9, 7},
        {nn::response_norm(2), nn::conv(10, 3, 1, 1), nn::response_norm(5), nn::max_pool(2, 2),
         nn::conv(6, 3, 1, 1), nn::residual_conv(6, 3, 4), nn::response_norm(4), nn::linear(7)},
        3);
    MappingSpec mapping;
    mapping.duplication = {2, 1, 3, 1};
    ChipSpec chip = small_chip();
    chip.tile.vector.width = 4;
    Bench bench(network, chip, mapping);
    expect_agreement(bench, 3);
}

TEST(Chip, AgreesWithProductsOfMaps) {
    const nn::QuantizedNetwork network = nn::random_network(
        {3, 9, 7},
        {nn::conv(8, 3, 1, 1), nn::global_pool(), nn::conv(8, 1), nn::multiply(0),
         nn::conv(6, 3, 1, 1), nn::conv(6, 3, 1, 1), nn::multiply(4), nn::linear(7)},
        6);
    ChipSpec chip = small_chip();
    chip.tile.vector.width = 4;
    Bench bench(network, chip);
    expect_agreement(bench, 3);
}

TEST(Chip, AgreesWithLargestOfMaps) {
    const nn::QuantizedNetwork network = nn::random_network(
        {3, 9, 7},
        {nn::conv(8, 3, 1, 1), nn::conv(8, 3, 1, 1), nn::largest(0), nn::conv(3, 3, 1, 1),
         nn::largest(-1), nn::max_pool(2, 2), nn::linear(7)},
        6);
    nn::validate(network);
    for (const int width : {1, 4}) {
        ChipSpec chip = small_chip();
        chip.tile.vector.width = width;
        Bench bench(network, chip);
        expect_agreement(bench, 3);
    }
}

/// Convolutions without a classifier behind them.
TEST(Chip, PutsOutAMap) {
    nn::QuantizedNetwork network = chain();
    network.ops.resize(3);
    network.classes = 0;
    nn::validate(network);
    Bench bench(network, small_chip());
    const ChipResult result = bench.timing(2);
    EXPECT_EQ(result.layers.size(), 2U);
    EXPECT_EQ(result.done_cycle.size(), 2U);
    EXPECT_GE(result.cycles, bench.estimate().latency_cycles);
}

TEST(Chip, TakesThreePassesMoreForASoftmax) {
    const nn::QuantizedNetwork plain = chain();
    nn::QuantizedNetwork shares = plain;
    shares.ops.back().softmax = true;
    ChipSpec chip = small_chip();
    chip.tile.vector.width = 4;
    chip.tile.vector.latency_cycles = 5;
    const int classes = plain.classes;
    Bench bench(shares, chip), without(plain, chip);
    expect_agreement(bench, 2);
    const ChipResult result = bench.run(1), before = without.run(1);
    const int pass = (classes + chip.tile.vector.width - 1) / chip.tile.vector.width;
    EXPECT_EQ(result.cycles - before.cycles, 3 * (pass + chip.tile.vector.latency_cycles));
    EXPECT_EQ(result.layers.back().vector_ops - before.layers.back().vector_ops, 3 * classes);
    const std::vector<float> &logits = result.logits[0];
    EXPECT_NEAR(std::accumulate(logits.begin(), logits.end(), 0.0), 1, 1e-6);
}

TEST(Chip, AgreesWithCodesOfTwoBytes) {
    for (const nn::RandomBits bits : {nn::RandomBits{16, 16}, nn::RandomBits{8, 11}}) {
        const nn::QuantizedNetwork network = nn::random_network(
            {2, 9, 8},
            {nn::conv(20, 5, 1, 2), nn::max_pool(2, 2), nn::residual_conv(20, 3, 1), nn::add(1),
             nn::odd_conv(12, 3, 1, "Sigmoid"), nn::select(16, 4), nn::average_pool(2, 1),
             nn::global_pool(), nn::linear(10)},
            5, bits);
        nn::validate(network);
        ChipSpec chip = small_chip();
        chip.tile.processing_elements = 4;
        chip.tile.buffer.kbytes = 64;
        Bench bench(network, chip, {{}, {2, 1}});
        expect_agreement(bench, 2);
    }
}

TEST(Chip, AgreesOnRandomChips) {
    for (int seed = 0; seed < 40; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Bench bench = random_design(seed);
        expect_agreement(bench, 3);
    }
}
