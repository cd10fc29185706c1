// SPDX-License-Identifier: Apache-2.0
#include "models/mapping/pixel_steps.h"
#include "nn/integer/validate.h"
#include "tests/attention_network.h"
#include "tests/tlm/agreement.h"

#include <gtest/gtest.h>

using namespace cim;

namespace {

/// A layer over tokens whose queries and keys are two of its own: scores and what reads them.
nn::QuantizedNetwork scores_alone(int tokens) {
    nn::QuantizedNetwork network = nn::random_network(
        {8, 1, tokens},
        {nn::conv(8, 1), nn::conv(8, 1), nn::conv(tokens, 1), nn::global_pool(), nn::linear(5)}, 3);
    nn::QuantizedOp scores =
        nn::between_maps(nn::OpKind::DynamicMatMul, "scores", {8, 1, tokens}, {tokens, 1, tokens});
    scores.inputs = {0, 1};
    scores.transposed = true;
    scores.zero_codes = {0, 0};
    scores.scale = {0.002F};
    scores.bias = {0};
    // in place of the third layer
    nn::QuantizedOp &third = network.ops[2];
    third = scores;
    for (nn::QuantizedOp &op : network.ops)
        if (op.is_matrix() && op.matrix > 2)
            --op.matrix;
    nn::note_input_bits(network);
    nn::validate(network);
    return network;
}

} // namespace

TEST(ChipAttention, AgreesWithBatchEngineAndClosedForm) {
    for (const nn::AttentionSize &size :
         {nn::AttentionSize{16, 12, 3, false}, nn::AttentionSize{16, 12, 1, true},
          nn::AttentionSize{7, 8, 4, true}}) {
        const nn::QuantizedNetwork network = nn::attention_network(size, 4);
        nn::validate(network);
        for (const int width : {3, 32}) {
            ChipSpec chip = small_chip();
            chip.tile.vector.width = width;
            chip.tile.buffer.kbytes = 64;
            Bench bench(network, chip);
            expect_agreement(bench, 3);
        }
    }
}

TEST(ChipAttention, AgreesWhereLayersFollowEachOtherAndWithSeveralCopies) {
    const nn::QuantizedNetwork network = nn::attention_network({9, 12, 2, false}, 5);
    for (const Schedule schedule : {Schedule::Windows, Schedule::Layers}) {
        ChipSpec chip = small_chip();
        chip.tile.buffer.kbytes = 64;
        MappingSpec mapping;
        mapping.schedule = schedule;
        mapping.duplication = {2, 1, 3};
        Bench bench(network, chip, mapping);
        expect_agreement(bench, 3);
    }
}

// Each row reads all keys: 8 products a key, in lanes of 4, and not faster than the buffer brings
// them.
TEST(ChipAttention, ARowOfScoresTakesThePassesWorkedByHand) {
    const int tokens = 10;
    const nn::QuantizedNetwork network = scores_alone(tokens);
    const auto work = [&](int width, int buffer_bits) {
        ChipSpec chip;
        chip.tile.vector.width = width;
        chip.tile.buffer.width_bits = buffer_bits;
        const Design design = design_of(network, chip);
        return PixelSteps(design.network, design.flow, 2).work(design.chip, 0);
    };
    EXPECT_EQ(work(4, 256).elements, 8 * tokens);
    EXPECT_EQ(work(4, 256).cycles, 8 * tokens / 4);
    EXPECT_EQ(work(64, 64).cycles, 1 + tokens); // a query and ten keys of 8 bytes each
    EXPECT_EQ(work(64, 256).cycles, 1 + (8 * tokens + 31) / 32);
}

TEST(ChipAttention, EqualsTheStageRecurrence) {
    for (const int width : {1, 3, 64}) {
        ChipSpec chip = unhurried_chip();
        chip.tile.processing_elements = 32;
        chip.tile.vector.width = width;
        const Bench bench(scores_alone(6), chip, {}, {}, 1);
        EXPECT_EQ(bench.run(1).cycles, bench.estimate().latency_cycles) << width << " lanes";
    }
}

// Of 64 tokens of 12: queries, keys and values whole, 768 bytes each; rows of 192 scores and shares
// one by one as they come; four places of each output. Too small a buffer is refused, not outgrown.
TEST(ChipAttention, KeysHaveTheirPlaceInTheBuffer) {
    const nn::QuantizedNetwork network = nn::attention_network({64, 12, 3, false}, 6);
    ChipSpec chip;
    chip.tile.buffer.kbytes = 4;
    const auto refused = place(network, chip, {}, {});
    ASSERT_FALSE(refused.has_value());
    EXPECT_NE(refused.error().find("bytes in the buffer of tile"), std::string::npos)
        << refused.error();
    chip.tile.buffer.kbytes = 6;
    Bench bench(network, chip);
    for (const Receiver &receiver : bench.flow.receivers) {
        const bool whole = receiver.op == 4 || (receiver.op == 6 && receiver.input == 1);
        if (whole) { // of scores; values
            EXPECT_GE(receiver.capacity, 64);
        } else if (receiver.op == 5 || receiver.op == 6) { // the softmax, and what takes its rows
            EXPECT_EQ(receiver.capacity, 1);
        }
    }
    expect_agreement(bench, 3);
}

// Each token meets all others: where that is what takes time, twice the tokens take four times as
// long.
TEST(ChipAttention, LongerSequencesTakeTheSquareOfTheirLength) {
    const auto cycles = [](int tokens) {
        ChipSpec chip = with_quick_converters();
        chip.tile.vector.width = 1;
        chip.tile.buffer.kbytes = 256;
        return static_cast<double>(
            Bench(nn::attention_network({tokens, 12, 3, false}, 7), chip, {}, {}, 1)
                .timing(1)
                .cycles);
    };
    EXPECT_NEAR((cycles(256) - cycles(128)) / (cycles(128) - cycles(64)), 4, 0.4);
}
