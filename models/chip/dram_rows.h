// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"

#include <cstdint>
#include <vector>

namespace cim {

/// The open rows of a DRAM's banks: one a bank, left open until another one is wanted there.
class DramRows {
  public:
    explicit DramRows(const DramSpec &dram)
        : dram_(dram), open_(static_cast<std::size_t>(dram.banks), -1) {}

    /// Rows that an access opens; none if chip.dram.row_bytes is 0.
    std::int64_t open(std::uint64_t address, std::int64_t bytes) {
        if (dram_.row_bytes == 0 || bytes == 0)
            return 0;
        const auto first = static_cast<std::int64_t>(address) / dram_.row_bytes;
        const auto last = (static_cast<std::int64_t>(address) + bytes - 1) / dram_.row_bytes;
        std::int64_t opened = 0;
        for (std::int64_t row = first; row <= last; ++row) {
            std::int64_t &here = open_[static_cast<std::size_t>(row % dram_.banks)];
            opened += here != row;
            here = row;
        }
        return opened;
    }

  private:
    DramSpec dram_;
    std::vector<std::int64_t> open_;
};

/// Cycles from the end of an access's turn on the channel to its data, when it opens so many rows.
inline std::int64_t dram_latency_cycles(const ChipSpec &chip, std::int64_t rows) {
    return chip.cycles(chip.dram.latency_ns + static_cast<double>(rows) * chip.dram.row_ns);
}

} // namespace cim
