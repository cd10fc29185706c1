// SPDX-License-Identifier: Apache-2.0
#include "models/crossbar.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <stdexcept>

namespace cim {

namespace {

/// The largest sum of sizes that a column of a matrix can reach over the rows of one group.
double largest_sum(int rows, int rows_a_group, const std::vector<float> &matrix) {
    const std::size_t columns = matrix.size() / static_cast<std::size_t>(rows);
    std::vector<double> sums(columns);
    double largest = 0;
    for (int r = 0; r < rows; ++r) {
        const float *row = matrix.data() + static_cast<std::size_t>(r) * columns;
        const double before = r % rows_a_group == 0 ? 0 : 1;
        for (std::size_t c = 0; c < columns; ++c)
            sums[c] = before * sums[c] + std::abs(row[c]);
        if ((r + 1) % rows_a_group == 0 || r + 1 == rows)
            largest = std::max(largest, *std::max_element(sums.begin(), sums.end()));
    }
    return largest;
}

/// Fixed-point units of a level, a power of two: as fine as 16-bit sums allow if that is at least
/// `enough`, else as 2^30 / `digit` allows; at most 2^12. `largest` is the largest sum in levels.
double units_of_level(double largest, double enough, int digit) {
    const auto units = [&](double top) {
        return std::exp2(std::min(12.0, std::floor(std::log2(top / std::max(largest, 1.0)))));
    };
    const double few = units(RowTable::largest_short);
    return few >= enough ? few : units(0x1p30 / digit);
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
      lsb_(lsb), digital_lsb_(lsb) {
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

    const bool noisy_reads = law.read_sigma() > 0 || law.flickers();
    if (!law.varies() && !noisy_reads && loses_nothing(levels))
        for (int r = 0; r < rows_; ++r)
            weights_.insert(weights_.end(), weights + std::ptrdiff_t{r} * stride,
                            weights + std::ptrdiff_t{r} * stride + cols_);
    const CellGrid grid{draw, array, rows_, cells_a_row};
    law.program(grid, levels.data());
    std::vector<float> read_sigmas; // of each cell, relative to its conductance
    if (law.flickers()) {
        read_sigmas.resize(levels.size());
        law.read_sigmas(draw, grid.cells(), levels.data(), read_sigmas.data());
    } else if (noisy_reads) {
        read_sigmas.assign(1, static_cast<float>(law.read_sigma()));
    }
    if (law.ages()) {
        calibration_.at_first = calibration_output(levels);
        law.age(grid, levels.data());
        calibration_.now = calibration_output(levels);
    }
    build_tables(levels, law.varies(), law.reference(draw), read_sigmas);
    const auto bits = random_bits({draw.seed, Stream::Reading, draw.chip, array}, 0);
    reading_seed_ = std::uint64_t{bits[0]} << 32 | bits[1];
}

bool Crossbar::loses_nothing(const std::vector<float> &levels) const {
    const double largest = largest_sum(rows_, driven_rows_, levels);
    return lsb_ == 1 && largest * ((1 << dac_bits_) - 1) <= top_code_;
}

double Crossbar::calibration_output(const std::vector<float> &levels) const {
    const auto planes = static_cast<std::size_t>(code_.planes());
    const auto cols = static_cast<std::size_t>(cols_);
    std::vector<double> outputs(cols);
    for (std::size_t i = 0; i < levels.size(); ++i) {
        const std::size_t plane = i / cols % planes;
        outputs[i % cols] += code_.plane_weight(static_cast<int>(plane)) * double(levels[i]);
    }
    return std::accumulate(outputs.begin(), outputs.end(), 0.0,
                           [](double sum, double output) { return sum + std::abs(output); });
}

void Crossbar::compensate(double factor) { digital_lsb_ = lsb_ * factor; }

void Crossbar::build_tables(const std::vector<float> &levels, bool varied, double reference,
                            const std::vector<float> &read_sigmas) {
    // A column is a plane of cells, or the difference of two where pairs share a converter.
    const std::size_t cols = static_cast<std::size_t>(cols_);
    const std::size_t shared = paired_currents_ ? 2 : 1; // planes a column
    const auto gmin = static_cast<float>(reference);
    const bool noise = !read_sigmas.empty(); // one for all cells, or one a cell
    const bool by_cell = read_sigmas.size() > 1;
    const double read_sigma = by_cell ? 1 : noise ? double(read_sigmas.front()) : 0;
    const auto noisy_part = [&](std::size_t cell) { // of a cell's conductance
        return (levels[cell] + gmin) * (by_cell ? read_sigmas[cell] : 1);
    };
    std::vector<float> values(levels.size() / shared), squares(noise ? values.size() : 0);
    for (std::size_t run = 0; run < values.size() / cols; ++run) { // of a row's columns
        const float *plus = levels.data() + run * shared * cols;
        for (std::size_t c = 0; c < cols; ++c)
            values[run * cols + c] = plus[c] - (shared == 2 ? plus[cols + c] : 0);
        for (std::size_t c = 0; noise && c < cols; ++c) {
            const std::size_t cell = run * shared * cols + c;
            const float g = noisy_part(cell), other = shared == 2 ? noisy_part(cell + cols) : 0;
            squares[run * cols + c] = g * g + other * other;
        }
    }

    // Rounding adds at most half a unit (1/64 of a level) a cell to a 16-bit sum.
    const double largest = largest_sum(rows_, driven_rows_, values) + rows_ / 128.0 + 1;
    level_ = units_of_level(largest, varied ? 64 : 1, (1 << dac_bits_) - 1);
    codes_a_unit_ = static_cast<float>(1 / (level_ * lsb_));
    double largest_units = largest * level_;

    double square_unit = 0;
    if (noise) {
        const double largest_square = largest_sum(rows_, driven_rows_, squares);
        const double top = RowTable::largest_short - rows_ - 1; // rounding: one unit a row
        square_unit = (top >= 32 * largest_square ? top : 0x1p30) / largest_square;
        largest_units = std::max(largest_units, largest_square * square_unit + rows_);
        noise_codes_ = static_cast<float>(read_sigma / (std::sqrt(square_unit) * lsb_));
    }

    width_ = RowTable::padded(columns_);
    table_ = RowTable(rows_, noise ? 2 * width_ : width_, largest_units);
    const auto columns = static_cast<std::size_t>(columns_);
    std::vector<float> rest(columns); // of rounding squares: handed down, sums are right on average
    std::vector<std::int32_t> rounded(columns);
    for (int r = 0; r < rows_; ++r) {
        const std::size_t row = static_cast<std::size_t>(r) * columns;
        for (std::size_t c = 0; c < columns; ++c)
            rounded[c] =
                static_cast<std::int32_t>(std::rint(values[row + c] * static_cast<float>(level_)));
        table_.put(r, 0, rounded);
        if (!noise)
            continue;
        for (std::size_t c = 0; c < columns; ++c) {
            const float exact = squares[row + c] * static_cast<float>(square_unit) + rest[c];
            const float whole = std::max(0.0f, std::rint(exact));
            rest[c] = exact - whole;
            rounded[c] = static_cast<std::int32_t>(whole);
        }
        table_.put(r, width_, rounded);
    }
}

} // namespace cim
