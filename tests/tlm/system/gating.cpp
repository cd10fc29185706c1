// SPDX-License-Identifier: Apache-2.0
#include "models/cost/cost.h"
#include "tests/tlm/bench.h"
#include "tlm/tile/power_gate.h"

#include <gtest/gtest.h>

using namespace cim;

namespace {

/// Two layers, the second of which waits for most of the time.
Bench two_layers(bool gated, int idle_cycles = 100, int wake_cycles = 10) {
    ChipSpec chip;
    chip.tile.array.rows = chip.tile.array.columns = 32;
    chip.gating.arrays = gated;
    chip.gating.idle_cycles = idle_cycles;
    chip.gating.wake_cycles = wake_cycles;
    return Bench(nn::random_network({2, 8, 8}, {nn::conv(4, 3, 1, 1), nn::linear(4)}, 1), chip, {},
                 {}, 2);
}

double leakage(const Bench &bench) {
    return total(
        leakage_mw(bench.chip, bench.device, bench.placement, bench.timing(2).power.powered));
}

// 4 arrays work in cycles 0 to 20 and 50 to 70: rest 30, of which 10 with power and 2 to wake.
TEST(PowerGate, IsOffFromSomeRestUntilItWakes) {
    GatingSpec gating;
    gating.arrays = true;
    gating.idle_cycles = 10;
    gating.wake_cycles = 2;
    PowerGate gate;
    EXPECT_EQ(gate.work(gating, 4, 0, 20).wakes, 0);
    EXPECT_EQ(gate.off_until(gating, 29), 0);
    const GatedTime off = gate.work(gating, 4, 50, 70);
    EXPECT_EQ(off.array_cycles, 4 * 18);
    EXPECT_EQ(off.wakes, 4);
    EXPECT_EQ(gate.work(gating, 4, 82, 102).wakes, 0); // too short a rest
    EXPECT_EQ(gate.off_until(gating, 200), 88);
    gating.arrays = false;
    EXPECT_EQ(gate.off_until(gating, 200), 0);
}

TEST(PowerGate, ChangesNoCycle) {
    const ChipResult with = two_layers(true).timing(2), without = two_layers(false).timing(2);
    EXPECT_EQ(with.done_cycle, without.done_cycle);
    EXPECT_EQ(with.counters, without.counters);
}

TEST(PowerGate, SavesLeakageOfArraysAtRest) {
    const double never = leakage(two_layers(false)), soon = leakage(two_layers(true, 10));
    EXPECT_LT(soon, never);
    EXPECT_LT(soon, leakage(two_layers(true, 1000)));
    EXPECT_LT(soon, leakage(two_layers(true, 10, 500)));
    // Arrays of no layer and those of layers that always work: the others' leakage goes.
    const Bench bench = two_layers(true, 1000000000);
    const ArrayPower power = bench.timing(2).power;
    for (const double share : power.powered)
        EXPECT_EQ(share, 1);
    for (const std::int64_t wakes : power.wakes)
        EXPECT_EQ(wakes, 0);
    EXPECT_LT(leakage(bench), never);
}

} // namespace
