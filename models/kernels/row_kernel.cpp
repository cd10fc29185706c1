// SPDX-License-Identifier: Apache-2.0
#include "models/kernels/row_kernel.h"

#if defined(__x86_64__)

#include "models/kernels/conversion.h"
#include "models/kernels/fixed_point.h"
#include "models/kernels/row_line.h"
#include "models/numerics/bit_planes.h"
#include "models/numerics/normal_pool.h"

#include <immintrin.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace cim {

using namespace row_line;

namespace {

constexpr int most_steps = 8; ///< of a byte's bits
constexpr int chunk = 32;     ///< bytes of a register

/// Up to 32 values; those past `rows` are zero.
CROSSWEAVE_AVX2_INLINE __m256i values_of(const std::uint8_t *x, int rows) {
    if (rows >= chunk)
        return _mm256_loadu_si256(reinterpret_cast<const __m256i *>(x));
    alignas(32) std::uint8_t some[chunk] = {};
    std::memcpy(some, x, static_cast<std::size_t>(rows));
    return _mm256_load_si256(reinterpret_cast<const __m256i *>(some));
}

float largest_size(const std::vector<float> &values) {
    float largest = 0;
    for (const float value : values)
        largest = std::max(largest, std::abs(value));
    return largest;
}

} // namespace

/// The rows of a group that each bit of a vector drives.
struct RowKernel::Driven {
    int words = 0;
    std::array<RowMask, most_steps> rows;
    std::array<int, most_steps> count; ///< of rows

    CROSSWEAVE_AVX2 void take(const std::uint8_t *x, int all, int bits) {
        words = (all + word - 1) / word;
        count.fill(0);
        for (int first = 0; first < all; first += chunk) {
            __m256i values = values_of(x + first, all - first);
            values = _mm256_sll_epi16(values, _mm_cvtsi32_si128(8 - bits));
            for (int bit = bits - 1; bit >= 0; --bit) {
                const auto ones = static_cast<std::uint32_t>(_mm256_movemask_epi8(values));
                const auto b = static_cast<std::size_t>(bit);
                std::uint64_t &set = rows[b][static_cast<std::size_t>(first / word)];
                set = first % word == 0 ? ones : set | std::uint64_t{ones} << chunk;
                count[b] += __builtin_popcount(ones);
                values = _mm256_add_epi8(values, values);
            }
        }
    }
};

/// A vector's reads of a row group.
struct RowKernel::Reads {
    const Driven &driven;
    int group;
    std::array<std::uint16_t, most_steps> places; ///< of the noise of each step
};

bool RowKernel::runs_here() {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
           __builtin_cpu_supports("bmi");
}

bool RowKernel::takes(const ColumnCells &columns) {
    const Converters &adc = columns.converters;
    const bool byte = adc.lowest == 0 ? adc.top <= 255 : adc.lowest >= -128 && adc.top <= 127;
    if (columns.plan.dac_bits > 1 || !columns.plan.digit_currents.empty() || !adc.map.empty() ||
        !byte || double(largest_sum(columns.plan, columns.cells)) > largest_short)
        return false;
    // What is not clipped yet must be an integer of 32 bits.
    const double spread = 10 * std::sqrt(largest_short * double(largest_size(adc.noise)) +
                                         double(largest_size(adc.variance)));
    return largest_short * double(largest_size(adc.codes_per_unit)) + spread +
               double(largest_size(adc.offset)) <
           0x1p30;
}

RowKernel::Finish RowKernel::finish_of(const ColumnCells &columns) {
    if (!columns.converters.gains.empty())
        return columns.converters.spreads.empty() ? Finish::Whole : Finish::Spread;
    if (!columns.converters.noisy())
        return Finish::Single;
    return columns.squares.empty() || columns.noise_by_count() ? Finish::Counted : Finish::Squared;
}

RowKernel::RowKernel(const ColumnCells &columns)
    : plan_(columns.plan), width_(padded(columns.columns)),
      lines_((columns.columns + lanes - 1) / lanes),
      group_lines_((std::min(plan_.driven_rows, plan_.rows) + word - 1) / word * word_rows *
                   lines_),
      finish_(finish_of(columns)), converters_(prepared(columns.converters, width_)),
      seed_(columns.reading_seed), counts_rows_(!columns.squares.empty()) {
    rests_at_zero_ =
        largest_size(converters_.variance) == 0 && largest_size(converters_.offset) == 0;
    fill_tables(columns);
}

