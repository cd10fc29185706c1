// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/kernels/read_kernel.h"
#include "models/kernels/row_table.h"
#include "models/numerics/bit_planes.h"

namespace cim {

/// The kernel for any processor: the rows that an input bit drives are added up, whole registers of
/// columns at a time.
class PortableKernel : public ReadKernel {
  public:
    explicit PortableKernel(const ColumnCells &columns);
    ReadMethod method() const override { return ReadMethod::Portable; }
    void codes(const InputBatch &in, std::int32_t *codes) const override;
    void sums(const InputBatch &in, std::int32_t *sums) const override;

  private:
    RowMask driven(const BitPlanes &planes, int bit, int group) const;
    RowMask holding(const BitPlanes &planes, int digit, int step, int group) const;
    void sum_cells(const BitPlanes &planes, int step, int group, std::int32_t *sums) const;
    void sum_by_digit(const BitPlanes &planes, int step, int group, std::int32_t *sums) const;
    void sum_squares(const BitPlanes &planes, int step, int group, std::int32_t *sums) const;
    void convert(int step, const std::int32_t *sums, const std::int32_t *squares,
                 std::uint16_t noise_place, std::int32_t *codes) const;

    ReadPlan plan_;
    int width_ = 0; ///< columns, padded
    bool noisy_ = false, reading_noise_ = false;
    bool counts_rows_ = false; ///< for read noise, whose squares are all 1
    Converters converters_;
    std::uint64_t seed_ = 0;
    RowTable cells_, squares_;
};

} // namespace cim
