// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/bit_planes.h"

#include <cstdint>
#include <vector>

namespace cim {

/// A table of integers whose rows are added as input bits pick them: what the bit lines of an array
/// do with the word lines that are driven. Columns are padded to whole vector registers.
class RowTable {
  public:
    static constexpr int lanes = 16; ///< 512 bits; narrower machines use several registers
    using Lanes = std::int32_t __attribute__((vector_size(4 * lanes), may_alias));

    RowTable() = default;
    RowTable(int rows, int columns);

    int padded_columns() const { return vectors_ * lanes; }
    void put(int row, int column, std::int32_t value);
    /// Adds every row of the set to sums (padded_columns() values, aligned to 64 bytes).
    void add_rows(const RowMask &rows, int words, std::int32_t *sums) const;

  private:
    struct alignas(64) Cells {
        Lanes value;
    };
    int vectors_ = 0; ///< a row
    std::vector<Cells> cells_;
};

} // namespace cim
