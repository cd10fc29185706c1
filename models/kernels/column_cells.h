// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace cim {

/// How the rows of a block are read: digit by digit of the inputs, row group by row group.
struct ReadPlan {
    int rows = 0;
    int driven_rows = 0; ///< at once
    int input_bits = 8, dac_bits = 1;
    /// What each digit draws, in fixed point; empty: itself.
    std::vector<std::int32_t> digit_currents{};

    int steps() const { return (input_bits + dac_bits - 1) / dac_bits; }
    int groups() const { return (rows + driven_rows - 1) / driven_rows; }
    int reads() const { return steps() * groups(); }
    /// Rows of a group; the last one may be smaller.
    int rows_of(int group) const;
    int largest_digit() const { return (1 << dac_bits) - 1; }
    /// What a digit multiplies a row's cells with.
    std::int32_t current(int digit) const {
        return digit_currents.empty() ? digit : digit_currents[static_cast<std::size_t>(digit)];
    }
};

/// What the converters of an array make of its column sums. Vectors hold a value a column; those
/// that may be empty are neutral then, at no cost.
///
/// code = clamp(rint(sum x codes_per_unit + noise + offset), lowest, top), in single precision,
/// then map[code - lowest]. The noise of a read is Gaussian, of variance (sum of squares) x noise +
/// variance.
///
/// Where the sum alone decides, it may be done in whole numbers:
/// code = clamp((sum x gain + 2^14) >> 15, lowest, top), halves up. Likewise read noise that
/// follows from how many rows are driven, which is added ahead of that, kept within 16 bits: sum +
/// ((normal x 2^12 x spread + 2^14) >> 15).
struct Converters {
    int lowest = 0, top = 255;
    std::vector<float> codes_per_unit;
    std::vector<float> noise;        ///< codes^2 a unit of the summed squares; empty: no read noise
    std::vector<float> offset;       ///< codes; may be empty
    std::vector<float> variance;     ///< of the converter's own noise, codes^2; may be empty
    std::vector<std::int32_t> map;   ///< top - lowest + 1 codes (integral non-linearity), of all
                                     ///< columns; may be empty
    std::vector<std::int16_t> gains; ///< codes a unit x 2^15, from 1 to 2^14; empty: single
                                     ///< precision. Only if sums fit 16 bits, codes a byte and
                                     ///< there is neither offset nor map, nor noise but by spreads
    /// Standard deviation of read noise in eighths of a unit, where 0, 1 ... rows are driven, each
    /// of all columns; empty: no noise in whole numbers.
    std::vector<std::int16_t> spreads;

    bool noisy() const { return !noise.empty() || !variance.empty(); }
};

/// The columns of a programmed array as integers, so that sums are exact whatever their order.
struct ColumnCells {
    ReadPlan plan;
    int columns = 0;
    std::vector<std::int32_t> cells; ///< plan.rows x columns; any sum of a group fits 30 bits even
                                     ///< when each row's digit is the largest
    std::vector<std::uint8_t> squares; ///< plan.rows x columns: conductances squared, each column
                                       ///< in units of its own; empty: no read noise. Sums of a
                                       ///< column fit 15 bits.
    Converters converters;
    std::uint64_t reading_seed = 0; ///< of this array's noise

    /// Every square is 1: read noise follows from how many rows are driven, whichever they are.
    bool noise_by_count() const {
        return !squares.empty() &&
               std::all_of(squares.begin(), squares.end(), [](int square) { return square == 1; });
    }
};

/// Input vectors for one array. Vector v is plan.rows unsigned values at x + v * stride; its noise
/// is that of (image, position + v * step).
struct InputBatch {
    std::int64_t image = 0, position = 0, step = 1;
    std::int64_t vectors = 1;
    const std::uint8_t *x = nullptr;
    std::ptrdiff_t stride = 0;
    int byte = 0; ///< of the inputs' codes, which the array reads one after the other

    /// `count` vectors from `first` on, or those that are left.
    InputBatch part(std::int64_t first, std::int64_t count) const;
};

} // namespace cim
