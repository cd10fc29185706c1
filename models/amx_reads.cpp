// SPDX-License-Identifier: Apache-2.0
#include "models/amx_kernel.h"

#if defined(__x86_64__) && defined(__linux__)

#include "models/amx_tiles.h"
#include "models/conversion.h"
#include "models/normal_pool.h"

#include <immintrin.h>

#include <algorithm>
#include <memory>

namespace cim {

namespace {

constexpr int most_steps = 8;
constexpr std::int64_t most_digit_lines = std::int64_t{ReadKernel::most_vectors} * most_steps;

struct alignas(64) Bytes {
    std::uint8_t byte[64];
};

/// Sums of 16 lines and 16 columns.
struct alignas(64) Sums {
    std::int32_t of[16][16];
};

/// Lines that the digits of a vector take: a power of two, so that 16 lines hold whole vectors.
int lines_a_vector(const ReadPlan &plan) {
    int lines = 1;
    while (lines < plan.steps())
        lines *= 2;
    return lines;
}

std::unique_ptr<Bytes[]> digit_lines(int group_bytes) {
    return std::unique_ptr<Bytes[]>(
        new Bytes[static_cast<std::size_t>(most_digit_lines * group_bytes / 64)]);
}

} // namespace

/// A call's input digits, and sums on their way from the tiles to the converters. A line is the
/// digits of one step of one vector: line v * vector_lines + step.
struct AmxKernel::Call {
    Call(const ReadPlan &plan, int group_bytes, bool squared)
        : vector_lines(lines_a_vector(plan)), digits(digit_lines(group_bytes)),
          own_squares(squared ? digit_lines(group_bytes) : nullptr),
          squared_digits(squared ? own_squares.get() : digits.get()),
          places(static_cast<std::size_t>(most_vectors * plan.reads())) {}

