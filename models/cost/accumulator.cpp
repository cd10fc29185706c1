// SPDX-License-Identifier: Apache-2.0
#include "models/cost/accumulator.h"

#include "models/cost/scaling.h"

#include <algorithm>
#include <cmath>

namespace cim {

Accumulator::Accumulator(const ChipSpec &chip, const AdcSpec &adc, int codes, int groups,
                         int input_bits)
    : codes_(codes) {
    const Scaling scaling(chip);
    const LogicCost &logic = chip.cost.logic;
    const auto adds = [&](double adder_bits, double register_bits) {
        area_um2_ +=
            (adder_bits * logic.adder_bit_um2 + register_bits * logic.latch_bit_um2) * scaling.area;
        return (adder_bits * logic.adder_bit_pj + register_bits * logic.latch_bit_pj) *
               scaling.energy;
    };
    // Widths as NeuroSim has them: its areas follow to four digits. A register that shifts holds
    // the sum, its carry and what is shifted in.
    double bits = adc.bits;
    if (groups > 1)
        group_pj_ = adds(bits + 1, bits + std::ceil(std::log2(groups)));
    if (codes > 1) {
        slice_pj_ = adds(bits, bits + 1 + codes);
        bits += codes;
    }
    digit_pj_ = adds(bits, bits + 1 + input_bits);
}

double Accumulator::energy_pj(double conversions, double columns) const {
    const double outputs = columns / codes_;
    return (conversions - columns) * group_pj_ + (columns - outputs) * slice_pj_ +
           outputs * digit_pj_;
}

double accumulation_pj(const ChipSpec &chip, const LayerPlacement &layer, double conversions) {
    const int codes = layer.conversions_per_output();
    const ReadoutCost &readout = chip.cost.readout;
    if (readout.figures == PeripheryFigures::Given)
        return conversions * (readout.slice_add_pj + readout.digit_add_pj / codes) *
               Scaling(chip).energy;
    double columns = 0, reads = 0; // with one row group, with all of them
    int groups = 1;
    for (const Block &block : layer.blocks) {
        columns += block.cols;
        reads += double(block.cols) * layer.row_groups(block);
        groups = std::max(groups, layer.row_groups(block));
    }
    return Accumulator(chip, layer.adc, codes, groups, layer.input_bits)
        .energy_pj(conversions, conversions * columns / reads);
}

} // namespace cim
