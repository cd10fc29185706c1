// SPDX-License-Identifier: Apache-2.0
#include "models/crossbar/crossbar.h"

#include "models/chip/adc_error.h"
#include "models/crossbar/driver_error.h"
#include "models/kernels/fixed_point.h"
#include "models/numerics/bit_planes.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace cim {

int top_code(const LayerPlacement &layer) {
    const bool signs = layer.array.encoding == Encoding::DifferentialCurrent;
    return (1 << (layer.adc.bits - (signs ? 1 : 0))) - 1;
}

double full_range_lsb(const LayerPlacement &layer, const PeSpec &pe) {
    int rows = 0;
    for (const Block &block : layer.blocks)
        rows = std::max(rows, std::min(block.rows, layer.driven_rows()));
    double largest = double(rows) * ((1 << layer.array.cell_bits) - 1) * ((1 << pe.dac_bits) - 1);
    if (layer.array.encoding == Encoding::OffsetFlipped && layer.driven_rows() >= layer.array.rows)
        largest = std::floor(largest / 2); // of the levels of all rows; a part may have more
    return std::max(1.0, largest / top_code(layer));
}

Crossbar::Crossbar(const LayerPlacement &layer, const Block &block, const PeSpec &pe,
                   const DeviceSpec &device, const std::int8_t *weights, int stride,
                   const ConverterRange &range, const ChipDraw &draw, std::uint32_t array,
                   ArrayWires *wires, ReadMethod method)
    : rows_(block.rows), cols_(block.cols), code_(layer.array, layer.weight_bits),
      paired_currents_(layer.array.encoding == Encoding::DifferentialCurrent),
      plan_{block.rows, layer.driven_rows(), layer.input_bits, pe.dac_bits},
      columns_(block.cols * layer.conversions_per_output()),
      slice_sum_{cols_, code_.slices, code_.cell_bits, code_.signs == 2 && !paired_currents_, {}},
      lowest_code_(paired_currents_ ? -top_code(layer) - 1 : 0), top_code_(top_code(layer)),
      lsbs_(static_cast<std::size_t>(columns_), range.lsb), digital_lsb_(range.lsb) {
    if (!(range.lsb > 0))
        throw std::invalid_argument("a converter's lsb must be above 0 levels, not " +
                                    std::to_string(range.lsb));
    if (!range.shifts.empty() && range.shifts.size() != lsbs_.size())
        throw std::invalid_argument("a range has shifts of " + std::to_string(range.shifts.size()) +
                                    " columns, the array " + std::to_string(columns_));
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
    for (std::size_t c = 0; c < range.shifts.size(); ++c) {
        slice_sum_.counts_a_code.push_back(1 << range.shifts[c]);
        lsbs_[c] *= slice_sum_.counts_a_code.back();
    }
    if (layer.array.encoding == Encoding::OffsetFlipped)
        flip_columns(levels);

    for (std::size_t x = 0; x < 256; ++x) {
        driven_[x] = squared_[x] = 0;
        for (int bit = 0; bit < plan_.input_bits; bit += plan_.dac_bits) {
            const int digit = static_cast<int>(x) >> bit & plan_.largest_digit();
            driven_[x] += digit != 0;
            squared_[x] += digit * digit;
        }
    }

    const bool noisy_reads = law.read_sigma() > 0 || law.flickers();
    const std::vector<double> currents = digit_currents(pe, device, draw, array);
    const bool perfect_periphery =
        !wires && !layer.adc.error.any() && pe.driver_sigma == 0 && currents.empty();
    if (!law.varies() && !noisy_reads && perfect_periphery && loses_nothing(levels))
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
    const double reference = law.reference(draw);
    std::vector<float> references(static_cast<std::size_t>(rows_), static_cast<float>(reference));
    if (wires) {
        wire_loss_.at_first = calibration_output(levels);
        WiredRows behind = wires->apply(rows_, cells_a_row, device.step_s(layer.array.cell_bits),
                                        reference, levels.data());
        wire_loss_.now = calibration_output(levels);
        references = std::move(behind.references);
        for (const double drawn : behind.drawn)
            row_levels_.push_back(std::llround(256 * drawn));
    } else {
        draw_power(levels, reference, layer.array.columns);
    }
    if (pe.driver_sigma > 0) { // currents of a row's cells and of its reference cell
        const std::vector<float> gains = driver_gains(pe, draw, array, rows_);
        for (std::size_t i = 0; i < levels.size(); ++i)
            levels[i] *= gains[i / static_cast<std::size_t>(cells_a_row)];
    }
    ColumnCells programmed = columns(levels, references, read_sigmas, currents);
    if (layer.adc.error.any())
        add_errors(layer.adc, draw, array, programmed.converters);
    else
        programmed.converters.gains = whole_gains(programmed);
    const auto bits = random_bits({draw.seed, Stream::Reading, draw.chip, array}, 0);
    programmed.reading_seed = std::uint64_t{bits[0]} << 32 | bits[1];
    kernel_ = make_kernel(method, programmed);
}

