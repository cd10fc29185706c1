// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/dram_timing.h"

#include <cstdint>

namespace cim {

/// Where a burst lies in its channel.
struct DramPlace {
    int bank = 0; ///< of all banks
    int group = 0;
    std::uint64_t row = 0; ///< of the bank
};

/// Where burst number `burst` of a channel lies. Neighbouring banks are of different groups. From
/// the lowest digit of its number on: with rows column, bank, row; with bursts bank, column, row;
/// with mop4 two bits of the column, bank, the rest of the column, row, and the column's bits are
/// then added without carry to those of the bank and the row, as Ramulator's MOP4CLXOR does.
DramPlace dram_place(const DramTiming &dram, std::uint64_t burst);

} // namespace cim
