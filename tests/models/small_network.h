// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/crossbar/adc_range.h"
#include "models/crossbar/crossbar_matmul.h"
#include "models/mapping/design.h"
#include "tests/random_network.h"

#include <vector>

namespace cim {

/// A chip whose converters take a cycle, whatever their bits.
inline ChipSpec with_quick_converters() {
    ChipSpec chip;
    chip.tile.adc.conversion_time = ConversionTime::Rate;
    return chip;
}

/// A placement that must exist.
inline Placement placed(const nn::QuantizedNetwork &network, const ChipSpec &chip,
                        const MappingSpec &mapping = {}) {
    return common::value_of(map_network(network, chip, mapping));
}

/// A design that must exist.
inline Design design_of(const nn::QuantizedNetwork &network, const ChipSpec &chip,
                        const MappingSpec &mapping = {}, const DeviceSpec &device = {}) {
    return common::value_of(place(network, chip, device, mapping));
}

/// Logits of `count` images through `matmul`.
inline std::vector<float> logits(const nn::QuantizedNetwork &network, nn::MatMul &matmul,
                                 const std::vector<std::uint8_t> &images, int count) {
    std::vector<float> out(static_cast<std::size_t>(count * network.classes));
    nn::infer(network, matmul, {images.data(), count}, out.data());
    return out;
}

/// One matrix layer of one vector, without a network around it.
inline LayerPlacement single_layer(const nn::Gemm &gemm, const ArraySpec &array, const AdcSpec &adc,
                                   int weight_bits = 8, int input_bits = 8) {
    LayerPlacement layer;
    layer.gemm = gemm;
    layer.gemm.vectors = 1;
    layer.array = array;
    layer.adc = adc;
    layer.weight_bits = weight_bits;
    layer.input_bits = input_bits;
    layer.slices = slices(array, weight_bits);
    layer.columns_per_output = layer.slices * (in_pairs(array.encoding) ? 2 : 1);
    layer.tile_arrays = TileSpec().processing_elements;
    layer.blocks = {{0, gemm.rows, 0, gemm.cols}};
    return layer;
}

} // namespace cim
