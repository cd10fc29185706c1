// SPDX-License-Identifier: Apache-2.0
#include "models/kernels/portable_kernel.h"

#include "models/kernels/fixed_point.h"

#include <algorithm>

namespace cim {

namespace {

template <class Value>
RowTable table(const ReadPlan &plan, int columns, const std::vector<Value> &values) {
    RowTable rows(plan.rows, columns, static_cast<double>(largest_sum(plan, values)));
    for (int row = 0; row < plan.rows; ++row) {
        const auto first = values.begin() + std::ptrdiff_t{row} * columns;
        rows.put(row, 0, std::vector<std::int32_t>(first, first + columns));
    }
    return rows;
}

} // namespace

bool PortableKernel::takes(const ColumnCells &columns) {
    return columns.plan.dac_bits == 1 && columns.plan.digit_currents.empty();
}

PortableKernel::PortableKernel(const ColumnCells &columns)
    : plan_(columns.plan), width_(padded(columns.columns)),
      reading_noise_(!columns.squares.empty()), counts_rows_(columns.noise_by_count()),
      converter_(columns), cells_(table(plan_, columns.columns, columns.cells)) {
    if (reading_noise_ && !counts_rows_)
        squares_ = table(plan_, columns.columns, columns.squares);
}

void PortableKernel::codes(const InputBatch &in, std::int32_t *codes) const {
    alignas(64) std::int32_t sums[most_lines], squares[most_lines];
    const std::vector<std::uint16_t> places = converter_.noise_places(in);
    std::fill_n(squares, width_, 0);
    std::size_t place = 0;
    for (int v = 0; v < in.vectors; ++v, codes += width_) {
        const BitPlanes planes(plan_.rows, in.x + v * in.stride);
        std::fill_n(codes, width_, 0);
        for (int step = 0; step < plan_.steps(); ++step)
            for (int group = 0; group < plan_.groups(); ++group) {
                const RowMask rows = driven(planes, step, group);
                cells_.sum_rows(rows, planes.words, sums);
                if (reading_noise_)
                    sum_squares(rows, planes.words, squares);
                converter_.add(step, {sums, squares, places[place++]}, codes);
            }
    }
}

void PortableKernel::sums(const InputBatch &in, std::int32_t *sums) const {
    for (int v = 0; v < in.vectors; ++v) {
        const BitPlanes planes(plan_.rows, in.x + v * in.stride);
        for (int step = 0; step < plan_.steps(); ++step)
            for (int group = 0; group < plan_.groups(); ++group, sums += width_)
                cells_.sum_rows(driven(planes, step, group), planes.words, sums);
    }
}

/// Rows of a group whose input has the bit.
RowMask PortableKernel::driven(const BitPlanes &planes, int bit, int group) const {
    RowMask rows;
    std::copy_n(planes.plane[static_cast<std::size_t>(bit)].begin(), planes.words, rows.begin());
    if (plan_.groups() > 1)
        keep_rows(rows, planes.words, group * plan_.driven_rows, (group + 1) * plan_.driven_rows);
    return rows;
}

void PortableKernel::sum_squares(const RowMask &rows, int words, std::int32_t *sums) const {
    if (!counts_rows_) {
        squares_.sum_rows(rows, words, sums);
        return;
    }
    int count = 0;
    for (std::size_t w = 0; w < static_cast<std::size_t>(words); ++w)
        count += __builtin_popcountll(rows[w]);
    std::fill_n(sums, width_, count);
}

} // namespace cim
