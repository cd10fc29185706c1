// SPDX-License-Identifier: Apache-2.0
#include "models/amx_kernel.h"

#if defined(__x86_64__) && defined(__linux__)

#include "models/amx_tiles.h"
#include "models/conversion.h"
#include "models/normal_pool.h"

#include <cpuid.h>
#include <immintrin.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>

namespace cim {

namespace {

constexpr int most_steps = 8;
constexpr std::size_t most_lines_of_digits = ReadKernel::most_vectors * most_steps;

struct alignas(64) Bytes {
    std::uint8_t byte[64];
};

struct Range {
    std::int32_t lowest = 0, highest = 0;
};

/// Of the cells and of zero, which pads them.
Range range(const ColumnCells &columns) {
    Range found;
    for (std::int32_t cell : columns.cells) {
        found.lowest = std::min(found.lowest, cell);
        found.highest = std::max(found.highest, cell);
    }
    return found;
}

int rounded_up(int value, int step) { return (value + step - 1) / step * step; }

} // namespace

/// A call's input digits and their sums for a tile of columns. A line is the digits of one read of
/// one vector: line v * steps + step.
struct AmxKernel::Scratch {
    Scratch(int group_bytes, int reads, bool squared)
        : lines_of_digits(most_lines_of_digits * static_cast<std::size_t>(group_bytes) / 64),
          lines_of_squares(squared ? lines_of_digits.size() : 0),
          places(static_cast<std::size_t>(most_vectors * reads)) {}

