// SPDX-License-Identifier: Apache-2.0
#include "models/crossbar_matmul.h"

#include <algorithm>
#include <stdexcept>

namespace cim {

CrossbarMatMul::CrossbarMatMul(const nn::QuantizedNetwork &network, const Placement &placement,
                               const ChipSpec &chip, const DeviceSpec &device,
                               const std::vector<double> &lsbs, const ChipDraw &draw,
                               ReadMethod method)
    : layers_(placement.layers), lsbs_(lsbs), counts_(placement.layers.size()) {
    const auto matrices = network.matrices();
    if (matrices.size() != layers_.size() || lsbs.size() != layers_.size())
        throw std::invalid_argument(
            "network, placement and lsbs have " + std::to_string(matrices.size()) + ", " +
            std::to_string(layers_.size()) + " and " + std::to_string(lsbs.size()) +
            " matrix layers; they must agree");
    const DeviceSpec warm = device.at(chip.temperature_k);
    for (std::size_t l = 0; l < layers_.size(); ++l) {
        const LayerPlacement &layer = layers_[l];
        std::vector<Crossbar> &arrays = arrays_.emplace_back();
        arrays.reserve(layer.arrays.size());
        for (const PlacedArray &placed : layer.arrays) {
            const Block &block = layer.blocks[static_cast<std::size_t>(placed.block)];
            const std::int8_t *weights = matrices[l]->weights.data() +
                                         std::ptrdiff_t{block.row} * layer.gemm.cols + block.col;
            arrays.emplace_back(layer, block, chip.tile.pe, warm, weights, layer.gemm.cols, lsbs[l],
                                draw, static_cast<std::uint32_t>(placed.array), method);
        }
        if (device.drift.compensate)
            compensate(l);
    }
}

void CrossbarMatMul::multiply(int layer, std::int64_t image, std::int64_t position,
                              std::int64_t vectors, const std::uint8_t *x, std::int32_t *y) {
    const auto l = static_cast<std::size_t>(layer);
    const LayerPlacement &placed = layers_[l];
    const int rows = placed.gemm.rows, cols = placed.gemm.cols;
    std::fill_n(y, vectors * cols, 0);
    const std::int64_t copies = placed.duplication;
    for (std::size_t i = 0; i < arrays_[l].size(); ++i) {
        const PlacedArray &array = placed.arrays[i];
        const Block &block = placed.blocks[static_cast<std::size_t>(array.block)];
        // the first vector of this copy, then every copies-th
        const std::int64_t first = (array.copy - placed.copy_of(position) + copies) % copies;
        if (first >= vectors)
            continue;
        InputBatch in;
        in.image = image;
        in.position = position + first;
        in.step = copies;
        in.vectors = (vectors - first + copies - 1) / copies;
        in.x = x + first * rows + block.row;
        in.stride = copies * rows;
        arrays_[l][i].multiply(in, y + first * cols + block.col, copies * cols, counts_[l]);
    }
}

/// Scales a layer's results by what its outputs were worth when programmed over what they are now.
void CrossbarMatMul::compensate(std::size_t layer) {
    double at_first = 0, now = 0;
    for (const Crossbar &array : arrays_[layer]) {
        at_first += array.calibration().at_first;
        now += array.calibration().now;
    }
    if (now <= 0)
        return; // nothing ages, or nothing is left to scale
    for (Crossbar &array : arrays_[layer])
        array.compensate(at_first / now);
    lsbs_[layer] *= at_first / now;
}

float CrossbarMatMul::unit(int layer) const {
    return static_cast<float>(lsbs_[static_cast<std::size_t>(layer)]);
}

} // namespace cim
