// SPDX-License-Identifier: Apache-2.0
#include "models/cost/cost.h"
#include "models/cost/multiplexer.h"
#include "models/cost/peak.h"
#include "models/crossbar/crossbar.h"
#include "models/estimate/expected_reads.h"
#include "tests/models/cost/actions.h"
#include "tests/models/small_network.h"

#include <gtest/gtest.h>

namespace cim {
namespace {

ChipSpec from(ReadSupply supply, double volt = 1.2) {
    ChipSpec chip; // 0.85 V
    chip.tile.pe.read_supply = supply;
    chip.tile.pe.read_supply_v = volt;
    return chip;
}

// A clamp that holds 0.2 V takes the current of 10 uS, 2 uA, from 0.8 V: 1.6 uW, .016 pJ in 10 ns,
// where 0.2 V themselves give a quarter of it.
TEST(ReadSupply, PaysForTheWholeCurrent) {
    DeviceSpec device;
    device.on_ohm = 1e5;
    device.on_off = 1e12;
    const auto on_pj = [&](const ChipSpec &chip) {
        return actions(chip, device).cell_level * ((1 << chip.tile.array.cell_bits) - 1);
    };
    ChipSpec chip = from(ReadSupply::Chip);
    chip.vdd_v = 0.8;
    EXPECT_NEAR(on_pj(chip), 0.016, 1e-9);
    EXPECT_NEAR(on_pj(from(ReadSupply::Given, 0.8)), 0.016, 1e-9);
    EXPECT_NEAR(on_pj(from(ReadSupply::ReadVoltage)), 0.004, 1e-9);
}

// The charge of bit lines and of the multiplexer's node comes through the clamp, too.
TEST(ReadSupply, ChargesBitLinesAndTheNodeOfTheMultiplexer) {
    const DeviceSpec device; // 0.2 V
    const ActionEnergy ideal = actions({}), clamped = actions(from(ReadSupply::Chip));
    EXPECT_NEAR(clamped.bit_line / ideal.bit_line, 0.85 / 0.2, 1e-9);
    EXPECT_EQ(clamped.word_line, ideal.word_line);
    EXPECT_GT(clamped.mux, ideal.mux);
    EXPECT_EQ(actions(from(ReadSupply::Given, device.read_v)).mux, ideal.mux);
}

TEST(ReadSupply, OfLatchesIsLikewise) {
    DeviceSpec latch;
    latch.kind = CellKind::Sram;
    latch.on_off = 1e9;
    ChipSpec chip = from(ReadSupply::ReadVoltage);
    chip.tile.array.cell_bits = 1;
    const double ideal = figures(peak(chip, latch)).at("digit.array_pj");
    chip.tile.pe.read_supply = ReadSupply::Chip;
    EXPECT_NEAR(figures(peak(chip, latch)).at("digit.array_pj") / ideal, 0.85 / 0.2, 1e-9);
}

TEST(ReadSupply, GoesWithTheSupplyAndNotOnlyWithTheReadVoltage) {
    ChipSpec chip = from(ReadSupply::Chip);
    const double at_85 = actions(chip).cell_level;
    chip.vdd_v *= 2;
    EXPECT_NEAR(actions(chip).cell_level / at_85, 2, 1e-9);
    DeviceSpec device;
    device.read_v *= 2;
    EXPECT_NEAR(actions(chip, device).cell_level / at_85, 4, 1e-9); // one from the read voltage
}

/// What an array of 128 rows draws for inputs that are all `x`, in digits of two bits.
double drawn_pj(const ChipSpec &chip, std::uint8_t x) {
    DeviceSpec device = DeviceSpec{}.ideal();
    const LayerPlacement layer = single_layer({128, 4}, chip.tile.array, chip.tile.adc);
    const std::vector<nn::Weight> weights(512, 100);
    const std::vector<std::uint8_t> inputs(128, x);
    const Crossbar crossbar(
        {layer, layer.blocks[0], chip.tile.pe, device, weights.data(), 4, 1.0, {}, 0});
    std::vector<std::int32_t> y(4);
    ReadCounts counts;
    crossbar.multiply(0, 0, inputs.data(), y.data(), counts);
    return layer_energy_pj(chip, device, layer, {}, counts).at("array");
}

// A digit that is a voltage draws its current from itself as its square, 1, 4 and 9; from a supply
// as its current does, 1, 2 and 3.
TEST(ReadSupply, GoesWithADigitWhereAReadVoltageGoesWithItsSquare) {
    ChipSpec chip = from(ReadSupply::ReadVoltage);
    chip.tile.pe.dac_bits = 2;
    const double square = drawn_pj(chip, 1);
    EXPECT_NEAR(drawn_pj(chip, 2) / square, 4, 1e-9);
    EXPECT_NEAR(drawn_pj(chip, 3) / square, 9, 1e-9);
    chip.tile.pe.read_supply = ReadSupply::Chip;
    const double once = drawn_pj(chip, 1);
    EXPECT_NEAR(drawn_pj(chip, 2) / once, 2, 1e-9);
    EXPECT_NEAR(drawn_pj(chip, 3) / once, 3, 1e-9);
    EXPECT_NEAR(once / square, 0.85 / 0.2 * 3, 1e-9); // a third of 0.2 V, from 0.85 V
}

// Two random bits: squares 0, 1, 4, 9 are 3.5 in the mean, digits 1.5.
TEST(ReadSupply, IsExpectedOfRandomBits) {
    LayerPlacement layer = single_layer({128, 4}, {}, {});
    layer.arrays = {{}};
    PeSpec pe;
    pe.dac_bits = 2;
    const ReadCounts square = expected_reads(pe, {}, layer, 0);
    pe.read_supply = ReadSupply::Chip;
    const ReadCounts digit = expected_reads(pe, {}, layer, 0);
    EXPECT_NEAR(double(square.row_levels) / double(digit.row_levels), 3.5 / 1.5, 1e-6);
    EXPECT_EQ(square.active_rows, digit.active_rows);
}

} // namespace
} // namespace cim
