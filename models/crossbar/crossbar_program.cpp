// SPDX-License-Identifier: Apache-2.0
#include "models/crossbar/crossbar.h"

#include "models/chip/converter/adc_error.h"
#include "models/crossbar/array_cells.h"
#include "models/crossbar/driver_error.h"
#include "models/device/stuck_cells.h"
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

int lowest_code(const LayerPlacement &layer) {
    if (layer.array.encoding != Encoding::DifferentialCurrent)
        return 0;
    const bool symmetrical = layer.adc.signed_codes == SignedCodes::Symmetrical;
    return -top_code(layer) - (symmetrical ? 0 : 1);
}

namespace {

void check(const ArrayProgram &program, int columns) {
    const ConverterRange &range = program.range;
    if (!(range.lsb > 0))
        throw std::invalid_argument("a converter's lsb must be above 0 levels, not " +
                                    std::to_string(range.lsb));
    if (!range.shifts.empty() && range.shifts.size() != static_cast<std::size_t>(columns))
        throw std::invalid_argument("a range has shifts of " + std::to_string(range.shifts.size()) +
                                    " columns, the array " + std::to_string(columns));
    if (program.block.rows > most_lines || columns > most_lines)
        throw std::invalid_argument("an array may have at most " + std::to_string(most_lines) +
                                    " rows and columns");
}

/// Nothing but the cells' levels decides what a read gives.
bool is_ideal(const ArrayProgram &program, const CellLaw &law, const ArrayCells &cells) {
    const bool still = !law.varies() && law.read_sigma() <= 0 && !law.flickers();
    return still && !program.wires && !program.layer.adc.error.any() &&
           program.pe.driver_sigma == 0 && cells.currents.empty();
}

} // namespace

Crossbar::Crossbar(const ArrayProgram &program)
    : rows_(program.block.rows), cols_(program.block.cols),
      code_(program.layer.array, program.layer.weight_bits),
      paired_currents_(program.layer.array.encoding == Encoding::DifferentialCurrent),
      plan_{rows_, program.layer.driven_rows(), std::min(8, program.layer.input_bits),
            program.pe.dac_bits},
      input_bits_(program.layer.input_bits),
      columns_(cols_ * program.layer.conversions_per_output()),
      slice_sum_{cols_, code_.slices, code_.cell_bits, code_.signs == 2 && !paired_currents_, {}},
      lowest_code_(lowest_code(program.layer)), top_code_(top_code(program.layer)),
      lsbs_(static_cast<std::size_t>(columns_), program.range.lsb),
      digital_lsb_(program.range.lsb) {
    check(program, columns_);
    const CellLaw law(program.device, program.layer.array.cell_bits);
    // 1. Encode: the levels that cells are asked to hold, and what a code counts.
    ArrayCells cells = encode(program);
    shift_codes(program.range);
    count_digits(program.pe);
    // 2. Flip columns that would hold more than half.
    if (program.layer.array.encoding == Encoding::OffsetFlipped)
        flip_columns(cells.levels);
    if (is_ideal(program, law, cells) && loses_nothing(cells.levels))
        keep_weights(program);
    // 3. Draw what they hold instead, and their noise.
    draw_cells(law, cells);
    // 4. Age.
    age(law, cells);
    // 5. Wires: what cells count as behind them, and what rows draw.
    wire(program, law.reference(program.draw), cells);
    // 6. Drivers.
    drive(program, cells);
    // 7. Converters.
    ColumnCells seen = converted(program, cells);
    // 8. The kernels that read it.
    make_kernels(program, cells.grid, std::move(seen));
}

/// Of each byte of the inputs; the noise of each is its own.
void Crossbar::make_kernels(const ArrayProgram &program, const CellGrid &grid, ColumnCells seen) {
    for (std::uint32_t byte = 0; 8 * static_cast<int>(byte) < input_bits_; ++byte) {
        seen.plan.input_bits = std::min(8, input_bits_ - 8 * static_cast<int>(byte));
        const auto bits = random_bits(grid.draw_of(Stream::Reading), byte);
        seen.reading_seed = std::uint64_t{bits[0]} << 32 | bits[1];
        if (!program.layer.adc.error.any())
            seen.converters.gains = whole_gains(seen);
        if (!seen.converters.gains.empty())
            seen.converters.spreads = whole_spreads(seen);
        kernels_.push_back(make_kernel(program.method, seen));
    }
}

ArrayCells Crossbar::encode(const ArrayProgram &program) const {
    const int cells_per_row = code_.planes() * cols_;
    ArrayCells cells;
    cells.grid = {program.draw, program.array, rows_, cells_per_row};
    cells.levels.resize(static_cast<std::size_t>(cells.grid.cells()));
    for (int r = 0; r < rows_; ++r)
        code_.encode(cols_, program.weights + std::ptrdiff_t{r} * program.stride, cols_,
                     cells.levels.data() + std::ptrdiff_t{r} * cells_per_row);
    cells.currents = digit_currents(program.pe, program.device, program.draw, program.array);
    return cells;
}

/// Columns of finer ranges: how many counts their codes stand for.
void Crossbar::shift_codes(const ConverterRange &range) {
    for (std::size_t c = 0; c < range.shifts.size(); ++c) {
        slice_sum_.counts_per_code.push_back(1 << range.shifts[c]);
        lsbs_[c] *= slice_sum_.counts_per_code.back();
    }
}

void Crossbar::count_digits(const PeSpec &pe) {
    const bool pulses = pe.input_coding == InputCoding::Pulses;
    for (std::size_t x = 0; x < 256; ++x) {
        driven_[x] = power_[x] = 0;
        for (int bit = 0; bit < plan_.input_bits; bit += plan_.dac_bits) {
            const int digit = static_cast<int>(x) >> bit & plan_.largest_digit();
            driven_[x] += pulses ? digit : digit != 0;
            power_[x] += pe.draws_square() ? digit * digit : digit;
        }
    }
}

