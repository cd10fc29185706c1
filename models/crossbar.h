// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/bit_planes.h"
#include "models/cell.h"
#include "models/chip_spec.h"
#include "models/device.h"
#include "models/placement.h"
#include "models/row_table.h"

#include <array>
#include <cstdint>
#include <vector>

namespace cim {

/// What happened in an array: integers, so that the order of work cannot change a sum.
struct ReadCounts {
    std::int64_t mvms = 0;        ///< matrix-vector products
    std::int64_t reads = 0;       ///< array reads: steps of input digits x row groups
    std::int64_t conversions = 0; ///< columns converted (pairs, if their currents are subtracted)
    std::int64_t active_rows = 0; ///< word lines driven with a digit that is not zero
    std::int64_t row_levels = 0; ///< sum over driven word lines of digit^2 x nominal conductance of
                                 ///< the row's used cells and its reference cell, in 1/256 level
                                 ///< steps: the power drawn (a digit is a voltage)

    ReadCounts &operator+=(const ReadCounts &other);
};

/// One crossbar with its drivers and converters, programmed with one block of a weight matrix.
///
/// The current that Gmin makes in every cell is removed ahead of the converter by one ideal
/// reference column of Gmin cells an array, so a cell counts as level + deviation. Column currents
/// are carried in fixed point: each cell, variation included, is rounded once, when programmed, to
/// 2^-6 ... 2^-12 of a level (as fine as the sums have room; whole levels stay whole). Sums are
/// then exact whatever their order, so the batch engine, the chip and any kernel give the same
/// bits.
///
/// Read noise strikes each cell's conductance (Gmin included) anew at each read. Its sum over a
/// column is Gaussian of variance read_sigma^2 x sum of (digit x G)^2, evaluated for the rows that
/// are driven.
class Crossbar {
  public:
    /// Programs block.rows x block.cols weights (row-major, row stride `stride`, `weights` is the
    /// block's first) as array number `array` of the chip `draw`. lsb: levels that a code of the
    /// converter stands for (see adc_lsbs()), above 0.
    Crossbar(const LayerPlacement &layer, const Block &block, const PeSpec &pe,
             const DeviceSpec &device, const std::int8_t *weights, int stride, double lsb,
             const ChipDraw &draw, std::uint32_t array);

    /// Adds this block's digital result for the input vector x (block.rows unsigned values) to y
    /// (block.cols counts). `image` and `position` name the read's noise. May be called from
    /// several threads at once.
    void multiply(std::int64_t image, std::int64_t position, const std::uint8_t *x, std::int32_t *y,
                  ReadCounts &counts) const;

    /// Counts the reads of x by the size of their column sums ahead of the converter:
    /// ++tally[|sum|] in whole levels, for every conversion. Sums past the end count as the last.
    void tally_sums(const std::uint8_t *x, std::vector<std::int64_t> &tally) const;

    int rows() const { return rows_; }
    int cols() const { return cols_; }
    /// Sum over its outputs of their sizes with every row driven, in levels, when programmed and
    /// now; both zero unless its cells age.
    struct Calibration {
        double at_first = 0, now = 0;
    };
    const Calibration &calibration() const { return calibration_; }
    /// From now on a count stands for `factor` times as much: what its cells have lost since they
    /// were programmed.
    void compensate(double factor);

    /// Every conversion is exact, so the products are plain integer ones.
    bool exact() const { return !weights_.empty(); }

  private:
    void build_tables(const std::vector<float> &levels, bool varied, double reference,
                      const std::vector<float> &read_sigmas);
    double calibration_output(const std::vector<float> &levels) const;
    bool loses_nothing(const std::vector<float> &levels) const;
    void multiply_exactly(const std::uint8_t *x, std::int32_t *y) const;
    void digitise(std::int64_t image, std::int64_t position, const BitPlanes &planes,
                  std::int32_t *codes) const;
    void sum_digit(const BitPlanes &planes, int step, int group, std::int32_t *sums,
                   float *variances) const;
    bool noisy() const { return noise_codes_ > 0; }
    void count(const BitPlanes &planes, const std::uint8_t *x, ReadCounts &counts) const;

    int rows_ = 0, cols_ = 0;
    WeightCode code_;
    bool paired_currents_ = false; ///< w+ and w- meet ahead of the converter
    int input_bits_ = 8, dac_bits_ = 1;
    int steps_ = 8;                    ///< input digits
    int driven_rows_ = 0, groups_ = 1; ///< rows at once, row groups
    int columns_ = 0;                  ///< conversions of a read
    int lowest_code_ = 0, top_code_ = 0;
    double lsb_ = 1;         ///< levels that a code of the converter stands for
    double digital_lsb_ = 1; ///< levels that the digital part takes a code for
    Calibration calibration_;
    double level_ = 1;               ///< one level in fixed point
    float codes_a_unit_ = 1;         ///< converter codes a unit of the summed cells
    float noise_codes_ = 0;          ///< codes of noise a root of the summed squares
    std::uint64_t reading_seed_ = 0; ///< of this array's read noise
    int width_ = 0;                  ///< columns_ rounded up to whole vectors
    RowTable table_; ///< a row: levels of its cells; if noisy(), then their conductances squared
    std::vector<std::int32_t> weights_;     ///< rows x cols, only if exact()
    std::vector<std::int32_t> row_levels_;  ///< nominal conductance of each row, 1/256 level steps
    std::array<std::int32_t, 256> squared_; ///< sum of squared digits of each input value
};

/// Levels a code stands for when the converter's range is AdcRange::Full: the largest sum that the
/// driven rows of the layer's largest block can give divided by the highest code, never below 1.
double full_range_lsb(const LayerPlacement &layer, const PeSpec &pe);

/// Highest code of the layer's converters: 2^bits - 1, or 2^(bits-1) - 1 where currents are
/// subtracted and codes have a sign.
int top_code(const LayerPlacement &layer);

} // namespace cim
