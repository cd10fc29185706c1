// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/kernels/digits/table.h"
#include "models/kernels/read_converter.h"
#include "models/kernels/read_kernel.h"

#include <vector>

namespace cim {

/// The kernel of digits of several bits, or that draw something else than they say: rows are
/// multiplied by their digits and added up, eight vectors at a time, in the registers that the
/// processor has.
class DigitKernel : public ReadKernel {
  public:
    /// `method`: DigitTable::widest().
    DigitKernel(const ColumnCells &columns, ReadMethod method);
    ReadMethod method() const override { return method_; }
    void codes(const InputBatch &in, std::int32_t *codes) const override;
    void sums(const InputBatch &in, std::int32_t *sums) const override;

  private:
    class Digits;
    void sum_squares(const Digits &digits, int group, std::int32_t *sums) const;

    ReadMethod method_;
    ReadPlan plan_;
    int width_ = 0; ///< columns, padded
    bool reading_noise_ = false;
    bool counts_rows_ = false; ///< for read noise, whose squares are all 1
    ReadConverter converter_;
    DigitTable cells_, squares_;
};

} // namespace cim
