// SPDX-License-Identifier: Apache-2.0
#include "apps/validation/memory.h"

#include "apps/config/config.h"
#include "apps/util/files/csv_table.h"
#include "apps/validation/published.h"
#include "tlm/system/memory_replay.h"

#include <cmath>
#include <random>

namespace apps {

namespace {

constexpr int accesses = 20'000;
constexpr std::uint32_t access_bytes = 64;
constexpr std::uint64_t access_places = std::uint64_t{1} << 27; ///< of an access in 8 GB
constexpr int window = 64; ///< under way when flooded: as many as both queues hold

const char *const ramulator = "Ramulator 2.1, DDR4-3200W, one channel, FR-FCFS";

/// Accesses one after another, or anywhere; some of them writes.
struct Stream {
    std::uint64_t stride_bytes = 0;
    double write_share = 0, load = 0;
};

/// Their trace; one that floods the memory has no times.
cim::MemoryTrace trace_of(const Stream &stream, double gbytes_per_s) {
    std::mt19937_64 draw(1);
    const double interval_ps =
        stream.load > 0 ? 1e3 * access_bytes / (stream.load * gbytes_per_s) : 0;
    cim::MemoryTrace trace;
    for (std::uint64_t i = 0; i < accesses; ++i) {
        const auto tick =
            static_cast<std::uint64_t>(std::llround(static_cast<double>(i) * interval_ps));
        const bool write = static_cast<double>(draw()) * 0x1p-64 < stream.write_share;
        const std::uint64_t address = stream.stride_bytes > 0
                                          ? i * stream.stride_bytes
                                          : draw() % access_places * access_bytes;
        trace.accesses.push_back({tick, write, address, access_bytes});
    }
    return trace;
}

/// One access, long after the bank was opened for another one at address 0.
ValidationRow idle_row(const std::string &id, const cim::DramSpec &dram, const char *what,
                       std::uint64_t address, double target) {
    cim::MemoryTrace trace;
    trace.accesses = {{0, false, 0, access_bytes}, {1'000'000, false, address, access_bytes}};
    const double ours = cim::replay_memory(trace, dram).end_ns - 1000;
    return {id, what, target, ours, "ns", 1e-6, ramulator};
}

} // namespace

std::vector<ValidationRow> memory_rows(const std::string &id) {
    const std::string config = config_path("validation/ramulator.cfg");
    const cim::DramSpec idle = read_config(config, {}).chip.dram;
    std::vector<ValidationRow> rows{
        idle_row(id, idle, "one access, its row is open", access_bytes, 15),
        idle_row(id, idle, "one access, another row is open", 131072, 40)};
    const CsvTable table(config_path("validation/ramulator.csv"));
    for (std::size_t i = 0; i < table.rows(); ++i) {
        const cim::DramSpec dram =
            read_config(config, {"chip.dram.mapping=" + table.text(i, "mapping")}).chip.dram;
        const Stream stream{static_cast<std::uint64_t>(table.number(i, "stride_bytes")),
                            table.number(i, "write_share"), table.number(i, "load")};
        const cim::MemoryReplay replay = cim::replay_memory(trace_of(stream, dram.gbytes_per_s),
                                                            dram, stream.load > 0 ? 0 : window);
        const std::string unit = table.text(i, "figure");
        rows.push_back({id, table.text(i, "what"), table.number(i, "target"),
                        unit == "ns" ? replay.mean_latency_ns : replay.gbytes_per_s(), unit,
                        table.number(i, "tolerance"), ramulator});
    }
    return rows;
}

} // namespace apps
