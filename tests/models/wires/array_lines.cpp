// SPDX-License-Identifier: Apache-2.0
#include "models/wires/array_lines.h"

#include "models/wires/line_technology.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cim {
namespace {

/// Cells of 12 x 4 squares of 22 nm, whose 25 kohm transistor is 15.2 nm wide.
DeviceSpec rram() {
    DeviceSpec device;
    device.on_ohm = 125e3;
    return device;
}

TEST(LineTechnology, IsLinearBetweenNodes) {
    EXPECT_NEAR(line_technology(22).wire_ohm_um, 9.7697, 1e-9);
    EXPECT_NEAR(line_technology(27).wire_ohm_um, (9.7697 + 4.6592) / 2, 1e-9);
    EXPECT_NEAR(line_technology(200).gate_ff_um, 3.182, 1e-9);
    EXPECT_NEAR(line_technology(3).wire_ohm_um, 110.6667, 1e-9);
    EXPECT_NEAR(line_technology(22).access_ohm_um, 380, 0.5);
}

// NeuroSim V1.4, 128 x 128: capRow1 6.758 fF, capRow2 9.540, capCol 5.973, 330.1 and 110.0 ohm.
TEST(ArrayLines, AreThoseThatNeuroSimPrints) {
    const ArrayLines lines({}, rram(), {});
    EXPECT_NEAR(lines.word_ff, 9.540, 0.01);
    EXPECT_NEAR(lines.bit_ff, 5.973, 0.01);
    EXPECT_NEAR(lines.word_ohm, 330.139, 0.01);
    EXPECT_NEAR(lines.bit_ohm, 110.046, 0.01);
    EXPECT_NEAR(lines.bit_wire_ff, 128 * 4 * 0.022 * 0.2, 1e-9);

    DeviceSpec low = rram(); // 6 kohm and 1.5 kohm: capRow2 53.119 fF
    low.on_ohm = 7500;
    EXPECT_NEAR(ArrayLines({}, low, {}).word_ff, 53.119, 0.05);
    EXPECT_NEAR(ArrayLines({}, low, {}).bit_ff, 14.662, 0.02);

    DeviceSpec sram; // 28 x 10 squares: capRow1 19.796, capCol 9.6 fF
    sram.kind = CellKind::Sram;
    sram.area_f2 = 280;
    sram.aspect = 2.8;
    EXPECT_NEAR(ArrayLines({}, sram, {}).word_ff, 19.796, 0.01);
    EXPECT_NEAR(ArrayLines({}, sram, {}).bit_ff, 9.600, 0.02);
}

TEST(ArrayLines, GrowWithTheCellsThatTheyCross) {
    const ArrayLines one({}, rram(), {});
    ArraySpec wide;
    wide.columns = 256;
    EXPECT_NEAR(ArrayLines({}, rram(), wide).word_ff, 2 * one.word_ff, 1e-9);
    EXPECT_EQ(ArrayLines({}, rram(), wide).bit_ff, one.bit_ff);
    DeviceSpec large = rram();
    large.area_f2 *= 4; // twice as wide, twice as high
    EXPECT_NEAR(ArrayLines({}, large, {}).bit_wire_ff, 2 * one.bit_wire_ff, 1e-9);
    EXPECT_NEAR(ArrayLines({}, large, {}).word_ohm, 2 * one.word_ohm, 1e-9);
    DeviceSpec without = rram();
    without.access_share = 0;
    EXPECT_NEAR(ArrayLines({}, without, {}).word_ff, 128 * 12 * 0.022 * 0.2, 1e-9);
}

TEST(ArrayLines, ADriverIsAsStrongAsItsLineIsLong) {
    ArraySpec wide;
    wide.columns = 512;
    const ArrayLines one({}, rram(), {}), four({}, rram(), wide);
    EXPECT_NEAR(four.driver_ohm, one.driver_ohm / 4, 1e-9);
    EXPECT_GT(four.driver_stages, one.driver_stages);
}

TEST(Settle, TakesLongerInLargerArraysAndForMoreBits) {
    double before = 0;
    for (const int side : {64, 256, 1024, 4096}) {
        ArraySpec array;
        array.rows = array.columns = side;
        const double ns = settle_ns({}, rram(), array, {});
        EXPECT_GT(ns, before) << side;
        before = ns;
    }
    AdcSpec coarse, fine;
    coarse.bits = 4;
    fine.bits = 9;
    EXPECT_LT(settle_ns({}, rram(), {}, coarse), settle_ns({}, rram(), {}, fine));
}

// The bit line alone: (1 / (64 rows x 4.29 uS) + 55 ohm) x 5.97 fF x ln 2 x 9 bits.
TEST(Settle, IsTheTimeConstantsOfBothLines) {
    const DeviceSpec device = rram();
    const ArrayLines lines({}, device, {});
    const double cells_s = 64 * (1 / 125e3 + 1 / (17 * 125e3)) / 2;
    const double bit = (1 / cells_s + 55.023) * lines.bit_ff * std::log(2) * 9;
    const double word =
        (0.69 * lines.driver_stages * lines.driver_ohm + 0.38 * 330.139) * lines.word_ff;
    EXPECT_NEAR(settle_ns({}, device, {}, {}), (bit + word) * 1e-6, 1e-6);
}

TEST(ReadStage, IsNeverShorterThanItsLinesNeed) {
    ChipSpec chip;
    DeviceSpec device = rram();
    const double settled = settle_ns(chip, device, {}, {});
    EXPECT_EQ(read_stage_ns(chip, device, {}, {}), 10);
    device.read_ns = 0.01;
    EXPECT_EQ(read_stage_ns(chip, device, {}, {}), settled);
    chip.tile.pe.sample_hold = false; // no stage of its own
    device.read_ns = 10;
    EXPECT_EQ(read_stage_ns(chip, device, {}, {}), settled);
}

} // namespace
} // namespace cim
