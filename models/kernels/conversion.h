// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/kernels/column_cells.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace cim {

/// What variances are multiplied with ahead of root(), which saves it a product.
inline constexpr double root_scale = 0.703952253 * 0.703952253;

/// Square root of variance / root_scale within 0.07 %: an estimate from the exponent and a Newton
/// step with constants that spread its error (Kadlec), which vectorise better than the divider.
/// Every kernel rounds as this does, and as value_of().
inline float root(float variance) {
    std::uint32_t bits;
    std::memcpy(&bits, &variance, sizeof bits);
    bits = 0x5f1ffff9 - (bits >> 1);
    float inverse;
    std::memcpy(&inverse, &bits, sizeof inverse);
    const float estimate = variance * inverse;
    return estimate * std::fma(-estimate, inverse, 2.38924456f);
}

/// What a converter sees, in codes.
inline float value_of(std::int32_t sum, float codes_per_unit, float root, float normal,
                      float offset) {
    return std::fma(root, normal, static_cast<float>(sum) * codes_per_unit) + offset;
}

/// Variance of what it sees, in codes^2.
inline float variance_of(std::int32_t squares, float noise, float variance) {
    return std::fma(static_cast<float>(squares), noise, variance);
}

/// The code of a value in codes.
inline std::int32_t code_of(float value, float lowest, float top) {
    return static_cast<std::int32_t>(std::rint(std::min(std::max(value, lowest), top)));
}

/// The same in whole numbers.
inline std::int32_t code_of(std::int32_t sum, std::int16_t gain, std::int32_t lowest,
                            std::int32_t top) {
    return std::min(std::max((sum * gain + (1 << 14)) >> 15, lowest), top);
}

/// A sum and its noise in whole numbers; the normal in 2^-12.
inline std::int32_t noisy_sum(std::int32_t sum, std::int16_t normal, std::int16_t spread) {
    return std::clamp(sum + ((normal * spread + (1 << 14)) >> 15), -(1 << 15), (1 << 15) - 1);
}

/// Converters as kernels use them: all vectors but `map` in place, padded with zeros to `width`
/// columns, variances times root_scale.
Converters prepared(const Converters &converters, int width);

/// Places in the NormalPool of the noise of every vector's reads, vector by vector: eight 16-bit
/// places a block of random bits of (image, position). At most ReadKernel::most_vectors vectors.
void read_places(std::uint64_t seed, const InputBatch &in, int reads, std::uint16_t *places);

} // namespace cim