void Crossbar::keep_weights(const ArrayProgram &program) {
    for (int r = 0; r < rows_; ++r) {
        const nn::Weight *const row = program.weights + std::ptrdiff_t{r} * program.stride;
        for (int c = 0; c < cols_; ++c)
            weights_.push_back(row[c] * static_cast<std::int32_t>(counts_per_level()));
    }
}

void Crossbar::draw_cells(const CellLaw &law, ArrayCells &cells) const {
    if (law.compensates_stuck())
        make_up_for_stuck(code_, cells.grid, law.stuck(cells.grid), cells.levels.data());
    law.program(cells.grid, cells.levels.data());
    if (law.flickers()) {
        cells.read_sigmas.resize(cells.levels.size());
        law.read_sigmas(cells.grid.draw, cells.grid.cells(), cells.levels.data(),
                        cells.read_sigmas.data());
    } else if (law.read_sigma() > 0) {
        cells.read_sigmas.assign(1, static_cast<float>(law.read_sigma()));
    }
}

void Crossbar::age(const CellLaw &law, ArrayCells &cells) {
    if (!law.ages())
        return;
    calibration_.at_first = calibration_output(cells.levels);
    law.age(cells.grid, cells.levels.data());
    calibration_.now = calibration_output(cells.levels);
}

/// reference: conductance of the chip's reference cell, in levels.
void Crossbar::wire(const ArrayProgram &program, double reference, ArrayCells &cells) {
    const ArraySpec &array = program.layer.array;
    const bool latch = program.device.kind == CellKind::Sram;
    if (latch) // conducts on one of its two bit lines, whatever its bit
        row_levels_.assign(static_cast<std::size_t>(rows_), std::int64_t{256} * cells.grid.columns);
    if (!program.wires) {
        cells.references.assign(static_cast<std::size_t>(rows_), static_cast<float>(reference));
        if (!latch)
            draw_power(cells.levels, reference, array.columns);
        return;
    }
    wire_loss_.at_first = calibration_output(cells.levels);
    WiredRows behind =
        program.wires->apply(rows_, cells.grid.columns, program.device.step_s(array.cell_bits),
                             reference, cells.levels.data());
    wire_loss_.now = calibration_output(cells.levels);
    cells.references = std::move(behind.references);
    if (!latch)
        for (const double drawn : behind.drawn)
            row_levels_.push_back(std::llround(256 * drawn));
}

/// Drivers off their voltage scale the currents of a row's cells, and of its reference cell.
void Crossbar::drive(const ArrayProgram &program, ArrayCells &cells) const {
    if (program.pe.driver_sigma <= 0)
        return;
    const std::vector<float> gains = driver_gains(program.pe, program.draw, program.array, rows_);
    for (std::size_t i = 0; i < cells.levels.size(); ++i)
        cells.levels[i] *= gains[i / static_cast<std::size_t>(cells.grid.columns)];
}

/// What the converters see, and their own errors.
ColumnCells Crossbar::converted(const ArrayProgram &program, const ArrayCells &cells) {
    ColumnCells seen = columns(cells, program.read_noise);
    const AdcSpec &adc = program.layer.adc;
    if (adc.error.any())
        add_errors(adc, program.draw, program.array, seen.converters);
    return seen;
}

/// Inverts columns whose levels add up to more than half of what they can: top - l instead of l.
void Crossbar::flip_columns(std::vector<float> &levels) {
    const auto cells_per_row = static_cast<std::size_t>(columns_);
    const int top = (1 << code_.cell_bits) - 1;
    std::vector<double> sums(cells_per_row);
    for (std::size_t i = 0; i < levels.size(); ++i)
        sums[i % cells_per_row] += double(levels[i]);
    std::vector<char> flipped(cells_per_row, 0);
    slice_sum_.counts_per_code.resize(cells_per_row, 1);
    restored_.assign(static_cast<std::size_t>(cols_), 0);
    for (std::size_t c = 0; c < cells_per_row; ++c)
        if (2 * sums[c] > double(top) * rows_) {
            flipped[c] = 1;
            slice_sum_.counts_per_code[c] *= -1;
            const auto plane = static_cast<int>(c / static_cast<std::size_t>(cols_));
            restored_[c % static_cast<std::size_t>(cols_)] += top * code_.plane_weight(plane);
        }
    for (std::size_t i = 0; i < levels.size(); ++i)
        if (flipped[i % cells_per_row] != 0)
            levels[i] = static_cast<float>(top) - levels[i];
}

bool Crossbar::loses_nothing(const std::vector<float> &levels) const {
    const auto whole = [](double number) { return number == std::floor(number); };
    const auto [finest, coarsest] = std::minmax_element(lsbs_.begin(), lsbs_.end());
    const double largest = largest_sum(rows_, plan_.driven_rows, levels) * plan_.largest_digit();
    return whole(counts_per_level()) && whole(1 / *coarsest) && largest <= top_code_ * *finest;
}

/// The power that each row draws: its cells, above a reference cell's conductance, and as many
/// reference cells as the array has columns and one more.
void Crossbar::draw_power(const std::vector<float> &levels, double reference, int columns) {
    const auto cells_per_row = static_cast<std::ptrdiff_t>(levels.size()) / rows_;
    for (auto row = levels.begin(); row != levels.end(); row += cells_per_row) {
        const double above = std::accumulate(row, row + cells_per_row, 0.0);
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

} // namespace cim
