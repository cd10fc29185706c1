// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"

#include <string>

namespace cim {

/// What a digital SRAM macro multiplies and adds for one output at a step: a gate for each bit of
/// each driven weight and bit of the digit, a tree of adders for each bit of the digit, adders that
/// join the trees, and an accumulator for the digits of an input. Counts and ways of ZigZag-IMC's
/// digital array (ripple-carry adders).
struct AdderTree {
    /// `inputs`: rows driven at once; `input_bits`: of a whole input, at most a byte.
    AdderTree(int inputs, int weight_bits, int input_bits, int digit_bits);

    /// Bits of pipeline registers that cut the way into registers + 1 equal parts: products or sums
    /// of the level where a cut falls (assumption; a carry is not cut by itself).
    double register_bits(int registers) const;

    double products = 0;         ///< gates that multiply a bit by a bit
    double adders = 0;           ///< of one bit
    double accumulator_bits = 0; ///< an adder and a register each; 0 where a digit is all
    double gate_delays = 0;      ///< of a NAND, from the inputs to the accumulated sum

  private:
    int inputs_, weight_bits_, trees_;
    double tree_delays_ = 0; ///< to the sum of a tree
};

/// Longest way between two of the pipeline's registers, ns: gate delays of 47.8 ps at 28 nm
/// (ZigZag-IMC), in proportion to the node, whatever the supply; registers + 1 equal parts.
double stage_ns(const ChipSpec &chip, const AdderTree &tree);

/// Whether the processing elements of chip.tile compute exactly, without converters.
bool is_digital(const ChipSpec &chip);

/// Outputs of weights of so many bits that one of them has: its columns hold a bit, or in a matrix
/// unit a weight.
int digital_outputs(const ChipSpec &chip, const ArraySpec &array, int weight_bits);

/// Why they cannot hold a row of such weights, in a sentence; empty if they can.
std::string digital_problem(const ChipSpec &chip, const ArraySpec &array, int weight_bits);

/// The array as such processing elements hold weights: two's complement, a bit a cell. A matrix
/// unit has no rows to be read: all take part in each step.
ArraySpec digital_array(const ChipSpec &chip, ArraySpec array);

} // namespace cim
