// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/integer/quantized_network.h"
#include "nn/integer/window_sample.h"

namespace nn {

/// Fits the digital scale and bias of every output of a network to the arrays that it runs on, as
/// one does with a chip once it is programmed: cells that miss their values shift and stretch each
/// output of a chip in a way of its own, which two numbers an output take back.
///
/// Layer by layer, the images go through `matmul`, with what came out of the layers fitted
/// before as inputs, and through the exact product; the line that maps the former to the latter
/// with the least squared error replaces the output's scale and bias. An output that does not vary
/// keeps its scale. The weights stay as they are.
QuantizedNetwork recalibrate(QuantizedNetwork network, MatMul &matmul, const ImageBatch &images);

/// The same by some windows of what the exact network makes of images, each layer by itself: its
/// inputs are right, and not what the arrays before it make of them. `image` numbers them all.
QuantizedNetwork recalibrate(QuantizedNetwork network, MatMul &matmul, const WindowSample &sample,
                             std::int64_t image);

} // namespace nn
