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

std::string message(const Bench &bench, const Dataflow &flow, std::int64_t stall_limit = 0) {
    try {
        run_chip(bench.network, bench.placement, bench.chip, bench.device, bench.matmul, flow,
                 bench.images.data(), 0, 1, {false, false, false, stall_limit});
    } catch (const ChipStalled &error) {
        return error.what();
    }
    return "";
}

} // namespace

TEST(Deadlock, NamesWhoWaitsForWhat) {
    const Bench bench(two_layers(), {});
    Dataflow flow = plan_dataflow(bench.network, bench.placement, bench.chip);
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
    Dataflow flow = plan_dataflow(bench.network, bench.placement, bench.chip);
    for (Receiver &receiver : flow.receivers)
        receiver.capacity = 1;
    const std::string without = message(bench, flow);
    EXPECT_EQ(without.rfind("deadlock at cycle ", 0), 0U) << without;
    for (const std::int64_t limit : {777, 1000, 1000000})
        EXPECT_EQ(message(bench, flow, limit), without);
}

TEST(Deadlock, DoesNotHappenWithTheLeastSpace) {
    Bench bench(two_layers(), {});
    Dataflow flow = plan_dataflow(bench.network, bench.placement, bench.chip);
    for (Receiver &receiver : flow.receivers)
        if (receiver.op == 1)
            receiver.capacity = 19;
    const ChipResult result = run_chip(bench.network, bench.placement, bench.chip, bench.device,
                                       bench.matmul, flow, bench.images.data(), 0, 2);
    EXPECT_EQ(result.logits, bench.expected(2));
}

TEST(Deadlock, LeavesNothingBehind) {
    Bench bench(two_layers(), {});
    Dataflow flow = plan_dataflow(bench.network, bench.placement, bench.chip);
    for (Receiver &receiver : flow.receivers)
        receiver.capacity = 1;
    const std::string first = message(bench, flow);
    EXPECT_EQ(bench.run(1).logits, bench.expected(1));
    EXPECT_EQ(message(bench, flow), first);
}

TEST(Buffer, TooSmallForTheWindowsIsRefusedWithTheNumbers) {
    ChipSpec chip;
    chip.tile.buffer.kbytes = 1;
    const Bench bench(nn::random_network(
                          {8, 16, 16}, {nn::conv(4, 9, 1, 4), nn::global_pool(), nn::linear(4)}, 1),
                      chip);
    try {
        bench.run(1);
        FAIL() << "ran with a buffer of 1 KB";
    } catch (const std::runtime_error &error) {
        // eight rows of 16 and nine pixels of eight bytes; the running pooling's pixel of four
        // bytes and four sums of four; four results of four bytes of each
        EXPECT_EQ(std::string(error.what()),
                  "layer op0 needs " + std::to_string((8 * 16 + 9) * 8 + 4 + 4 * 4 + 2 * 16) +
                      " bytes in the buffer of tile 0, chip.tile.buffer.kbytes gives 1024; 2 would "
                      "do for all tiles");
    }
}

TEST(GlobalBuffer, TooSmallForAnImageIsRefused) {
    ChipSpec chip;
    chip.global_buffer.kbytes = 1;
    const Bench bench(nn::random_network({3, 20, 20}, {nn::conv(4, 3, 4), nn::linear(4)}, 1), chip);
    EXPECT_THROW(bench.run(1), std::runtime_error);
}

TEST(Chip, RefusesToRunNoImages) {
    const Bench bench(two_layers(), {});
    EXPECT_THROW(bench.run(0), std::invalid_argument);
}
