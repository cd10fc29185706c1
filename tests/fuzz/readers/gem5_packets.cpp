// SPDX-License-Identifier: Apache-2.0
// A packet trace of gem5, plain or gzipped: read, and sent to a small memory.
#include "apps/trace/gem5_trace.h"
#include "tests/fuzz/fuzz.h"
#include "tlm/system/memory_replay.h"

std::vector<std::string> fuzz::seeds() {
    const cim::MemoryTrace trace{
        "memory", 1'000'000'000'000, {{0, false, 0x1000, 64}, {500, true, 0x80000040, 32}}, 0};
    std::vector<std::string> forms;
    for (const char *name : {"/seed.trc", "/seed.trc.gz"}) {
        apps::write_gem5_trace(trace, folder() + name);
        forms.push_back(contents(folder() + name));
    }
    return forms;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const std::string file = fuzz::file("any.trc", data, size);
    fuzz::hold([&] {
        const cim::MemoryTrace trace = apps::read_gem5_trace(file);
        cim::DramSpec dram;
        dram.row_bytes = 1024;
        if (trace.accesses.size() <= 100)
            cim::replay_memory(trace, dram);
    });
    return 0;
}
