// SPDX-License-Identifier: Apache-2.0
#include "search/random.h"
#include "common/random.h"

#include <gtest/gtest.h>

namespace {

// Seed 0, stream 0: the block of zeros, its first word first (known answers of Random123).
TEST(SearchRandom, DrawsTheWordsOfABlockInOrder) {
    search::Random random(0, 0);
    for (const std::uint32_t word : {0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u})
        EXPECT_EQ(random.bits(), word);
    EXPECT_EQ(random.bits(), common::philox(0, {1, 0, 0, 0})[0]);
}

// 0x6627e8d5 / 2^32 = 0.3990, 0xe169c58d / 2^32 = 0.8805: {0 1 2} -> swap(2, below(3) = 1) ->
// {0 2 1} -> swap(1, below(2) = 1).
TEST(SearchRandom, DrawsByItsShareOfAWord) {
    EXPECT_EQ(search::Random(0, 0).below(1000), 399);
    EXPECT_NEAR(search::Random(0, 0).unit(), 0.3990, 1e-4);
    std::vector<int> items{0, 1, 2};
    search::Random random(0, 0);
    common::shuffle(items, random);
    EXPECT_EQ(items, (std::vector<int>{0, 2, 1}));
}

} // namespace
