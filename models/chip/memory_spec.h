// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace cim {

/// On-chip staging memory between DRAM and the mesh: `chip.global_buffer.*`.
struct GlobalBufferSpec {
    int kbytes = 256;
    double bytes_per_cycle = 32;
    int latency_cycles = 4;
};

template <class Visit> void fields(GlobalBufferSpec &buffer, Visit &&visit) {
    visit("kbytes", buffer.kbytes, "KB", 1, 1e6, "capacity", "assumption");
    visit("bytes_per_cycle", buffer.bytes_per_cycle, "B/cycle", 0.01, 1e5, "bandwidth",
          "assumption: 256-bit port");
    visit("latency_cycles", buffer.latency_cycles, "cycle", 0, 1e6, "of an access",
          "PUMA eDRAM: 2 a bank access");
}

} // namespace cim
