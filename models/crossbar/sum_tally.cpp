// SPDX-License-Identifier: Apache-2.0
#include "models/crossbar/sum_tally.h"

#include "models/chip/adder_tree.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cim {

SumTally::SumTally(const nn::QuantizedNetwork &network, const Placement &placement,
                   const ChipSpec &chip)
    : layers_(placement.layers), exact_(network) {
    const auto matrices = network.matrices();
    const DeviceSpec ideal = DeviceSpec{}.ideal();
    for (std::size_t l = 0; l < layers_.size(); ++l) {
        const LayerPlacement &layer = layers_[l];
        by_column_.push_back(!is_digital(layer.on(chip)) &&
                             layer.on(chip).tile.adc.range_of == RangeScope::Column);
        PeSpec pe = layer.on(chip).tile.pe;
        pe.driver_sigma = pe.dac_inl_lsb = 0;
        const nn::Weight *weights = matrices[l]->weights.data();
        const std::int64_t largest = std::int64_t{layer.driven_rows()} *
                                     ((1 << layer.array.cell_bits) - 1) * ((1 << pe.dac_bits) - 1);
        sums_.push_back(static_cast<std::size_t>(largest + 1));
        std::vector<Crossbar> &arrays = arrays_.emplace_back();
        auto &tallies = tallies_.emplace_back();
        for (const Block &block : layer.blocks) {
            arrays.emplace_back(
                ArrayProgram{layer, block, pe, ideal,
                             weights + std::ptrdiff_t{block.row} * layer.gemm.cols + block.col,
                             layer.gemm.cols, 1.0, ChipDraw{}, 0});
            const int columns = block.cols * layer.conversions_per_output();
            if (by_column_[l] || tallies.empty())
                tallies.emplace_back(sums_[l] *
                                     (by_column_[l] ? static_cast<std::size_t>(columns) : 1));
        }
    }
}

void SumTally::multiply(int layer, const nn::InputVectors &in, std::int32_t *y) {
    const auto l = static_cast<std::size_t>(layer);
    for (std::size_t b = 0; b < arrays_[l].size(); ++b) {
        InputBatch block;
        block.vectors = in.count;
        const int rows = layers_[l].gemm.rows, bytes = nn::code_bytes(layers_[l].input_bits);
        block.stride = bytes * rows;
        for (block.byte = 0; block.byte < bytes; ++block.byte) {
            block.x = in.x + block.byte * rows + layers_[l].blocks[b].row;
            arrays_[l][b].tally_sums(block, tallies_[l][by_column_[l] ? b : 0].data(), sums_[l] - 1,
                                     by_column_[l] ? sums_[l] : 0);
        }
    }
    exact_.multiply(layer, in, y);
}

SumTally::Histogram SumTally::histogram(std::size_t layer, std::size_t block,
                                        std::size_t column) const {
    return {tallies_[layer][block].data() + column * sums_[layer], sums_[layer]};
}

double SumTally::percentile(std::size_t layer, std::size_t block, std::size_t column,
                            double percent) const {
    const auto [times, sums] = histogram(layer, block, column);
    const auto all = std::accumulate(times, times + sums, std::int64_t{0});
    const double enough = percent / 100 * static_cast<double>(all);
    std::int64_t below = 0;
    for (std::size_t sum = 0; sum < sums; ++sum)
        if (static_cast<double>(below += times[sum]) >= enough)
            return static_cast<double>(sum);
    return static_cast<double>(sums - 1);
}

double SumTally::spread(std::size_t layer, std::size_t block, std::size_t column,
                        double sigmas) const {
    const auto [times, sums] = histogram(layer, block, column);
    double all = 0, mean = 0, squares = 0;
    for (std::size_t sum = 0; sum < sums; ++sum) {
        const auto seen = static_cast<double>(times[sum]);
        all += seen;
        mean += seen * double(sum);
        squares += seen * double(sum) * double(sum);
    }
    if (all == 0)
        return 0;
    mean = layers_[layer].array.encoding == Encoding::DifferentialCurrent ? 0 : mean / all;
    return mean + sigmas * std::sqrt(std::max(0.0, squares / all - mean * mean));
}

} // namespace cim
