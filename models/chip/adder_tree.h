// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"

#include <string>

namespace cim {

/// What a digital SRAM macro multiplies and adds for one output at a step: a gate for each bit of
/// each driven weight and bit of the digit, a tree of adders for each bit of the digit, adders that
/// join the trees, and an accumulator for the digits of an input. Counts and ways of ZigZag-IMC's
/// digital array (ripple-carry adders). Instead of a tree the sum may go down a chain of rows,
/// whose cells have a gate and an adder for each bit of it.
struct AdderTree {
    /// `inputs`: rows driven at once; `input_bits`: of a whole input, at most a byte.
    AdderTree(int inputs, int weight_bits, int input_bits, int digit_bits,
              Adders way = Adders::Tree);

    /// Bits of pipeline registers that cut a tree's way into registers + 1 equal parts: products or
    /// sums of the level where a cut falls (assumption; a carry is not cut by itself). A chain's
    /// hold its sum behind as many rows each.
    double register_bits(int registers) const;
    /// Gate delays of the longest part. In a chain that is as many rows, and all carries of a sum.
    double part_delays(int registers) const;
    /// How often the gates of an adder are charged at a step, on average, where half of the inputs
    /// are one: sums come one after another, and what they have not reached yet changes again with
    /// each (glitches). Law of a simulation of gates with the delays and capacitances of ZigZag-IMC
    /// that swallow no pulse (tests/models/chip/adder_switching.cpp), of weights of random bits:
    /// a tenth for each level of adders between registers; in a chain 1.5th power of its rows.
    double switching(int registers) const;

    double sum_bits = 0;         ///< of all products of one bit of the digit
    double products = 0;         ///< gates that multiply a bit by a bit
    double adders = 0;           ///< of one bit
    double accumulator_bits = 0; ///< an adder and a register each; 0 where a digit is all
    double gate_delays = 0;      ///< of a NAND, from the inputs to the accumulated sum

  private:
    double carries() const; ///< gate delays of the last adder's

    int inputs_, weight_bits_, trees_;
    Adders way_;
    double tree_delays_ = 0; ///< to the sum of a tree
};

/// Longest way between two of the pipeline's registers, ns: gate delays of 47.8 ps at 28 nm
/// (ZigZag-IMC), in proportion to the node, whatever the supply.
double stage_ns(const ChipSpec &chip, const AdderTree &tree);

/// Whether the processing elements of chip.tile compute exactly, without converters.
bool is_digital(const ChipSpec &chip);

/// Columns of a matrix unit that a weight takes, whose multipliers are of 8 bits.
int unit_columns(int weight_bits);

/// Outputs of weights of so many bits that one of them has: its columns hold a bit, with adders in
/// a chain a bit of the sum, or in a matrix unit a byte of a weight.
int digital_outputs(const ChipSpec &chip, const ArraySpec &array, int weight_bits);

/// Why they cannot hold a row of such weights, in a sentence; empty if they can.
std::string digital_problem(const ChipSpec &chip, const ArraySpec &array, int weight_bits);

/// The array as such processing elements hold weights: two's complement, a bit a cell. A matrix
/// unit has no rows to be read: all take part in each step.
ArraySpec digital_array(const ChipSpec &chip, ArraySpec array);

} // namespace cim
