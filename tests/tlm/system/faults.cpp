// SPDX-License-Identifier: Apache-2.0
#include "tests/tlm/bench.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

using namespace cim;

namespace {

nn::QuantizedNetwork two_layers() {
    return nn::random_network({1, 8, 8},
                              {nn::conv(4, 3, 1, 1), nn::conv(4, 3, 1, 1), nn::linear(4)}, 1);
}

/// The design with another flow of its pixels.
Design with_flow(Design design, const Dataflow &flow) {
    design.flow = flow;
    return design;
}

std::string message(const Bench &bench, const Dataflow &flow, std::int64_t stall_limit = 0) {
    try {
        run_chip(with_flow(bench, flow), {&bench.matmul, bench.images.data()}, 1,
                 {false, false, false, stall_limit});
    } catch (const ChipStalled &error) {
        return error.what();
    }
    return "";
}

} // namespace

TEST(Deadlock, NamesWhoWaitsForWhat) {
    const Bench bench(two_layers(), {});
    Dataflow flow = bench.flow;
    for (Receiver &receiver : flow.receivers)
        if (receiver.op == 1)
            receiver.capacity = 18; // a window of the second layer keeps two rows and three pixels
    const std::string found = message(bench, flow);
    EXPECT_EQ(found.rfind("deadlock at cycle ", 0), 0U) << found;
    EXPECT_NE(found.find("chip.tile0 waits for buffer space in chip.tile1"), std::string::npos)
        << found;
    EXPECT_NE(found.find("chip.tile1 waits for pixels of op0"), std::string::npos) << found;
    EXPECT_NE(found.find("chip.tile2 waits for pixels of op1"), std::string::npos) << found;
}

TEST(Deadlock, IsToldInTheSameWordsWithALimitForStalls) {
    const Bench bench(two_layers(), {});
    Dataflow flow = bench.flow;
    for (Receiver &receiver : flow.receivers)
        receiver.capacity = 1;
    const std::string without = message(bench, flow);
    EXPECT_EQ(without.rfind("deadlock at cycle ", 0), 0U) << without;
    for (const std::int64_t limit : {777, 1000, 1000000})
        EXPECT_EQ(message(bench, flow, limit), without);
}

TEST(Deadlock, DoesNotHappenWithTheLeastSpace) {
    Bench bench(two_layers(), {});
    Dataflow flow = bench.flow;
    for (Receiver &receiver : flow.receivers)
        if (receiver.op == 1)
            receiver.capacity = 19;
    const ChipResult result =
        run_chip(with_flow(bench, flow), {&bench.matmul, bench.images.data()}, 2);
    EXPECT_EQ(result.logits, bench.expected(2));
}

TEST(Deadlock, LeavesNothingBehind) {
    Bench bench(two_layers(), {});
    Dataflow flow = bench.flow;
    for (Receiver &receiver : flow.receivers)
        receiver.capacity = 1;
    const std::string first = message(bench, flow);
    EXPECT_EQ(bench.run(1).logits, bench.expected(1));
    EXPECT_EQ(message(bench, flow), first);
}

TEST(Buffer, TooSmallForTheWindowsIsRefusedWithTheNumbers) {
    ChipSpec chip;
    chip.tile.buffer.kbytes = 1;
    const auto placed =
        place(nn::random_network({8, 16, 16},
                                 {nn::conv(4, 9, 1, 4), nn::global_pool(), nn::linear(4)}, 1),
              chip, {}, {});
    ASSERT_FALSE(placed) << "placed on a buffer of 1 KB";
    // eight rows of 16 and nine pixels of eight bytes; the running pooling's pixel of four bytes
    // and four sums of four; four results of four bytes of each
    EXPECT_EQ(placed.error(),
              "layer op0 needs " + std::to_string((8 * 16 + 9) * 8 + 4 + 4 * 4 + 2 * 16) +
                  " bytes in the buffer of tile 0, chip.tile.buffer.kbytes gives 1024; 2 would do "
                  "for all tiles");
}

TEST(GlobalBuffer, TooSmallForAnImageIsRefused) {
    ChipSpec chip;
    chip.global_buffer.kbytes = 1;
    const auto placed =
        place(nn::random_network({3, 20, 20}, {nn::conv(4, 3, 4), nn::linear(4)}, 1), chip, {}, {});
    ASSERT_FALSE(placed);
    EXPECT_EQ(placed.error(),
              "an image of 1200 bytes does not fit into chip.global_buffer.kbytes = 1");
}

TEST(Chip, RefusesToRunNoImages) {
    const Bench bench(two_layers(), {});
    EXPECT_THROW(bench.run(0), std::invalid_argument);
}
