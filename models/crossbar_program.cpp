// SPDX-License-Identifier: Apache-2.0
#include "models/crossbar.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <stdexcept>

namespace cim {

namespace {

/// The largest of the columns' sums over `rows` rows from `first` on.
template <class Value> double largest_column(int first, int rows, int columns, Value &&value) {
    double largest = 0;
    for (int c = 0; c < columns; ++c) {
        double sum = 0;
        for (int r = first; r < first + rows; ++r)
            sum += value(r, c);
        largest = std::max(largest, sum);
    }
    return largest;
}

/// 2^f with f as large as keeps `largest` x 2^f below 2^30, at most 12.
double fixed_point(double largest) {
    return std::exp2(std::min(12.0, std::floor(std::log2(0x1p30 / std::max(largest, 1.0)))));
}

} // namespace

int top_code(const LayerPlacement &layer) {
    const bool signs = layer.array.encoding == Encoding::DifferentialCurrent;
    return (1 << (layer.adc.bits - (signs ? 1 : 0))) - 1;
}

double full_range_lsb(const LayerPlacement &layer, const PeSpec &pe) {
    int rows = 0;
    for (const Block &block : layer.blocks)
        rows = std::max(rows, std::min(block.rows, layer.driven_rows()));
    const double largest =
        double(rows) * ((1 << layer.array.cell_bits) - 1) * ((1 << pe.dac_bits) - 1);
    return std::max(1.0, largest / top_code(layer));
}

Crossbar::Crossbar(const LayerPlacement &layer, const Block &block, const PeSpec &pe,
                   const DeviceSpec &device, const std::int8_t *weights, int stride, double lsb,
                   const ChipDraw &draw, std::uint32_t array)
    : rows_(block.rows), cols_(block.cols), code_(layer.array, layer.weight_bits),
      paired_currents_(layer.array.encoding == Encoding::DifferentialCurrent),
      input_bits_(layer.input_bits), dac_bits_(pe.dac_bits),
      steps_((layer.input_bits + pe.dac_bits - 1) / pe.dac_bits), driven_rows_(layer.driven_rows()),
      groups_(layer.row_groups(block)), columns_(block.cols * layer.conversions_per_output()),
      lowest_code_(paired_currents_ ? -top_code(layer) - 1 : 0), top_code_(top_code(layer)),
      lsb_(lsb) {
    if (!(lsb > 0))
        throw std::invalid_argument("a converter's lsb must be above 0 levels, not " +
                                    std::to_string(lsb));
    if (rows_ > most_lines || columns_ > most_lines)
        throw std::invalid_argument("an array may have at most " + std::to_string(most_lines) +
                                    " rows and columns");

    const CellLaw law(device, layer.array.cell_bits);
    const int cells_a_row = code_.planes() * cols_;
    std::vector<float> levels(static_cast<std::size_t>(rows_) *
                              static_cast<std::size_t>(cells_a_row));
    for (int r = 0; r < rows_; ++r)
        code_.encode(cols_, weights + std::ptrdiff_t{r} * stride, cols_,
                     levels.data() + std::ptrdiff_t{r} * cells_a_row);

    for (int r = 0; r < rows_; ++r) {
        double sum = law.gmin_levels() * (cells_a_row + 1); // and the reference cell
        for (int c = 0; c < cells_a_row; ++c)
            sum += levels[static_cast<std::size_t>(r * cells_a_row + c)];
        row_levels_.push_back(static_cast<std::int32_t>(std::lround(256 * sum)));
    }
    for (int x = 0; x < 256; ++x) {
        squared_[static_cast<std::size_t>(x)] = 0;
        for (int bit = 0; bit < input_bits_; bit += dac_bits_) {
            const int digit = (x >> bit) & ((1 << dac_bits_) - 1);
            squared_[static_cast<std::size_t>(x)] += digit * digit;
        }
    }

    if (!law.varies() && device.read_sigma == 0 && loses_nothing(levels))
        for (int r = 0; r < rows_; ++r)
            weights_.insert(weights_.end(), weights + std::ptrdiff_t{r} * stride,
                            weights + std::ptrdiff_t{r} * stride + cols_);
    law.program(draw.seed, draw.chip, array, static_cast<std::int64_t>(levels.size()),
                levels.data());
    build_tables(levels, law, device.read_sigma);
    const auto bits = random_bits({draw.seed, Stream::Reading, draw.chip, array}, 0);
    reading_seed_ = std::uint64_t{bits[0]} << 32 | bits[1];
}

bool Crossbar::loses_nothing(const std::vector<float> &levels) const {
    const int cells_a_row = code_.planes() * cols_;
    double largest = 0;
    for (int first = 0; first < rows_; first += driven_rows_)
        largest = std::max(
            largest,
            largest_column(first, std::min(driven_rows_, rows_ - first), cells_a_row,
                           [&](int r, int c) {
                               return levels[static_cast<std::size_t>(r * cells_a_row + c)];
                           }));
    return lsb_ == 1 && largest * ((1 << dac_bits_) - 1) <= top_code_;
}

void Crossbar::build_tables(const std::vector<float> &levels, const CellLaw &law,
                            double read_sigma) {
    const int cells_a_row = code_.planes() * cols_;
    // A column is one run of cells, or the difference of two where pairs share a converter.
    const auto cell = [&](int r, int c, int sign) {
        const int plane = paired_currents_ ? c / cols_ * 2 + sign : c / cols_;
        return double(
            levels[static_cast<std::size_t>(r * cells_a_row + plane * cols_ + c % cols_)]);
    };
    const auto value = [&](int r, int c) {
        return cell(r, c, 0) - (paired_currents_ ? cell(r, c, 1) : 0);
    };
    const auto conductance_squared = [&](int r, int c) {
        const double g = cell(r, c, 0) + law.gmin_levels();
        const double other = paired_currents_ ? cell(r, c, 1) + law.gmin_levels() : 0;
        return g * g + other * other;
    };

    const double largest =
        largest_column(0, rows_, columns_, [&](int r, int c) { return std::abs(value(r, c)); });
    const double unit = fixed_point(largest * ((1 << dac_bits_) - 1));
    level_ = static_cast<float>(unit);
    codes_a_count_ = static_cast<float>(1 / (unit * lsb_));
    cells_ = RowTable(rows_, columns_);
    for (int r = 0; r < rows_; ++r)
        for (int c = 0; c < columns_; ++c)
            cells_.put(r, c, static_cast<std::int32_t>(std::lround(value(r, c) * unit)));
    if (read_sigma == 0)
        return;
    const double squares = fixed_point(largest_column(0, rows_, columns_, conductance_squared));
    noise_codes_ = static_cast<float>(read_sigma / (std::sqrt(squares) * lsb_));
    squares_ = RowTable(rows_, columns_);
    for (int r = 0; r < rows_; ++r)
        for (int c = 0; c < columns_; ++c)
            squares_.put(
                r, c, static_cast<std::int32_t>(std::lround(conductance_squared(r, c) * squares)));
}

} // namespace cim
