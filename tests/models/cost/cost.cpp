// SPDX-License-Identifier: Apache-2.0
#include "models/cost/cost.h"
#include "models/cost/memory_cost.h"
#include "models/cost/parts.h"
#include "models/cost/router_cost.h"
#include "models/cost/scaling.h"
#include "models/device/programming_error.h"
#include "models/wires/array_lines.h"
#include "tests/models/small_network.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace cim {
namespace {

/// A chip whose periphery costs what an array of 128 x 128 does, whatever its size.
ChipSpec with_given_periphery() {
    ChipSpec chip;
    chip.cost.driver.figures = chip.cost.readout.figures = PeripheryFigures::Given;
    return chip;
}

// Reference: 8 steps x (array 17.35 + drivers 7.8) + 1024 conversions x .847 + shift-add 14.6
// + mux 1.8 + sample and hold 1 = 1085 pJ for one 128 x 32 product of 8-bit values.
TEST(Energy, OfOneProductIsTheReferencesSum) {
    const ChipSpec chip = with_given_periphery();
    const DeviceSpec device;
    ArraySpec array;
    array.encoding = Encoding::Offset;
    LayerPlacement layer = single_layer({128, 32}, array, chip.tile.adc);
    const double level_us = (10 - 10.0 / 17) / 3;
    ReadCounts reads{1, 8, 1024, 1024, 0};
    // Half of the rows are driven; the cells' mean conductance is 5.29 uS.
    reads.row_levels = std::llround(8 * 64 * 128 * 5.29 / level_us * 256);
    const ByComponent energy = layer_energy_pj(chip, device, layer, {}, reads);
    EXPECT_NEAR(energy.at("array"), 8 * 17.35, 0.2);
    EXPECT_NEAR(energy.at("driver"), 8 * 7.8, 0.1);
    EXPECT_NEAR(energy.at("shift_add"), 14.6, 0.1);
    EXPECT_NEAR(energy.at("mux"), 1.8, 0.05);
    EXPECT_NEAR(energy.at("sample_hold"), 1.0, 0.01);

    // The converters' static power over the 1024 ns that one of them would be busy.
    const double adc_static = 1024 * chip.tile.adc.static_share * 0.8472;
    EXPECT_NEAR(energy.at("adc") + adc_static, 1024 * 0.847, 1);
    EXPECT_NEAR(total(energy) + adc_static, 1085, 2);
}

// Reference: about 381 cells + 8000 converters + 3844 shifters + 301 + 214 + 894 um2.
TEST(Area, OfAnArrayWithItsPeripheryIsTheReferencesSum) {
    ChipSpec chip = with_given_periphery();
    chip.tile.adc.conversion_time = ConversionTime::Rate; // the reference's: one a nanosecond
    chip.tile.processing_elements = 1;
    const ByComponent area = tile_area_um2(chip, DeviceSpec{}, chip.tile.array, chip.tile.adc);
    EXPECT_NEAR(area.at("array"), 381 * 129.0 / 128, 1);
    EXPECT_NEAR(area.at("adc"), 8000, 5);
    EXPECT_NEAR(area.at("driver"), 3844 + 301, 1);
    EXPECT_NEAR(area.at("mux"), 214, 1);
    EXPECT_NEAR(area.at("shift_add"), 894, 1);
}

TEST(Energy, OfAMultiBitDigitGoesWithTheSquareOfTheVoltage) {
    ChipSpec chip;
    const LayerPlacement layer = single_layer({16, 4}, chip.tile.array, chip.tile.adc);
    ReadCounts reads;
    reads.row_levels = 1000;
    const double one_bit = layer_energy_pj(chip, DeviceSpec{}, layer, {}, reads).at("array");
    chip.tile.pe.dac_bits = 2;
    reads.row_levels = 9 * 1000; // the digit is 3
    EXPECT_NEAR(layer_energy_pj(chip, DeviceSpec{}, layer, {}, reads).at("array"), one_bit, 1e-12);
}

TEST(Energy, OfANonlinearCellIsItsCurrentTimesTheVoltage) {
    const ChipSpec chip;
    const LayerPlacement layer = single_layer({128, 4}, chip.tile.array, chip.tile.adc);
    ReadCounts reads;
    reads.row_levels = 1000000;
    DeviceSpec device;
    const double linear = layer_energy_pj(chip, device, layer, {}, reads).at("array");
    device.read_v = 0.4;
    device.nonlinearity_v = 0.25; // sinh(1.6) / 1.6 = 1.4848
    EXPECT_NEAR(layer_energy_pj(chip, device, layer, {}, reads).at("array") / linear, 4 * 1.4848,
                1e-3);
}

TEST(Energy, HasAComponentForEveryKindOfWork) {
    const ChipSpec chip;
    const LayerPlacement layer = single_layer({128, 16}, chip.tile.array, chip.tile.adc);
    LayerCounts work;
    work.windows = 10;
    work.flits = 5;
    work.flit_hops = work.flit_spans = 20;
    work.vector_ops = 160;
    work.buffer_reads = work.buffer_writes = 40;
    const ByComponent energy = layer_energy_pj(chip, DeviceSpec{}, layer, work, {});
    EXPECT_NEAR(energy.at("router"), 25 * 1.627, 1e-9);
    // CACTI at 45 nm and 1 V, by node and square of the supply
    const double to_22 = 22.0 / 45 * 0.85 * 0.85;
    EXPECT_NEAR(energy.at("buffer"), 40 * (61.8288 + 67.111) * to_22, 1e-6);
    EXPECT_NEAR(energy.at("vector"), 160 * (1.094 + 0.103 + 0.0142), 1e-9);
    EXPECT_NEAR(energy.at("register"), 10 * (128 * 8 + 32 * 16) * 0.0044, 1e-9);
    const double side_mm =
        std::sqrt(total(tile_area_um2(chip, DeviceSpec{}, layer.array, layer.adc))) / 1000;
    EXPECT_NEAR(energy.at("link"), 20 * 32 * 0.0488 * side_mm, 1e-9);
    // 256 wires of 0.2 fF/um, of which a quarter are charged
    EXPECT_NEAR(energy.at("bus"), 80 * 256 * 0.25 * 0.2 * side_mm * 0.85 * 0.85, 1e-9);

    NetworkCounts shared;
    shared.dram_bytes = 1000;
    const ByComponent flat = shared_energy_pj(chip, DeviceSpec{}, shared);
    EXPECT_NEAR(flat.at("dram"), 64000, 1e-6);
    EXPECT_EQ(flat.count("dram_activation") + flat.count("dram_refresh"), 0U);
}

// DDR4 of 8 Gb, eight bits a die, 1 KB: 1.2 V x (57 mA x 46.25 ns - 52 x 32.5 - 37 x 13.75), and
// 1.2 V x (250 - 52) mA x 350 ns; a module of eight has rows of 8 KB.
TEST(Energy, OfAMemoryWithRowsCountsItsActivationsAndRefreshes) {
    ChipSpec chip;
    chip.dram.kind = DramKind::Ddr4;
    chip.dram.row_bytes = 8192;
    NetworkCounts shared;
    shared.dram_bytes = 1000;
    shared.dram_rows = 3;
    shared.dram_refreshes = 2;
    const ByComponent energy = shared_energy_pj(chip, DeviceSpec{}, shared);
    EXPECT_NEAR(energy.at("dram"), 39 * 8000, 1e-6);
    EXPECT_NEAR(energy.at("dram_activation"), 3 * 8 * 525, 20);
    EXPECT_NEAR(energy.at("dram_refresh"), 2 * 8 * 83160, 500);
    chip.dram.row_bytes = 4096; // half of the dies
    EXPECT_NEAR(shared_energy_pj(chip, DeviceSpec{}, shared).at("dram_refresh"), 8 * 83160, 250);
    chip.dram.activate_pj = 100;
    chip.dram.refresh_pj = 1000;
    const ByComponent typed = shared_energy_pj(chip, DeviceSpec{}, shared);
    EXPECT_EQ(typed.at("dram_activation"), 300);
    EXPECT_EQ(typed.at("dram_refresh"), 2000);
}

TEST(Energy, AddingTheResultsOfATilesArraysIsCharged) {
    // 32 rows in arrays of 16: two results of 10 outputs are added, over a bus of 256 bits
    const auto network = nn::random_network({1, 4, 8}, {nn::linear(10)}, 1);
    ChipSpec chip;
    chip.tile.array.rows = 16;
    const Placement placement = placed(network, chip);
    LayerCounts work;
    work.windows = 3;
    const ByComponent energy = layer_energy_pj(chip, {}, placement.layers[0], work, {});
    EXPECT_NEAR(energy.at("shift_add"), 3 * 10 * 0.103, 1e-12);
    const double side_mm =
        std::sqrt(total(tile_area_um2(chip, {}, chip.tile.array, chip.tile.adc))) / 1000;
    EXPECT_NEAR(energy.at("bus"), 3 * 4 * 256 * 0.25 * 0.2 * side_mm * 0.85 * 0.85, 1e-9);
}

TEST(Area, GrowsWithSpareTilesOfTheDefaultKind) {
    const auto network = nn::random_network({1, 4, 4}, {nn::linear(10)}, 1);
    ChipSpec chip;
    const double used = total(area_um2(chip, {}, placed(network, chip)));
    chip.tiles = 3;
    const double with_spares = total(area_um2(chip, {}, placed(network, chip)));
    const double tile = total(tile_area_um2(chip, {}, chip.tile.array, chip.tile.adc));
    EXPECT_NEAR(with_spares - used, 2 * tile, 1e-3);
}

TEST(Leakage, CountsConvertersBuffersAndRoutersOfTheWholeChip) {
    const auto network = nn::random_network({1, 4, 4}, {nn::linear(10)}, 1);
    ChipSpec chip = with_quick_converters();
    chip.tiles = 2;
    const ByComponent leakage = leakage_mw(chip, {}, placed(network, chip));
    // 2 tiles x 8 arrays x 8 converters, a fifth of .8472 mW at 1 GS/s
    EXPECT_NEAR(leakage.at("adc"), 128 * 0.2 * 0.8472, 0.01);
    EXPECT_NEAR(leakage.at("router"), 3 * 2.3, 1e-9);
    EXPECT_NEAR(leakage.at("buffer"), 2 * 0.46, 1e-9);
    // 17 nodes: an arbiter; a tree of 16 + 4 + 1 routers for up to 64
    chip.tiles = 16;
    chip.interconnect = Topology::Bus;
    EXPECT_NEAR(leakage_mw(chip, {}, placed(network, chip)).at("router"), 2.3, 1e-9);
    chip.interconnect = Topology::HTree;
    EXPECT_NEAR(leakage_mw(chip, {}, placed(network, chip)).at("router"), 21 * 2.3, 1e-9);
}

// 2 tiles of 8 arrays, of which one is in use: half of the time, then always.
TEST(Leakage, OfGatedArraysIsThatOfTheTimeForWhichTheyHavePower) {
    const auto network = nn::random_network({1, 4, 4}, {nn::linear(10)}, 1);
    ChipSpec chip;
    chip.tiles = 2;
    const Placement placement = placed(network, chip);
    ASSERT_EQ(placement.arrays, 1);
    const ByComponent all = leakage_mw(chip, {}, placement, {0.5}); // not gated
    chip.gating.arrays = true;
    const ByComponent half = leakage_mw(chip, {}, placement, {0.5});
    const ByComponent always = leakage_mw(chip, {}, placement, {1});
    for (const char *component : {"adc", "driver", "mux", "shift_add", "register"}) {
        EXPECT_NEAR(half.at(component), all.at(component) / 32, 1e-12) << component;
        EXPECT_NEAR(always.at(component), all.at(component) / 16, 1e-12) << component;
    }
    EXPECT_EQ(half.at("buffer"), all.at("buffer"));
    EXPECT_EQ(half.at("router"), all.at("router"));
}

TEST(Programming, WritesRowAfterRowInAllArraysAtOnce) {
    // 16 x 10 weights of 8 cells: 16 rows x 80 cells
    const auto network = nn::random_network({1, 4, 4}, {nn::linear(10)}, 1);
    ChipSpec chip = with_quick_converters();
    const Programming once = programming(chip, {}, placed(network, chip));
    EXPECT_EQ(once.cells, 16 * 80);
    // 10 x (2 pJ + .2 V^2 x 10 uS x 10 ns = .004 pJ + .8472 pJ) a cell
    EXPECT_NEAR(once.energy_pj, 1280 * 10 * (2 + 0.004 + 0.8472), 1);
    // 10 x (50 + 10 + 16 ns) a row
    EXPECT_NEAR(once.latency_ns, 16 * 760, 1e-6);
}

// Without a held column the rows are driven anew for each column that a converter reads.
TEST(Programming, VerifiesAsAProductReads) {
    const auto network = nn::random_network({16, 1, 1}, {nn::linear(4)}, 1);
    ChipSpec chip;
    const Programming held = programming(chip, {}, placed(network, chip));
    chip.tile.pe.sample_hold = false;
    const Programming anew = programming(chip, {}, placed(network, chip));
    const ArraySpec array = chip.tile.array;
    const double pulses = mean_write_pulses({}, array.cell_bits);
    const double settled = read_stage_ns(chip, {}, array, chip.tile.adc);
    const double columns = std::min(chip.tile.adc.columns, array.columns);
    EXPECT_NEAR(anew.latency_ns - held.latency_ns,
                16 * pulses * (columns * settled - DeviceSpec().read_ns), 1e-6);
    EXPECT_NE(anew.energy_pj, held.energy_pj);
}

// However long the digits of a product are driven.
TEST(Programming, VerifiesACellByOnePulse) {
    const auto network = nn::random_network({16, 1, 1}, {nn::linear(4)}, 1);
    ChipSpec chip;
    const Programming bits = programming(chip, {}, placed(network, chip));
    chip.tile.pe.dac_bits = 7;
    for (const InputCoding coding : {InputCoding::Pulses, InputCoding::Widths}) {
        chip.tile.pe.input_coding = coding;
        const Programming timed = programming(chip, {}, placed(network, chip));
        EXPECT_DOUBLE_EQ(timed.latency_ns, bits.latency_ns);
        EXPECT_DOUBLE_EQ(timed.energy_pj, bits.energy_pj);
    }
}

TEST(Scaling, EnergyFollowsNodeAndSupply) {
    ChipSpec chip = with_given_periphery();
    const LayerPlacement layer = single_layer({16, 4}, chip.tile.array, chip.tile.adc);
    ReadCounts reads;
    reads.active_rows = 1000;
    chip.node_nm = 44;
    chip.vdd_v = 1.7;
    EXPECT_NEAR(layer_energy_pj(chip, {}, layer, {}, reads).at("driver"), 61 * 8, 1e-9);
}

TEST(Scaling, StillmakersPolynomialsAreRatiosAndLinearBetweenNodes) {
    const auto ratio = [](Technology from, Technology to) {
        return energy_ratio(ScalingRule::Stillmaker, from, to);
    };
    // 32 nm .9 V: .9559 x .81 - .7823 x .9 + .471 = .54121; 45 nm 1 V: 1.0177
    EXPECT_NEAR(ratio({45, 1}, {32, 0.9}), 0.54121 / 1.0177, 1e-5);
    // 22 nm lies a sixth of the way from 20 to 32 nm; at .85 V .17607 and .49668
    EXPECT_NEAR(ratio({45, 1}, {22, 0.85}), (0.17607 * 5 + 0.49668) / 6 / 1.0177, 1e-5);
    EXPECT_EQ(ratio({7, 0.7}, {5, 0.7}), 1);
    EXPECT_NEAR(ratio({130, 1.2}, {7, 0.7}), 0.04781 / 5.17944, 1e-5);
    EXPECT_NEAR(energy_ratio(ScalingRule::Cv2, {45, 1}, {22, 0.85}), 0.3532, 1e-4);
}

TEST(Leakage, GrowsWithTheTemperature) {
    const auto network = nn::random_network({1, 4, 4}, {nn::linear(10)}, 1);
    ChipSpec chip;
    const double cold = leakage_mw(chip, {}, placed(network, chip)).at("router");
    chip.temperature_k = 325;
    EXPECT_NEAR(leakage_mw(chip, {}, placed(network, chip)).at("router") / cold, 2, 1e-12);
}

// NeuroSim's table: .1 mA leaks through a metre of transistors, low standby power, at 44 nm as at
// 22 nm. So many transistors are twice as wide there, and take four times the area.
TEST(Leakage, GoesWithTheWidthOfTransistors) {
    const auto network = nn::random_network({1, 4, 4}, {nn::linear(10)}, 1);
    ChipSpec chip;
    const ByComponent small = leakage_mw(chip, {}, placed(network, chip));
    chip.node_nm = 44;
    const ByComponent large = leakage_mw(chip, {}, placed(network, chip));
    for (const char *part : {"router", "buffer", "global_buffer", "control", "vector", "register"})
        EXPECT_NEAR(large.at(part) / small.at(part), 2, 1e-9) << part;
}

TEST(Memory, IsCactisAtItsPointsAndBetweenThemInLogarithms) {
    ChipSpec chip;
    chip.node_nm = 45;
    chip.vdd_v = 1;
    EXPECT_NEAR(memory_cost(chip, 8, 64).read_pj, 7.1716, 1e-9);
    EXPECT_NEAR(memory_cost(chip, 64, 256).area_um2, 571793, 1e-3);
    EXPECT_NEAR(memory_cost(chip, std::sqrt(8.0 * 16), 128).write_pj, std::sqrt(14.5317 * 18.7642),
                1e-9);
    EXPECT_NEAR(memory_cost(chip, 32, std::sqrt(64.0 * 128)).read_pj, std::sqrt(16.0867 * 23.8524),
                1e-9);
    // below the table with the slope of its first two rows
    EXPECT_NEAR(memory_cost(chip, 1, 64).read_pj, 3.6661 * 3.6661 / 5.4516, 1e-9);
}

TEST(Memory, CanBeEdramOrGiven) {
    ChipSpec chip;
    chip.node_nm = chip.cost.node_nm = 32;
    chip.vdd_v = chip.cost.vdd_v = 0.9;
    chip.cost.buffer.memory = MemoryModel::Edram;
    EXPECT_NEAR(buffer_cost(chip).read_pj, 17.2, 1e-9);
    EXPECT_NEAR(memory_cost(chip, 128, 256).area_um2, 121000, 1e-6);
    chip.cost.buffer.memory = MemoryModel::Given;
    chip.cost.buffer.write_pj = 5;
    EXPECT_NEAR(buffer_cost(chip).write_pj, 5, 1e-12);
}

// The slope of the last two points must not go on: from 64 to 128 KB eDRAM grows by 1.41, which
// would leave a bit of some MB less room than a cell takes.
TEST(Memory, BeyondTheLargestListedIsAsMuchAreaABit) {
    ChipSpec chip;
    for (MemoryModel model : {MemoryModel::Sram, MemoryModel::Edram}) {
        chip.cost.buffer.memory = model;
        const double largest = model == MemoryModel::Sram ? 512 : 128;
        const double area = memory_cost(chip, largest, 256).area_um2;
        EXPECT_NEAR(memory_cost(chip, 8 * largest, 256).area_um2, 8 * area, 1e-6 * area);
        EXPECT_GT(memory_cost(chip, 8 * largest, 256).read_pj,
                  memory_cost(chip, largest, 256).read_pj);
    }
}

TEST(Router, IsNoximsAtItsPoints) {
    ChipSpec chip;
    const auto flit_pj = [&] { return router_figures(chip).flit_pj; };
    EXPECT_NEAR(flit_pj(), 0.762 + 0.534 + 0.221 + 0.06 + 0.05, 1e-12);
    chip.noc.flit_bits = 64;
    chip.cost.router.depth_flits = 8;
    EXPECT_NEAR(flit_pj(), 2.08 + 1.58 + 0.4 + 0.11, 1e-12);
    chip.cost.router.energy = RouterModel::Given;
    EXPECT_NEAR(flit_pj(), 2 * 1.63 * 4.17 / 3.04, 1e-12); // over four flits of 64 bits
    chip.cost.router.depth_flits = 4;
    EXPECT_NEAR(flit_pj(), 2 * 1.63, 1e-12);
}

TEST(Parts, WithoutIdlePowerAreThoseThatLeakNothing) {
    ChipSpec chip;
    EXPECT_TRUE(without_idle_power(chip, DeviceSpec()).empty());
    chip.tile.adc.static_share = 0;
    chip.tile.units = "sigmoid 2 x 0.26 mW 300 um2, control 0.3 mW 0.03 mW idle 700 um2";
    chip.units = "link 1 mW, link 2 mW";
    EXPECT_EQ(without_idle_power(chip, DeviceSpec()),
              (std::vector<std::string>{"adc", "sigmoid", "link"}));
    chip.cost.logic_leakage_nw_um2 = 0;
    const std::vector<std::string> all = without_idle_power(chip, DeviceSpec());
    EXPECT_EQ(all.front(), "driver");
    EXPECT_EQ(std::count(all.begin(), all.end(), "array"), 0);
    EXPECT_EQ(std::count(all.begin(), all.end(), "buffer"), 0);
}

} // namespace
} // namespace cim
