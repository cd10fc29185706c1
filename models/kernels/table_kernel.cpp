// SPDX-License-Identifier: Apache-2.0
#include "models/kernels/table_kernel.h"

#if defined(__x86_64__)

#include "models/kernels/conversion.h"

#include <immintrin.h>

#include <algorithm>

#define CROSSWEAVE_AVX512 __attribute__((target("avx512f,avx512bw")))

namespace cim {

namespace {

constexpr int table_rows = 6;
constexpr int lanes = 32; ///< vectors at a time
constexpr int most_steps = 8;

} // namespace

/// 32 lanes of 16 bits.
struct alignas(64) TableKernel::Lanes {
    std::int16_t lane[lanes];
};

/// Numbers of 32 vectors of a batch (fewer at its end).
struct TableKernel::Vectors {
    std::int64_t first = 0, count = 0;
    std::vector<Lanes> places;   ///< by table and step
    Lanes sums[2][most_steps]{}; ///< of two columns, by step
};

bool TableKernel::runs_here() { return __builtin_cpu_supports("avx512bw"); }

bool TableKernel::takes(const ColumnCells &columns) {
    return !columns.converters.gains.empty() && columns.plan.dac_bits == 1;
}

TableKernel::TableKernel(const ColumnCells &columns)
    : few_(columns), plan_(columns.plan), columns_(columns.columns),
      width_(padded(columns.columns)),
      tables_((std::min(plan_.driven_rows, plan_.rows) + table_rows - 1) / table_rows),
      converters_(columns.converters) {
    const int lines = tables_ * table_rows; // of a row group; those past its rows are zero
    cells_.resize(static_cast<std::size_t>(plan_.groups() * columns_ * lines));
    for (int row = 0; row < plan_.rows; ++row)
        for (int column = 0; column < columns_; ++column) {
            const int group = row / plan_.driven_rows, line = row % plan_.driven_rows;
            cells_[static_cast<std::size_t>((group * columns_ + column) * lines + line)] =
                static_cast<std::int16_t>(
                    columns.cells[static_cast<std::size_t>(row * columns_ + column)]);
        }
}

/// Places in the tables of the vectors; `values` is scratch.
CROSSWEAVE_AVX512 void TableKernel::index(const InputBatch &in, int group,
                                          std::vector<Lanes> &values, Vectors &vectors) const {
    const int rows = plan_.rows_of(group), steps = plan_.steps();
    for (std::int64_t lane = 0; lane < vectors.count; ++lane) {
        const std::uint8_t *x =
            in.x + (vectors.first + lane) * in.stride + group * plan_.driven_rows;
        for (int row = 0; row < rows; ++row)
            values[static_cast<std::size_t>(row)].lane[lane] = x[row];
    }
    const __m512i one = _mm512_set1_epi16(1);
    for (int table = 0; table < tables_; ++table) {
        const int last = std::min(rows, (table + 1) * table_rows) - 1;
        for (int step = 0; step < steps; ++step) {
            __m512i place = _mm512_setzero_si512();
            for (int row = last; row >= table * table_rows; --row) {
                const __m512i value = _mm512_load_si512(values[static_cast<std::size_t>(row)].lane);
                const __m512i bit =
                    _mm512_and_si512(_mm512_srl_epi16(value, _mm_cvtsi32_si128(step)), one);
                place = _mm512_add_epi16(_mm512_add_epi16(place, place), bit);
            }
            _mm512_store_si512(
                vectors.places[static_cast<std::size_t>(table * most_steps + step)].lane, place);
        }
    }
}

/// The tables of columns `column` and the next one: sums of six cells for each way to drive their
/// rows, of the first five and with the sixth, of one column and of the other.
CROSSWEAVE_AVX512 void TableKernel::make_tables(int group, int column,
                                                std::vector<Lanes> &tables) const {
    constexpr __mmask32 driven[] = {0xaaaaaaaa, 0xcccccccc, 0xf0f0f0f0, 0xff00ff00, 0xffff0000};
    const int next = std::min(column + 1, columns_ - 1); // of an odd number the last one twice
    const int own[] = {column, next};
    for (std::size_t c = 0; c < 2; ++c) {
        const std::int16_t *cells =
            cells_.data() + std::ptrdiff_t{group * columns_ + own[c]} * tables_ * table_rows;
        for (std::size_t table = 0; table < static_cast<std::size_t>(tables_);
             ++table, cells += table_rows) {
            __m512i sums = _mm512_setzero_si512();
            for (int line = 0; line < table_rows - 1; ++line)
                sums =
                    _mm512_mask_add_epi16(sums, driven[line], sums, _mm512_set1_epi16(cells[line]));
            _mm512_store_si512(tables[4 * table + 2 * c].lane, sums);
            sums = _mm512_add_epi16(sums, _mm512_set1_epi16(cells[table_rows - 1]));
            _mm512_store_si512(tables[4 * table + 2 * c + 1].lane, sums);
        }
    }
}

/// The vectors' sums of the two columns that the tables are of, by step.
CROSSWEAVE_AVX512 void TableKernel::look_up(const std::vector<Lanes> &tables,
                                            Vectors &vectors) const {
    __m512i sums[2][most_steps];
    for (auto &column_sums : sums)
        for (__m512i &sum : column_sums)
            sum = _mm512_setzero_si512();
    const Lanes *table = tables.data();
    const Lanes *places = vectors.places.data();
    for (int t = 0; t < tables_; ++t, table += 4, places += most_steps) {
        const __m512i first = _mm512_load_si512(table[0].lane);
        const __m512i first_with = _mm512_load_si512(table[1].lane);
        const __m512i second = _mm512_load_si512(table[2].lane);
        const __m512i second_with = _mm512_load_si512(table[3].lane);
#pragma GCC unroll 8
        for (int step = 0; step < most_steps; ++step) {
            const __m512i place = _mm512_load_si512(places[step].lane);
            sums[0][step] = _mm512_add_epi16(sums[0][step],
                                             _mm512_permutex2var_epi16(first, place, first_with));
            sums[1][step] = _mm512_add_epi16(sums[1][step],
                                             _mm512_permutex2var_epi16(second, place, second_with));
        }
    }
#pragma GCC unroll 8
    for (int step = 0; step < most_steps; ++step) {
        _mm512_store_si512(vectors.sums[0][step].lane, sums[0][step]);
        _mm512_store_si512(vectors.sums[1][step].lane, sums[1][step]);
    }
}

/// Converts the sums of a column and the next one.
CROSSWEAVE_AVX512 void TableKernel::convert(int group, int column, const Vectors &vectors,
                                            std::int32_t *codes) const {
    const __m512i lowest = _mm512_set1_epi16(static_cast<short>(converters_.lowest));
    const __m512i top = _mm512_set1_epi16(static_cast<short>(converters_.top));
    for (int c = column; c < std::min(column + 2, columns_); ++c) {
        const __m512i gain = _mm512_set1_epi16(converters_.gains[static_cast<std::size_t>(c)]);
        __m512i total = _mm512_setzero_si512(); // of codes from 0 on: without a sign
        for (int step = plan_.steps() - 1; step >= 0; --step) {
            const __m512i sums = _mm512_load_si512(vectors.sums[c - column][step].lane);
            const __m512i code =
                _mm512_max_epi16(_mm512_min_epi16(_mm512_mulhrs_epi16(sums, gain), top), lowest);
            total = _mm512_add_epi16(_mm512_add_epi16(total, total), code);
        }
        Lanes totals;
        _mm512_store_si512(totals.lane, total);
        std::int32_t *out = codes + vectors.first * width_ + c;
        for (std::int64_t lane = 0; lane < vectors.count; ++lane, out += width_) {
            const std::int16_t own = totals.lane[lane];
            const std::int32_t value =
                converters_.lowest < 0 ? own : static_cast<std::uint16_t>(own);
            *out = group > 0 ? *out + value : value;
        }
    }
}

void TableKernel::codes(const InputBatch &in, std::int32_t *codes) const {
    if (in.vectors < lanes / 2) {
        few_.codes(in, codes);
        return;
    }
    std::vector<Lanes> values(static_cast<std::size_t>(tables_ * table_rows));
    std::vector<Lanes> tables(static_cast<std::size_t>(4 * tables_));
    std::vector<Vectors> parts(static_cast<std::size_t>((in.vectors + lanes - 1) / lanes));
    for (std::size_t i = 0; i < parts.size(); ++i) {
        parts[i].first = static_cast<std::int64_t>(i) * lanes;
        parts[i].count = std::min<std::int64_t>(lanes, in.vectors - parts[i].first);
        parts[i].places.resize(static_cast<std::size_t>(tables_ * most_steps));
    }
    for (int group = 0; group < plan_.groups(); ++group) {
        for (Vectors &part : parts)
            index(in, group, values, part);
        for (int column = 0; column < columns_; column += 2) {
            make_tables(group, column, tables); // once for all vectors
            for (Vectors &part : parts) {
                look_up(tables, part);
                convert(group, column, part, codes);
            }
        }
    }
}

void TableKernel::sums(const InputBatch &in, std::int32_t *sums) const { few_.sums(in, sums); }

} // namespace cim

#else

#include <stdexcept>

namespace cim {

struct TableKernel::Lanes {};
struct TableKernel::Vectors {};

bool TableKernel::runs_here() { return false; }
bool TableKernel::takes(const ColumnCells &) { return false; }
TableKernel::TableKernel(const ColumnCells &columns) : few_(columns) {
    throw std::logic_error("this processor has no 512-bit registers");
}
void TableKernel::codes(const InputBatch &, std::int32_t *) const {}
void TableKernel::sums(const InputBatch &, std::int32_t *) const {}

} // namespace cim

#endif
