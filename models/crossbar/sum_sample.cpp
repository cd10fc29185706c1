// SPDX-License-Identifier: Apache-2.0
#include "models/crossbar/sum_sample.h"

#include "models/crossbar/crossbar.h"

namespace cim {

SampledLayer SumSample::reads(const LayerPlacement &layer, const PeSpec &pe) const {
    const nn::QuantizedOp &op = *matrices_[static_cast<std::size_t>(layer.matrix)];
    const Windows &kept = of(layer.matrix);
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
        in.x = kept.inputs.data() + block.row;
        in.stride = std::ptrdiff_t{layer.gemm.rows} * op.input_bytes();
        in.vectors = kept.count;
        sampled.blocks.push_back(array.sampled_reads(in, layer.gemm.rows));
        sampled.first_outputs.push_back(block.col);
    }
    sampled.codes = {lowest_code(layer), top_code(layer)};
    return sampled;
}

} // namespace cim
