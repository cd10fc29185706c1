// SPDX-License-Identifier: Apache-2.0
#include "models/estimate/expected_reads.h"

#include <algorithm>
#include <cmath>

namespace cim {

namespace {

/// Mean of a number of `bits` random bits, and of its square.
double mean(int bits) { return (std::exp2(bits) - 1) / 2; }
double mean_square(int bits) { return (std::exp2(bits) - 1) * (2 * std::exp2(bits) - 1) / 6; }

/// Mean level of all cells that hold one weight, added up.
double levels_of_a_weight(const LayerPlacement &layer) {
    const bool pairs = in_pairs(layer.array.encoding);
    double sum = 0;
    for (int bits = layer.weight_bits - (pairs ? 1 : 0); bits > 0; bits -= layer.array.cell_bits)
        sum += mean(std::min(bits, layer.array.cell_bits));
    return sum; // of a pair, one side holds the magnitude, the other nothing
}

} // namespace

ReadCounts expected_reads(const PeSpec &pe, const DeviceSpec &device, const LayerPlacement &layer,
                          int array) {
    const auto at = [](int i) { return static_cast<std::size_t>(i); };
    const Block &block = layer.blocks[at(layer.arrays[at(array)].block)];
    // How often a row is charged for an input, and what its cells' energy goes with.
    const bool pulses = pe.input_coding == InputCoding::Pulses;
    double driven = 0, power = 0;
    std::int64_t digits = 0;
    for (int bits = layer.input_bits; bits > 0; bits -= pe.dac_bits, ++digits) {
        const int digit = std::min(bits, pe.dac_bits);
        driven += pulses ? mean(digit) : 1 - std::exp2(-digit);
        power += pe.draws_square() ? mean_square(digit) : mean(digit);
    }
    const double gmin = ((1 << layer.array.cell_bits) - 1) / (device.on_off - 1);
    const double row = device.kind == CellKind::Sram // a latch conducts on one of its two bit lines
                           ? block.cols * layer.columns_per_output
                           : block.cols * levels_of_a_weight(layer) +
                                 gmin * (layer.array.columns + 1); // and the reference cell
    ReadCounts counts;
    counts.mvms = 1;
    counts.reads = digits * layer.row_groups(block);
    counts.conversions = counts.reads * block.cols * layer.conversions_per_output();
    counts.active_rows = std::llround(block.rows * driven);
    counts.row_levels = std::llround(256 * block.rows * power * row);
    return counts;
}

} // namespace cim
