// SPDX-License-Identifier: Apache-2.0
#include "models/kernels/wide_kernel.h"

#if defined(__x86_64__)

#include "models/kernels/conversion.h"
#include "models/kernels/wide_line.h"
#include "models/kernels/wide_slices.h"
#include "models/numerics/bit_planes.h"
#include "models/numerics/normal_pool.h"

#include <immintrin.h>

#include <algorithm>
#include <array>
#include <type_traits>

namespace cim {

using namespace wide_line;

namespace {

constexpr int most_steps = 8; ///< of a byte's bits
constexpr int most_width = 4; ///< lines of a block

/// A mask of a register's bytes, the first `count`, from 0 to 64.
std::uint64_t first_bytes(int count) {
    return count >= word ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
}

bool all_zero(const std::vector<float> &values) {
    return std::all_of(values.begin(), values.end(), [](float value) { return value == 0; });
}

} // namespace

/// The rows of a group that each bit of a vector drives.
struct WideKernel::Driven {
    std::array<RowMask, most_steps> rows;
    std::array<int, most_steps> count; ///< of rows
};

/// A vector's reads of a row group.
struct WideKernel::Reads {
    const Driven &driven;
    int group;
    std::array<std::uint16_t, most_steps> places; ///< of the noise of each step
};

bool WideKernel::runs_here() {
    return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("bmi");
}

WideKernel::WideKernel(const ColumnCells &columns)
    : plan_(columns.plan), width_(padded(columns.columns)),
      lines_((columns.columns + lanes - 1) / lanes), finish_(RowKernel::finish_of(columns)),
      converters_(prepared(columns.converters, width_)), seed_(columns.reading_seed),
      counts_rows_(!columns.squares.empty()) {
    const int rows = std::min(plan_.driven_rows, plan_.rows);
    words_ = (rows + word - 1) / word;
    word_rows_ = (rows + words_ - 1) / words_;
    rests_at_zero_ = all_zero(converters_.variance) && all_zero(converters_.offset);
    fill_tables(columns);
}

/// Of a row group, in the tables.
std::ptrdiff_t WideKernel::padded_rows() const { return std::ptrdiff_t{words_} * word_rows; }

/// Where the block that begins with a line begins in the tables.
std::ptrdiff_t WideKernel::block(int group, int line) const {
    return padded_rows() * (std::ptrdiff_t{group} * lines_ + line);
}

/// Calls visit(width, line) for every block, with its lines as a constant and the first of them.
template <class Visit> void WideKernel::each_block(const Visit &visit) const {
    int line = 0;
    for (; line + most_width <= lines_; line += most_width)
        visit(std::integral_constant<int, most_width>(), line);
    switch (lines_ - line) {
    case 3:
        return visit(std::integral_constant<int, 3>(), line);
    case 2:
        return visit(std::integral_constant<int, 2>(), line);
    case 1:
        return visit(std::integral_constant<int, 1>(), line);
    default:
        return;
    }
}

void WideKernel::fill_tables(const ColumnCells &columns) {
    const auto fill = [&](const auto &values, auto &table) {
        table.resize(static_cast<std::size_t>(block(plan_.groups(), 0)));
        for (int row = 0; row < plan_.rows; ++row) {
            const int group = row / plan_.driven_rows, place = row % plan_.driven_rows;
            const int padded = place / word_rows_ * word_rows + place % word_rows_;
            for (int c = 0; c < columns.columns; ++c) {
                const int first = c / lanes / most_width * most_width; // line of its block
                const int width = std::min(most_width, lines_ - first);
                auto &lane = table[static_cast<std::size_t>(block(group, first) + padded * width +
                                                            c / lanes - first)]
                                 .lane[c % lanes];
                lane = static_cast<std::decay_t<decltype(lane)>>(
                    values[static_cast<std::size_t>(row * columns.columns + c)]);
            }
        }
    };
    fill(columns.cells, cells_);
    if (finish_ == Finish::Squared)
        fill(columns.squares, squares_);
}

/// x: of the row group's first row.
CROSSWEAVE_AVX512 void WideKernel::take(const std::uint8_t *x, int rows, Driven &driven) const {
    driven.count.fill(0);
    for (int w = 0; w < words_; ++w) {
        const int first = w * word_rows_;
        const std::uint64_t here = first_bytes(std::clamp(rows - first, 0, word_rows_));
        __m512i values = _mm512_maskz_loadu_epi8(here, x + first);
        values = _mm512_sll_epi16(values, _mm_cvtsi32_si128(8 - plan_.input_bits));
        for (int bit = plan_.input_bits - 1; bit >= 0; --bit) {
            const std::uint64_t ones = _mm512_movepi8_mask(values);
            driven.rows[static_cast<std::size_t>(bit)][static_cast<std::size_t>(w)] = ones;
            driven.count[static_cast<std::size_t>(bit)] += __builtin_popcountll(ones);
            values = _mm512_add_epi8(values, values);
        }
    }
}

/// Codes of `Width` lines from `line` on: steps from the highest down, doubling in between.
template <WideKernel::Finish Last, int Width>
CROSSWEAVE_AVX512 void WideKernel::read_lines(const Reads &reads, int line,
                                              std::int32_t *codes) const {
    constexpr bool squared = Last == Finish::Squared;
    const bool has_sign = converters_.lowest < 0;
    const NormalPool &pool = NormalPool::shared();
    const auto column = static_cast<std::size_t>(line) * lanes;
    const std::ptrdiff_t start = block(reads.group, line);
    const __m512i lowest = _mm512_set1_epi16(static_cast<short>(converters_.lowest));
    const __m512i top = _mm512_set1_epi16(static_cast<short>(converters_.top));
    __m512i totals[Width];
#pragma GCC unroll 4
    for (int i = 0; i < Width; ++i)
        totals[i] = _mm512_setzero_si512();
    for (int step = plan_.steps() - 1; step >= 0; --step) {
        const auto s = static_cast<std::size_t>(step);
        const int count = reads.driven.count[s];
        if (count == 0 && rests_at_zero_) {
#pragma GCC unroll 4
            for (int i = 0; i < Width; ++i)
                totals[i] = _mm512_add_epi16(totals[i], totals[i]);
            continue;
        }
        LineConverter converter{converters_};
        if (Last == Finish::Counted || squared)
            converter.normals = pool.from(reads.places[s]);
        if (Last == Finish::Counted)
            converter.rows = static_cast<float>(counts_rows_ ? count : 0);
        if (Last == Finish::Spread) {
            converter.whole_normals = pool.whole_from(reads.places[s]);
            converter.spreads = converters_.spreads.data() + std::ptrdiff_t{count} * width_;
        }
        __m512i sums[Width], squares[Width];
        add_rows<Width, squared>(reads.driven.rows[s], words_, {cells_.data() + start, sums},
                                 {squared ? squares_.data() + start : nullptr, squares});
#pragma GCC unroll 4
        for (int i = 0; i < Width; ++i) {
            const __m512i code =
                converter.codes<Last>(sums[i], squared ? squares[i] : sums[i],
                                      column + static_cast<std::size_t>(i) * lanes);
            totals[i] = _mm512_add_epi16(_mm512_add_epi16(totals[i], totals[i]),
                                         _mm512_max_epi16(_mm512_min_epi16(code, top), lowest));
        }
    }
    for (int i = 0; i < Width; ++i)
        add_line(totals[i], has_sign, reads.group > 0, codes + column + std::ptrdiff_t{i} * lanes);
}

template <WideKernel::Finish Last>
void WideKernel::read(const Reads &reads, std::int32_t *codes) const {
    each_block([&](auto width, int line) { read_lines<Last, width()>(reads, line, codes); });
}

void WideKernel::codes(const InputBatch &in, std::int32_t *codes) const {
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
            take(in.x + v * in.stride + reads.group * plan_.driven_rows, plan_.rows_of(reads.group),
                 driven);
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

CROSSWEAVE_AVX512 void WideKernel::add_outputs(const InputBatch &in, const SliceSum &slices,
                                               std::int32_t *y, std::ptrdiff_t stride) const {
    constexpr std::int64_t some = 16; // vectors whose codes stay in the first cache
    const auto codes = register_lines(some * width_);
    for (std::int64_t first = 0; first < in.vectors; first += some) {
        const InputBatch part = in.part(first, some);
        this->codes(part, codes[0].value);
        add_slices(slices, {codes[0].value, width_, part.vectors}, y + first * stride, stride);
    }
}

void WideKernel::sums(const InputBatch &in, std::int32_t *sums) const {
    Driven driven;
    Reads reads{driven, 0, {}};
    const int groups = plan_.groups(), steps = plan_.steps();
    for (std::int64_t v = 0; v < in.vectors; ++v, sums += std::ptrdiff_t{groups} * steps * width_)
        for (reads.group = 0; reads.group < groups; ++reads.group) {
            take(in.x + v * in.stride + reads.group * plan_.driven_rows, plan_.rows_of(reads.group),
                 driven);
            for (int step = 0; step < steps; ++step)
                each_block([&](auto width, int line) {
                    sum_lines<width()>(reads, line, step,
                                       sums + std::ptrdiff_t{step * groups + reads.group} * width_);
                });
        }
}

template <int Width>
CROSSWEAVE_AVX512 void WideKernel::sum_lines(const Reads &reads, int line, int step,
                                             std::int32_t *sums) const {
    __m512i own[Width];
    add_rows<Width, false>(reads.driven.rows[static_cast<std::size_t>(step)], words_,
                           {cells_.data() + block(reads.group, line), own});
    for (int i = 0; i < Width; ++i)
        add_line(own[i], true, false, sums + std::ptrdiff_t{line + i} * lanes);
}

CROSSWEAVE_AVX512 void WideKernel::add_driven_bits(const InputBatch &in, int rows,
                                                   std::int32_t *ones) const {
    // Ones of a row are added up over as many vectors as a byte has room for.
    constexpr std::int64_t room = 255 / 8;
    const __m512i low_half = _mm512_set1_epi8(0x0f);
    const __m512i ones_of_half =
        _mm512_broadcast_i32x4(_mm_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4));
    for (std::int64_t first = 0; first < in.vectors; first += room) {
        const std::int64_t last = std::min(first + room, in.vectors);
        for (int row = 0; row < rows; row += word) {
            const std::uint64_t here = first_bytes(rows - row);
            __m512i sum = _mm512_setzero_si512();
            for (std::int64_t v = first; v < last; ++v) {
                const __m512i x = _mm512_maskz_loadu_epi8(here, in.x + v * in.stride + row);
                const __m512i low = _mm512_and_si512(x, low_half);
                const __m512i high = _mm512_and_si512(_mm512_srli_epi16(x, 4), low_half);
                sum =
                    _mm512_add_epi8(sum, _mm512_add_epi8(_mm512_shuffle_epi8(ones_of_half, low),
                                                         _mm512_shuffle_epi8(ones_of_half, high)));
            }
            alignas(64) std::uint8_t sums[word];
            _mm512_store_si512(sums, sum);
            for (int r = 0; r < std::min(word, rows - row); ++r)
                ones[row + r] += sums[r];
        }
    }
}

} // namespace cim

#else

#include <stdexcept>

namespace cim {

bool WideKernel::runs_here() { return false; }
WideKernel::WideKernel(const ColumnCells &) : finish_() {
    throw std::logic_error("this processor has no 512-bit registers");
}
void WideKernel::codes(const InputBatch &, std::int32_t *) const {}
void WideKernel::sums(const InputBatch &, std::int32_t *) const {}
void WideKernel::add_outputs(const InputBatch &, const SliceSum &, std::int32_t *,
                             std::ptrdiff_t) const {}
void WideKernel::add_driven_bits(const InputBatch &, int, std::int32_t *) const {}

} // namespace cim

#endif
