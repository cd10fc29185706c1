// SPDX-License-Identifier: Apache-2.0
#include "nn/base/random.h"
#include "common/random.h"

#include <gtest/gtest.h>

namespace {

using common::philox;
using common::RandomWords;

// Known answers for philox4x32-10 (Random123, tests/kat_vectors).
TEST(Philox, GivesTheKnownAnswers) {
    EXPECT_EQ(philox(0, {0, 0, 0, 0}),
              (RandomWords{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
    EXPECT_EQ(philox(~0ull, {~0u, ~0u, ~0u, ~0u}),
              (RandomWords{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
    EXPECT_EQ(philox(0x299f31d0a4093822, {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}),
              (RandomWords{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

// Seed 0, purpose 0, index 0: the block of zeros, its last word first; 0x9b00dbd8 / 2^32 = 0.6055.
TEST(Random, DrawsTheWordsOfABlockFromTheLastOn) {
    nn::Random random(0, nn::Purpose::Weights, 0);
    EXPECT_EQ(random.bits64(), 0x9b00dbd8bc57ac4c);
    EXPECT_EQ(random.bits64(), 0xe169c58d6627e8d5);
    const RandomWords next = philox(0, {0, 0, 0, 1});
    EXPECT_EQ(random.bits(), next[3]);
    EXPECT_EQ(nn::Random(0, nn::Purpose::Weights, 0).below(10000), 6054);
}

// 0x9b00dbd8 and 0xbc57ac4c are 0.6055 and 0.7357 of 2^32: {0 1 2} -> swap(2, below(3) = 1) ->
// {0 2 1} -> swap(1, below(2) = 1).
TEST(Random, PutsNumbersInRandomOrder) {
    EXPECT_EQ(nn::permutation(3, nn::Random(0, nn::Purpose::Weights, 0)),
              (std::vector<int>{0, 2, 1}));
}

} // namespace
