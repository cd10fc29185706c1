// SPDX-License-Identifier: Apache-2.0
#include "models/crossbar/adc_range.h"

#include "models/crossbar/crossbar.h"
#include "models/crossbar/sum_tally.h"

#include <algorithm>
#include <cmath>

namespace cim {

namespace {

/// Levels that a code of a column (or of all of a layer's) has to stand for.
double wanted_lsb(const SumTally &tally, const AdcSpec &adc, const LayerPlacement &layer,
                  double full_lsb, std::size_t l, std::size_t block, std::size_t column) {
    const int top = top_code(layer);
    const double reach =
        adc.range == AdcRange::Sigma
            ? std::min(tally.spread(l, block, column, adc.clip_sigmas), full_lsb * top)
            : tally.percentile(l, block, column, adc.percentile);
    return std::max(1.0, reach / top);
}

/// Ranges of a layer's columns: the finest that any wants, doubled until each has enough.
LayerRange column_ranges(const SumTally &tally, const AdcSpec &adc, const LayerPlacement &layer,
                         double full_lsb, std::size_t l) {
    std::vector<std::vector<double>> wanted;
    double finest = full_lsb;
    for (std::size_t block = 0; block < layer.blocks.size(); ++block) {
        std::vector<double> &own = wanted.emplace_back();
        const int columns = layer.blocks[block].cols * layer.conversions_per_output();
        for (std::size_t column = 0; column < static_cast<std::size_t>(columns); ++column)
            own.push_back(wanted_lsb(tally, adc, layer, full_lsb, l, block, column));
        finest = std::min(finest, *std::min_element(own.begin(), own.end()));
    }
    LayerRange range(finest);
    for (const std::vector<double> &own : wanted) {
        std::vector<std::uint8_t> &shifts = range.shifts.emplace_back();
        for (const double lsb : own)
            shifts.push_back(static_cast<std::uint8_t>(std::ceil(std::log2(lsb / finest))));
    }
    return range;
}

} // namespace

std::vector<LayerRange> converter_ranges(const nn::QuantizedNetwork &network,
                                         const Placement &placement, const ChipSpec &chip,
                                         const std::uint8_t *images, int count) {
    const AdcSpec &adc = chip.tile.adc;
    std::vector<LayerRange> ranges;
    for (const LayerPlacement &layer : placement.layers)
        ranges.emplace_back(full_range_lsb(layer, chip.tile.pe));
    if (adc.range == AdcRange::Full)
        return ranges;
    SumTally tally(network, placement, chip.tile.pe, adc.range_of);
    std::vector<float> logits(static_cast<std::size_t>(count) *
                              static_cast<std::size_t>(network.classes));
    nn::infer(network, tally, images, 0, count, logits.data());
    for (std::size_t l = 0; l < ranges.size(); ++l) {
        const LayerPlacement &layer = placement.layers[l];
        if (adc.range_of == RangeScope::Column)
            ranges[l] = column_ranges(tally, adc, layer, ranges[l].lsb, l);
        else
            ranges[l] = wanted_lsb(tally, adc, layer, ranges[l].lsb, l, 0, 0);
    }
    return ranges;
}

} // namespace cim
