// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/kernels/row_kernel.h"

namespace cim {

/// The kernel for processors with 512-bit registers of 16-bit lanes (AVX-512BW): RowKernel with
/// registers twice as wide. Squares are kept as bytes, so that an array of 128 rows and columns
/// with read noise stays in the first cache.
class WideKernel : public ReadKernel {
  public:
    using Finish = RowKernel::Finish;
    /// A register of columns.
    struct alignas(64) Line {
        std::int16_t lane[32];
    };
    /// Their squares.
    struct alignas(32) Squares {
        std::uint8_t lane[32];
    };

    /// The processor has the instructions.
    static bool runs_here();
    /// What RowKernel takes.
    static bool takes(const ColumnCells &columns) { return RowKernel::takes(columns); }

    explicit WideKernel(const ColumnCells &columns);
    ReadMethod method() const override { return ReadMethod::Avx512; }
    void codes(const InputBatch &in, std::int32_t *codes) const override;
    void sums(const InputBatch &in, std::int32_t *sums) const override;
    void add_outputs(const InputBatch &in, const SliceSum &slices, std::int32_t *y,
                     std::ptrdiff_t stride) const override;
    void add_driven_bits(const InputBatch &in, int rows, std::int32_t *ones) const override;

  private:
    struct Driven;
    struct Reads;
    void fill_tables(const ColumnCells &columns);
    std::ptrdiff_t padded_rows() const;
    std::ptrdiff_t block(int group, int line) const;
    template <class Visit> void each_block(const Visit &visit) const;
    void take(const std::uint8_t *x, int rows, Driven &driven) const;
    template <Finish Last> void read(const Reads &reads, std::int32_t *codes) const;
    template <Finish Last, int Width>
    void read_lines(const Reads &reads, int line, std::int32_t *codes) const;
    template <int Width>
    void sum_lines(const Reads &reads, int line, int step, std::int32_t *sums) const;

    ReadPlan plan_;
    int width_ = 0;      ///< columns, padded
    int lines_ = 0;      ///< that hold a row's columns
    int words_ = 1;      ///< that a row group is cut into,
    int word_rows_ = 64; ///< evenly
    Finish finish_;
    Converters converters_;
    std::uint64_t seed_ = 0;
    bool counts_rows_ = false;     ///< or else noise is that of no row
    bool rests_at_zero_ = false;   ///< codes are 0 where no row is driven
    std::vector<Line> cells_;      ///< by row group, by block of up to four lines, by row
    std::vector<Squares> squares_; ///< likewise
};

} // namespace cim
