// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/numerics/bit_planes.h"

#include <cstdint>
#include <vector>

namespace cim {

/// Of the registers that this is compiled for; wider ones would be split through memory.
#if defined(__AVX512BW__)
inline constexpr int register_bytes = 64;
#else
inline constexpr int register_bytes = 32;
#endif

/// A table of integers whose rows are added as input bits pick them: what the bit lines of an array
/// do with the word lines that are driven. Entries and sums have 16 bits where that is enough (half
/// the memory traffic), else 32.
class RowTable {
  public:
    RowTable() = default;
    /// Zeros. `largest` bounds the size of every sum that will be asked for; it fits 32 bits.
    RowTable(int rows, int columns, double largest);

    /// Puts values into a row from `column` on.
    void put(int row, int column, const std::vector<std::int32_t> &values);
    /// sums = the sum of the rows in the set, ReadKernel::padded(columns) values.
    void sum_rows(const RowMask &rows, int words, std::int32_t *sums) const;

  private:
    template <class Entry> struct alignas(register_bytes) Vector {
        static constexpr int lanes = register_bytes / sizeof(Entry);
        using Lanes __attribute__((vector_size(register_bytes))) = Entry;
        Lanes value;
    };
    template <class Entry>
    static void put(std::vector<Vector<Entry>> &table, std::size_t at, Entry value);
    template <class Entry>
    static void sum(const std::vector<Vector<Entry>> &table, int vectors, const RowMask &rows,
                    int words, std::int32_t *sums);
    template <class Entry, int Width>
    static void sum_part(const Vector<Entry> *table, int vectors, const RowMask &rows, int words,
                         std::int32_t *sums);

    int padded_columns_ = 0;
    std::vector<Vector<std::int16_t>> short_; ///< one of the two holds the table
    std::vector<Vector<std::int32_t>> long_;
};

} // namespace cim
