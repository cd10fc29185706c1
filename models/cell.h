// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip_spec.h"
#include "models/device.h"
#include "models/random.h"

#include <cstdint>

namespace cim {

/// How a signed weight becomes the levels of cells. A run of n weights becomes planes() runs of n
/// levels: slice by slice, least significant first; with differential pairs the positive cells of a
/// slice, then the negative ones.
struct WeightCode {
    WeightCode(const ArraySpec &array, int bits);

    int planes() const { return slices * signs; }
    /// What is added to a weight before it is sliced: 2^(bits-1) with an offset column, else 0.
    int offset() const { return signs == 2 ? 0 : 1 << (weight_bits - 1); }
    /// Levels of `count` weights, plane p at levels[p * stride].
    void encode(int count, const std::int8_t *weights, int stride, float *levels) const;

    int weight_bits = 8, cell_bits = 2;
    int slices = 4;
    int signs = 2; ///< 2: w+ and w- have cells of their own; 1: offset column
};

/// What cells hold once programmed, in level steps (Gmax - Gmin) / (2^cell_bits - 1) above Gmin.
class CellLaw {
  public:
    CellLaw(const DeviceSpec &device, int cell_bits);

    /// Programming changes what a cell was asked to hold.
    bool varies() const { return sigma_ > 0 || off_below_ > 0 || on_below_ > 0; }
    double gmin_levels() const { return gmin_; }

    /// Replaces the asked levels of `count` cells by what they hold. Variation is Gaussian of
    /// programming_sigma x Gmax and stops at zero conductance; a stuck cell holds exactly the
    /// lowest or highest level. Cell i takes word i of the streams Programming and StuckCell of
    /// (seed, a, b).
    void program(std::uint64_t seed, std::uint32_t a, std::uint32_t b, std::int64_t count,
                 float *levels) const;

  private:
    double gmin_ = 0; ///< Gmin in level steps
    float top_ = 0;   ///< highest level
    float sigma_ = 0; ///< in level steps
    std::uint32_t off_below_ = 0, on_below_ = 0;
};

} // namespace cim
