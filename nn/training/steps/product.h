// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/training/tape.h"

#include <cstddef>

namespace nn {

/// The product of a matrix step, to record(i).product: on the chip where that has it, else in
/// floats, with each draw of the weights for its part of the batch.
void product_forward(Tape &tape, std::size_t i);

/// From the product's gradient: adds that of the weights to `gradient`, of the full-size matrix,
/// and passes that of the input back.
void product_backward(Tape &tape, std::size_t i, const float *dy, Matrix &gradient);

} // namespace nn
