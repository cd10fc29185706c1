// SPDX-License-Identifier: Apache-2.0
#include "models/numerics/random.h"

#include "common/random.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace cim {

namespace {

/// common::philox() of many counters side by side, so that the compiler can use whole registers.
template <int lanes> struct PhiloxLanes {
    std::uint32_t word[4][lanes];

    void rounds(std::uint64_t seed) {
        auto key0 = static_cast<std::uint32_t>(seed);
        auto key1 = static_cast<std::uint32_t>(seed >> 32);
        for (int round = 0; round < 10; ++round) {
            for (int l = 0; l < lanes; ++l) {
                const std::uint64_t product0 = std::uint64_t{PHILOX_M4x32_0} * word[0][l];
                const std::uint64_t product1 = std::uint64_t{PHILOX_M4x32_1} * word[2][l];
                word[0][l] = static_cast<std::uint32_t>(product1 >> 32) ^ word[1][l] ^ key0;
                word[1][l] = static_cast<std::uint32_t>(product1);
                word[2][l] = static_cast<std::uint32_t>(product0 >> 32) ^ word[3][l] ^ key1;
                word[3][l] = static_cast<std::uint32_t>(product0);
            }
            key0 += PHILOX_W32_0;
            key1 += PHILOX_W32_1;
        }
    }
};

float as_float(std::uint32_t bits) {
    float value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

std::uint32_t as_bits(float value) {
    std::uint32_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    return bits;
}

/// Natural logarithm of a positive normal number, error below 1e-7 (polynomial through the
/// Chebyshev nodes of [sqrt(1/2), sqrt(2)]).
float log_of(float value) {
    const std::uint32_t bits = as_bits(value);
    const std::uint32_t shifted = bits - 0x3f3504f3u; // sqrt(1/2)
    const auto exponent = static_cast<std::int32_t>(shifted) >> 23;
    const float t = as_float((shifted & 0x007fffffu) + 0x3f3504f3u) - 1;
    float p = -0.0989535074f;
    for (float c : {0.161262479f, -0.172782061f, 0.199133479f, -0.24968907f, 0.33334606f,
                    -0.500003751f, 0.999999968f})
        p = p * t + c;
    return p * t + static_cast<float>(exponent) * 0.693147181f;
}

/// Quantile of the standard normal distribution at (word + 1/2) / 2^32, by the rational-free
/// polynomials of Giles, "Approximating the erfinv function" (single precision).
float normal_of(std::uint32_t word) {
    const bool upper = word >= 0x80000000u;
    const std::uint32_t tail = upper ? ~word : word;
    const float p = (static_cast<float>(static_cast<std::int32_t>(tail)) + 0.5f) * 0x1p-32f;
    const float w = -log_of(4 * p * (1 - p));
    const float w_low = w - 2.5f;
    const float w_high = std::sqrt(w) - 3;
    float low = 2.81022636e-08f;
    for (float c : {3.43273939e-07f, -3.5233877e-06f, -4.39150654e-06f, 0.00021858087f,
                    -0.00125372503f, -0.00417768164f, 0.246640727f, 1.50140941f})
        low = low * w_low + c;
    float high = -0.000200214257f;
    for (float c : {0.000100950558f, 0.00134934322f, -0.00367342844f, 0.00573950773f,
                    -0.0076224613f, 0.00943887047f, 1.00167406f, 2.83297682f})
        high = high * w_high + c;
    const float size = (w < 5 ? low : high) * (1 - 2 * p) * 1.41421356f;
    return upper ? size : -size;
}

} // namespace

std::array<std::uint32_t, 4> random_bits(const Draw &draw, std::uint32_t index) {
    return common::philox(draw.seed,
                          {index, static_cast<std::uint32_t>(draw.stream), draw.a, draw.b});
}

void random_bits_of_draws(Draw draw, std::uint32_t step, std::uint32_t index, int count,
                          std::uint32_t *words) {
    constexpr int lanes = 16;
    for (int done = 0; done < count; done += lanes) {
        PhiloxLanes<lanes> block;
        for (int l = 0; l < lanes; ++l) {
            block.word[0][l] = index;
            block.word[1][l] = static_cast<std::uint32_t>(draw.stream);
            block.word[2][l] = draw.a;
            block.word[3][l] = draw.b + static_cast<std::uint32_t>(done + l) * step;
        }
        block.rounds(draw.seed);
        std::uint32_t by_draw[4 * lanes]; // whole, so that it is turned in registers
        for (int l = 0; l < lanes; ++l)
            for (int w = 0; w < 4; ++w)
                by_draw[4 * l + w] = block.word[w][l];
        std::copy_n(by_draw, 4 * std::min(lanes, count - done), words + 4 * done);
    }
}

void fill_random_bits(const Draw &draw, std::int64_t count, std::uint32_t *words) {
    fill_random_bits(draw, 0, count, words);
}

void fill_random_bits(const Draw &draw, std::int64_t first, std::int64_t count,
                      std::uint32_t *words) {
    constexpr int lanes = 64;
    for (std::int64_t done = 0; done < count; done += 4 * lanes) {
        PhiloxLanes<lanes> block;
        for (int l = 0; l < lanes; ++l) {
            block.word[0][l] = static_cast<std::uint32_t>(first * lanes + done / 4 + l);
            block.word[1][l] = static_cast<std::uint32_t>(draw.stream);
            block.word[2][l] = draw.a;
            block.word[3][l] = draw.b;
        }
        block.rounds(draw.seed);
        const std::int64_t part = std::min<std::int64_t>(count - done, 4 * lanes);
        std::memcpy(words + done, block.word, static_cast<std::size_t>(part) * sizeof *words);
    }
}

void normals(std::int64_t count, const std::uint32_t *words, float *out) {
    for (std::int64_t i = 0; i < count; ++i)
        out[i] = normal_of(words[i]);
}

std::uint32_t share_of_words(double share) {
    return static_cast<std::uint32_t>(std::min(std::floor(share * 0x1p32), 0x1p32 - 1));
}

std::vector<std::uint32_t> words_of(const Draw &draw, std::int64_t count) {
    std::vector<std::uint32_t> words(static_cast<std::size_t>(count));
    fill_random_bits(draw, count, words.data());
    return words;
}

std::vector<float> normals_of(const Draw &draw, std::int64_t count) {
    return normals_of(words_of(draw, count));
}

std::vector<float> normals_of(const std::vector<std::uint32_t> &words) {
    std::vector<float> normal(words.size());
    normals(static_cast<std::int64_t>(words.size()), words.data(), normal.data());
    return normal;
}

} // namespace cim
