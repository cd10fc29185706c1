// SPDX-License-Identifier: Apache-2.0
#include "models/row_table.h"

namespace cim {

namespace {

using Lanes = RowTable::Lanes;

/// Adds the first `Width` vectors of the picked rows; the sums stay in registers.
template <int Width, class Cells>
void add(const Cells *table, int stride, const RowMask &rows, int words, std::int32_t *sums) {
    Lanes sum[Width];
    for (int v = 0; v < Width; ++v)
        sum[v] = *reinterpret_cast<const Lanes *>(sums + v * RowTable::lanes);
    for (int w = 0; w < words; ++w) {
        const Cells *base = table + std::int64_t{64} * w * stride;
        for (std::uint64_t left = rows[static_cast<std::size_t>(w)]; left != 0; left &= left - 1) {
            const Cells *row = base + std::int64_t{__builtin_ctzll(left)} * stride;
            for (int v = 0; v < Width; ++v)
                sum[v] += row[v].value;
        }
    }
    for (int v = 0; v < Width; ++v)
        *reinterpret_cast<Lanes *>(sums + v * RowTable::lanes) = sum[v];
}

} // namespace

RowTable::RowTable(int rows, int columns)
    : vectors_((columns + lanes - 1) / lanes),
      cells_(static_cast<std::size_t>(rows) * static_cast<std::size_t>(vectors_), Cells{Lanes{}}) {}

void RowTable::put(int row, int column, std::int32_t value) {
    const int vector = row * vectors_ + column / lanes;
    cells_[static_cast<std::size_t>(vector)].value[column % lanes] = value;
}

void RowTable::add_rows(const RowMask &rows, int words, std::int32_t *sums) const {
    int v = 0;
    for (; v + 8 <= vectors_; v += 8)
        add<8>(cells_.data() + v, vectors_, rows, words, sums + v * lanes);
    for (; v + 4 <= vectors_; v += 4)
        add<4>(cells_.data() + v, vectors_, rows, words, sums + v * lanes);
    for (; v < vectors_; ++v)
        add<1>(cells_.data() + v, vectors_, rows, words, sums + v * lanes);
}

} // namespace cim