    int vector_lines;
    std::unique_ptr<Bytes[]> digits, own_squares;
    Bytes *squared_digits; ///< those of bits are the bits themselves
    std::vector<std::uint16_t> places;
    std::int32_t lowest_sums[most_digit_lines] = {}; ///< what was taken off each line's sums
    struct {
        Sums low, high, squares;
    } sums[2]; ///< taken in turns: one is converted while tiles work on the other
};

/// Lays out the digits of a row group: a line of group_bytes_ for each step of each vector.
CROSSWEAVE_AMX void AmxKernel::expand(const InputBatch &in, int group, Call &call) const {
    const int steps = plan_.steps(), rows = plan_.rows_of(group), dac_bits = plan_.dac_bits;
    // squares of the digits 0 to 15
    const __m512i squares = _mm512_broadcast_i32x4(
        _mm_setr_epi8(0, 1, 4, 9, 16, 25, 36, 49, 64, 81, 100, 121, static_cast<char>(144),
                      static_cast<char>(169), static_cast<char>(196), static_cast<char>(225)));
    for (std::int64_t v = 0; v < in.vectors; ++v) {
        const std::uint8_t *x = in.x + v * in.stride + group * plan_.driven_rows;
        std::int32_t *lowest_sums = call.lowest_sums + v * call.vector_lines;
        std::fill_n(lowest_sums, steps, 0);
        for (int first = 0; first < group_bytes_; first += 64) {
            const int left = std::clamp(rows - first, 0, 64);
            const __mmask64 here = left == 64 ? ~__mmask64{0} : (__mmask64{1} << left) - 1;
            const __m512i values = _mm512_maskz_loadu_epi8(here, x + first);
            std::int64_t line = (v * call.vector_lines * group_bytes_ + first) / 64;
            for (int step = 0; step < steps; ++step, line += group_bytes_ / 64) {
                const int low = step * dac_bits;
                if (dac_bits == 1) {
                    const __mmask64 ones = _mm512_test_epi8_mask(
                        values, _mm512_set1_epi8(static_cast<char>(1 << low)));
                    _mm512_store_si512(call.digits[static_cast<std::size_t>(line)].byte,
                                       _mm512_maskz_set1_epi8(ones, 1));
                    lowest_sums[step] += lowest_cell_ * __builtin_popcountll(ones);
                    continue;
                }
                // Shifts move bits between neighbours: what is left of a byte is masked.
                const int mask = plan_.largest_digit() & (0xff >> low);
                const __m512i digits =
                    _mm512_and_si512(_mm512_srl_epi16(values, _mm_cvtsi32_si128(low)),
                                     _mm512_set1_epi8(static_cast<char>(mask)));
                _mm512_store_si512(call.digits[static_cast<std::size_t>(line)].byte, digits);
                if (call.own_squares)
                    _mm512_store_si512(call.own_squares[static_cast<std::size_t>(line)].byte,
                                       _mm512_shuffle_epi8(squares, digits));
                lowest_sums[step] +=
                    lowest_cell_ * static_cast<std::int32_t>(_mm512_reduce_add_epi64(
                                       _mm512_sad_epu8(digits, _mm512_setzero_si512())));
            }
        }
    }
}

namespace {

/// Most tiles of columns that stay in registers: 4 to 7.
constexpr int most_kept = 4;

CROSSWEAVE_AMX inline void keep(const AmxKernel::Tile *columns, int count) {
    AmxTiles::load<4>(columns);
    if (count > 1)
        AmxTiles::load<5>(columns + 1);
    if (count > 2)
        AmxTiles::load<6>(columns + 2);
    if (count > 3)
        AmxTiles::load<7>(columns + 3);
}

} // namespace

/// Sums of 16 lines from `line` on for a tile of columns, kept in registers if there is room.
template <int CellBytes>
CROSSWEAVE_AMX inline void AmxKernel::multiply(const Tile *columns, int line, Call &call,
                                               int buffer) const {
    const std::ptrdiff_t pitch = group_bytes_;
    const std::uint8_t *digits = call.digits[0].byte + line * pitch;
    const std::uint8_t *squared = call.squared_digits->byte + line * pitch;
    auto &sums = call.sums[buffer];
    const bool squares = reading_noise_;
    AmxTiles::clear<0>();
    if constexpr (CellBytes == 2)
        AmxTiles::clear<1>();
    if (squares)
        AmxTiles::clear<2>();
    if (tiles_ == 1 && planes_ <= most_kept) {
        AmxTiles::load<3>(digits, pitch);
        AmxTiles::multiply<0, 3, 4>();
        if constexpr (CellBytes == 2)
            AmxTiles::multiply<1, 3, 5>();
        if (squares) {
            if (squared != digits)
                AmxTiles::load<3>(squared, pitch);
            AmxTiles::multiply<2, 3, 4 + CellBytes>();
        }
    } else if (CellBytes == 1 && tiles_ == 2 && squared == digits) {
        AmxTiles::load<3>(digits, pitch);
        AmxTiles::multiply<0, 3, 4>();
        if (squares)
            AmxTiles::multiply<2, 3, 6>();
        AmxTiles::load<3>(digits + depth_, pitch);
        AmxTiles::multiply<0, 3, 5>();
        if (squares)
            AmxTiles::multiply<2, 3, 7>();
    } else if (CellBytes == 2 && tiles_ == 2 && !squares) {
        AmxTiles::load<3>(digits, pitch);
        AmxTiles::multiply<0, 3, 4>();
        AmxTiles::multiply<1, 3, 6>();
        AmxTiles::load<3>(digits + depth_, pitch);
        AmxTiles::multiply<0, 3, 5>();
        AmxTiles::multiply<1, 3, 7>();
    } else {
        for (int tile = 0; tile < tiles_; ++tile) {
            AmxTiles::load<3>(digits + tile * depth_, pitch);
            AmxTiles::load<4>(columns + tile);
            AmxTiles::multiply<0, 3, 4>();
            if constexpr (CellBytes == 2) {
                AmxTiles::load<5>(columns + tiles_ + tile);
                AmxTiles::multiply<1, 3, 5>();
            }
            if (squares) {
                AmxTiles::load<3>(squared + tile * depth_, pitch);
                AmxTiles::load<6>(columns + bytes_ * tiles_ + tile);
                AmxTiles::multiply<2, 3, 6>();
            }
        }
    }
    AmxTiles::store<0>(sums.low.of);
    if constexpr (CellBytes == 2)
        AmxTiles::store<1>(sums.high.of);
    if (squares)
        AmxTiles::store<2>(sums.squares.of);
}

namespace {

/// root() of conversion.h for 16 values.
CROSSWEAVE_AMX inline __m512 roots(__m512 variances) {
    const __m512 inverse = _mm512_castsi512_ps(_mm512_sub_epi32(
        _mm512_set1_epi32(0x5f1ffff9), _mm512_srli_epi32(_mm512_castps_si512(variances), 1)));
    const __m512 estimate = _mm512_mul_ps(variances, inverse);
    return _mm512_mul_ps(estimate,
                         _mm512_fnmadd_ps(estimate, inverse, _mm512_set1_ps(2.38924456f)));
}

} // namespace

/// Constants of 16 columns.
struct AmxKernel::Constants {
    __m512 codes_a_unit, noise, variance, offset;
    const float *normals;
};

/// What a vector's reads of 16 columns left: sums by step.
struct AmxKernel::VectorSums {
    const std::int32_t (*low)[16], (*high)[16], (*squares)[16];
    const std::int32_t *lowest_sums;
    const std::uint16_t *places; ///< of the normals, row groups apart
};

AmxKernel::VectorSums AmxKernel::vector_sums(const Call &call, int buffer, int group,
                                             std::int64_t vector) const {
    const auto &sums = call.sums[buffer];
    const std::int64_t line = vector * call.vector_lines;
    const std::int64_t own = line % 16;
    return {sums.low.of + own, sums.high.of + own, sums.squares.of + own, call.lowest_sums + line,
            call.places.data() + vector * plan_.reads() + group};
}

/// What the converters see in a step, in codes.
template <int CellBytes, bool Noisy, AmxKernel::Finish Last>
CROSSWEAVE_AMX inline auto AmxKernel::value(const VectorSums &sums, std::ptrdiff_t step,
                                            std::ptrdiff_t groups, const Constants &columns) const {
    __m512i sum = _mm512_add_epi32(_mm512_load_si512(sums.low + step),
                                   _mm512_set1_epi32(sums.lowest_sums[step]));
    if constexpr (CellBytes == 2)
        sum = _mm512_add_epi32(sum, _mm512_slli_epi32(_mm512_load_si512(sums.high + step), 8));
    __m512 value = _mm512_mul_ps(_mm512_cvtepi32_ps(sum), columns.codes_a_unit);
    if constexpr (Noisy) {
        __m512 spread = columns.variance;
        if (Last != Finish::Trimmed || reading_noise_) {
            const __m512 squares = _mm512_cvtepi32_ps(_mm512_load_si512(sums.squares + step));
            spread = Last == Finish::Trimmed
                         ? _mm512_fmadd_ps(squares, columns.noise, columns.variance)
                         : _mm512_mul_ps(squares, columns.noise);
        }
        value = _mm512_fmadd_ps(
            roots(spread), _mm512_loadu_ps(columns.normals + sums.places[step * groups]), value);
    }
    if constexpr (Last == Finish::Trimmed)
        value = _mm512_add_ps(value, columns.offset);
    return value;
}

/// Converts the sums of the two vectors from `vector` on for 16 columns from `column` on; adds up
/// shifted codes. Of an odd batch the second vector is missing.
template <int CellBytes, bool Noisy, AmxKernel::Finish Last>
CROSSWEAVE_AMX inline void AmxKernel::convert(const Call &call, int buffer, int group, int column,
                                              std::int64_t vector, bool second,
                                              const Constants &columns, std::int32_t *codes) const {
    const VectorSums sums[2] = {vector_sums(call, buffer, group, vector),
                                vector_sums(call, buffer, group, vector + 1)};
    const std::ptrdiff_t steps = plan_.steps(), groups = plan_.groups();
    const __m128i digit_place = _mm_cvtsi32_si128(plan_.dac_bits);
    const __m512i zero = _mm512_setzero_si512();
    __m512i totals[2] = {zero, zero};
    if constexpr (Last == Finish::Short) { // both vectors in 16-bit lanes
        const __m512i top = _mm512_set1_epi16(static_cast<short>(converters_.top));
        __m512i total = zero;
        for (std::ptrdiff_t step = steps - 1; step >= 0; --step) {
            const __m512i code = _mm512_packus_epi32(
                _mm512_cvtps_epi32(value<CellBytes, Noisy, Last>(sums[0], step, groups, columns)),
                _mm512_cvtps_epi32(value<CellBytes, Noisy, Last>(sums[1], step, groups, columns)));
            total =
                _mm512_add_epi16(_mm512_sll_epi16(total, digit_place), _mm512_min_epu16(code, top));
        }
        totals[0] = _mm512_unpacklo_epi16(total, zero);
        totals[1] = _mm512_unpackhi_epi16(total, zero);
    } else {
        const __m512 lowest = _mm512_set1_ps(static_cast<float>(converters_.lowest));
        const __m512 top = _mm512_set1_ps(static_cast<float>(converters_.top));
        for (int v = 0; v < 2; ++v)
            for (std::ptrdiff_t step = steps - 1; step >= 0; --step) {
                const __m512 seen = value<CellBytes, Noisy, Last>(sums[v], step, groups, columns);
                __m512i code = _mm512_cvtps_epi32(_mm512_min_ps(_mm512_max_ps(seen, lowest), top));
                if constexpr (Last == Finish::Trimmed)
                    if (!converters_.map.empty())
                        code = _mm512_i32gather_epi32(
                            _mm512_sub_epi32(code, _mm512_set1_epi32(converters_.lowest)),
                            converters_.map.data(), 4);
                totals[v] = _mm512_add_epi32(_mm512_sll_epi32(totals[v], digit_place), code);
            }
    }
    for (int v = 0; v < (second ? 2 : 1); ++v) {
        std::int32_t *out = codes + (vector + v) * width_ + column;
        if (group > 0)
            totals[v] = _mm512_add_epi32(totals[v], _mm512_load_si512(out));
        _mm512_store_si512(out, totals[v]);
    }
}

/// Reads a row group: multiplies 16 lines at a time and converts those before in the meantime.
template <int CellBytes, bool Noisy, AmxKernel::Finish Last>
CROSSWEAVE_AMX void AmxKernel::read_group(const InputBatch &in, int group, Call &call,
                                          std::int32_t *codes) const {
    const std::int64_t block = 16 / call.vector_lines; // vectors
    for (int column_tile = 0; column_tile < column_tiles_; ++column_tile) {
        const int column = column_tile * 16;
        const Constants constants{_mm512_loadu_ps(converters_.codes_a_unit.data() + column),
                                  _mm512_loadu_ps(converters_.noise.data() + column),
                                  _mm512_loadu_ps(converters_.variance.data() + column),
                                  _mm512_loadu_ps(converters_.offset.data() + column),
                                  NormalPool::shared().from(0) + column};
        const Tile *columns = tiles_of(group, column_tile);
        keep(columns, std::min(planes_ * tiles_, most_kept));
        int buffer = 0;
        for (std::int64_t first = 0; first < in.vectors + block; first += block, buffer ^= 1) {
            if (first < in.vectors)
                multiply<CellBytes>(columns, static_cast<int>(first) * call.vector_lines, call,
                                    buffer);
            for (std::int64_t v = first - block; 0 <= v && v < std::min(first, in.vectors); v += 2)
                convert<CellBytes, Noisy, Last>(call, buffer ^ 1, group, column, v,
                                                v + 1 < in.vectors, constants, codes);
        }
    }
}

CROSSWEAVE_AMX void AmxKernel::codes(const InputBatch &in, std::int32_t *codes) const {
    using ReadGroup = void (AmxKernel::*)(const InputBatch &, int, Call &, std::int32_t *) const;
    static constexpr ReadGroup read_groups[2][2][3] = {
        {{&AmxKernel::read_group<1, false, Finish::Short>,
          &AmxKernel::read_group<1, false, Finish::Long>,
          &AmxKernel::read_group<1, false, Finish::Trimmed>},
         {&AmxKernel::read_group<1, true, Finish::Short>,
          &AmxKernel::read_group<1, true, Finish::Long>,
          &AmxKernel::read_group<1, true, Finish::Trimmed>}},
        {{&AmxKernel::read_group<2, false, Finish::Short>,
          &AmxKernel::read_group<2, false, Finish::Long>,
          &AmxKernel::read_group<2, false, Finish::Trimmed>},
         {&AmxKernel::read_group<2, true, Finish::Short>,
          &AmxKernel::read_group<2, true, Finish::Long>,
          &AmxKernel::read_group<2, true, Finish::Trimmed>}}};
    Call call(plan_, group_bytes_, reading_noise_ && plan_.dac_bits > 1);
    if (noisy_)
        read_places(seed_, in, plan_.reads(), call.places.data());
    const AmxTiles tiles(depth_);
    for (int group = 0; group < plan_.groups(); ++group) {
        expand(in, group, call);
        (this->*read_groups[bytes_ - 1][noisy_][static_cast<int>(finish_)])(in, group, call, codes);
    }
}

CROSSWEAVE_AMX void AmxKernel::sums(const InputBatch &in, std::int32_t *sums) const {
    const int steps = plan_.steps(), groups = plan_.groups();
    Call call(plan_, group_bytes_, reading_noise_ && plan_.dac_bits > 1);
    const AmxTiles tiles(depth_);
    const std::int64_t block = 16 / call.vector_lines;
    for (int group = 0; group < groups; ++group) {
        expand(in, group, call);
        for (int column_tile = 0; column_tile < column_tiles_; ++column_tile) {
            const Tile *columns = tiles_of(group, column_tile);
            keep(columns, std::min(planes_ * tiles_, most_kept));
            for (std::int64_t v = 0; v < in.vectors; ++v) {
                const std::int64_t line = v * call.vector_lines;
                if (v % block == 0)
                    bytes_ == 1 ? multiply<1>(columns, static_cast<int>(line), call, 0)
                                : multiply<2>(columns, static_cast<int>(line), call, 0);
                const VectorSums found = vector_sums(call, 0, group, v);
                for (int step = 0; step < steps; ++step) {
                    __m512i sum = _mm512_add_epi32(_mm512_load_si512(found.low + step),
                                                   _mm512_set1_epi32(found.lowest_sums[step]));
                    if (bytes_ == 2)
                        sum = _mm512_add_epi32(
                            sum, _mm512_slli_epi32(_mm512_load_si512(found.high + step), 8));
                    _mm512_store_si512(sums + ((v * steps + step) * groups + group) * width_ +
                                           column_tile * 16,
                                       sum);
                }
            }
        }
    }
}

} // namespace cim

#else

namespace cim {

void AmxKernel::codes(const InputBatch &, std::int32_t *) const {}
void AmxKernel::sums(const InputBatch &, std::int32_t *) const {}

} // namespace cim

#endif
