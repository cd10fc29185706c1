// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/mapping/dataflow.h"
#include "tlm/base/statistics.h"

#include <systemc>
#include <tlm>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

namespace cim {

/// How a transfer ended.
struct TransferResult {
    tlm::tlm_response_status status = tlm::TLM_OK_RESPONSE; ///< of the first refused access
    std::uint64_t address = 0;                              ///< that was refused
};

/// Bytes on their way between memory and chip.
struct Burst {
    tlm::tlm_command command = tlm::TLM_IGNORE_COMMAND;
    std::uint64_t address = 0;
    std::uint32_t count = 0;
    std::array<std::uint8_t, dma_burst_bytes> bytes{};
    int accesses = 0; ///< that it was cut into
    int pending = 0;  ///< that have not been answered
    TransferResult result;

    bool moved() const { return pending == 0; }
};

/// The way to the memory in which images and logits lie; a module. What memory refused does not
/// count.
class MemoryPort {
  public:
    explicit MemoryPort(sc_core::sc_object &module) : stats(module) {}
    virtual ~MemoryPort() = default;

    /// Begins to move a burst; moved() tells of its end. Never waits.
    virtual void begin(std::shared_ptr<Burst> burst) = 0;
    /// A burst has been moved.
    virtual const sc_core::sc_event &moved() const = 0;
    /// Accesses that may be under way at once, those of both directions together.
    virtual int outstanding() const = 0;
    /// Bursts that have begun do not count any more: accesses that memory knows of end by
    /// themselves, the others are dropped.
    virtual void forget() = 0;
    /// Whether accesses of before forget() are still under way.
    virtual bool drains() const = 0;
    /// Whom to call when they no longer are.
    void on_drained(std::function<void()> drained) { drained_ = std::move(drained); }

    Stats stats;
    Counter bytes_read{stats, "bytes_read", Measure::Bytes, "bytes that came from memory"};
    Counter bytes_written{stats, "bytes_written", Measure::Bytes, "bytes that went to memory"};

  protected:
    std::function<void()> drained_ = [] {};
};

} // namespace cim