    std::vector<Bytes> lines_of_digits, lines_of_squares;
    std::vector<std::uint16_t> places;
    std::int32_t lowest_sums[most_lines_of_digits]; ///< what was taken off each line's sums
    alignas(64) std::int32_t sums[2][most_lines_of_digits][16]; ///< by byte of the cells
    alignas(64) std::int32_t squares[most_lines_of_digits][16];
};

bool AmxKernel::runs_here() {
    static const bool runs = [] {
        unsigned a = 0, b = 0, c = 0, d = 0;
        constexpr unsigned amx_tile = 1u << 24, amx_int8 = 1u << 25;
        if (__get_cpuid_count(7, 0, &a, &b, &c, &d) == 0 || (d & amx_tile) == 0 ||
            (d & amx_int8) == 0 || !__builtin_cpu_supports("avx512bw") ||
            !__builtin_cpu_supports("avx512dq") || !__builtin_cpu_supports("avx512vl"))
            return false;
        constexpr long ask_permission = 0x1023, tile_data = 18; // asm/prctl.h
        return syscall(SYS_arch_prctl, ask_permission, tile_data) == 0;
    }();
    return runs;
}

bool AmxKernel::takes(const ColumnCells &columns) {
    const Range cells = range(columns);
    return std::int64_t{cells.highest} - cells.lowest < 1 << 16 &&
           (columns.squares.empty() || columns.plan.dac_bits <= 4);
}

AmxKernel::AmxKernel(const ColumnCells &columns)
    : plan_(columns.plan), width_(padded(columns.columns)),
      column_tiles_((columns.columns + 15) / 16), reading_noise_(!columns.squares.empty()),
      noisy_(columns.converters.noisy()),
      trimmed_(!columns.converters.offset.empty() || !columns.converters.variance.empty() ||
               !columns.converters.map.empty()),
      converters_(prepared(columns.converters, width_)), seed_(columns.reading_seed) {
    const int group_rows = std::min(plan_.driven_rows, plan_.rows);
    tiles_ = (group_rows + 63) / 64;
    depth_ = rounded_up((group_rows + tiles_ - 1) / tiles_, 4);
    group_bytes_ = rounded_up(tiles_ * depth_, 64);
    const Range cells = range(columns);
    lowest_cell_ = cells.lowest;
    bytes_ = cells.highest - cells.lowest < 1 << 8 ? 1 : 2;

    const auto tiles = static_cast<std::size_t>(plan_.groups() * column_tiles_ * tiles_);
    cells_.resize(tiles * static_cast<std::size_t>(bytes_));
    squares_.resize(reading_noise_ ? tiles : 0);
    for (int row = 0; row < plan_.rows; ++row) {
        const int group = row / plan_.driven_rows, line = row % plan_.driven_rows;
        const int tile = line / depth_, at = line % depth_;
        for (int first = 0; first < columns.columns; first += 16) {
            const int count = std::min(16, columns.columns - first);
            const std::ptrdiff_t cell = std::ptrdiff_t{row} * columns.columns + first;
            const std::ptrdiff_t block =
                (std::ptrdiff_t{group} * column_tiles_ + first / 16) * tiles_;
            const int byte = at / 4 * 64 + at % 4;
            for (int part = 0; part < bytes_; ++part) {
                std::uint8_t *to =
                    cells_[static_cast<std::size_t>(block * bytes_ + part * tiles_ + tile)].bytes +
                    byte;
                for (int c = 0; c < count; ++c)
                    to[4 * c] = static_cast<std::uint8_t>(
                        (columns.cells.data()[cell + c] - lowest_cell_) >> (8 * part));
            }
            if (reading_noise_) {
                std::uint8_t *to = squares_[static_cast<std::size_t>(block + tile)].bytes + byte;
                for (int c = 0; c < count; ++c)
                    to[4 * c] = columns.squares.data()[cell + c];
            }
        }
    }
}

/// Lays out the digits of a row group: a line of group_bytes_ for each read of each vector.
CROSSWEAVE_AMX void AmxKernel::expand(const InputBatch &in, int group, Scratch &scratch) const {
    const int steps = plan_.steps(), rows = plan_.rows_of(group);
    const bool squared = !scratch.lines_of_squares.empty();
    // squares of the digits 0 to 15
    const __m512i squares = _mm512_broadcast_i32x4(
        _mm_setr_epi8(0, 1, 4, 9, 16, 25, 36, 49, 64, 81, 100, 121, static_cast<char>(144),
                      static_cast<char>(169), static_cast<char>(196), static_cast<char>(225)));
    const __m512i zero = _mm512_setzero_si512();
    for (std::int64_t v = 0; v < in.vectors; ++v) {
        const std::uint8_t *x = in.x + v * in.stride + group * plan_.driven_rows;
        __m512i sums[most_steps];
        for (int step = 0; step < steps; ++step)
            sums[step] = zero;
        for (int first = 0; first < group_bytes_; first += 64) {
            const int left = std::clamp(rows - first, 0, 64);
            const __mmask64 here = left == 64 ? ~__mmask64{0} : (__mmask64{1} << left) - 1;
            const __m512i values = _mm512_maskz_loadu_epi8(here, x + first);
            for (int step = 0; step < steps; ++step) {
                // Shifts move bits between neighbours: what is left of a byte is masked.
                const int low = step * plan_.dac_bits;
                const int mask = plan_.largest_digit() & (0xff >> low);
                const __m512i digits =
                    _mm512_and_si512(_mm512_srl_epi16(values, _mm_cvtsi32_si128(low)),
                                     _mm512_set1_epi8(static_cast<char>(mask)));
                const auto line =
                    static_cast<std::size_t>(((v * steps + step) * group_bytes_ + first) / 64);
                _mm512_store_si512(scratch.lines_of_digits[line].byte, digits);
                if (squared)
                    _mm512_store_si512(scratch.lines_of_squares[line].byte,
                                       _mm512_shuffle_epi8(squares, digits));
                sums[step] = _mm512_add_epi64(sums[step], _mm512_sad_epu8(digits, zero));
            }
        }
        for (int step = 0; step < steps; ++step)
            scratch.lowest_sums[v * steps + step] =
                lowest_cell_ * static_cast<std::int32_t>(_mm512_reduce_add_epi64(sums[step]));
    }
}

namespace {

/// Byte tiles of the columns in registers 4 to 4 + Count - 1.
template <int Count>
CROSSWEAVE_AMX void load_columns(const AmxKernel::Tile *cells, int cell_tiles,
                                 const AmxKernel::Tile *squares) {
    const auto tile = [=](int i) { return i < cell_tiles ? cells + i : squares + i - cell_tiles; };
    AmxTiles::load<4>(tile(0));
    if constexpr (Count > 1)
        AmxTiles::load<5>(tile(1));
    if constexpr (Count > 2)
        AmxTiles::load<6>(tile(2));
    if constexpr (Count > 3)
        AmxTiles::load<7>(tile(3));
}

/// Lines of digits times a tile of columns.
struct TileProduct {
    const Bytes *digits, *squared_digits; ///< the first line
    std::ptrdiff_t pitch;                 ///< bytes a line
    int depth;                            ///< bytes a tile
    int tiles;                            ///< a line
    int lines;                            ///< a multiple of 16
    const AmxKernel::Tile *cells, *squares;
    std::int32_t *sums[2], *square_sums;
};

/// With every tile of the columns kept in a register: at most four.
template <int CellBytes, bool Squares, int Tiles>
CROSSWEAVE_AMX void multiply_kept(const TileProduct &product) {
    load_columns<(CellBytes + (Squares ? 1 : 0)) * Tiles>(product.cells, CellBytes * Tiles,
                                                          product.squares);
    for (int line = 0; line < product.lines; line += 16) {
        const auto *digits = product.digits->byte + line * product.pitch;
        AmxTiles::clear<0>();
        AmxTiles::load<3>(digits, product.pitch);
        AmxTiles::multiply<0, 3, 4>();
        if constexpr (CellBytes == 2) {
            AmxTiles::clear<1>();
            AmxTiles::multiply<1, 3, 4 + Tiles>();
        }
        if constexpr (Tiles == 2) {
            AmxTiles::load<3>(digits + product.depth, product.pitch);
            AmxTiles::multiply<0, 3, 5>();
            if constexpr (CellBytes == 2)
                AmxTiles::multiply<1, 3, 7>();
        }
        AmxTiles::store<0>(product.sums[0] + line * 16);
        if constexpr (CellBytes == 2)
            AmxTiles::store<1>(product.sums[1] + line * 16);
        if constexpr (Squares) {
            const auto *squared = product.squared_digits->byte + line * product.pitch;
            constexpr int first = 4 + CellBytes * Tiles;
            AmxTiles::clear<2>();
            AmxTiles::load<3>(squared, product.pitch);
            AmxTiles::multiply<2, 3, first>();
            if constexpr (Tiles == 2) {
                AmxTiles::load<3>(squared + product.depth, product.pitch);
                AmxTiles::multiply<2, 3, first + 1>();
            }
            AmxTiles::store<2>(product.square_sums + line * 16);
        }
    }
}

/// Any number of tiles, loaded as they are needed.
template <int CellBytes, bool Squares>
CROSSWEAVE_AMX void multiply_any(const TileProduct &product) {
    for (int line = 0; line < product.lines; line += 16) {
        AmxTiles::clear<0>();
        AmxTiles::clear<1>();
        AmxTiles::clear<2>();
        for (int tile = 0; tile < product.tiles; ++tile) {
            const std::ptrdiff_t at = line * product.pitch + tile * product.depth;
            AmxTiles::load<3>(product.digits->byte + at, product.pitch);
            AmxTiles::load<4>(product.cells + tile);
            AmxTiles::multiply<0, 3, 4>();
            if constexpr (CellBytes == 2) {
                AmxTiles::load<5>(product.cells + product.tiles + tile);
                AmxTiles::multiply<1, 3, 5>();
            }
            if constexpr (Squares) {
                AmxTiles::load<3>(product.squared_digits->byte + at, product.pitch);
                AmxTiles::load<6>(product.squares + tile);
                AmxTiles::multiply<2, 3, 6>();
            }
        }
        AmxTiles::store<0>(product.sums[0] + line * 16);
        if constexpr (CellBytes == 2)
            AmxTiles::store<1>(product.sums[1] + line * 16);
        if constexpr (Squares)
            AmxTiles::store<2>(product.square_sums + line * 16);
    }
}

template <int CellBytes, bool Squares> CROSSWEAVE_AMX void multiply(const TileProduct &product) {
    if (product.tiles == 1)
        return multiply_kept<CellBytes, Squares, 1>(product);
    if constexpr (CellBytes + (Squares ? 1 : 0) <= 2)
        if (product.tiles == 2)
            return multiply_kept<CellBytes, Squares, 2>(product);
    multiply_any<CellBytes, Squares>(product);
}

} // namespace

/// Sums of every line for a tile of 16 columns.
CROSSWEAVE_AMX void AmxKernel::multiply(std::int64_t vectors, int group, int column_tile,
                                        Scratch &scratch) const {
    const int tile = (group * column_tiles_ + column_tile) * tiles_;
    TileProduct product{};
    product.digits = scratch.lines_of_digits.data();
    product.squared_digits = product.digits;
    if (!scratch.lines_of_squares.empty())
        product.squared_digits = scratch.lines_of_squares.data();
    product.pitch = group_bytes_;
    product.depth = depth_;
    product.tiles = tiles_;
    product.lines = rounded_up(static_cast<int>(vectors) * plan_.steps(), 16);
    product.cells = cells_.data() + tile * bytes_;
    product.squares = squares_.data() + (reading_noise_ ? tile : 0);
    product.sums[0] = &scratch.sums[0][0][0];
    product.sums[1] = &scratch.sums[1][0][0];
    product.square_sums = &scratch.squares[0][0];
    if (bytes_ == 1)
        reading_noise_ ? cim::multiply<1, true>(product) : cim::multiply<1, false>(product);
    else
        reading_noise_ ? cim::multiply<2, true>(product) : cim::multiply<2, false>(product);
}

namespace {

/// Sums of a line, put together from bytes.
template <int CellBytes>
CROSSWEAVE_AMX inline __m512i whole_sums(const std::int32_t (*sums)[most_lines_of_digits][16],
                                         std::size_t line, std::int32_t lowest_sum) {
    __m512i sum = _mm512_add_epi32(_mm512_load_si512(sums[0][line]), _mm512_set1_epi32(lowest_sum));
    if constexpr (CellBytes == 2)
        sum = _mm512_add_epi32(sum, _mm512_slli_epi32(_mm512_load_si512(sums[1][line]), 8));
    return sum;
}

/// root() of conversion.h for 16 values.
CROSSWEAVE_AMX inline __m512 roots(__m512 variances) {
    const __m512 inverse = _mm512_castsi512_ps(_mm512_sub_epi32(
        _mm512_set1_epi32(0x5f1ffff9), _mm512_srli_epi32(_mm512_castps_si512(variances), 1)));
    const __m512 estimate = _mm512_mul_ps(variances, inverse);
    return _mm512_mul_ps(
        estimate, _mm512_sub_ps(_mm512_set1_ps(2.38924456f), _mm512_mul_ps(estimate, inverse)));
}

} // namespace

/// Converts the sums of every line for a tile of 16 columns; adds up shifted codes.
template <int CellBytes, bool Noisy, bool Trimmed>
CROSSWEAVE_AMX void AmxKernel::convert(std::int64_t vectors, int group, int column_tile,
                                       const Scratch &scratch, std::int32_t *codes) const {
    const int steps = plan_.steps(), groups = plan_.groups(), reads = plan_.reads();
    const std::ptrdiff_t column = std::ptrdiff_t{column_tile} * 16;
    const __m512 codes_a_unit = _mm512_loadu_ps(converters_.codes_a_unit.data() + column);
    const __m512 noise = _mm512_loadu_ps(converters_.noise.data() + column);
    const __m512 variance = _mm512_loadu_ps(converters_.variance.data() + column);
    const __m512 offset = _mm512_loadu_ps(converters_.offset.data() + column);
    const __m512 lowest = _mm512_set1_ps(static_cast<float>(converters_.lowest));
    const __m512 top = _mm512_set1_ps(static_cast<float>(converters_.top));
    const __m128i digit_place = _mm_cvtsi32_si128(plan_.dac_bits);
    const float *normals = Noisy ? NormalPool::shared().from(0) + column : nullptr;
    for (std::int64_t v = 0; v < vectors; ++v) {
        const std::uint16_t *places = scratch.places.data() + v * reads + group;
        const std::int32_t *lowest_sums = scratch.lowest_sums + v * steps;
        __m512i total = _mm512_setzero_si512();
        for (int step = steps - 1; step >= 0; --step) {
            const auto line = static_cast<std::size_t>(v * steps + step);
            __m512 value = _mm512_mul_ps(
                _mm512_cvtepi32_ps(whole_sums<CellBytes>(scratch.sums, line, lowest_sums[step])),
                codes_a_unit);
            if constexpr (Noisy) {
                __m512 spread = _mm512_setzero_ps();
                if (!Trimmed || reading_noise_)
                    spread = _mm512_mul_ps(
                        _mm512_cvtepi32_ps(_mm512_load_si512(scratch.squares[line])), noise);
                if constexpr (Trimmed)
                    spread = _mm512_add_ps(spread, variance);
                value = _mm512_add_ps(
                    value,
                    _mm512_mul_ps(roots(spread), _mm512_loadu_ps(normals + places[step * groups])));
            }
            if constexpr (Trimmed)
                value = _mm512_add_ps(value, offset);
            __m512i code = _mm512_cvtps_epi32(_mm512_min_ps(_mm512_max_ps(value, lowest), top));
            if constexpr (Trimmed)
                if (!converters_.map.empty())
                    code = _mm512_i32gather_epi32(
                        _mm512_sub_epi32(code, _mm512_set1_epi32(converters_.lowest)),
                        converters_.map.data(), 4);
            total = _mm512_add_epi32(_mm512_sll_epi32(total, digit_place), code);
        }
        std::int32_t *out = codes + v * width_ + column;
        if (group > 0)
            total = _mm512_add_epi32(total, _mm512_load_si512(out));
        _mm512_store_si512(out, total);
    }
}

CROSSWEAVE_AMX void AmxKernel::codes(const InputBatch &in, std::int32_t *codes) const {
    using Convert =
        void (AmxKernel::*)(std::int64_t, int, int, const Scratch &, std::int32_t *) const;
    static constexpr Convert converts[2][2][2] = {
        {{&AmxKernel::convert<1, false, false>, &AmxKernel::convert<1, false, true>},
         {&AmxKernel::convert<1, true, false>, &AmxKernel::convert<1, true, true>}},
        {{&AmxKernel::convert<2, false, false>, &AmxKernel::convert<2, false, true>},
         {&AmxKernel::convert<2, true, false>, &AmxKernel::convert<2, true, true>}}};
    const Convert chosen = converts[bytes_ - 1][noisy_][trimmed_];

    Scratch scratch(group_bytes_, plan_.reads(), reading_noise_ && plan_.dac_bits > 1);
    if (noisy_)
        read_places(seed_, in, plan_.reads(), scratch.places.data());
    const AmxTiles tiles(depth_);
    for (int group = 0; group < plan_.groups(); ++group) {
        expand(in, group, scratch);
        for (int column_tile = 0; column_tile < column_tiles_; ++column_tile) {
            multiply(in.vectors, group, column_tile, scratch);
            (this->*chosen)(in.vectors, group, column_tile, scratch, codes);
        }
    }
}

CROSSWEAVE_AMX void AmxKernel::sums(const InputBatch &in, std::int32_t *sums) const {
    const int steps = plan_.steps(), groups = plan_.groups();
    Scratch scratch(group_bytes_, plan_.reads(), reading_noise_ && plan_.dac_bits > 1);
    const AmxTiles tiles(depth_);
    for (int group = 0; group < groups; ++group) {
        expand(in, group, scratch);
        for (int column_tile = 0; column_tile < column_tiles_; ++column_tile) {
            multiply(in.vectors, group, column_tile, scratch);
            std::int32_t *out = sums + group * width_ + column_tile * 16;
            for (std::int64_t line = 0; line < in.vectors * steps; ++line, out += groups * width_) {
                const auto l = static_cast<std::size_t>(line);
                const std::int32_t lowest = scratch.lowest_sums[l];
                _mm512_store_si512(out, bytes_ == 1 ? whole_sums<1>(scratch.sums, l, lowest)
                                                    : whole_sums<2>(scratch.sums, l, lowest));
            }
        }
    }
}

} // namespace cim

#else

#include <stdexcept>

namespace cim {

bool AmxKernel::runs_here() { return false; }
bool AmxKernel::takes(const ColumnCells &) { return false; }
AmxKernel::AmxKernel(const ColumnCells &) {
    throw std::logic_error("this processor has no matrix tiles");
}
void AmxKernel::codes(const InputBatch &, std::int32_t *) const {}
void AmxKernel::sums(const InputBatch &, std::int32_t *) const {}

} // namespace cim

#endif
