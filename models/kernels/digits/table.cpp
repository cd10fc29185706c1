// SPDX-License-Identifier: Apache-2.0
#include "models/kernels/digits/table.h"

#include <algorithm>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#define CROSSWEAVE_512 __attribute__((target("avx512f,avx512bw,avx512vnni")))
#define CROSSWEAVE_256 __attribute__((target("avx2")))
#endif

namespace cim {

/// A block of columns and the pairs of one row group.
struct DigitTable::Part {
    const Pair *pairs;
    int count;
    const std::int16_t *factors; ///< of the first vector, at the group's first row
    std::ptrdiff_t pitch;
    std::int32_t *sums; ///< of the first vector, at the block's first column
    std::ptrdiff_t width;
};

ReadMethod DigitTable::widest(ReadMethod method) {
#if defined(__x86_64__)
    if (method >= ReadMethod::Avx512 && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vnni"))
        return ReadMethod::Avx512;
    if (method >= ReadMethod::Avx2 && __builtin_cpu_supports("avx2"))
        return ReadMethod::Avx2;
#endif
    return ReadMethod::Portable;
}

template <class Value>
DigitTable::DigitTable(const ReadPlan &plan, const std::vector<Value> &values, ReadMethod method)
    : pitch_(pitch(plan)), group_pitch_(group_pitch(plan)),
      sum_part_(method == ReadMethod::Avx512 ? sum_by_512_bits
                : method == ReadMethod::Avx2 ? sum_by_256_bits
                                             : sum_plainly) {
    const std::size_t columns = values.size() / static_cast<std::size_t>(plan.rows);
    width_ = ReadKernel::padded(static_cast<int>(columns));
    const auto of_block = static_cast<std::size_t>(pitch_ / 2);
    pairs_.resize(static_cast<std::size_t>(width_ / lanes) * of_block);
    auto value = values.begin();
    for (int row = 0; row < plan.rows; ++row) {
        const auto place = static_cast<std::size_t>(row / plan.driven_rows * group_pitch_ +
                                                    row % plan.driven_rows);
        for (std::size_t c = 0; c < columns; ++c, ++value)
            pairs_[c / lanes * of_block + place / 2].value[c % lanes][place % 2] =
                static_cast<std::int16_t>(*value);
    }
}

template DigitTable::DigitTable(const ReadPlan &, const std::vector<std::int32_t> &, ReadMethod);
template DigitTable::DigitTable(const ReadPlan &, const std::vector<std::uint8_t> &, ReadMethod);

void DigitTable::sum(const std::int16_t *factors, int group, std::int32_t *sums) const {
    const int first = group * group_pitch_;
    for (int block = 0; block < width_ / lanes; ++block)
        sum_part_({pairs_.data() + (block * pitch_ + first) / 2, group_pitch_ / 2, factors + first,
                   pitch_, sums + std::ptrdiff_t{block} * lanes, width_});
}

void DigitTable::sum_plainly(const Part &part) {
    for (int v = 0; v < batch; ++v) {
        std::int32_t total[lanes] = {};
        const std::int16_t *factors = part.factors + v * part.pitch;
        for (int pair = 0; pair < part.count; ++pair)
            for (int c = 0; c < lanes; ++c)
                total[c] += factors[2 * pair] * part.pairs[pair].value[c][0] +
                            factors[2 * pair + 1] * part.pairs[pair].value[c][1];
        std::copy_n(total, lanes, part.sums + v * part.width);
    }
}

#if defined(__x86_64__)

namespace {

/// Two factors as the 32 bits that a pair of rows is multiplied with.
inline std::int32_t two_of(const std::int16_t *factors) {
    std::int32_t two;
    std::memcpy(&two, factors, sizeof two);
    return two;
}

} // namespace

CROSSWEAVE_512 void DigitTable::sum_by_512_bits(const Part &part) {
    __m512i total[batch][2];
#pragma GCC unroll 8
    for (int v = 0; v < batch; ++v)
        total[v][0] = total[v][1] = _mm512_setzero_si512();
    for (int pair = 0; pair < part.count; ++pair) {
        const __m512i low = _mm512_load_si512(part.pairs[pair].value);
        const __m512i high = _mm512_load_si512(part.pairs[pair].value + lanes / 2);
#pragma GCC unroll 8
        for (int v = 0; v < batch; ++v) {
            const __m512i two = _mm512_set1_epi32(two_of(part.factors + v * part.pitch + 2 * pair));
            total[v][0] = _mm512_dpwssd_epi32(total[v][0], low, two);
            total[v][1] = _mm512_dpwssd_epi32(total[v][1], high, two);
        }
    }
#pragma GCC unroll 8
    for (int v = 0; v < batch; ++v) {
        _mm512_store_si512(part.sums + v * part.width, total[v][0]);
        _mm512_store_si512(part.sums + v * part.width + lanes / 2, total[v][1]);
    }
}

/// A quarter of the columns and half of the vectors at a time, for sixteen registers.
CROSSWEAVE_256 void DigitTable::sum_by_256_bits(const Part &part) {
    constexpr int some = batch / 2, columns = lanes / 2;
    for (int first = 0; first < batch; first += some)
        for (int c = 0; c < lanes; c += columns) {
            __m256i total[some][2];
#pragma GCC unroll 4
            for (int v = 0; v < some; ++v)
                total[v][0] = total[v][1] = _mm256_setzero_si256();
            for (int pair = 0; pair < part.count; ++pair) {
                const auto *values = reinterpret_cast<const __m256i *>(part.pairs[pair].value + c);
                const __m256i low = _mm256_load_si256(values), high = _mm256_load_si256(values + 1);
#pragma GCC unroll 4
                for (int v = 0; v < some; ++v) {
                    const __m256i two = _mm256_set1_epi32(
                        two_of(part.factors + (first + v) * part.pitch + 2 * pair));
                    total[v][0] = _mm256_add_epi32(total[v][0], _mm256_madd_epi16(low, two));
                    total[v][1] = _mm256_add_epi32(total[v][1], _mm256_madd_epi16(high, two));
                }
            }
#pragma GCC unroll 4
            for (int v = 0; v < some; ++v) {
                auto *sums = reinterpret_cast<__m256i *>(part.sums + (first + v) * part.width + c);
                _mm256_store_si256(sums, total[v][0]);
                _mm256_store_si256(sums + 1, total[v][1]);
            }
        }
}

#else

void DigitTable::sum_by_256_bits(const Part &part) { sum_plainly(part); }
void DigitTable::sum_by_512_bits(const Part &part) { sum_plainly(part); }

#endif

} // namespace cim
