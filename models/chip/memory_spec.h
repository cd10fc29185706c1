// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <utility>

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

/// What joins the chip to its memory.
enum class DramKind { Lpddr4, Lpddr, Ddr3, Gddr5, Hbm2, Hbm3, HyperTransport, Given };
inline constexpr std::array<std::pair<const char *, DramKind>, 8> dram_kind_names{
    {{"lpddr4", DramKind::Lpddr4},
     {"lpddr", DramKind::Lpddr},
     {"ddr3", DramKind::Ddr3},
     {"gddr5", DramKind::Gddr5},
     {"hbm2", DramKind::Hbm2},
     {"hbm3", DramKind::Hbm3},
     {"hypertransport", DramKind::HyperTransport},
     {"given", DramKind::Given}}};

/// Off-chip memory: `chip.dram.*`.
struct DramSpec {
    DramKind kind = DramKind::Lpddr4;
    double latency_ns = 50;
    double gbytes_per_s = 25.6;
    double pj_per_bit = 8;
    int row_bytes = 0;
    int banks = 8;
    double row_ns = 30;

    double energy_pj_per_bit() const; ///< of its kind
};

template <class Visit> void fields(DramSpec &dram, Visit &&visit) {
    visit("kind", dram.kind, dram_kind_names,
          "energy of a bit: lpddr4 8, lpddr 40, ddr3 70, gddr5 14, hbm2 3.9, hbm3 4.05, "
          "hypertransport 50.8 pJ, given pj_per_bit",
          "hwcomponents; HBM2, GDDR5: NeuroSim V2.1; ISAAC: 10.4 W / 25.6 GB/s");
    visit("latency_ns", dram.latency_ns, "ns", 0, 1e6, "of an access", "assumption");
    visit("gbytes_per_s", dram.gbytes_per_s, "GB/s", 1e-3, 1e5, "bandwidth",
          "LPDDR4, one 64-bit channel (assumption)");
    visit("pj_per_bit", dram.pj_per_bit, "pJ/bit", 0, 1000,
          "energy of a transferred bit (kind = given)", "hwcomponents LPDDR4: 8");
    visit("row_bytes", dram.row_bytes, "B", 0, 1e6,
          "bytes of a row, of which each bank keeps one open; 0: latency_ns is that of any access",
          "LPDDR4: 2048");
    visit("banks", dram.banks, "1", 1, 1024, "banks; rows lie in one after another", "LPDDR4: 8");
    visit("row_ns", dram.row_ns, "ns", 0, 1e6,
          "more than latency_ns that an access takes for each row that it must open",
          "LPDDR4 tRP + tRCD, 18 ns each, less what overlaps (assumption)");
}

} // namespace cim
