// SPDX-License-Identifier: Apache-2.0
#include "models/crossbar/crossbar.h"

#include "models/crossbar/array_cells.h"
#include "models/kernels/fixed_point.h"

#include <algorithm>
#include <cmath>

namespace cim {

namespace {

/// What each column has of each row: a plane's cell, or the difference of `planes` = 2 where pairs
/// share a converter. Planes are runs of `cols` cells.
std::vector<float> column_values(const std::vector<float> &levels, std::size_t cols,
                                 std::size_t planes) {
    std::vector<float> values(levels.size() / planes);
    for (std::size_t run = 0; run < values.size() / cols; ++run) { // of a row's columns
        const float *plus = levels.data() + run * planes * cols;
        for (std::size_t c = 0; c < cols; ++c)
            values[run * cols + c] = plus[c] - (planes == 2 ? plus[cols + c] : 0);
    }
    return values;
}

/// The squared conductances that read noise has in each of these, in levels^2 (times the cells' own
/// deviation squared, if they have one each); none without noise.
std::vector<float> noisy_squares(const ArrayCells &cells, std::size_t cols, std::size_t planes) {
    if (cells.read_sigmas.empty())
        return {};
    const bool by_cell = cells.read_sigmas.size() > 1;
    const auto cells_per_row = static_cast<std::size_t>(cells.grid.columns);
    const auto noisy_part = [&](std::size_t cell) { // of a cell's conductance
        return (cells.levels[cell] + cells.references[cell / cells_per_row]) *
               (by_cell ? cells.read_sigmas[cell] : 1);
    };
    std::vector<float> squares(cells.levels.size() / planes);
    for (std::size_t run = 0; run < squares.size() / cols; ++run)
        for (std::size_t c = 0; c < cols; ++c) {
            const std::size_t cell = run * planes * cols + c;
            const float g = noisy_part(cell), other = planes == 2 ? noisy_part(cell + cols) : 0;
            squares[run * cols + c] = g * g + other * other;
        }
    return squares;
}

} // namespace

/// What the converters see of the cells, as integers.
ColumnCells Crossbar::columns(const ArrayCells &cells, ReadNoise noise) {
    const auto cols = static_cast<std::size_t>(cols_);
    const std::size_t planes = paired_currents_ ? 2 : 1; // a column
    const std::vector<float> values = column_values(cells.levels, cols, planes);
    const std::vector<float> squares = noisy_squares(cells, cols, planes);
    const std::vector<double> &currents = cells.currents;

    // Rounding adds at most half a unit (1/64 of a level) a cell to a 16-bit sum.
    const double largest = largest_sum(rows_, plan_.driven_rows, values) + rows_ / 128.0 + 1;
    const double digit = digit_units(currents, largest);
    for (const double current : currents)
        plan_.digit_currents.push_back(static_cast<std::int32_t>(std::rint(digit * current)));
    const double highest = currents.empty() ? plan_.largest_digit()
                                            : *std::max_element(currents.begin(), currents.end());
    level_ = digit * units_of_level(values, largest, digit * highest,
                                    *std::max_element(lsbs_.begin(), lsbs_.end()));
    ColumnCells found;
    found.plan = plan_;
    found.columns = columns_;
    found.cells.resize(values.size());
    const auto rows = static_cast<std::size_t>(rows_), columns = static_cast<std::size_t>(columns_);
    const auto level = static_cast<float>(level_ / digit);
    std::vector<float> rest(columns); // of rounding: handed down, so that equal cells add up right
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t c = 0; c < columns; ++c) {
            const float exact = values[r * columns + c] * level + rest[c];
            const float whole = std::rint(exact);
            rest[c] = exact - whole;
            found.cells[r * columns + c] = static_cast<std::int32_t>(whole);
        }
    found.converters.lowest = lowest_code_;
    found.converters.top = top_code_;
    for (const double lsb : lsbs_)
        found.converters.codes_per_unit.push_back(static_cast<float>(1 / (level_ * lsb)));
    if (squares.empty())
        return found;
    const double read_sigma = cells.read_sigmas.size() > 1 ? 1 : double(cells.read_sigmas.front());
    if (noise == ReadNoise::DrivenRows)
        average(squares, read_sigma, found);
    else
        square(squares, read_sigma, found);
    return found;
}

/// Every driven row adds the mean of its column's squared conductances (levels^2).
void Crossbar::average(const std::vector<float> &squares, double read_sigma,
                       ColumnCells &found) const {
    const auto columns = static_cast<std::size_t>(columns_);
    found.squares.assign(squares.size(), 1);
    for (std::size_t c = 0; c < columns; ++c) {
        double sum = 0;
        for (std::size_t i = c; i < squares.size(); i += columns)
            sum += double(squares[i]);
        found.converters.noise.push_back(
            static_cast<float>(read_sigma * read_sigma * sum / (rows_ * lsbs_[c] * lsbs_[c])));
    }
}

/// Rounds the cells' squared conductances (levels^2) to a byte each, every column in units of its
/// own. What rounding takes is handed down, so that sums are right on average.
void Crossbar::square(const std::vector<float> &squares, double read_sigma,
                      ColumnCells &found) const {
    const auto rows = static_cast<std::size_t>(rows_), columns = static_cast<std::size_t>(columns_);
    std::vector<float> largest(columns), sum(columns), unit(columns), rest(columns);
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t c = 0; c < columns; ++c) {
            largest[c] = std::max(largest[c], squares[r * columns + c]);
            sum[c] += squares[r * columns + c];
        }
    found.converters.noise.resize(columns);
    for (std::size_t c = 0; c < columns; ++c) {
        if (largest[c] == 0)
            continue;
        unit[c] = std::min(254 / largest[c], static_cast<float>(largest_short - 256) / sum[c]);
        found.converters.noise[c] =
            static_cast<float>(read_sigma * read_sigma / (double(unit[c]) * lsbs_[c] * lsbs_[c]));
    }
    std::vector<float> whole(columns);
    found.squares.reserve(rows * columns);
    for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t c = 0; c < columns; ++c) {
            const float exact = squares[r * columns + c] * unit[c] + rest[c];
            whole[c] = std::max(0.0f, std::rint(exact));
            rest[c] = exact - whole[c];
        }
        for (float square : whole)
            found.squares.push_back(static_cast<std::uint8_t>(square));
    }
}

} // namespace cim
