// SPDX-License-Identifier: Apache-2.0
#include "models/kernels/row_table.h"

#include "models/kernels/read_kernel.h"

#include <algorithm>
#include <cstring>

namespace cim {

RowTable::RowTable(int rows, int columns, double largest)
    : padded_columns_(ReadKernel::padded(columns)) {
    const auto size = static_cast<std::size_t>(rows) * static_cast<std::size_t>(padded_columns_);
    if (largest <= 32767)
        short_.resize(size / Vector<std::int16_t>::lanes);
    else
        long_.resize(size / Vector<std::int32_t>::lanes);
}

template <class Entry>
void RowTable::put(std::vector<Vector<Entry>> &table, std::size_t at, Entry value) {
    constexpr std::size_t lanes = Vector<Entry>::lanes;
    table[at / lanes].value[at % lanes] = value;
}

void RowTable::put(int row, int column, const std::vector<std::int32_t> &values) {
    std::size_t at = static_cast<std::size_t>(row) * static_cast<std::size_t>(padded_columns_) +
                     static_cast<std::size_t>(column);
    for (std::int32_t value : values) {
        if (!short_.empty())
            put(short_, at++, static_cast<std::int16_t>(value));
        else
            put(long_, at++, value);
    }
}

void RowTable::sum_rows(const RowMask &rows, int words, std::int32_t *sums) const {
    if (!short_.empty())
        sum(short_, padded_columns_ / Vector<std::int16_t>::lanes, rows, words, sums);
    else
        sum(long_, padded_columns_ / Vector<std::int32_t>::lanes, rows, words, sums);
}

template <class Entry>
void RowTable::sum(const std::vector<Vector<Entry>> &table, int vectors, const RowMask &rows,
                   int words, std::int32_t *sums) {
    constexpr int lanes = Vector<Entry>::lanes;
    int v = 0;
    for (; v + 8 <= vectors; v += 8)
        sum_part<Entry, 8>(table.data() + v, vectors, rows, words, sums + v * lanes);
    for (; v + 4 <= vectors; v += 4)
        sum_part<Entry, 4>(table.data() + v, vectors, rows, words, sums + v * lanes);
    for (; v + 2 <= vectors; v += 2)
        sum_part<Entry, 2>(table.data() + v, vectors, rows, words, sums + v * lanes);
    for (; v < vectors; ++v)
        sum_part<Entry, 1>(table.data() + v, vectors, rows, words, sums + v * lanes);
}

/// Sums `Width` vectors of the picked rows, in registers.
template <class Entry, int Width>
void RowTable::sum_part(const Vector<Entry> *table, int vectors, const RowMask &rows, int words,
                        std::int32_t *sums) {
    typename Vector<Entry>::Lanes total[Width] = {};
    for (int w = 0; w < words; ++w) {
        const Vector<Entry> *base = table + std::int64_t{64} * w * vectors;
        for (std::uint64_t left = rows[static_cast<std::size_t>(w)]; left != 0; left &= left - 1) {
            const Vector<Entry> *row = base + std::int64_t{__builtin_ctzll(left)} * vectors;
            for (int v = 0; v < Width; ++v)
                total[v] += row[v].value;
        }
    }
    Entry entries[Width * Vector<Entry>::lanes];
    for (int v = 0; v < Width; ++v)
        std::memcpy(entries + v * Vector<Entry>::lanes, &total[v], sizeof total[v]);
    std::copy(std::begin(entries), std::end(entries), sums);
}

} // namespace cim
