// SPDX-License-Identifier: Apache-2.0
#include "models/adc_range.h"

#include "models/crossbar.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cim {

namespace {

/// Exact products that note, on the side, what column sums an ideal array would convert.
class SumTally : public nn::MatMul {
  public:
    SumTally(const nn::QuantizedNetwork &network, const Placement &placement, const PeSpec &pe)
        : layers_(placement.layers), exact_(network) {
        const auto matrices = network.matrices();
        const DeviceSpec ideal = DeviceSpec{}.ideal();
        for (std::size_t l = 0; l < layers_.size(); ++l) {
            const LayerPlacement &layer = layers_[l];
            const std::int8_t *weights = matrices[l]->weights.data();
            std::vector<Crossbar> &arrays = arrays_.emplace_back();
            for (const Block &block : layer.blocks)
                arrays.emplace_back(layer, block, pe, ideal,
                                    weights + std::ptrdiff_t{block.row} * layer.gemm.cols +
                                        block.col,
                                    layer.gemm.cols, 1.0, ChipDraw{}, 0);
            const std::int64_t largest = std::int64_t{layer.driven_rows()} *
                                         ((1 << layer.array.cell_bits) - 1) *
                                         ((1 << pe.dac_bits) - 1);
            tallies_.emplace_back(static_cast<std::size_t>(largest + 1));
        }
    }

    void multiply(int layer, std::int64_t image, std::int64_t position, std::int64_t vectors,
                  const std::uint8_t *x, std::int32_t *y) override {
        const auto l = static_cast<std::size_t>(layer);
        for (std::size_t b = 0; b < arrays_[l].size(); ++b) {
            InputBatch in;
            in.vectors = vectors;
            in.x = x + layers_[l].blocks[b].row;
            in.stride = layers_[l].gemm.rows;
            arrays_[l][b].tally_sums(in, tallies_[l]);
        }
        exact_.multiply(layer, image, position, vectors, x, y);
    }

    float unit(int layer) const override { return exact_.unit(layer); }

    /// Smallest sum that `percent` of the layer's sums do not pass.
    double percentile(std::size_t layer, double percent) const {
        const std::vector<std::int64_t> &tally = tallies_[layer];
        const auto all = std::accumulate(tally.begin(), tally.end(), std::int64_t{0});
        const double enough = percent / 100 * static_cast<double>(all);
        std::int64_t below = 0;
        for (std::size_t sum = 0; sum < tally.size(); ++sum)
            if (static_cast<double>(below += tally[sum]) >= enough)
                return static_cast<double>(sum);
        return static_cast<double>(tally.size() - 1);
    }

    /// Mean of the layer's sums plus `sigmas` standard deviations; of sums with a sign, whose mean
    /// is about zero, `sigmas` times their root mean square.
    double spread(std::size_t layer, double sigmas) const {
        const std::vector<std::int64_t> &tally = tallies_[layer];
        double all = 0, mean = 0, squares = 0;
        for (std::size_t sum = 0; sum < tally.size(); ++sum) {
            const auto times = static_cast<double>(tally[sum]);
            all += times;
            mean += times * double(sum);
            squares += times * double(sum) * double(sum);
        }
        if (all == 0)
            return 0;
        mean = layers_[layer].array.encoding == Encoding::DifferentialCurrent ? 0 : mean / all;
        return mean + sigmas * std::sqrt(std::max(0.0, squares / all - mean * mean));
    }

  private:
    const std::vector<LayerPlacement> &layers_;
    nn::ExactMatMul exact_;
    std::vector<std::vector<Crossbar>> arrays_;
    std::vector<std::vector<std::int64_t>> tallies_;
};

} // namespace

std::vector<double> adc_lsbs(const nn::QuantizedNetwork &network, const Placement &placement,
                             const ChipSpec &chip, const std::uint8_t *images, int count) {
    std::vector<double> lsbs;
    for (const LayerPlacement &layer : placement.layers)
        lsbs.push_back(full_range_lsb(layer, chip.tile.pe));
    if (chip.tile.adc.range == AdcRange::Full)
        return lsbs;
    SumTally tally(network, placement, chip.tile.pe);
    std::vector<float> logits(static_cast<std::size_t>(count) *
                              static_cast<std::size_t>(network.classes));
    nn::infer(network, tally, images, 0, count, logits.data());
    for (std::size_t l = 0; l < lsbs.size(); ++l) {
        const AdcSpec &adc = chip.tile.adc;
        const double range = adc.range == AdcRange::Sigma
                                 ? std::min(tally.spread(l, adc.clip_sigmas),
                                            lsbs[l] * top_code(placement.layers[l]))
                                 : tally.percentile(l, adc.percentile);
        lsbs[l] = std::max(1.0, range / top_code(placement.layers[l]));
    }
    return lsbs;
}

} // namespace cim
