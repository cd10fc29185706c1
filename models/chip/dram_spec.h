// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <utility>

namespace cim {

/// What joins the chip to its memory.
enum class DramKind { Lpddr4, Lpddr, Ddr3, Ddr4, Gddr5, Hbm2, Hbm3, HyperTransport, Given };
inline constexpr std::array<std::pair<const char *, DramKind>, 9> dram_kind_names{
    {{"lpddr4", DramKind::Lpddr4},
     {"lpddr", DramKind::Lpddr},
     {"ddr3", DramKind::Ddr3},
     {"ddr4", DramKind::Ddr4},
     {"gddr5", DramKind::Gddr5},
     {"hbm2", DramKind::Hbm2},
     {"hbm3", DramKind::Hbm3},
     {"hypertransport", DramKind::HyperTransport},
     {"given", DramKind::Given}}};

/// In which order an address counts through a memory: see dram_place().
enum class DramMapping { Rows, Bursts, Mop4 };
inline constexpr std::array<std::pair<const char *, DramMapping>, 3> dram_mapping_names{
    {{"rows", DramMapping::Rows}, {"bursts", DramMapping::Bursts}, {"mop4", DramMapping::Mop4}}};

/// Least times between commands of a memory with rows, under JEDEC's names: `chip.dram.timing.*`.
/// -1: the kind's own, see dram_timing().
struct DramTimingSpec {
    double tcl_ns = -1, tcwl_ns = -1;
    double trcd_ns = -1, trp_ns = -1, tras_ns = -1, trc_ns = -1;
    double trrd_s_ns = -1, trrd_l_ns = -1, tfaw_ns = -1, tccd_l_ns = -1;
    double trtp_ns = -1, twr_ns = -1, trtw_ns = -1, twtr_s_ns = -1, twtr_l_ns = -1;
    double trefi_ns = -1, trfc_ns = -1;
};

template <class Visit> void fields(DramTimingSpec &timing, Visit &&visit) {
    const auto time = [&](const char *name, double &field, const char *sentence) {
        visit(name, field, "ns", -1, 1e9, sentence, "-1: JEDEC's, by kind");
    };
    time("tcl_ns", timing.tcl_ns, "from a read to its data");
    time("tcwl_ns", timing.tcwl_ns, "from a write to its data");
    time("trcd_ns", timing.trcd_ns, "from a row's activation to a read or write of it");
    time("trp_ns", timing.trp_ns, "from a bank's precharge to its next activation");
    time("tras_ns", timing.tras_ns, "from a row's activation to its precharge");
    time("trc_ns", timing.trc_ns, "from activation to activation of a bank");
    time("trrd_s_ns", timing.trrd_s_ns, "from activation to activation of any banks");
    time("trrd_l_ns", timing.trrd_l_ns, "from activation to activation within a bank group");
    time("tfaw_ns", timing.tfaw_ns, "in which there are at most four activations");
    time("tccd_l_ns", timing.tccd_l_ns,
         "from read to read and write to write within a bank group; between groups it is a burst");
    time("trtp_ns", timing.trtp_ns, "from a read to its row's precharge");
    time("twr_ns", timing.twr_ns, "from the end of written data to their row's precharge");
    time("trtw_ns", timing.trtw_ns, "between data that are read and data that are written next");
    time("twtr_s_ns", timing.twtr_s_ns, "from the end of written data to the next read");
    time("twtr_l_ns", timing.twtr_l_ns, "the same within a bank group");
    time("trefi_ns", timing.trefi_ns, "from refresh to refresh; 0: never");
    time("trfc_ns", timing.trfc_ns, "that a refresh takes; all rows are closed for it");
}

/// Off-chip memory: `chip.dram.*`.
struct DramSpec {
    DramKind kind = DramKind::Lpddr4;
    double latency_ns = 50;
    int latency_cycles = 0;
    double gbytes_per_s = 25.6;
    double pj_per_bit = 8;
    double activate_pj = -1;
    double refresh_pj = -1;
    int burst_bytes = 0;
    int row_bytes = 0;
    int channels = 1;
    int banks = 0;
    int bank_groups = 0;
    DramMapping mapping = DramMapping::Rows;
    int queue = 32;
    DramTimingSpec timing;

