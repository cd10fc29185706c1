// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/kernels/read_kernel.h"

namespace cim {

/// The kernel for processors with 256-bit registers (AVX2): the rows that an input bit drives are
/// added up in 16-bit lanes, and what the columns add up to is converted without leaving the
/// registers.
class RowKernel : public ReadKernel {
  public:
    /// How sums become codes.
    enum class Finish {
        Whole,   ///< in whole numbers
        Spread,  ///< in whole numbers, with noise that follows from how many rows are driven
        Single,  ///< in single precision, without noise
        Counted, ///< with noise that follows from how many rows are driven
        Squared  ///< with noise that follows from which rows are driven
    };
    /// A register of columns.
    struct alignas(32) Line {
        std::int16_t lane[16];
    };

    /// The processor has the instructions.
    static bool runs_here();
    /// Digits are bits, sums fit 16 bits and codes a byte, and converters are linear.
    static bool takes(const ColumnCells &columns);
    static Finish finish_of(const ColumnCells &columns);

    explicit RowKernel(const ColumnCells &columns);
    ReadMethod method() const override { return ReadMethod::Avx2; }
    void codes(const InputBatch &in, std::int32_t *codes) const override;
    void sums(const InputBatch &in, std::int32_t *sums) const override;
    void add_outputs(const InputBatch &in, const SliceSum &slices, std::int32_t *y,
                     std::ptrdiff_t stride) const override;
    void add_driven_bits(const InputBatch &in, int rows, std::int32_t *ones) const override;

  private:
    struct Driven;
    struct Reads;
    void fill_tables(const ColumnCells &columns);
    template <Finish Last> void read(const Reads &reads, std::int32_t *codes) const;
    template <Finish Last, int Width>
    void read_lines(const Reads &reads, int line, std::int32_t *codes) const;
    void sum_lines(const Reads &reads, int step, std::int32_t *sums) const;

    ReadPlan plan_;
    int width_ = 0;       ///< columns, padded
    int lines_ = 0;       ///< that hold a row's columns
    int group_lines_ = 0; ///< that hold a row group
    Finish finish_;
    Converters converters_;
    std::uint64_t seed_ = 0;
    bool counts_rows_ = false;          ///< or else noise is that of no row
    bool rests_at_zero_ = false;        ///< codes are 0 where no row is driven
    std::vector<Line> cells_, squares_; ///< by row
};

} // namespace cim