void RowKernel::fill_tables(const ColumnCells &columns) {
    const auto place = [&](int row) {
        const int line = row % plan_.driven_rows;
        return row / plan_.driven_rows * group_lines_ +
               (line / word * word_rows + line % word) * lines_;
    };
    const auto fill = [&](const auto &values, std::vector<Line> &table) {
        table.resize(static_cast<std::size_t>(plan_.groups() * group_lines_));
        for (int row = 0; row < plan_.rows; ++row)
            for (int c = 0; c < columns.columns; ++c)
                table[static_cast<std::size_t>(place(row) + c / lanes)].lane[c % lanes] =
                    static_cast<std::int16_t>(
                        values[static_cast<std::size_t>(row * columns.columns + c)]);
    };
    fill(columns.cells, cells_);
    if (finish_ == Finish::Squared)
        fill(columns.squares, squares_);
}

/// Codes of `Width` lines from `line` on: steps from the highest down, doubling in between.
template <RowKernel::Finish Last, int Width>
CROSSWEAVE_AVX2 void RowKernel::read_lines(const Reads &reads, int line,
                                           std::int32_t *codes) const {
    constexpr bool squared = Last == Finish::Squared;
    const bool has_sign = converters_.lowest < 0;
    const NormalPool &pool = NormalPool::shared();
    const auto column = static_cast<std::size_t>(line) * lanes;
    const std::ptrdiff_t start = std::ptrdiff_t{reads.group} * group_lines_ + line;
    const __m256i lowest = _mm256_set1_epi16(static_cast<short>(converters_.lowest));
    const __m256i top = _mm256_set1_epi16(static_cast<short>(converters_.top));
    __m256i totals[Width];
#pragma GCC unroll 8
    for (int i = 0; i < Width; ++i)
        totals[i] = _mm256_setzero_si256();
    for (int step = plan_.steps() - 1; step >= 0; --step) {
        const RowMask &rows = reads.driven.rows[static_cast<std::size_t>(step)];
        const int count = reads.driven.count[static_cast<std::size_t>(step)];
        if (count == 0 && rests_at_zero_) {
#pragma GCC unroll 8
            for (int i = 0; i < Width; ++i)
                totals[i] = _mm256_add_epi16(totals[i], totals[i]);
            continue;
        }
        __m256i sums[Width], squares[Width];
        add_rows<Width, squared>(rows, reads.driven.words, lines_, {cells_.data() + start, sums},
                                 {squared ? squares_.data() + start : nullptr, squares});
        LineConverter converter{converters_};
        const std::uint16_t place = reads.places[static_cast<std::size_t>(step)];
        if (Last == Finish::Counted || squared)
            converter.normals = pool.from(place);
        if (Last == Finish::Counted)
            converter.rows = static_cast<float>(counts_rows_ ? count : 0);
        if (Last == Finish::Spread) {
            converter.whole_normals = pool.whole_from(place);
            converter.spreads = converters_.spreads.data() + std::ptrdiff_t{count} * width_;
        }
#pragma GCC unroll 8
        for (int i = 0; i < Width; ++i) {
            const __m256i code =
                converter.codes<Last>(sums[i], squared ? squares[i] : sums[i],
                                      column + static_cast<std::size_t>(i) * lanes);
            totals[i] = _mm256_add_epi16(_mm256_add_epi16(totals[i], totals[i]),
                                         _mm256_max_epi16(_mm256_min_epi16(code, top), lowest));
        }
    }
    for (int i = 0; i < Width; ++i)
        add_line(totals[i], has_sign, reads.group > 0, codes + column + std::ptrdiff_t{i} * lanes);
}

template <RowKernel::Finish Last>
void RowKernel::read(const Reads &reads, std::int32_t *codes) const {
    int line = 0;
    if constexpr (Last != Finish::Squared) // there are registers for twice as many lines
        for (; line + 8 <= lines_; line += 8)
            read_lines<Last, 8>(reads, line, codes);
    for (; line + 4 <= lines_; line += 4)
        read_lines<Last, 4>(reads, line, codes);
    switch (lines_ - line) {
    case 3:
        return read_lines<Last, 3>(reads, line, codes);
    case 2:
        return read_lines<Last, 2>(reads, line, codes);
    case 1:
        return read_lines<Last, 1>(reads, line, codes);
    default:
        return;
    }
}

void RowKernel::codes(const InputBatch &in, std::int32_t *codes) const {
    const bool noisy = finish_ != Finish::Whole && finish_ != Finish::Single;
    const int groups = plan_.groups(), steps = plan_.steps();
    std::vector<std::uint16_t> places(
        static_cast<std::size_t>(noisy ? in.vectors * plan_.reads() : 0));
    if (noisy)
        read_places(seed_, in, plan_.reads(), places.data());
    Driven driven;
    Reads reads{driven, 0, {}};
    for (std::int64_t v = 0; v < in.vectors; ++v, codes += width_)
        for (reads.group = 0; reads.group < groups; ++reads.group) {
            driven.take(in.x + v * in.stride + reads.group * plan_.driven_rows,
                        plan_.rows_of(reads.group), plan_.input_bits);
            for (int step = 0; noisy && step < steps; ++step)
                reads.places[static_cast<std::size_t>(step)] = places[static_cast<std::size_t>(
                    v * plan_.reads() + step * groups + reads.group)];
            switch (finish_) {
            case Finish::Whole:
                read<Finish::Whole>(reads, codes);
                break;
            case Finish::Spread:
                read<Finish::Spread>(reads, codes);
                break;
            case Finish::Single:
                read<Finish::Single>(reads, codes);
                break;
            case Finish::Counted:
                read<Finish::Counted>(reads, codes);
                break;
            case Finish::Squared:
                read<Finish::Squared>(reads, codes);
                break;
            }
        }
}

