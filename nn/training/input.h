// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/data/dataset.h"
#include "nn/graph/graph_input.h"

namespace nn {

/// Writes an image as a network reads it: pixels normalised, height x width x channels; flat
/// (mlp): by channel, then row, the row order of a matrix that covers the whole image.
void load_pixels(const Shape &shape, const std::uint8_t *image, const Normalisation &normalisation,
                 bool flat, float *pixels);

} // namespace nn
