// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/kernels/read_kernel.h"

namespace cim {

/// The kernel that says what the others compute.
class ReferenceKernel : public ReadKernel {
  public:
    explicit ReferenceKernel(const ColumnCells &columns);
    ReadMethod method() const override { return ReadMethod::Reference; }
    void codes(const InputBatch &in, std::int32_t *codes) const override;
    void sums(const InputBatch &in, std::int32_t *sums) const override;

  private:
    struct Sum {
        std::int32_t cells = 0, squares = 0;
    };
    Sum sum(const std::uint8_t *x, int step, int group, int column) const;

    ColumnCells columns_;
};

} // namespace cim
