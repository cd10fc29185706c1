// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/dram_timing.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace cim {

/// What a memory is asked for.
struct DramAccess {
    bool write = false;
    std::uint64_t address = 0;
    std::uint64_t bytes = 0; ///< what would run over the last address ends there
};

/// The bursts that an access touches, numbered from address 0 on.
struct BurstRange {
    std::uint64_t first = 0, last = 0;

    std::uint64_t count() const { return last - first + 1; }
};
BurstRange bursts_of(const DramTiming &dram, const DramAccess &access);

/// Says when a memory has served what it is asked for. It knows no kernel and no clock: whoever has
/// one asks in the order of time.
class DramController {
  public:
    /// An access is done when all of its data have been moved.
    struct Answer {
        std::int64_t access = 0;
        DramTime time = 0;
    };
    /// The number of an access, from 0 on, and when it is done, if nothing can change that.
    struct Asked {
        std::int64_t access = 0;
        std::optional<DramTime> done;
    };

    virtual ~DramController() = default;

    /// Takes an access at `time`, up to which run() has been called.
    virtual Asked ask(const DramAccess &access, DramTime time) = 0;
    /// When the memory does something next if nobody asks for more; dram_never: it does not.
    virtual DramTime next() = 0;
    /// Does all that is due before `time`; the accesses that are answered then, though their own
    /// time may be later.
    virtual std::vector<Answer> run(DramTime time) = 0;
    virtual std::int64_t rows_opened() const = 0;
    /// Refreshes of all channels that are due up to `time`, whether or not anybody is served.
    virtual std::int64_t refreshes(DramTime time) const = 0;

    /// When an access is done if nobody asks for more meanwhile.
    DramTime serve(const DramAccess &access, DramTime time);
};

/// Of the memory: a latency and a bandwidth, or channels of banks with rows.
std::unique_ptr<DramController> dram_controller(const DramTiming &dram);

} // namespace cim
