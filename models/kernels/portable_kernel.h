// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/kernels/read_converter.h"
#include "models/kernels/read_kernel.h"
#include "models/kernels/row_table.h"
#include "models/numerics/bit_planes.h"

namespace cim {

/// The kernel of bits for any processor: the rows that an input bit drives are added up, whole
/// registers of columns at a time.
class PortableKernel : public ReadKernel {
  public:
    /// Digits of one bit that draw what they say; DigitKernel has the others.
    static bool takes(const ColumnCells &columns);
    explicit PortableKernel(const ColumnCells &columns);
    ReadMethod method() const override { return ReadMethod::Portable; }
    void codes(const InputBatch &in, std::int32_t *codes) const override;
    void sums(const InputBatch &in, std::int32_t *sums) const override;

  private:
    RowMask driven(const BitPlanes &planes, int bit, int group) const;
    void sum_squares(const RowMask &rows, int words, std::int32_t *sums) const;

    ReadPlan plan_;
    int width_ = 0; ///< columns, padded
    bool reading_noise_ = false;
    bool counts_rows_ = false; ///< for read noise, whose squares are all 1
    ReadConverter converter_;
    RowTable cells_, squares_;
};

} // namespace cim
