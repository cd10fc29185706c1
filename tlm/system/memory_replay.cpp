// SPDX-License-Identifier: Apache-2.0
#include "tlm/system/memory_replay.h"

#include "models/mapping/dataflow.h"
#include "tlm/base/kernel.h"
#include "tlm/system/dram.h"

#include <tlm_utils/simple_initiator_socket.h>

#include <algorithm>
#include <stdexcept>

namespace cim {

namespace {

constexpr double longest_ps = 4e18; ///< below 2^62

/// Picoseconds from the first packet to this one.
double picoseconds(const MemoryTrace &trace, const MemoryAccess &access) {
    return static_cast<double>(access.tick - trace.accesses.front().tick) * 1e12 /
           static_cast<double>(trace.ticks_per_second);
}

/// No sooner than all accesses can be done: each in its turn, all rows new.
double latest_end_ps(const MemoryTrace &trace, const ChipSpec &chip) {
    double cycles = 0;
    for (const MemoryAccess &access : trace.accesses) {
        const std::int64_t rows =
            chip.dram.row_bytes > 0 ? access.bytes / chip.dram.row_bytes + 2 : 0;
        cycles += static_cast<double>(dram_cycles(chip, access.bytes)) +
                  static_cast<double>(dram_latency_cycles(chip, rows));
    }
    return picoseconds(trace, trace.accesses.back()) + cycles * chip.period_ns() * 1000;
}

/// Sends accesses at their times.
class Player : public sc_core::sc_module {
  public:
    Player(const sc_core::sc_module_name &name, const MemoryTrace &trace)
        : sc_module(name), socket("socket"), debug("debug"), trace_(trace) {
        SC_HAS_PROCESS(Player);
        SC_THREAD(run);
    }

    tlm_utils::simple_initiator_socket<Player> socket, debug;
    MemoryReplay result;

  private:
    void run() {
        for (const MemoryAccess &access : trace_.accesses) {
            const auto due = sc_core::sc_time::from_value(
                static_cast<std::uint64_t>(picoseconds(trace_, access)));
            if (due > sc_core::sc_time_stamp())
                wait(due - sc_core::sc_time_stamp());
            tlm::tlm_generic_payload payload;
            payload.set_command(access.write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND);
            payload.set_address(access.address);
            payload.set_data_length(access.bytes);
            payload.set_streaming_width(access.bytes);
            sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
            socket->b_transport(payload, delay);
            const double latency = delay.to_seconds() * 1e9;
            (access.write ? result.writes : result.reads) += 1;
            result.bytes += access.bytes;
            result.mean_latency_ns += latency / static_cast<double>(trace_.accesses.size());
            result.longest_ns = std::max(result.longest_ns, latency);
            result.end_ns =
                std::max(result.end_ns, (sc_core::sc_time_stamp() + delay).to_seconds() * 1e9);
        }
    }
    const MemoryTrace &trace_;
};

} // namespace

MemoryReplay replay_memory(const MemoryTrace &trace, const ChipSpec &chip) {
    const auto &accesses = trace.accesses;
    if (accesses.empty())
        return {};
    if (!std::is_sorted(
            accesses.begin(), accesses.end(),
            [](const MemoryAccess &a, const MemoryAccess &b) { return a.tick < b.tick; }))
        throw std::invalid_argument("the packets of the trace are not in the order of their ticks");
    if (latest_end_ps(trace, chip) > longest_ps)
        throw std::invalid_argument("the trace lasts longer than simulated time can");
    Kernel kernel;
    const Clock clock("clock", chip);
    Dram memory("memory", clock, chip, std::nullopt);
    Player player("player", trace);
    player.socket.bind(memory.socket);
    player.debug.bind(memory.host);
    sc_core::sc_start();
    player.result.rows_opened = memory.rows_opened;
    return player.result;
}

} // namespace cim
