// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip_spec.h"
#include "models/device.h"
#include "models/placement.h"

#include <cstdint>
#include <vector>

namespace cim {

/// Names the draws of one chip: everything random about it is a function of (seed, chip, array,
/// cell or read).
struct ChipDraw {
    std::uint64_t seed = 1;
    std::uint32_t chip = 0;
};

/// What happened in an array: integers, so that the order of work cannot change a sum.
struct ReadCounts {
    std::int64_t mvms = 0;        ///< matrix-vector products
    std::int64_t reads = 0;       ///< array reads: steps of input bits x row groups
    std::int64_t conversions = 0; ///< columns converted
    std::int64_t active_rows = 0; ///< word lines driven high, times their digit
    std::int64_t row_levels =
        0; ///< sum over driven rows of digit x nominal conductance of the row, in 1/256 level steps

    ReadCounts &operator+=(const ReadCounts &other);
};

/// One crossbar with its drivers and converters, programmed with one block of a weight matrix.
///
/// A column's current is carried in fixed point (2^-fraction of a level's current): each cell's
/// conductance, variation included, is rounded to it once when programmed. Sums are then exact
/// whatever their order, so the batch engine, the chip and any kernel give the same bits.
class Crossbar {
  public:
    /// Programs rows x cols weights (row-major, row stride `stride`) as array number `array` of the
    /// chip `draw`. lsb: levels a code of the converter stands for (see adc_lsb()).
    Crossbar(const LayerPlacement &layer, const Block &block, const PeSpec &pe,
             const DeviceSpec &device, const std::int8_t *weights, int stride, double lsb,
             const ChipDraw &draw, std::uint32_t array);

    /// Adds this block's digital result for the input vector x (block.rows unsigned values) to y
    /// (block.cols counts). `image` and `position` name the read's noise.
    void multiply(std::int64_t image, std::int64_t position, const std::uint8_t *x, std::int32_t *y,
                  ReadCounts &counts) const;

    int rows() const { return rows_; }
    int cols() const { return cols_; }

  private:
    int rows_ = 0, cols_ = 0;
};

/// Levels a code stands for when the converter's range is AdcRange::Full: the largest sum over the
/// driven rows divided by the highest code, never below 1.
double full_range_lsb(const LayerPlacement &layer, const PeSpec &pe);

} // namespace cim