void RowKernel::add_outputs(const InputBatch &in, const SliceSum &slices, std::int32_t *y,
                            std::ptrdiff_t stride) const {
    constexpr std::int64_t some = 16; // vectors whose codes stay in the first cache
    for (std::int64_t first = 0; first < in.vectors; first += some)
        ReadKernel::add_outputs(in.part(first, some), slices, y + first * stride, stride);
}

void RowKernel::sums(const InputBatch &in, std::int32_t *sums) const {
    Driven driven;
    Reads reads{driven, 0, {}};
    const int groups = plan_.groups(), steps = plan_.steps();
    for (std::int64_t v = 0; v < in.vectors; ++v, sums += std::ptrdiff_t{groups} * steps * width_)
        for (reads.group = 0; reads.group < groups; ++reads.group) {
            driven.take(in.x + v * in.stride + reads.group * plan_.driven_rows,
                        plan_.rows_of(reads.group), plan_.input_bits);
            for (int step = 0; step < steps; ++step)
                sum_lines(reads, step, sums + std::ptrdiff_t{step * groups + reads.group} * width_);
        }
}

CROSSWEAVE_AVX2 void RowKernel::sum_lines(const Reads &reads, int step, std::int32_t *sums) const {
    for (int line = 0; line < lines_; ++line) {
        alignas(32) std::int16_t lane[lanes];
        __m256i sum;
        add_rows<1, false>(
            reads.driven.rows[static_cast<std::size_t>(step)], reads.driven.words, lines_,
            {cells_.data() + std::ptrdiff_t{reads.group} * group_lines_ + line, &sum});
        _mm256_store_si256(reinterpret_cast<__m256i *>(lane), sum);
        std::copy(std::begin(lane), std::end(lane), sums + std::ptrdiff_t{line} * lanes);
    }
}

CROSSWEAVE_AVX2 void RowKernel::add_driven_bits(const InputBatch &in, int rows,
                                                std::int32_t *ones) const {
    // Ones of a row are added up over as many vectors as a byte has room for.
    constexpr std::int64_t room = 255 / 8;
    const __m256i low_half = _mm256_set1_epi8(0x0f);
    const __m256i ones_of_half = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0,
                                                  1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
    for (std::int64_t first = 0; first < in.vectors; first += room) {
        const std::int64_t last = std::min(first + room, in.vectors);
        for (int row = 0; row < rows; row += chunk) {
            __m256i sum = _mm256_setzero_si256();
            for (std::int64_t v = first; v < last; ++v) {
                const __m256i x = values_of(in.x + v * in.stride + row, rows - row);
                const __m256i low = _mm256_and_si256(x, low_half);
                const __m256i high = _mm256_and_si256(_mm256_srli_epi16(x, 4), low_half);
                sum =
                    _mm256_add_epi8(sum, _mm256_add_epi8(_mm256_shuffle_epi8(ones_of_half, low),
                                                         _mm256_shuffle_epi8(ones_of_half, high)));
            }
            alignas(32) std::uint8_t sums[chunk];
            _mm256_store_si256(reinterpret_cast<__m256i *>(sums), sum);
            for (int r = 0; r < std::min(chunk, rows - row); ++r)
                ones[row + r] += sums[r];
        }
    }
}

} // namespace cim

#else

#include <stdexcept>

namespace cim {

bool RowKernel::runs_here() { return false; }
bool RowKernel::takes(const ColumnCells &) { return false; }
RowKernel::Finish RowKernel::finish_of(const ColumnCells &) { return Finish::Single; }
RowKernel::RowKernel(const ColumnCells &) {
    throw std::logic_error("this processor has no 256-bit registers");
}
void RowKernel::codes(const InputBatch &, std::int32_t *) const {}
void RowKernel::sums(const InputBatch &, std::int32_t *) const {}
void RowKernel::add_outputs(const InputBatch &, const SliceSum &, std::int32_t *,
                            std::ptrdiff_t) const {}
void RowKernel::add_driven_bits(const InputBatch &, int, std::int32_t *) const {}

} // namespace cim

#endif
