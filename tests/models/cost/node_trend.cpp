// SPDX-License-Identifier: Apache-2.0
#include "models/cost/action_energy.h"
#include "models/cost/memory_cost.h"
#include "models/cost/parts.h"
#include "models/cost/scaling.h"
#include "models/wires/line_technology.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace cim {
namespace {

/// Area and leakage of each part, and energy of each action, of a chip.
std::map<std::string, double> costs(const ChipSpec &chip, const DeviceSpec &device) {
    std::map<std::string, double> all;
    std::vector<Part> parts = tile_parts(chip, device, chip.tile.array, chip.tile.adc);
    for (const Part &part : chip_parts(chip, 4))
        parts.push_back(part);
    for (const Part &part : parts) {
        all["area of " + part.component] += part.count * part.area_um2;
        all["leakage of " + part.component] += part.count * part.leakage_mw;
    }
    const ActionEnergy pj(chip, device, chip.tile.array, chip.tile.adc);
    const std::pair<const char *, double> actions[] = {{"cell_level", pj.cell_level},
                                                       {"settle", pj.settle},
                                                       {"array_read", pj.array_read},
                                                       {"word_line", pj.word_line},
                                                       {"bit_line", pj.bit_line},
                                                       {"driver_digit", pj.driver_digit},
                                                       {"driver_row", pj.driver_row},
                                                       {"dac_row", pj.dac_row},
                                                       {"hold", pj.hold},
                                                       {"mux", pj.mux},
                                                       {"conversion", pj.conversion},
                                                       {"sum_add", pj.sum_add},
                                                       {"register_bit", pj.register_bit},
                                                       {"buffer_read", pj.buffer_read},
                                                       {"buffer_write", pj.buffer_write},
                                                       {"bus", pj.bus},
                                                       {"element", pj.element},
                                                       {"router_flit", pj.router_flit},
                                                       {"link_flit", pj.link_flit}};
    for (const auto &[name, energy] : actions)
        all[std::string("energy of ") + name] = energy;
    return all;
}

/// From each node to the next one below nothing gets dearer, at the same supply.
void expect_no_rise(ChipSpec chip, const DeviceSpec &device) {
    chip.node_nm = 130;
    std::map<std::string, double> before = costs(chip, device);
    for (int node = 129; node >= 5; --node) {
        chip.node_nm = node;
        std::map<std::string, double> after = costs(chip, device);
        for (const auto &[name, cost] : after)
            EXPECT_LE(cost, before.at(name) * (1 + 1e-9)) << name << " at " << node << " nm";
        before = std::move(after);
    }
}

// NeuroSim V1.4: 28 F x 3.8 F at 22 nm and above, 36 F x 10.2 F at 5 nm. A gate of 5 nm has
// 0.178 of the area at 22 nm, not (5/22)^2 = 0.052.
TEST(AreaRatio, GoesWithTheSquareDownTo22AndWithTheLayoutOfFinsBelow) {
    EXPECT_NEAR(area_ratio(22, 65), 65.0 * 65 / (22 * 22), 1e-12);
    EXPECT_NEAR(area_ratio(28, 5), 36 * 10.2 / (28 * 3.8) * 25 / (28 * 28), 1e-12);
    EXPECT_NEAR(area_ratio(22, 14), 41.142 * 5.571 / (28 * 3.8) * 196 / 484, 1e-12);
    EXPECT_NEAR(area_ratio(22, 18), (1 + area_ratio(22, 14)) / 2, 1e-12);
    EXPECT_NEAR(area_ratio(7, 10) * area_ratio(10, 7), 1, 1e-12);
    EXPECT_EQ(area_ratio(5, 3), 1); // beyond, the nearest one counts
}

TEST(NodeTrend, NoPartGetsDearerAtASmallerNode) { expect_no_rise({}, {}); }

TEST(NodeTrend, NorWithOtherScaling) {
    ChipSpec chip;
    chip.cost.scaling = ScalingRule::Stillmaker;
    expect_no_rise(chip, {});
}

TEST(NodeTrend, NorWithoutHoldAndWithDigitsOfSeveralBits) {
    ChipSpec chip;
    chip.tile.pe.sample_hold = false;
    chip.tile.pe.dac_bits = 4;
    chip.tile.adc.cost = AdcCost::NeuroSim;
    chip.tile.adc.columns = 64;
    chip.interconnect = Topology::HTree;
    expect_no_rise(chip, {});
}

TEST(NodeTrend, NorWithLatchesAndConstants) {
    ChipSpec chip;
    chip.tile.array.cell_bits = 1;
    chip.cost.driver.figures = chip.cost.readout.figures = PeripheryFigures::Given;
    chip.cost.array.energy = ArrayEnergy::Given;
    chip.cost.buffer.memory = MemoryModel::Edram;
    DeviceSpec latch;
    latch.kind = CellKind::Sram;
    expect_no_rise(chip, latch);
    chip.cost.driver.figures = chip.cost.readout.figures = PeripheryFigures::Sized;
    expect_no_rise(chip, latch);
}

// NeuroSim V1.4, 14 nm: a fin of 92 nm of channel has a gate of 103.816 aF on 28 nm of layout. It
// takes 1344 ohm um where 22 nm takes 1073, so columns' gates are a quarter wider, but less.
TEST(NodeTrend, FinsHaveLessGateAndLayoutThanTheirChannel) {
    const auto at14 = line_technology(14), at22 = line_technology(22);
    EXPECT_NEAR(at14.gate_ff_um, 1.1284, 1e-4);
    EXPECT_NEAR(at14.layout_um_um, 0.3043, 1e-4);
    EXPECT_NEAR(at14.access_ohm_um / at22.access_ohm_um, 1.2526, 1e-4);
    EXPECT_NEAR(at22.vdd_v, 0.85, 1e-12);
    EXPECT_NEAR(drain_ff(22, 1), 0.3097, 1e-4);
    EXPECT_LT(drain_ff(14, at14.access_ohm_um), drain_ff(22, at22.access_ohm_um));
}

// Four banks: four memories of a quarter of the capacity, of which an access takes one.
TEST(BufferCost, OfBanksIsThatOfSmallerMemories) {
    ChipSpec chip;
    const MemoryCost one = buffer_cost(chip);
    chip.tile.buffer.banks = 4;
    const MemoryCost four = buffer_cost(chip), quarter = memory_cost(chip, 16, 256);
    EXPECT_DOUBLE_EQ(four.read_pj, quarter.read_pj);
    EXPECT_DOUBLE_EQ(four.area_um2, 4 * quarter.area_um2);
    EXPECT_LT(four.read_pj, one.read_pj);
    EXPECT_GT(four.area_um2, one.area_um2);
    EXPECT_DOUBLE_EQ(four.leakage_mw, one.leakage_mw);
    chip.tile.buffer.ports = 2;
    EXPECT_DOUBLE_EQ(buffer_cost(chip).area_um2, 2 * four.area_um2);
    EXPECT_DOUBLE_EQ(buffer_cost(chip).leakage_mw, 2 * four.leakage_mw);
}

} // namespace
} // namespace cim
