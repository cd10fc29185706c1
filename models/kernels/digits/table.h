// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/kernels/read_kernel.h"

#include <cstdint>
#include <vector>

namespace cim {

/// A table of 16-bit integers whose rows are multiplied by numbers and added up, exactly: what the
/// bit lines of an array do where an input's digit has several bits. Eight vectors of factors go
/// through it at once.
class DigitTable {
  public:
    static constexpr int batch = 8; ///< vectors of one call

    DigitTable() = default;
    /// plan.rows x columns values of at most 16 bits with their sign. `method` says which registers
    /// are used; Avx512 is theirs and the instructions for products of neural networks (VNNI).
    template <class Value>
    DigitTable(const ReadPlan &plan, const std::vector<Value> &values, ReadMethod method);
    /// The widest of Portable, Avx2 and Avx512 that is no wider than `method` and runs here.
    static ReadMethod widest(ReadMethod method);

    /// Factors of a vector: each row group's start at an even place, followed by a zero if odd.
    static int group_pitch(const ReadPlan &plan) { return (plan.driven_rows + 1) / 2 * 2; }
    static int pitch(const ReadPlan &plan) { return plan.groups() * group_pitch(plan); }

    /// sums[v * padded columns + c] = the sum over the rows of a group of factors[v * pitch +
    /// place] times what column c holds there, for `batch` vectors. 64-byte aligned; sums fit 32
    /// bits.
    void sum(const std::int16_t *factors, int group, std::int32_t *sums) const;

  private:
    static constexpr int lanes = 32; ///< columns of a block, which is read pair of rows by pair
    struct alignas(64) Pair {
        std::int16_t value[lanes][2];
    };
    struct Part;
    static void sum_plainly(const Part &part);
    static void sum_by_256_bits(const Part &part);
    static void sum_by_512_bits(const Part &part);

    int width_ = 0, pitch_ = 0, group_pitch_ = 0;
    std::vector<Pair> pairs_; ///< block by block
    void (*sum_part_)(const Part &) = nullptr;
};

} // namespace cim
