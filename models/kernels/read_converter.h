// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/kernels/read_kernel.h"

#include <cstdint>
#include <vector>

namespace cim {

/// What the columns of an array add up to in one read, padded to whole registers.
struct ReadSums {
    const std::int32_t *cells;
    const std::int32_t *squares; ///< of read noise; read only where there is some
    std::uint16_t noise_place;   ///< in the NormalPool
};

/// The converters of kernels that compute whole sums first.
class ReadConverter {
  public:
    explicit ReadConverter(const ColumnCells &columns);

    /// Of the noise of every vector's reads (conversion.h); zeros where there is none.
    std::vector<std::uint16_t> noise_places(const InputBatch &in) const;
    /// codes += converted sums, shifted by the place of their step's digit.
    void add(int step, const ReadSums &sums, std::int32_t *codes) const;

  private:
    ReadPlan plan_;
    int width_; ///< columns, padded
    Converters converters_;
    bool noisy_;
    std::uint64_t seed_;
};

} // namespace cim
