// SPDX-License-Identifier: Apache-2.0
#include "models/chip/adder_tree.h"

#include "models/numerics/bit_planes.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace cim {

namespace {

// Delays in those of a NAND: an XOR has 2.4 (ZigZag-IMC).
constexpr double to_sum = 2 * 2.4, to_carry = 2.4 + 2, through_carry = 2, product = 1;

double depth_of(int inputs) { return std::ceil(std::log2(std::max(1, inputs))); }

} // namespace

AdderTree::AdderTree(int inputs, int weight_bits, int input_bits, int digit_bits, Adders way)
    : inputs_(inputs), weight_bits_(weight_bits), trees_(std::min(digit_bits, input_bits)),
      way_(way) {
    const bool chain = way == Adders::Chain;
    const double digit = trees_, depth = depth_of(inputs);
    sum_bits = weight_bits + depth;
    products = double(inputs) * (chain ? sum_bits : weight_bits) * digit;
    gate_delays = product;
    if (chain)
        adders = products;
    else if (inputs > 1)
        adders = digit * (double(inputs) * (weight_bits + 1) - (weight_bits + depth + 1));
    if (inputs > 1)
        gate_delays += ((chain ? inputs - 1 : depth) - 1) * to_sum + carries();
    tree_delays_ = gate_delays;
    double placed_bits = sum_bits; // once the trees of a digit's bits are joined
    if (digit > 1) {
        const double levels = std::ceil(std::log2(digit));
        adders += sum_bits * (digit - 1) + digit * (levels - 0.5);
        gate_delays += (levels - 1) * to_sum + to_carry + (digit - 1) * through_carry;
        placed_bits += digit;
    }
    if (digit < input_bits) {
        accumulator_bits = input_bits + weight_bits + depth;
        gate_delays += to_carry + std::max(0.0, accumulator_bits - placed_bits) * through_carry;
    }
}

double AdderTree::carries() const { return to_carry + (sum_bits - 2) * through_carry; }

double AdderTree::register_bits(int registers) const {
    if (way_ == Adders::Chain)
        return registers * trees_ * sum_bits;
    const double depth = depth_of(inputs_);
    double bits = 0;
    for (int cut = 1; cut <= registers; ++cut) {
        const double at = gate_delays * cut / (registers + 1);
        double level = depth; // behind so many adders
        if (at < tree_delays_)
            level = std::clamp(std::floor((at - product) / to_sum), 0.0, std::max(0.0, depth - 1));
        bits += trees_ * std::ceil(inputs_ / std::exp2(level)) * (weight_bits_ + level);
    }
    return bits;
}

double AdderTree::part_delays(int registers) const {
    if (way_ == Adders::Tree || registers == 0)
        return gate_delays / (registers + 1);
    const double rows = std::ceil(double(inputs_) / (registers + 1));
    return product + (rows - 1) * to_sum + carries();
}

double AdderTree::switching(int registers) const {
    if (way_ == Adders::Chain)
        return std::pow(std::ceil(double(inputs_) / (registers + 1)) / 8, 1.5);
    const double levels = std::log2(std::max(1, inputs_)) / (registers + 1);
    return (0.07 + 0.1 * levels) * std::pow(weight_bits_ / 8.0, 0.2);
}

double stage_ns(const ChipSpec &chip, const AdderTree &tree) {
    const double nand_ns = 0.0478 * chip.node_nm / 28;
    return tree.part_delays(chip.tile.digital.registers) * nand_ns;
}

bool is_digital(const ChipSpec &chip) { return chip.tile.compute != Compute::Crossbar; }

int unit_columns(int weight_bits) { return (weight_bits + 7) / 8; }

int digital_outputs(const ChipSpec &chip, const ArraySpec &array, int weight_bits) {
    if (chip.tile.compute == Compute::MatrixUnit)
        return array.columns / unit_columns(weight_bits);
    if (chip.tile.digital.adders == Adders::Chain)
        return array.columns / static_cast<int>(weight_bits + depth_of(array.driven_rows()));
    return array.columns / weight_bits;
}

std::string digital_problem(const ChipSpec &chip, const ArraySpec &array, int weight_bits) {
    const std::int64_t outputs = digital_outputs(chip, array, weight_bits);
    const std::string bits = std::to_string(weight_bits) + " bits";
    if (outputs == 0)
        return "a digital array of " + std::to_string(array.columns) +
               " columns cannot hold one weight of " + bits +
               (chip.tile.digital.adders == Adders::Chain
                    ? " and the bits by which a sum is wider (chip.tile.digital.adders = chain)"
                    : "");
    if (outputs * weight_bits > most_lines)
        return "a row of " + std::to_string(outputs) + " weights of " + bits +
               " is more than a digital array may have: at most " + std::to_string(most_lines) +
               " bits";
    return "";
}

ArraySpec digital_array(const ChipSpec &chip, ArraySpec array) {
    if (chip.tile.compute == Compute::MatrixUnit)
        array.active_rows = 0;
    array.encoding = Encoding::Offset;
    array.cell_bits = 1;
    return array;
}

} // namespace cim