/// Inverts columns whose levels add up to more than half of what they can: top - l instead of l.
void Crossbar::flip_columns(std::vector<float> &levels) {
    const auto cells_a_row = static_cast<std::size_t>(columns_);
    const int top = (1 << code_.cell_bits) - 1;
    std::vector<double> sums(cells_a_row);
    for (std::size_t i = 0; i < levels.size(); ++i)
        sums[i % cells_a_row] += double(levels[i]);
    std::vector<char> flipped(cells_a_row, 0);
    slice_sum_.counts_a_code.resize(cells_a_row, 1);
    restored_.assign(static_cast<std::size_t>(cols_), 0);
    for (std::size_t c = 0; c < cells_a_row; ++c)
        if (2 * sums[c] > double(top) * rows_) {
            flipped[c] = 1;
            slice_sum_.counts_a_code[c] *= -1;
            const auto plane = static_cast<int>(c / static_cast<std::size_t>(cols_));
            restored_[c % static_cast<std::size_t>(cols_)] += top * code_.plane_weight(plane);
        }
    for (std::size_t i = 0; i < levels.size(); ++i)
        if (flipped[i % cells_a_row] != 0)
            levels[i] = static_cast<float>(top) - levels[i];
}

bool Crossbar::loses_nothing(const std::vector<float> &levels) const {
    const double largest = largest_sum(rows_, plan_.driven_rows, levels);
    const bool whole = std::all_of(lsbs_.begin(), lsbs_.end(), [](double lsb) { return lsb == 1; });
    return whole && largest * plan_.largest_digit() <= top_code_;
}

/// The power that each row draws: its cells, above a reference cell's conductance, and as many
/// reference cells as the array has columns and one more.
void Crossbar::draw_power(const std::vector<float> &levels, double reference, int columns) {
    const auto cells_a_row = static_cast<std::ptrdiff_t>(levels.size()) / rows_;
    for (auto row = levels.begin(); row != levels.end(); row += cells_a_row) {
        const double above = std::accumulate(row, row + cells_a_row, 0.0);
        row_levels_.push_back(std::llround(256 * (above + reference * (columns + 1))));
    }
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

void Crossbar::compensate(double factor) { digital_lsb_ *= factor; }

/// What the converters see of the cells, as integers. references: what each row's reference cell
/// takes off its cells, in levels. read_sigmas: none, one for all cells, or one a cell.
/// currents: what each digit draws, in digits; none: what it says.
ColumnCells Crossbar::columns(const std::vector<float> &levels,
                              const std::vector<float> &references,
                              const std::vector<float> &read_sigmas,
                              const std::vector<double> &currents) {
    // A column is a plane of cells, or the difference of two where pairs share a converter.
    const std::size_t cols = static_cast<std::size_t>(cols_);
    const std::size_t shared = paired_currents_ ? 2 : 1; // planes a column
    const std::size_t cells_a_row = levels.size() / references.size();
    const bool noise = !read_sigmas.empty(); // one for all cells, or one a cell
    const bool by_cell = read_sigmas.size() > 1;
    const double read_sigma = by_cell ? 1 : noise ? double(read_sigmas.front()) : 0;
    const auto noisy_part = [&](std::size_t cell) { // of a cell's conductance
        return (levels[cell] + references[cell / cells_a_row]) * (by_cell ? read_sigmas[cell] : 1);
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
        found.converters.codes_a_unit.push_back(static_cast<float>(1 / (level_ * lsb)));
    if (noise)
        square(squares, read_sigma, found);
    return found;
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
