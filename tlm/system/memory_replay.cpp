// SPDX-License-Identifier: Apache-2.0
#include "tlm/system/memory_replay.h"

#include "models/memory/dram_stream.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace cim {

namespace {

constexpr double longest_fs = 4e18; ///< below 2^62
constexpr double fs_per_ns = 1e6;

/// From the first packet to this one.
double femtoseconds(const MemoryTrace &trace, const MemoryAccess &access) {
    return static_cast<double>(access.tick - trace.accesses.front().tick) * 1e15 /
           static_cast<double>(trace.ticks_per_second);
}

/// No sooner than all accesses can be done: each burst by itself, in a row of its own, and at least
/// half of the time between refreshes.
double latest_end_fs(const MemoryTrace &trace, const DramTiming &dram) {
    const DramTime alone = dram.cl + dram.cwl + dram.rcd + dram.rp + dram.ras + dram.rc + dram.faw +
                           dram.wr + dram.rtw + dram.wtr_l + dram.rfc + dram.burst;
    const double burst = static_cast<double>(dram.row_bytes > 0 ? 2 * alone : dram.burst);
    double time = static_cast<double>(dram.latency);
    for (const MemoryAccess &access : trace.accesses)
        time += burst * static_cast<double>(
                            bursts_of(dram, {access.write, access.address, access.bytes}).count());
    return femtoseconds(trace, trace.accesses.back()) + time;
}

std::vector<DramWish> wishes(const MemoryTrace &trace) {
    std::vector<DramWish> wishes;
    for (const MemoryAccess &access : trace.accesses)
        wishes.push_back({static_cast<DramTime>(femtoseconds(trace, access)),
                          {access.write, access.address, access.bytes}});
    return wishes;
}

} // namespace

MemoryReplay replay_memory(const MemoryTrace &trace, const DramSpec &dram, int window) {
    const auto &accesses = trace.accesses;
    if (accesses.empty())
        return {};
    if (!std::is_sorted(
            accesses.begin(), accesses.end(),
            [](const MemoryAccess &a, const MemoryAccess &b) { return a.tick < b.tick; }))
        throw std::invalid_argument("the packets of the trace are not in the order of their ticks");
    const DramTiming timing = dram_timing(dram);
    if (latest_end_fs(trace, timing) > longest_fs)
        throw std::invalid_argument("the trace lasts longer than simulated time can");
    const std::unique_ptr<DramController> memory = dram_controller(timing);
    const std::vector<DramService> served = stream(*memory, wishes(trace), window);
    MemoryReplay result;
    for (std::size_t i = 0; i < accesses.size(); ++i) {
        const double latency = static_cast<double>(served[i].latency()) / fs_per_ns;
        (accesses[i].write ? result.writes : result.reads) += 1;
        result.bytes += accesses[i].bytes;
        result.mean_latency_ns += latency / static_cast<double>(accesses.size());
        result.longest_ns = std::max(result.longest_ns, latency);
        result.end_ns = std::max(result.end_ns, static_cast<double>(served[i].done) / fs_per_ns);
    }
    result.rows_opened = memory->rows_opened();
    return result;
}

} // namespace cim
