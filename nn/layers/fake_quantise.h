// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace nn {

/// A weight matrix in integers (as floats), |value| <= 2^(bits-1) - 1, and what one is worth.
struct QuantisedWeights {
    std::vector<float> values;
    float unit = 0;
};

/// Symmetric quantisation. The range is `clip` standard deviations of the weights, at most the
/// largest of them (clip 0: the largest).
QuantisedWeights quantise_weights(const std::vector<float> &weights, int bits, double clip);

/// The same with a unit for each of `columns` columns, whose range is `clip` times the root mean
/// square of its weights (they may be few, and alike); row-major.
std::vector<float> quantise_columns(const std::vector<float> &weights, int columns, int bits,
                                    double clip, std::vector<float> &units);

/// The value below which the share `percentile` of about `samples` of the activations lies (evenly
/// spread over x, all of them if there are fewer); never 0.
float activation_range(const float *x, std::int64_t count, double percentile, int samples);

/// y = x rounded to one of 2^bits - 1 equal steps from 0 to range, clipped above; x >= 0.
void fake_quantise_forward(std::int64_t count, float range, int bits, const float *x, float *y);

/// Sum over dy of its product with dy/drange, rounding taken as straight through:
/// 1 where x was clipped, (y - x) / range elsewhere (Esser et al. 2020, equation 3, with range =
/// (2^bits - 1) steps). Call it ahead of fake_quantise_backward().
double range_gradient(std::int64_t count, float range, int bits, const float *x, const float *dy);

/// Straight through (Bengio et al. 2013): dy = 0 where x was clipped, in place.
void fake_quantise_backward(std::int64_t count, float range, const float *x, float *dy);

} // namespace nn
