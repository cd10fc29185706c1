// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace cim {

/// The open rows of a DRAM's banks: one a bank, left open until another one is wanted there.
class DramRows {
  public:
    explicit DramRows(const DramSpec &dram)
        : dram_(dram), open_(static_cast<std::size_t>(dram.banks)) {}

    /// Rows that an access opens, at any address (the last byte of all ends one that would run over
    /// it); none if chip.dram.row_bytes is 0.
    std::int64_t open(std::uint64_t address, std::int64_t bytes) {
        if (dram_.row_bytes == 0 || bytes <= 0)
            return 0;
        const auto row_bytes = static_cast<std::uint64_t>(dram_.row_bytes);
        const std::uint64_t rest = std::min(static_cast<std::uint64_t>(bytes - 1),
                                            std::numeric_limits<std::uint64_t>::max() - address);
        const std::uint64_t first = address / row_bytes, last = (address + rest) / row_bytes;
        // (1) What is open where the access begins: behind one row a bank all others are new.
        const std::uint64_t more = std::min<std::uint64_t>(last - first, open_.size() - 1);
        std::uint64_t opened = last - first - more;
        for (std::uint64_t i = 0; i <= more; ++i)
            opened += bank(first + i) != first + i ? 1 : 0;
        // (2) What it leaves open.
        for (std::uint64_t i = 0; i <= more; ++i)
            bank(last - i) = last - i;
        return static_cast<std::int64_t>(opened);
    }

  private:
    std::optional<std::uint64_t> &bank(std::uint64_t row) { return open_[row % open_.size()]; }

    DramSpec dram_;
    std::vector<std::optional<std::uint64_t>> open_; ///< by bank; nothing: none yet
};

/// Cycles from the end of an access's turn on the channel to its data, when it opens so many rows.
inline std::int64_t dram_latency_cycles(const ChipSpec &chip, std::int64_t rows) {
    return chip.cycles(chip.dram.latency_ns + static_cast<double>(rows) * chip.dram.row_ns);
}

} // namespace cim
