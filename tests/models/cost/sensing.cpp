// SPDX-License-Identifier: Apache-2.0
#include "models/cost/conduction.h"
#include "models/cost/cost.h"
#include "models/cost/peak.h"
#include "models/crossbar/crossbar.h"
#include "models/estimate/expected_reads.h"
#include "models/wires/array_lines.h"
#include "tests/models/cost/actions.h"
#include "tests/models/small_network.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cim {
namespace {

ChipSpec with_voltage() {
    ChipSpec chip;
    chip.tile.pe.sensing = Sensing::Voltage;
    return chip;
}

ChipSpec with_pulses(int bits, InputCoding coding = InputCoding::Pulses) {
    ChipSpec chip;
    chip.tile.pe.input_coding = coding;
    chip.tile.pe.dac_bits = bits;
    return chip;
}

/// HERMES: widths of up to 127 ns, counted by oscillators of .3 ns meanwhile.
ChipSpec with_widths_counted() {
    ChipSpec chip = with_pulses(7, InputCoding::Widths);
    chip.tile.pe.sample_hold = false;
    chip.tile.adc.kind = AdcKind::Oscillator;
    chip.tile.adc.cost = AdcCost::Counter;
    chip.tile.adc.columns = 1;
    return chip;
}

// C V^2 of wire and drains, and while it settles to half a code of 8 bits a quarter of V^2 G:
// ln 2 x 9 / 4 C V^2.
TEST(VoltageSensing, ChargesTheLineWhateverTheCells) {
    const ChipSpec chip = with_voltage();
    DeviceSpec device;
    const ArrayLines lines(chip, device, chip.tile.array);
    const ActionEnergy pj = actions(chip, device);
    const double volt2 = device.read_v * device.read_v;
    EXPECT_EQ(pj.cell_level, 0);
    EXPECT_NEAR(pj.bit_line + pj.settle, volt2 * lines.bit_ff * 1e-3 * (1 + std::log(2) * 9 / 4),
                1e-12);
    device.read_ns *= 10; // drivers let go when the line has settled
    EXPECT_EQ(actions(chip, device).settle, pj.settle);
}

TEST(VoltageSensing, RisesWithTheLineAndTheVoltageWhereCurrentRisesWithTheCells) {
    ChipSpec chip = with_voltage();
    DeviceSpec device;
    const double settle = actions(chip, device).settle;
    chip.tile.array.rows *= 2;
    EXPECT_NEAR(actions(chip, device).settle / settle, 2, 1e-9);
    chip.tile.array.rows /= 2;
    device.read_v *= 2;
    EXPECT_NEAR(actions(chip, device).settle / settle, 4, 1e-9);
    ChipSpec current;
    const double level = actions(current, {}).cell_level;
    device = {};
    device.on_ohm /= 2;
    EXPECT_GT(actions(current, device).cell_level, 1.9 * level);
    EXPECT_LT(actions(chip, device).settle, 2 * settle); // wider access transistors alone
}

ChipSpec with_charge() {
    ChipSpec chip;
    chip.tile.pe.sensing = Sensing::Charge;
    return chip;
}

// A line of C takes C V^2, whatever its cells and however long they are read.
TEST(ChargeSensing, ChargesTheLineOnceAndNothingFlowsThen) {
    const ChipSpec chip = with_charge();
    DeviceSpec device;
    const double volt2 = device.read_v * device.read_v;
    const ActionEnergy pj = actions(chip, device);
    EXPECT_NEAR(pj.bit_line + pj.settle,
                volt2 * ArrayLines(chip, device, chip.tile.array).bit_ff * 1e-3, 1e-15);
    EXPECT_EQ(pj.cell_level, 0);
    device.read_ns *= 10;
    EXPECT_EQ(actions(chip, device).settle, pj.settle);
    EXPECT_EQ(actions(chip, device).cell_level, 0);
}

// 2 fF at 0.5 V: 0.5 fJ for the highest level, of 3 steps that begin at no conductance.
TEST(ChargeSensing, ChargesACellsCapacitorByItsLevel) {
    const ChipSpec chip = with_charge();
    DeviceSpec device;
    device.on_off = 1e9;
    device.read_v = 0.5;
    device.cell_ff = 2;
    EXPECT_NEAR(3 * actions(chip, device).cell_level, 0.5e-3, 1e-10);
    device.on_ohm *= 2; // it is a capacitor
    EXPECT_NEAR(3 * actions(chip, device).cell_level, 0.5e-3, 1e-10);
    device.read_v *= 2;
    EXPECT_NEAR(3 * actions(chip, device).cell_level, 2e-3, 1e-10);
    ChipSpec clamped = chip;
    clamped.tile.pe.read_supply = ReadSupply::Given;
    clamped.tile.pe.read_supply_v = 1.5;
    EXPECT_NEAR(3 * actions(clamped, device).cell_level, 3e-3, 1e-10);
    const double current = actions({}, device).cell_level;
    device.cell_ff = 0;
    EXPECT_EQ(actions({}, device).cell_level, current);
}

// A line that is discharged for as long as a pulse lasts is charged once, whatever its width.
TEST(ChargeSensing, TakesWidthsForNoMore) {
    ChipSpec chip = with_charge();
    const ActionEnergy bit = actions(chip);
    chip.tile.pe.input_coding = InputCoding::Widths;
    chip.tile.pe.dac_bits = 4;
    EXPECT_EQ(pe_problem(chip), "");
    EXPECT_EQ(actions(chip).settle, bit.settle);
    EXPECT_EQ(actions(chip).bit_line, bit.bit_line);
    chip.tile.array.encoding = Encoding::DifferentialCurrent; // charges are subtracted alike
    EXPECT_EQ(pe_problem(chip), "");
}

// Digits of three bits: seven reads in a row, for the highest.
TEST(PulseInputs, TakeAReadStageForEachPulse) {
    const DeviceSpec device;
    for (const int bits : {1, 2, 3, 4}) {
        const ChipSpec chip = with_pulses(bits);
        EXPECT_EQ(read_stage_ns(chip, device, chip.tile.array, chip.tile.adc),
                  ((1 << bits) - 1) * 10);
    }
}

// A row of a hundred levels at each digit of two bits: as voltages 0, 1, 4, 9 ninths of what the
// highest takes, as pulses 0, 1, 2, 3 thirds, each of a whole read.
TEST(PulseInputs, ConductForEachPulse) {
    const DeviceSpec device;
    const ChipSpec levels = [] {
        ChipSpec chip;
        chip.tile.pe.dac_bits = 2;
        return chip;
    }();
    const ChipSpec pulses = with_pulses(2);
    const LayerPlacement layer = single_layer({128, 4}, levels.tile.array, levels.tile.adc);
    const auto array_pj = [&](const ChipSpec &chip, int digit) {
        ReadCounts reads;
        const int power = chip.tile.pe.pulses() > 1 ? digit : digit * digit;
        reads.row_levels = std::int64_t{25600} * power;
        return layer_energy_pj(chip, device, layer, {}, reads).at("array");
    };
    const double top = array_pj(levels, 3);
    EXPECT_NEAR(array_pj(levels, 1), top / 9, 1e-12);
    EXPECT_NEAR(array_pj(pulses, 3), 3 * top, 1e-12);
    EXPECT_NEAR(array_pj(pulses, 1), top, 1e-12);
}

TEST(PulseInputs, NeedNoConverterAndDriveTheLineForEachPulse) {
    const ActionEnergy levels = [] {
        ChipSpec chip;
        chip.tile.pe.dac_bits = 3;
        return actions(chip);
    }();
    const ActionEnergy pulses = actions(with_pulses(3));
    EXPECT_GT(levels.dac_row, 0);
    EXPECT_EQ(pulses.dac_row, 0);
    EXPECT_NEAR(pulses.bit_line / levels.bit_line, 7, 1e-12);
    EXPECT_NEAR(pulses.hold / levels.hold, 7, 1e-12);
    EXPECT_EQ(pulses.word_line, levels.word_line); // of one pulse, which reads count
}

// 8 bits in digits of 2: four digits of 1.5 pulses in the mean; as bits eight of a half.
TEST(PulseInputs, AreCountedAsPulses) {
    LayerPlacement layer = single_layer({128, 4}, {}, {});
    layer.arrays = {{}};
    PeSpec pe;
    const ReadCounts bits = expected_reads(pe, {}, layer, 0);
    pe.dac_bits = 2;
    pe.input_coding = InputCoding::Pulses;
    const ReadCounts pulses = expected_reads(pe, {}, layer, 0);
    EXPECT_EQ(bits.active_rows, 128 * 8 / 2);
    EXPECT_EQ(pulses.active_rows, 128 * 4 * 3 / 2);
    EXPECT_NEAR(double(pulses.row_levels) / double(bits.row_levels), 1.5, 1e-6);
    EXPECT_EQ(pulses.reads, bits.reads / 2);
}

// A digit of three bits: seven pulses charge their lines seven times, a width of seven reads once;
// cells conduct as long.
TEST(WidthInputs, ChargeTheirLinesOnce) {
    const ChipSpec chip = with_pulses(3, InputCoding::Widths);
    const ActionEnergy widths = actions(chip), pulses = actions(with_pulses(3));
    EXPECT_NEAR(pulses.bit_line / widths.bit_line, 7, 1e-12);
    EXPECT_NEAR(pulses.hold / widths.hold, 7, 1e-12);
    EXPECT_EQ(widths.dac_row, 0);
    EXPECT_EQ(widths.cell_level, pulses.cell_level);
    DeviceSpec device;
    EXPECT_EQ(read_stage_ns(chip, device, chip.tile.array, chip.tile.adc), 70);
    device.read_ns = 0.01; // shorter than lines settle, which pulses do anew
    const double settled = settle_ns(chip, device, chip.tile.array, chip.tile.adc);
    EXPECT_EQ(read_stage_ns(chip, device, chip.tile.array, chip.tile.adc), settled);
    EXPECT_EQ(read_stage_ns(with_pulses(3), device, chip.tile.array, chip.tile.adc), 7 * settled);
}

// Digits of two bits: three of four are not zero, 1.5 pulses in the mean.
TEST(WidthInputs, DriveARowOnceADigit) {
    LayerPlacement layer = single_layer({128, 4}, {}, {});
    layer.arrays = {{}};
    PeSpec pe = with_pulses(2).tile.pe;
    const ReadCounts pulses = expected_reads(pe, {}, layer, 0);
    pe.input_coding = InputCoding::Widths;
    const ReadCounts widths = expected_reads(pe, {}, layer, 0);
    EXPECT_EQ(widths.active_rows, 128 * 4 * 3 / 4);
    EXPECT_EQ(pulses.active_rows, 128 * 4 * 3 / 2);
    EXPECT_EQ(widths.row_levels, pulses.row_levels);
}

// 127 ns of pulses and 76.8 ns of counting at once: 127 cycles, one to drive and two to store. With
// ten bits, 1,024 periods of .3 ns are longer than the pulses.
TEST(WidthInputs, AreCountedWhileTheyAreDriven) {
    ChipSpec chip = with_widths_counted();
    DeviceSpec device;
    device.read_ns = 1;
    const auto product = [&] { return peak(chip, device).mvm; };
    chip.peak.input_bits = 7;
    EXPECT_EQ(product().latency, 1 + 127 + 2);
    EXPECT_EQ(product().interval, 127 + 2);
    chip.tile.adc.bits = 10;
    EXPECT_EQ(product().latency, 1 + 308 + 2);
    EXPECT_EQ(Conduction(chip, device, chip.tile.array, chip.tile.adc).ns, 127); // as driven
    chip.tile.adc.bits = 8;
    chip.tile.adc.columns = 4; // driven anew for each
    EXPECT_EQ(product().interval, 4 * 127 + 2);
}

TEST(PeProblem, SaysWhatCannotBeDrivenOrSensed) {
    ChipSpec chip = with_pulses(3);
    EXPECT_EQ(pe_problem(chip), "");
    chip.tile.pe.dac_inl_lsb = 0.1;
    EXPECT_EQ(pe_problem(chip), "chip.tile.pe.dac_inl_lsb is of digits that are voltages, but "
                                "chip.tile.pe.input_coding = pulses");
    chip.tile.pe.sample_hold = false;
    EXPECT_EQ(pe_problem(chip),
              "chip.tile.pe.input_coding = pulses needs columns that integrate them: "
              "chip.tile.pe.sample_hold = yes, or chip.tile.adc.kind = oscillator");
    EXPECT_EQ(pe_problem(with_widths_counted()), "");
    chip = with_pulses(3, InputCoding::Widths);
    chip.tile.pe.sensing = Sensing::Voltage;
    EXPECT_EQ(pe_problem(chip), "chip.tile.pe.input_coding = widths needs columns whose current is "
                                "integrated, but chip.tile.pe.sensing = voltage shows one that "
                                "does not grow with time");
    chip = with_voltage();
    EXPECT_EQ(pe_problem(chip), "");
    chip.tile.array.encoding = Encoding::DifferentialCurrent;
    EXPECT_EQ(pe_problem(chip), "chip.tile.array.encoding = differential-current subtracts "
                                "currents, but chip.tile.pe.sensing = voltage");
    chip.tile.pe.sample_hold = false;
    EXPECT_EQ(pe_problem(chip), "chip.tile.pe.sensing = voltage needs lines that keep their "
                                "voltage while they are converted: chip.tile.pe.sample_hold = yes");
    chip.tile.pe.sensing = Sensing::Charge;
    EXPECT_EQ(pe_problem(chip), "chip.tile.pe.sensing = charge needs lines that keep their charge "
                                "while they are converted: chip.tile.pe.sample_hold = yes");
    chip = with_pulses(3);
    chip.tile.pe.sensing = Sensing::Charge;
    EXPECT_EQ(pe_problem(chip), "chip.tile.pe.input_coding = pulses needs columns that integrate "
                                "what each pulse brings, but chip.tile.pe.sensing = charge moves a "
                                "digit's charge once");
}

} // namespace
} // namespace cim