    double energy_pj_per_bit() const; ///< of its kind
    /// Energy of a row's activation and precharge, and of a channel's refresh, pJ; without rows
    /// there are none.
    double activation_pj() const;
    double refreshing_pj() const;
};

template <class Visit> void fields(DramSpec &dram, Visit &&visit) {
    visit(
        "kind", dram.kind, dram_kind_names,
        "energy of a bit: lpddr4 8, lpddr 40, ddr3 70, ddr4 39, gddr5 14, hbm2 3.9, hbm3 4.05, "
        "hypertransport 50.8 pJ, given pj_per_bit; and bursts, banks, times that keys below leave "
        "to it",
        "hwcomponents; HBM2, GDDR5: NeuroSim V2.1; DDR4: Jeddeloh and Keeth, VLSI 2012; ISAAC: "
        "10.4 W / 25.6 GB/s");
    visit("latency_ns", dram.latency_ns, "ns", 0, 1e6,
          "of an access; with rows, of the way to them and back: timing.* comes on top",
          "assumption");
    visit("latency_cycles", dram.latency_cycles, "cycle", 0, 1e6,
          "and so many cycles of the chip's clock", "none");
    visit("gbytes_per_s", dram.gbytes_per_s, "GB/s", 1e-3, 1e5, "bandwidth",
          "LPDDR4, one 64-bit channel (assumption)");
    visit("pj_per_bit", dram.pj_per_bit, "pJ/bit", 0, 1000,
          "energy of a transferred bit (kind = given)", "hwcomponents LPDDR4: 8");
    visit("activate_pj", dram.activate_pj, "pJ", -1, 1e9,
          "energy of a row's activation and precharge; -1: that of the kind, by the row's bytes",
          "-1: IDD0, IDD2N, IDD3N of data sheets, by kind");
    visit("refresh_pj", dram.refresh_pj, "pJ", -1, 1e9,
          "energy of a refresh of a channel; -1: that of the kind, by the row's bytes",
          "-1: IDD5, IDD3N of data sheets, by kind");
    visit("burst_bytes", dram.burst_bytes, "B", 0, 65536,
          "smallest transfer: an access takes the channel for whole ones; 0: the kind's own",
          "LPDDR4: 16 beats of 16 bits, 32; DDR4: 8 of 64, 64");
    visit("row_bytes", dram.row_bytes, "B", 0, 1e6,
          "bytes of a row, of which each bank keeps one open; 0: latency_ns is that of any access",
          "LPDDR4: 2048; a module of DDR4: 8192");
    visit("channels", dram.channels, "1", 1, 1024,
          "channels that share the bandwidth, each with banks of its own; bursts lie in one after "
          "another",
          "choice; HBM2: 16 pseudo-channels of 16 GB/s");
    visit("banks", dram.banks, "1", 0, 1024, "banks of a channel; 0: the kind's own", "LPDDR4: 8");
    visit("bank_groups", dram.bank_groups, "1", 0, 64,
          "groups of banks, within which tccd_l_ns, trrd_l_ns, twtr_l_ns hold; 0: the kind's own",
          "DDR4: 4; LPDDR4: none, 1");
    visit("mapping", dram.mapping, dram_mapping_names,
          "rows: a row of one bank behind a row of the next; bursts: a burst of one bank behind a "
          "burst of the next; mop4: four bursts, and columns change the bank",
          "Ramulator 2.1: RoBaRaCoCh, -, MOP4CLXOR");
    visit("queue", dram.queue, "1", 1, 1024,
          "bursts that wait to be read, and as many to be written, of which the controller takes "
          "the first that can be served",
          "Ramulator 2.1: 32, FR-FCFS");
    visit("timing", dram.timing);
}

} // namespace cim
