// SPDX-License-Identifier: Apache-2.0
#include "models/chip/adc.h"
#include "models/cost/accumulator.h"
#include "models/cost/conduction.h"
#include "models/cost/multiplexer.h"
#include "models/cost/peak.h"
#include "models/cost/row_driver.h"
#include "models/wires/line_technology.h"
#include "tests/models/small_network.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cim {
namespace {

/// Columns are multiplexed to SAR converters of 5 bits, as in NeuroSim.
ChipSpec without_hold() {
    ChipSpec chip;
    chip.tile.pe.sample_hold = false;
    chip.tile.array.encoding = Encoding::Offset;
    chip.tile.adc.bits = 5;
    chip.tile.adc.columns = 8;
    return chip;
}

double figure(const ChipSpec &chip, const char *name, const DeviceSpec &device = {}) {
    return figures(peak(chip, device)).at(name);
}

TEST(Conduction, DoesNotDependOnTheCostModelOfTheConverter) {
    ChipSpec chip = without_hold();
    const double survey = figure(chip, "digit.array_pj");
    for (const AdcCost cost : {AdcCost::NeuroSim, AdcCost::ZigZag, AdcCost::Puma}) {
        chip.tile.adc.cost = cost;
        EXPECT_NEAR(figure(chip, "digit.array_pj"), survey, 1e-9 * survey);
    }
}

// SAR, 5 bits: six comparisons of .0795 / .55^2 ns, then 128 cells of 5.97 fF: ln 2 x 6 x C V^2.
TEST(Conduction, WithoutHoldIsSettlingAndTheConvertersComparisons) {
    const ChipSpec chip = without_hold();
    DeviceSpec device;
    device.on_ohm = 125e3;
    device.read_v = 0.55;
    const Conduction conduction(chip, device, chip.tile.array, chip.tile.adc);
    EXPECT_NEAR(conduction.volt2 * conduction.ns, 6 * 0.0795, 1e-9);
    EXPECT_NEAR(conduction.settle_pj, 5.973e-3 * 0.3025 * std::log(2) * 6, 1e-5);
}

// It is held until its last comparison: at 100 MHz ten times as long.
TEST(Conduction, OfASarConverterIsAShareOfItsConversion) {
    ChipSpec chip = without_hold();
    const auto ns = [&] { return Conduction(chip, {}, chip.tile.array, chip.tile.adc).ns; };
    constexpr double share = 0.0795 / (0.55 * 0.55);
    EXPECT_NEAR(ns(), 6 * share, 1e-9);
    chip.clock_ghz = 0.1;
    EXPECT_NEAR(ns(), 60 * share, 1e-9);
    chip.tile.adc.conversion_time = ConversionTime::Rate;
    chip.tile.adc.rate_gsps = 0.5;
    EXPECT_NEAR(ns(), 2 * share, 1e-9);
    chip.tile.adc.sense_ns = 0.5; // as it is, at any clock
    EXPECT_NEAR(ns(), 6 * 0.5, 1e-9);
}

TEST(Conduction, FollowsTheKindAndItsBits) {
    ChipSpec chip = without_hold();
    const auto ns = [&](AdcKind kind, int bits) {
        chip.tile.adc.kind = kind;
        chip.tile.adc.bits = bits;
        return Conduction(chip, {}, chip.tile.array, chip.tile.adc).ns;
    };
    EXPECT_NEAR(ns(AdcKind::Sar, 8) / ns(AdcKind::Sar, 5), 9.0 / 6, 1e-9);
    EXPECT_EQ(ns(AdcKind::Flash, 5), 0);
    EXPECT_EQ(ns(AdcKind::Ramp, 8), 256); // a step a nanosecond
    chip.tile.adc.sense_ns = 0.5;
    EXPECT_EQ(ns(AdcKind::Flash, 5), 0.5);
    EXPECT_EQ(ns(AdcKind::Sar, 5), 3);
    EXPECT_EQ(ns(AdcKind::Ramp, 4), 8);
}

// NeuroSim V1.4: 19.42 and 32.04 pJ an array and input bit.
TEST(Peak, AFlashConverterOfFiveBitsCostsLessThanASarConverter) {
    ChipSpec chip = without_hold();
    chip.tile.adc.cost = AdcCost::NeuroSim;
    chip.tile.adc.static_share = 0;
    chip.tile.pe.input_register_bits = chip.tile.pe.output_register_bits = 0;
    chip.peak.activity = 0.5;
    DeviceSpec device;
    device.on_ohm = 125e3;
    device.on_off = 13.8;
    device.read_v = 0.55;
    const auto array_pj = [&](AdcKind kind) {
        chip.tile.adc.kind = kind;
        double sum = 0;
        for (const auto &[name, pj] : figures(peak(chip, device)))
            if (name.rfind("digit.", 0) == 0)
                sum += pj;
        return sum;
    };
    EXPECT_NEAR(array_pj(AdcKind::Flash) / array_pj(AdcKind::Sar), 19.42 / 32.04, 0.06);
}

TEST(Conduction, WithHoldLastsAsLongAsTheReadStage) {
    const ChipSpec chip;
    const Conduction conduction(chip, {}, chip.tile.array, chip.tile.adc);
    EXPECT_EQ(conduction.ns, 10);
    EXPECT_EQ(conduction.settle_pj, 0);
}

TEST(Conduction, OfALatchDoesNotDependOnItsBit) {
    ChipSpec chip = without_hold();
    chip.tile.array.cell_bits = 1;
    DeviceSpec latch;
    latch.kind = CellKind::Sram;
    latch.on_off = 1e9;
    const double half = figure(chip, "digit.array_pj", latch);
    latch.kind = CellKind::Resistive; // half of the cells are off
    const Conduction conduction(chip, latch, chip.tile.array, chip.tile.adc);
    const double cells = 128 * 128 * latch.gmax_s() * conduction.volt2 * conduction.ns * 1e3;
    EXPECT_NEAR(half - figure(chip, "digit.array_pj", latch), cells / 2, 0.02 * cells);
}

// A pair whose currents are subtracted is converted once: 64 of 128 bit lines' codes.
TEST(Converters, OfSubtractedPairsAreHalfAsMany) {
    ChipSpec chip;
    chip.tile.adc.columns = 1;
    const auto area = [&](Encoding encoding, int shared) {
        chip.tile.array.encoding = encoding;
        chip.tile.adc.columns = shared;
        return figure(chip, "array.adc.area_um2");
    };
    const double each = area(Encoding::Differential, 128);
    EXPECT_NEAR(area(Encoding::Differential, 1), 128 * each, 1e-6 * each);
    EXPECT_NEAR(area(Encoding::DifferentialCurrent, 1), 64 * each, 1e-6 * each);
    EXPECT_NEAR(area(Encoding::DifferentialCurrent, 8), 8 * each, 1e-6 * each);
    chip.tile.adc.columns = 1;
    EXPECT_EQ(figure(chip, "array.mux.area_um2"), 0); // a converter a pair
    chip.tile.array.columns = 127;                    // one line is left over
    EXPECT_EQ(converters(chip.tile.array, 1), 64);
}

TEST(RowDriver, ChargesItsLineAndAGeometricSeriesOfStages) {
    const ChipSpec chip;
    const DeviceSpec device;
    const ArrayLines lines(chip, device, {});
    const RowDriver driver(chip, lines);
    EXPECT_NEAR(driver.line_pj, lines.word_ff * 0.7225e-3, 1e-12);
    EXPECT_NEAR(driver.drive_pj, driver.line_pj / 9, 1e-12); // 1/10 + 1/100 + ...
    EXPECT_NEAR(driver.digit_pj, 0.00066 + 0.003, 1e-12);
}

// At 28 nm and 0.9 V a digit of 7 bits lasts up to 127 steps, in each of which a line of the
// counter rises: a gate of 1.5 x .7 fF and as much wire as the cell is high; a flip-flop of 3 NANDs
// once.
TEST(RowDriver, CountsTheTimeOfADigit) {
    ChipSpec chip;
    chip.node_nm = 28;
    chip.vdd_v = 0.9;
    DeviceSpec device;
    device.area_f2 = 625; // 25 F x 25 F: .7 um
    device.aspect = 1;
    const auto driver = [&](int bits, InputCoding coding) {
        chip.tile.pe.dac_bits = bits;
        chip.tile.pe.input_coding = coding;
        return RowDriver(chip, ArrayLines(chip, device, chip.tile.array));
    };
    const auto more = [&](double RowDriver::*figure, int bits, InputCoding coding) {
        return driver(bits, coding).*figure - driver(bits, InputCoding::Levels).*figure;
    };
    EXPECT_NEAR(more(&RowDriver::digit_pj, 7, InputCoding::Widths),
                1e-3 * 0.81 * (127 * (1.5 * 0.7 + 0.7 * 0.2) + 3 * 0.7), 1e-9);
    EXPECT_NEAR(more(&RowDriver::area_um2, 7, InputCoding::Widths), (7 * 2.4 + 6) * 0.614, 1e-9);
    EXPECT_EQ(more(&RowDriver::digit_pj, 7, InputCoding::Pulses),
              more(&RowDriver::digit_pj, 7, InputCoding::Widths));
    // a bit more: twice the steps
    EXPECT_NEAR(more(&RowDriver::digit_pj, 8, InputCoding::Widths) /
                    more(&RowDriver::digit_pj, 7, InputCoding::Widths),
                2, 0.02);
    EXPECT_EQ(more(&RowDriver::digit_pj, 1, InputCoding::Widths), 0);
}

TEST(RowDriver, OfALongerLineCostsMore) {
    ChipSpec chip = without_hold();
    double driver = 0, line = 0;
    for (const int columns : {32, 128, 512}) {
        chip.tile.array.columns = columns;
        EXPECT_GT(figure(chip, "digit.driver_pj"), driver);
        EXPECT_GT(figure(chip, "digit.line_pj"), 3.9 * line);
        driver = figure(chip, "digit.driver_pj");
        line = figure(chip, "digit.line_pj");
    }
}

// Latches and MTJs are written below 1.5 V, RRAM at 2 V: 10.01 um2 for each of 128 word, source and
// bit lines.
TEST(RowDriver, HasLevelShiftersForCellsOfAHigherVoltage) {
    ChipSpec chip = without_hold();
    DeviceSpec device;
    const auto um2 = [&](double write_v) {
        device.write_v = write_v;
        return figure(chip, "array.driver.area_um2", device);
    };
    EXPECT_EQ(um2(0.85), um2(1.5));
    EXPECT_NEAR(um2(2) - um2(1.5), 3844, 1e-6);
    EXPECT_EQ(um2(2), um2(4));
}

TEST(RowDriver, DrivesAnewForEachColumnThatIsNotHeld) {
    ChipSpec chip = without_hold();
    const double anew = figure(chip, "digit.driver_pj");
    chip.tile.pe.sample_hold = true;
    EXPECT_NEAR(figure(chip, "digit.driver_pj"), anew / 8, 1e-9);
}

TEST(Multiplexer, OfOneColumnIsNone) {
    ChipSpec chip = without_hold();
    chip.tile.adc.columns = 1;
    EXPECT_EQ(figure(chip, "digit.mux_pj"), 0);
    EXPECT_EQ(figure(chip, "array.mux.area_um2"), 0);
}

TEST(Multiplexer, CostsMoreForMoreColumnsAndLargerCurrents) {
    const auto select = [](int columns, int rows, double on_ohm) {
        ChipSpec chip = without_hold();
        chip.tile.array.rows = rows;
        chip.tile.adc.columns = columns;
        DeviceSpec device;
        device.on_ohm = on_ohm;
        return Multiplexer(chip, device, chip.tile.array, chip.tile.adc).select_pj;
    };
    EXPECT_GT(select(16, 128, 1e5), select(2, 128, 1e5));
    EXPECT_GT(select(128, 128, 1e5), select(16, 128, 1e5));
    EXPECT_GT(select(8, 256, 1e5), 1.5 * select(8, 128, 1e5));
    EXPECT_GT(select(8, 128, 1e4), 5 * select(8, 128, 1e5));
}

// 5-bit codes of four slices: additions of 5 and 10 bits, then of 9 and 18 (NeuroSim V1.4: 319.4
// and 574.9 um2 of 16 converters).
TEST(Accumulator, IsAsWideAsTheSumsThatItHolds) {
    const ChipSpec chip = without_hold();
    const Accumulator adders(chip, chip.tile.adc, 4, 1, 8);
    EXPECT_NEAR(16 * adders.area_um2(), 319.394 + 574.908, 2);
    // 128 columns: 96 additions of slices, 32 of digits (1.127 and .692 pJ)
    EXPECT_NEAR(adders.energy_pj(128, 128),
                96 * (5 * 0.00108 + 10 * 0.00066) + 32 * (9 * 0.00108 + 18 * 0.00066), 1e-9);
    EXPECT_NEAR(adders.energy_pj(128, 128), 1.8191, 0.04);
}

// 4-bit codes of 8 slices and 4 row groups: 384 additions of 5 bits into 6, 112 of 4 into 13, 16 of
// 12 into 21 (5.452 pJ).
TEST(Accumulator, AddsRowGroupsFirst) {
    ChipSpec chip = without_hold();
    chip.tile.adc.bits = 4;
    const Accumulator adders(chip, chip.tile.adc, 8, 4, 8);
    EXPECT_NEAR(adders.energy_pj(512, 128), 5.452, 0.1);
}

TEST(Accumulator, CostsMoreForMoreBitsAndRowGroups) {
    ChipSpec chip = without_hold();
    const double one = figure(chip, "digit.shift_add_pj");
    chip.tile.array.active_rows = 32;
    EXPECT_GT(figure(chip, "digit.shift_add_pj"), one);
    chip.tile.array.active_rows = 0;
    chip.tile.adc.bits = 8;
    EXPECT_GT(figure(chip, "digit.shift_add_pj"), one);
    EXPECT_GT(figure(chip, "array.shift_add.area_um2"),
              figure(without_hold(), "array.shift_add.area_um2"));
}

// Small arrays pay for a converter each few rows, large ones for the bits that so many rows need: a
// product is cheapest between.
TEST(Peak, EnergyOfAProductHasItsLeastBetweenSmallAndLargeArrays) {
    const auto product_pj = [](int side_bits) {
        ChipSpec chip = without_hold();
        const int side = 1 << side_bits;
        chip.tile.array.rows = chip.tile.array.columns = side;
        chip.tile.array.cell_bits = 1;
        chip.tile.adc.bits = side_bits + 1; // lossless
        double sum = 0;
        const auto all = figures(peak(chip, {}));
        for (const auto &[name, pj] : all)
            if (name.rfind("digit.", 0) == 0)
                sum += pj;
        return sum / (side * all.at("array.outputs"));
    };
    int best = 3;
    for (int side_bits = 4; side_bits <= 12; ++side_bits)
        if (product_pj(side_bits) < product_pj(best))
            best = side_bits;
    EXPECT_GT(best, 5);
    EXPECT_LT(best, 12);
    EXPECT_GT(product_pj(3), 2 * product_pj(best));
    EXPECT_GT(product_pj(12), 1.2 * product_pj(best));
}

} // namespace
} // namespace cim
