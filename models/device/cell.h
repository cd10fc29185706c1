// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/device/device.h"
#include "models/device/weight_code.h"
#include "models/numerics/random.h"

#include <cstdint>
#include <vector>

namespace cim {

/// Cells that are programmed together, row-major: an array of a chip, or a part of one. Names their
/// draws: cell i takes word i of each stream of (seed, chip, array).
struct CellGrid {
    ChipDraw draw;
    std::uint32_t array = 0;
    int rows = 1, columns = 1;

    std::int64_t cells() const { return std::int64_t{rows} * columns; }
    Draw draw_of(Stream stream) const { return {draw.seed, stream, draw.chip, array}; }
};

/// What cells hold, in level steps (Gmax - Gmin) / (2^cell_bits - 1) above a reference cell, which
/// is an average Gmin cell of the same chip: it shares the chip's factor, drifts by the mean and
/// warms up, but has no error of its own.
class CellLaw {
  public:
    /// Throws std::invalid_argument if the device cannot hold that many levels.
    CellLaw(const DeviceSpec &device, int cell_bits);

    /// A cell may hold something else than it was asked to.
    bool varies() const;
    double gmin_levels() const { return gmin_; }
    /// Conductance of a chip's reference cell in level steps: when programmed, and at
    /// device.time_s.
    double programmed_reference(const ChipDraw &chip) const;
    double reference(const ChipDraw &chip) const;

    /// Replaces the asked levels (whole numbers) by what cells hold when programmed. In this order:
    /// the error of the write and what write-verify leaves of it; factors of the chip and of the
    /// neighbourhood; limits; a program's own laws; stuck rows, columns and cells, which hold
    /// exactly the lowest or highest level.
    void program(const CellGrid &grid, float *levels) const;

    /// What each stuck cell holds whatever it is asked for, and not a number for the others.
    std::vector<float> stuck(const CellGrid &grid) const;
    /// Programming asks the other cells of a weight to make up for the stuck ones (stuck_cells.h).
    bool compensates_stuck() const { return device_.stuck_compensate && sticks(); }

    /// Cells change after programming: by relaxation, then by drift, by traps slower than a read
    /// (their state is that of a snapshot, one a chip), by temperature.
    bool ages() const { return ages_; }
    /// Replaces programmed levels by those at device.time_s.
    void age(const CellGrid &grid, float *levels) const;

    /// Standard deviation of each cell's conductance over reads, relative to it: white noise, and
    /// traps faster than a read.
    double read_sigma() const { return read_sigma_; }
    /// Cells have 1/f noise as well, so that it depends on what they hold.
    bool flickers() const { return device_.flicker.strength > 0; }
    /// The same for each of `count` programmed levels, 1/f noise included.
    void read_sigmas(const ChipDraw &chip, std::int64_t count, const float *programmed,
                     float *sigmas) const;

  private:
    void write(const CellGrid &grid, float *levels) const;
    void draw_by_level(std::vector<std::uint32_t> &words, float *levels) const;
    void nudge(const CellGrid &grid, const std::vector<float> &targets, float *levels) const;
    void vary_together(const CellGrid &grid, float *levels) const;
    bool sticks() const {
        return device_.stuck_off + device_.stuck_on + device_.stuck_rows + device_.stuck_columns >
               0;
    }
    void stick(const CellGrid &grid, float *levels) const;
    void relax(const CellGrid &grid, float *conductances) const;
    void drift(const CellGrid &grid, float *conductances) const;
    void trap(const CellGrid &grid, float *conductances) const;
    void limit(std::int64_t count, float *levels) const;
    /// ln(time / the drift law's own time); below zero: nothing has drifted yet.
    double drift_ln() const;

    DeviceSpec device_;
    Relaxation relaxation_;     ///< at device.time_s
    float gmin_ = 0, gmax_ = 0; ///< in level steps
    float top_ = 0;             ///< highest level
    float ceiling_ = 0;         ///< highest level that a cell can hold
    double steps_per_us_ = 1;
    double read_sigma_ = 0;
    bool ages_ = false;
    bool lognormal_ = false;
    bool same_for_all_ = true;           ///< the error is Gaussian with one spread for all levels
    std::vector<float> centre_, spread_; ///< of each level; spread of ln G if log-normal
    std::vector<std::uint32_t> first_, words_; ///< random words that pass, of each level
};

/// Factor that all cells of a chip share: 1 + die_sigma n, not below zero.
double die_factor(const DeviceSpec &device, const ChipDraw &draw);

} // namespace cim
