// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/numerics/bit_planes.h"

#include <cstdint>
#include <vector>

namespace cim {

/// A fixed table of standard normals for noise that is drawn at every read: a read takes a run of
/// it from a random place. Its values are the quantiles (i + 1/2) / size in random order, so its
/// mean is zero and its variance that of the distribution.
class NormalPool {
  public:
    static const NormalPool &shared();

    /// Up to most_lines normals from `place` on.
    const float *from(std::uint16_t place) const { return values_.data() + place; }
    /// The same rounded to 2^-12, in that unit.
    const std::int16_t *whole_from(std::uint16_t place) const { return whole_.data() + place; }

  private:
    NormalPool();
    std::vector<float> values_; ///< 2^16, then the first most_lines again
    std::vector<std::int16_t> whole_;
};

} // namespace cim
