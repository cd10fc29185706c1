// SPDX-License-Identifier: Apache-2.0
#include "models/cost/digital.h"

#include "models/chip/adder_tree.h"
#include "models/cost/nand.h"

#include <algorithm>
#include <cmath>

namespace cim {

namespace {

/// A gate for a product of two bits, an adder's bit, a register's bit.
struct Gates {
    double product, adder, latch;
};

// In NANDs, by ZigZag-IMC: an adder is three of them and two XORs of 1.5 (capacitance) or 2.4
// (area), a flip-flop 3 or 6; only the input of a product switches, half of a gate.
constexpr Gates nands_switched{0.5, 3 + 2 * nand_xor.switched, nand_flip_flop.switched};
constexpr Gates nands_wide{1, 3 + 2 * nand_xor.wide, nand_flip_flop.wide};

Gates scaled(const Gates &gates, double factor) {
    return {gates.product * factor, gates.adder * factor, gates.latch * factor};
}

Gates gates_pj(const ChipSpec &chip) {
    if (chip.tile.digital.gates == GateFigures::ZigZag)
        return scaled(nands_switched, Nand(chip).pj);
    const LogicCost &logic = chip.cost.logic;
    return scaled({logic.adder_bit_pj * nands_switched.product / nands_switched.adder,
                   logic.adder_bit_pj, logic.latch_bit_pj},
                  Scaling(chip).energy);
}

Gates gates_um2(const ChipSpec &chip) {
    if (chip.tile.digital.gates == GateFigures::ZigZag)
        return scaled(nands_wide, Nand(chip).um2);
    const LogicCost &logic = chip.cost.logic;
    return scaled({logic.adder_bit_um2 * nands_wide.product / nands_wide.adder, logic.adder_bit_um2,
                   logic.latch_bit_um2},
                  Scaling(chip).area);
}

/// How often a product's gate and an adder are charged at a step; 1: all of them, once.
struct Switching {
    double product = 1, adder = 1;
};

// Independent digits, of which a share a is one, rise with a (1 - a). What a tree of such sums is
// charged, over that at a half: 1 - (1 - 2 a)^1.5 (simulation: adder_switching.cpp). NeuroSim's
// energy of an adder's bit is of an addition.
Switching switching(const ChipSpec &chip, const AdderTree &tree, double active) {
    const double a = std::min(active, 0.5);
    const double of_half = 1 - std::pow(1 - 2 * a, 1.5);
    if (chip.tile.digital.gates == GateFigures::Logic)
        return {of_half, of_half};
    return {a * (1 - a), of_half * tree.switching(chip.tile.digital.registers)};
}

DigitalCost tree_cost(const AdderTree &tree, int registers, const Gates &gates,
                      const Switching &switching = {}) {
    return {tree.products * gates.product * switching.product,
            tree.adders * gates.adder * switching.adder +
                tree.register_bits(registers) * gates.latch,
            tree.accumulator_bits * (gates.adder + gates.latch)};
}

/// Of a matrix unit's running sum, which goes from row to row with an input beside it.
constexpr double sum_bits = 32;

/// Bits of the inputs that are multiplied byte by byte.
int byte_bits(int input_bits) { return std::min(8, input_bits); }

} // namespace

DigitalCost step_pj(const ChipSpec &chip, const DigitalStep &step) {
    if (chip.tile.compute == Compute::SramMacro) {
        const DigitalSpec &digital = chip.tile.digital;
        const AdderTree tree(step.rows, step.weight_bits, byte_bits(step.input_bits),
                             chip.tile.pe.dac_bits, digital.adders);
        return tree_cost(tree, digital.registers, gates_pj(chip),
                         switching(chip, tree, step.active));
    }
    const double energy = Scaling(chip).energy;
    const double bits = double(step.weight_bits) * byte_bits(step.input_bits);
    return {step.rows * chip.tile.digital.mac_pj * bits / 64 * energy, 0,
            step.rows * unit_columns(step.weight_bits) * (byte_bits(step.input_bits) + sum_bits) *
                chip.cost.logic.latch_bit_pj * energy};
}

DigitalCost output_um2(const ChipSpec &chip, const ArraySpec &array) {
    if (chip.tile.compute == Compute::SramMacro)
        return tree_cost(
            AdderTree(array.driven_rows(), 8, 8, chip.tile.pe.dac_bits, chip.tile.digital.adders),
            chip.tile.digital.registers, gates_um2(chip));
    const double area = Scaling(chip).area;
    return {array.rows * chip.tile.digital.mac_um2 * area, 0,
            array.rows * (8 + 8 + sum_bits) * chip.cost.logic.latch_bit_um2 * area};
}

DigitalCost layer_steps_pj(const ChipSpec &chip, const LayerPlacement &layer, double windows,
                           double active) {
    const double bytes = std::ceil(layer.input_bits / 8.0);
    const double digits =
        bytes * std::ceil(double(byte_bits(layer.input_bits)) / chip.tile.pe.dac_bits);
    DigitalCost sum;
    for (const Block &block : layer.blocks) {
        const auto add = [&](int rows, double steps) {
            const DigitalCost step =
                step_pj(chip, {rows, layer.weight_bits, layer.input_bits, active});
            const double times = steps * digits * block.cols * windows;
            sum.product += step.product * times;
            sum.adder += step.adder * times;
            sum.accumulator += step.accumulator * times;
        };
        const int driven = layer.driven_rows();
        add(std::min(driven, block.rows), block.rows / driven > 0 ? block.rows / driven : 1);
        if (const int rest = block.rows % driven; rest > 0 && block.rows > driven)
            add(rest, 1);
    }
    return sum;
}

} // namespace cim
