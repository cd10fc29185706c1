// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/kernels/portable_kernel.h"
#include "models/kernels/read_kernel.h"

namespace cim {

/// The kernel for processors with 512-bit registers of 16-bit lanes (AVX-512BW): six rows of a
/// column make a table of their 64 possible sums, which is looked up for 32 vectors at a time and
/// kept for all vectors of a call.
class TableKernel : public ReadKernel {
  public:
    /// The processor has the instructions.
    static bool runs_here();
    /// Digits are bits, and converters count in whole numbers (so sums fit 16 bits).
    static bool takes(const ColumnCells &columns);

    explicit TableKernel(const ColumnCells &columns);
    ReadMethod method() const override { return ReadMethod::Avx512; }
    void codes(const InputBatch &in, std::int32_t *codes) const override;
    void sums(const InputBatch &in, std::int32_t *sums) const override;

  private:
    struct Lanes;
    struct Vectors;
    void index(const InputBatch &in, int group, std::vector<Lanes> &values, Vectors &vectors) const;
    void make_tables(int group, int column, std::vector<Lanes> &tables) const;
    void look_up(const std::vector<Lanes> &tables, Vectors &vectors) const;
    void convert(int group, int column, const Vectors &vectors, std::int32_t *codes) const;

    PortableKernel few_; ///< for so few vectors that tables are not worth it
    ReadPlan plan_;
    int columns_ = 0, width_ = 0; ///< columns, and padded
    int tables_ = 0;              ///< of a row group
    Converters converters_;
    std::vector<std::int16_t> cells_; ///< by row group, column, line
};

} // namespace cim
