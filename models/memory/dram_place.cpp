// SPDX-License-Identifier: Apache-2.0
#include "models/memory/dram_place.h"

namespace cim {

namespace {

/// Takes the lowest digit, to the base `count`, from a number.
std::uint64_t take(std::uint64_t &number, std::uint64_t count) {
    const std::uint64_t digit = number % count;
    number /= count;
    return digit;
}

} // namespace

DramPlace dram_place(const DramTiming &dram, std::uint64_t burst) {
    const auto banks = static_cast<std::uint64_t>(dram.banks);
    const auto groups = static_cast<std::uint64_t>(dram.groups);
    const auto columns = static_cast<std::uint64_t>(dram.row_bytes / dram.burst_bytes);
    std::uint64_t bank = 0, row = burst;
    switch (dram.mapping) {
    case DramMapping::Rows:
        take(row, columns);
        bank = take(row, banks);
        break;
    case DramMapping::Bursts:
        bank = take(row, banks);
        take(row, columns);
        break;
    case DramMapping::Mop4: {
        const std::uint64_t low = take(row, 4);
        bank = take(row, banks);
        const std::uint64_t column = low + 4 * take(row, columns / 4);
        bank ^= column % banks;
        row ^= column / banks;
        break;
    }
    }
    return {static_cast<int>(bank), static_cast<int>(bank % groups), row};
}

} // namespace cim
