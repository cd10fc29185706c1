// SPDX-License-Identifier: Apache-2.0
#include "models/kernels/fixed_point.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace cim {

namespace {

/// A power of two at most `value`.
double power_of_two(double value) { return std::exp2(std::floor(std::log2(value))); }

/// Sum of the squares of what rounding to 1/units moves the values by.
double rounding_power(const std::vector<float> &values, double units) {
    const auto many = static_cast<float>(units), one = static_cast<float>(1 / units);
    std::array<float, 16> powers{}; // side by side, for whole registers
    const auto add = [&](std::size_t lane, float value) {
        const float moved = std::rint(value * many) * one - value;
        powers[lane] += moved * moved;
    };
    std::size_t i = 0;
    for (; i + powers.size() <= values.size(); i += powers.size())
        for (std::size_t lane = 0; lane < powers.size(); ++lane)
            add(lane, values[i + lane]);
    for (std::size_t lane = 0; i < values.size(); ++i, ++lane)
        add(lane, values[i]);
    return std::accumulate(powers.begin(), powers.end(), 0.0);
}

/// The largest number of fixed-point units of a level, at most `value`, that makes a unit a whole
/// number of 2^-15 of a code (`lsb` levels; a power of two of them if lsb is one, so that whole
/// levels stay whole): what converters count by.
double units(double value, double lsb) {
    const double gain = 0x1p15 / (value * lsb);
    const bool whole = power_of_two(lsb) == lsb;
    return 0x1p15 / (lsb * (whole ? 1 / power_of_two(1 / gain) : std::ceil(gain)));
}

/// Of the column's noise with so many rows driven, in eighths of a unit.
double spread_of(const Converters &adc, std::size_t column, int rows) {
    return std::rint(8 * std::sqrt(rows * double(adc.noise[column])) /
                     double(adc.codes_per_unit[column]));
}

/// Read noise follows from how many rows bits drive, and fits 16 bits.
bool noise_is_whole(const ColumnCells &columns) {
    const Converters &adc = columns.converters;
    if (columns.plan.dac_bits > 1 || !adc.variance.empty() || !columns.noise_by_count())
        return false;
    for (std::size_t c = 0; c < adc.noise.size(); ++c)
        if (!(spread_of(adc, c, columns.plan.driven_rows) <= largest_short))
            return false;
    return true;
}

} // namespace

double largest_sum(int rows, int rows_per_group, const std::vector<float> &matrix) {
    const std::size_t columns = matrix.size() / static_cast<std::size_t>(rows);
    std::vector<double> sums(columns);
    double largest = 0;
    for (int r = 0; r < rows; ++r) {
        const float *row = matrix.data() + static_cast<std::size_t>(r) * columns;
        const double before = r % rows_per_group == 0 ? 0 : 1;
        for (std::size_t c = 0; c < columns; ++c)
            sums[c] = before * sums[c] + std::abs(row[c]);
        if ((r + 1) % rows_per_group == 0 || r + 1 == rows)
            largest = std::max(largest, *std::max_element(sums.begin(), sums.end()));
    }
    return largest;
}

double units_of_level(const std::vector<float> &values, double largest, double digit, double lsb) {
    const double power = rounding_power(values, 1);
    if (power == 0)
        return lsb == 1 && 2 * largest * digit <= largest_short ? 2 : 1;
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    const double lowest = std::min<double>(*low, 0), highest = std::max<double>(*high, 0);
    const double byte = units(253 / (highest - lowest), lsb);
    if (byte >= 1 && byte * largest * digit <= 0x1p30 && rounding_power(values, byte) < power / 100)
        return byte;
    const double cells = 32767 / std::max(-lowest, highest);
    const double few = largest_short / (largest * digit);
    return units(std::min({4096.0, cells, few >= 64 ? few : 0x1p30 / (largest * digit)}), lsb);
}

std::vector<std::int16_t> whole_gains(const ColumnCells &columns) {
    const Converters &adc = columns.converters;
    const ReadPlan &plan = columns.plan;
    if ((adc.noisy() && !noise_is_whole(columns)) || adc.top - adc.lowest > 255 ||
        !plan.digit_currents.empty() ||
        (adc.lowest == 0 && (std::min(plan.steps(), 4) - 1) * plan.dac_bits > 6))
        return {};
    const std::vector<float> cells(columns.cells.begin(), columns.cells.end());
    if (largest_sum(columns.plan.rows, columns.plan.driven_rows, cells) *
            columns.plan.largest_digit() >
        largest_short)
        return {};
    std::vector<std::int16_t> gains;
    for (const float codes_per_unit : adc.codes_per_unit) {
        const float gain = std::rint(codes_per_unit * 0x1p15f);
        if (gain < 1 || gain > (adc.noisy() ? 0x1p12f : 0x1p14f) ||
            gain * 0x1p-15f != codes_per_unit)
            return {};
        gains.push_back(static_cast<std::int16_t>(gain));
    }
    return gains;
}

std::vector<std::int16_t> whole_spreads(const ColumnCells &columns) {
    std::vector<std::int16_t> spreads;
    const int rows = columns.converters.noisy() ? columns.plan.driven_rows : -1;
    for (int driven = 0; driven <= rows; ++driven)
        for (std::size_t c = 0; c < columns.converters.noise.size(); ++c)
            spreads.push_back(static_cast<std::int16_t>(spread_of(columns.converters, c, driven)));
    return spreads;
}

double digit_units(const std::vector<double> &currents, double largest) {
    if (currents.empty())
        return 1;
    const double highest = *std::max_element(currents.begin(), currents.end());
    return std::clamp(power_of_two(0x1p30 / (largest * highest)), 1.0,
                      power_of_two(4096 / std::max(1.0, highest)));
}

} // namespace cim
