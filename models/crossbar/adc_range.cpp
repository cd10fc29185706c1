// SPDX-License-Identifier: Apache-2.0
#include "models/crossbar/adc_range.h"

#include "models/chip/adder_tree.h"
#include "models/crossbar/crossbar.h"
#include "models/crossbar/range_fit.h"
#include "models/crossbar/sum_sample.h"
#include "models/crossbar/sum_tally.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <utility>

namespace cim {

namespace {

constexpr double most_counts = 0x1p31; ///< that the integers of outputs hold

/// The largest sum that a read can give, in levels.
double largest_sum(const LayerPlacement &layer, const PeSpec &pe) {
    int rows = 0;
    for (const Block &block : layer.blocks)
        rows = std::max(rows, std::min(block.rows, layer.driven_rows()));
    const double largest =
        double(rows) * ((1 << layer.array.cell_bits) - 1) * ((1 << pe.dac_bits) - 1);
    if (layer.array.encoding == Encoding::OffsetFlipped && layer.driven_rows() >= layer.array.rows)
        return std::floor(largest / 2); // of the levels of all rows; a part may have more
    return largest;
}

/// The largest output of a layer in levels, offset included, and as much again for cells that hold
/// more than they were asked to.
double largest_output(const LayerPlacement &layer) {
    return 2.0 * layer.gemm.rows / layer.gemm.groups * std::exp2(layer.weight_bits) *
           std::exp2(std::min(layer.input_bits, 8)); // byte by byte
}

/// Levels a code stands for if the highest one stands for at least `reach`: below one, 2^-n, as
/// long as outputs fit.
double lsb_of(double reach, const LayerPlacement &layer) {
    const int top = top_code(layer);
    if (reach > top)
        return reach / top;
    const double finest = std::exp2(std::ceil(std::log2(largest_output(layer) / most_counts)));
    const double wanted = std::exp2(-std::floor(std::log2(top / std::max(1.0, reach))));
    return std::min(1.0, std::max(wanted, finest));
}

/// Which sums the converters of a layer have to hold, and how fine codes get.
class LayerSums {
  public:
    LayerSums(const SumTally &tally, const AdcSpec &adc, const LayerPlacement &layer, double reach,
              std::size_t number)
        : tally_(tally), adc_(adc), layer_(layer), reach_(reach), number_(number) {}

    LayerRange range() const {
        return adc_.range_of == RangeScope::Layer ? wanted_lsb(0, 0) : column_ranges();
    }

  private:
    /// Levels that a code of a column (or of all of a layer's) has to stand for.
    double wanted_lsb(std::size_t block, std::size_t column) const {
        const double seen = adc_.range == AdcRange::Sigma
                                ? tally_.spread(number_, block, column, adc_.clip_sigmas)
                                : tally_.percentile(number_, block, column, adc_.percentile);
        return lsb_of(std::min(seen, reach_), layer_);
    }

    std::size_t columns(std::size_t block) const {
        return static_cast<std::size_t>(layer_.blocks[block].cols *
                                        layer_.conversions_per_output());
    }

