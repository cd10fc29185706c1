// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/device/register_map.h"

#include <tlm>

#include <array>
#include <functional>

namespace cim {

/// The words behind the register map. Reads and writes of any size and alignment, with byte enables
/// and streaming width as TLM-2.0 has them; what the map does not name reads as zero and ignores
/// writes. Never waits, so it may be used from outside any process.
class ControlRegisters {
  public:
    using Written = std::function<void(Register which, std::uint32_t value)>;

    /// `size`: bytes of the window, at least register_bytes; `written` is called after each write
    /// to a register that is not read only.
    ControlRegisters(std::uint64_t size, Written written);

    /// Serves an access at `offset` in the window, sets its response; false if there was an error.
    /// Without `effects` it is debug transport: commands, byte enables and streaming width are
    /// ignored.
    bool access(tlm::tlm_generic_payload &payload, std::uint64_t offset, bool effects);

    std::uint64_t value(Register which) const;
    void put(Register which, std::uint64_t value);
    /// All words of registers that can change become zero.
    void clear();

  private:
    static constexpr std::size_t words = register_bytes / 4;

    /// Bytes of one word: which, and what they become.
    struct WordWrite {
        std::size_t word = 0;
        std::uint32_t mask = 0, value = 0;
    };
    void write(const WordWrite &write, bool effects);
    const RegisterInfo &info(Register which) const {
        return *map_[static_cast<std::size_t>(which) / 4];
    }

    const std::uint64_t size_;
    const Written written_;
    std::array<std::uint32_t, words> words_{};
    std::array<const RegisterInfo *, words> map_{}; ///< by word; null: a hole
};

} // namespace cim
