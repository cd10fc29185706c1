// SPDX-License-Identifier: Apache-2.0
#include "models/crossbar/sum_sample.h"

#include "models/crossbar/crossbar.h"

#include <algorithm>

namespace cim {

namespace {

/// Windows of an image begin elsewhere in the next one: far from a divisor of any map's size.
constexpr std::int64_t turn = 7919;

} // namespace

SumSample::SumSample(const nn::QuantizedNetwork &network, int images, int vectors)
    : matrices_(network.matrices()), exact_(network),
      stride_(std::max(1, (images + vectors - 1) / vectors)),
      vectors_each_(std::max(1, vectors / std::max(1, images))), kept_(matrices_.size()) {}

void SumSample::multiply(int layer, const nn::InputVectors &in, std::int32_t *y) {
    exact_.multiply(layer, in, y);
    const nn::QuantizedOp &op = *matrices_[static_cast<std::size_t>(layer)];
    const std::int64_t bytes = std::int64_t{op.rows()} * op.input_bytes();
    std::vector<std::uint8_t> &kept = kept_[static_cast<std::size_t>(layer)];
    if (in.image % stride_ != 0)
        return;
    for (std::int64_t i = 0; i < std::min<std::int64_t>(in.count, vectors_each_); ++i) {
        const std::int64_t window = (in.image * turn + i * in.count / vectors_each_) % in.count;
        kept.insert(kept.end(), in.x + window * bytes, in.x + (window + 1) * bytes);
    }
}

SampledLayer SumSample::reads(const LayerPlacement &layer, const PeSpec &pe) const {
    const nn::QuantizedOp &op = *matrices_[static_cast<std::size_t>(layer.matrix)];
    const std::vector<std::uint8_t> &kept = kept_[static_cast<std::size_t>(layer.matrix)];
    const DeviceSpec ideal = DeviceSpec{}.ideal();
    PeSpec exact = pe;
    exact.driver_sigma = exact.dac_inl_lsb = 0;
    SampledLayer sampled;
    sampled.cols = layer.gemm.cols;
    for (const Block &block : layer.blocks) {
        const Crossbar array(
            {layer, block, exact, ideal,
             op.weights.data() + std::ptrdiff_t{block.row} * layer.gemm.cols + block.col,
             layer.gemm.cols, 1.0, ChipDraw{}, 0});
        InputBatch in;
        in.x = kept.data() + block.row;
        in.stride = std::ptrdiff_t{layer.gemm.rows} * op.input_bytes();
        in.vectors = static_cast<std::int64_t>(kept.size()) / in.stride;
        sampled.blocks.push_back(array.sampled_reads(in, layer.gemm.rows));
        sampled.first_outputs.push_back(block.col);
    }
    sampled.codes = {lowest_code(layer), top_code(layer)};
    return sampled;
}

} // namespace cim