    /// The finest that any column wants, doubled until each has enough.
    LayerRange column_ranges() const {
        std::vector<std::vector<double>> wanted;
        double finest = lsb_of(reach_, layer_);
        for (std::size_t block = 0; block < layer_.blocks.size(); ++block) {
            std::vector<double> &own = wanted.emplace_back();
            for (std::size_t column = 0; column < columns(block); ++column)
                own.push_back(wanted_lsb(block, column));
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

    const SumTally &tally_;
    const AdcSpec &adc_;
    const LayerPlacement &layer_;
    double reach_; ///< the largest sum that there can be
    std::size_t number_;
};

LayerRange fitted_range(const SampledLayer &sampled, RangeScope scope,
                        const LayerPlacement &layer) {
    LayerRange range;
    if (scope == RangeScope::Layer) {
        range.lsb = fitted_lsb(sampled);
    } else {
        ColumnFit fit = fitted_columns(sampled);
        range.lsb = fit.finest;
        range.shifts = std::move(fit.shifts);
    }
    // Bits beyond what whole levels need go where they go with a full range.
    if (range.coarsest_lsb() == 1)
        range.lsb = std::min(1.0, lsb_of(sampled.reach, layer));
    return range;
}

/// Levels that a code stands for where the chip's config says so. A digit of the largest value is
/// the full read voltage.
double given_lsb(const LayerPlacement &layer, const PeSpec &pe, const DeviceSpec &device) {
    const double level_ua =
        device.step_s(layer.array.cell_bits) * device.read_v / ((1 << pe.dac_bits) - 1) * 1e6;
    const double levels = layer.adc.full_scale_levels > 0 ? layer.adc.full_scale_levels
                                                          : layer.adc.full_scale_ua / level_ua;
    return levels / top_code(layer);
}

/// What the layer's converters are to be ranged by; the sums of digital ones lose nothing.
AdcSpec converters_of(const LayerPlacement &layer, const ChipSpec &chip) {
    return is_digital(layer.on(chip)) ? layer.adc : layer.on(chip).tile.adc;
}

} // namespace

double full_range_lsb(const LayerPlacement &layer, const PeSpec &pe) {
    return lsb_of(largest_sum(layer, pe), layer);
}

std::vector<LayerRange> converter_ranges(const nn::QuantizedNetwork &network,
                                         const Placement &placement, const ChipSpec &chip,
                                         const DeviceSpec &device, const nn::ImageBatch &images) {
    std::vector<LayerRange> ranges;
    std::vector<AdcSpec> converters;
    for (const LayerPlacement &layer : placement.layers) {
        const PeSpec &pe = layer.on(chip).tile.pe;
        converters.push_back(converters_of(layer, chip));
        ranges.emplace_back(converters.back().range == AdcRange::Given
                                ? given_lsb(layer, pe, layer.on(device))
                                : full_range_lsb(layer, pe));
    }
    if (images.count == 0)
        return ranges;
    std::vector<float> logits(static_cast<std::size_t>(images.count) *
                              static_cast<std::size_t>(network.classes));
    const auto with_range = [&](std::initializer_list<AdcRange> kinds) {
        std::vector<std::size_t> layers;
        for (std::size_t l = 0; l < ranges.size(); ++l)
            if (std::count(kinds.begin(), kinds.end(), converters[l].range) > 0)
                layers.push_back(l);
        return layers;
    };
    if (const auto fitted = with_range({AdcRange::Fitted}); !fitted.empty()) {
        SumSample sample(network, images.count);
        nn::infer(network, sample, images, logits.data());
        for (const std::size_t l : fitted) {
            const LayerPlacement &layer = placement.layers[l];
            const PeSpec &pe = layer.on(chip).tile.pe;
            SampledLayer sampled = sample.reads(layer, pe);
            sampled.reach = largest_sum(layer, pe);
            ranges[l] = fitted_range(sampled, converters[l].range_of, layer);
        }
    }
    if (const auto seen = with_range({AdcRange::Calibrated, AdcRange::Sigma}); !seen.empty()) {
        SumTally tally(network, placement, chip);
        nn::infer(network, tally, images, logits.data());
        for (const std::size_t l : seen) {
            const LayerPlacement &layer = placement.layers[l];
            const double reach = largest_sum(layer, layer.on(chip).tile.pe);
            ranges[l] = LayerSums(tally, converters[l], layer, reach, l).range();
        }
    }
    return ranges;
}

std::string given_range_problem(const nn::QuantizedNetwork &network, const Placement &placement,
                                const ChipSpec &chip, const DeviceSpec &device) {
    for (const LayerPlacement &layer : placement.layers) {
        if (converters_of(layer, chip).range != AdcRange::Given)
            continue;
        const double lsb = given_lsb(layer, layer.on(chip).tile.pe, layer.on(device));
        // Sums of codes are bounded by what outputs can be, and by the highest code.
        int reads = 0; // of an output, for each digit
        for (const Block &block : layer.blocks)
            reads += block.col == 0 ? layer.row_groups(block) : 0;
        const double highest = double(top_code(layer)) * reads *
                               std::exp2(std::min(layer.input_bits, 8)) *
                               std::exp2(layer.weight_bits);
        if (std::min(highest, largest_output(layer) / lsb) > most_counts)
            return "layer " + network.ops[static_cast<std::size_t>(layer.op)].name +
                   ": with chip.tile.adc.full_scale_levels or full_scale_ua as they are a code "
                   "is " +
                   std::to_string(lsb) +
                   " levels, and its sums in codes may need more than 32 bits; fewer "
                   "chip.tile.adc.bits or a larger range would be right";
    }
    return "";
}

} // namespace cim
