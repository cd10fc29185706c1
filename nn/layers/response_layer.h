// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/integer/response_norm.h"

#include <cstdint>

namespace nn {

/// Local response normalisation of maps in training: `pixels` of `channels` values each.
struct ResponseLayer {
    const ResponseNorm &norm;
    std::int64_t pixels;
    int channels;
};

void response_forward(const ResponseLayer &layer, const float *x, float *y);

/// dx, written: what x[j] does to its own quotient, and through the squares to those of the
/// channels whose windows it is in.
void response_backward(const ResponseLayer &layer, const float *x, const float *dy, float *dx);

} // namespace nn
