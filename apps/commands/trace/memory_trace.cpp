// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/trace/traces.h"

#include "apps/design/design.h"
#include "apps/trace/gem5_trace.h"
#include "tlm/system/memory_replay.h"

#include <iostream>
#include <stdexcept>

namespace apps {

namespace {

/// Throws std::invalid_argument that names the file.
cim::MemoryReplay replayed_on(const cim::DramSpec &dram, const cim::MemoryTrace &trace, int window,
                              const std::string &file) {
    try {
        return cim::replay_memory(trace, dram, window);
    } catch (const std::invalid_argument &fault) {
        throw std::invalid_argument(file + ": " + fault.what());
    }
}

} // namespace

int memory_trace_record(const Config &config, const std::string &file) {
    const cim::MemoryTrace trace = record_memory(network_to_time(config), config);
    write_gem5_trace(trace, file);
    std::cout << "accesses  " << trace.accesses.size() << "\nwritten   " << file << '\n';
    return 0;
}

int memory_trace_replay(const Config &config, const std::string &file, int window) {
    const cim::MemoryTrace trace = read_gem5_trace(file);
    const cim::MemoryReplay replayed =
        replayed_on(config.chip.in_cycles().dram, trace, window, file);
    std::cout << "reads         " << replayed.reads << "\nwrites        " << replayed.writes
              << "\nskipped       " << trace.skipped << "\nbytes         " << replayed.bytes
              << "\nrows opened   " << replayed.rows_opened << "\nmean latency  "
              << replayed.mean_latency_ns << " ns\nlongest       " << replayed.longest_ns
              << " ns\nlast done     " << replayed.end_ns << " ns\nbandwidth     "
              << replayed.gbytes_per_s() << " GB/s\n";
    return 0;
}

} // namespace apps
