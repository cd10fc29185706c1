// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tlm>

#include <cstdint>

namespace cim {

/// How a transfer ended.
struct TransferResult {
    tlm::tlm_response_status status = tlm::TLM_OK_RESPONSE; ///< of the first refused access
    std::uint64_t address = 0;                              ///< that was refused
};

/// The way to the memory in which images and logits lie.
class MemoryPort {
  public:
    virtual ~MemoryPort() = default;

    /// Moves `count` bytes between memory and `bytes`; returns when all are moved. For threads.
    virtual TransferResult transfer(tlm::tlm_command command, std::uint64_t address,
                                    std::uint8_t *bytes, std::uint32_t count) = 0;

    std::int64_t bytes_read = 0, bytes_written = 0; ///< without an error
};

} // namespace cim
