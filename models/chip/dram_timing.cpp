// SPDX-License-Identifier: Apache-2.0
#include "models/chip/dram_timing.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <sstream>

namespace cim {

namespace {

/// What a kind brings: energy of a bit, of a row's activation and of a refresh, by the bytes of a
/// row; the burst of one channel, its banks, and times in nanoseconds.
struct Kind {
    DramKind kind;
    double pj_per_bit, activate_pj_per_byte, refresh_pj_per_byte;
    int burst_bytes, banks, groups;
    DramTimingSpec timing;
};

// Times in the order of DramTimingSpec: CL, CWL; RCD, RP, RAS, RC; RRD_S, RRD_L, FAW, CCD_L; RTP,
// WR, RTW, WTR_S, WTR_L; REFI, RFC. Where there are no bank groups, CCD_L is a burst: 0.
// An activation with its precharge takes Vdd (IDD0 tRC - IDD3N tRAS - IDD2N (tRC - tRAS)), a
// refresh Vdd (IDD5 - IDD3N) tRFC (Micron TN-41-01), over the bytes of the device's row. Currents
// of data sheets as DRAMPower lists them for LPDDR4 (Micron 6 Gb, 2 KB, 1.8 and 1.1 V) and LPDDR2
// (Micron 2 Gb, 2 KB, 1.8 and 1.2 V), DRAMSim3 for DDR3 (4 Gb, 1 KB, 1.35 V: IDD0 55, 2N 32, 3N 38,
// 5 235 mA), DDR4 (8 Gb, 1 KB, 1.2 V: 57, 37, 52, 250), GDDR5 (2 KB, 1.5 V: 75, 45, 55, 286, which
// it estimates) and HBM2 (8 Gb, 2 KB, 1.2 V: 65, 40, 55, 250). HBM3: HBM2's at 1.1 V (assumption).
const Kind kinds[] = {
    // JESD209-4, LPDDR4-3200, 8 Gb a channel of 16 bits, as DRAMSys lists it.
    {DramKind::Lpddr4,
     8,
     0.582,
     10.9,
     32,
     8,
     1,
     {17.5, 8.75, 18, 18, 42, 60, 10, 10, 40, 0, 7.5, 18, 5, 10, 10, 3904, 280}},
    // JESD209-2, LPDDR2-S4-1066 of 32 bits, as gem5 lists it.
    {DramKind::Lpddr,
     40,
     2.375,
     9.65,
     32,
     8,
     1,
     {15, 7.5, 15, 15, 42, 57, 10, 10, 50, 0, 7.5, 15, 3.75, 7.5, 7.5, 3900, 130}},
    // JESD79-3, DDR3-1600K, 4 Gb, eight bits a die, as Ramulator 2.1 lists it.
    {DramKind::Ddr3,
     70,
     1.201,
     67.5,
     64,
     8,
     1,
     {13.75, 10, 13.75, 13.75, 35, 48.75, 6.25, 6.25, 30, 0, 7.5, 15, 2.5, 7.5, 7.5, 7800, 260}},
    // JESD79-4, DDR4-3200W, 8 Gb, eight bits a die, as Ramulator 2.1 lists it.
    {DramKind::Ddr4,
     39,
     0.513,
     81.2,
     64,
     16,
     4,
     {12.5, 10, 12.5, 12.5, 32.5, 45, 2.5, 5, 21.25, 5, 7.5, 15, 1.25, 2.5, 7.5, 7800, 360}},
    // JESD212, GDDR5-4000 (SK hynix H5GQ1H24AFR), as gem5 lists it; its CWL from DRAMSim3.
    {DramKind::Gddr5,
     14,
     0.674,
     11.0,
     32,
     16,
     4,
     {12, 3.5, 12, 12, 28, 40, 6, 6, 23, 3, 2, 12, 2, 5, 5, 3900, 65}},
    // JESD235, a pseudo-channel of 2 Gb/s a pin, 8 Gb, as Ramulator 2.1 lists it.
    {DramKind::Hbm2,
     3.9,
     0.404,
     29.7,
     32,
     16,
     4,
     {14, 5, 14, 14, 34, 48, 4, 4, 15, 4, 5, 16, 2, 6, 8, 3900, 350}},
    // JESD238, a pseudo-channel of 6.4 Gb/s a pin, 8 Gb a channel, as Ramulator 2.1 lists it.
    {DramKind::Hbm3,
     4.05,
     0.339,
     25.0,
     32,
     16,
     4,
     {12.5, 6.25, 19.375, 16.25, 28.125, 45, 2.5, 3.125, 15, 2.5, 5.625, 20.625, 5, 4.375, 6.25,
      3900, 350}},
    // Links and memories of which nothing is known but what the config says.
    {DramKind::HyperTransport,
     50.8,
     0,
     0,
     4,
     8,
     1,
     {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}},
    {DramKind::Given, 0, 0, 0, 1, 8, 1, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}}};

const Kind &kind_of(const DramSpec &dram) {
    return *std::find_if(std::begin(kinds), std::end(kinds),
                         [&](const Kind &one) { return one.kind == dram.kind; });
}

DramTime femtoseconds(double ns) { return std::llround(ns * 1e6); }

bool power_of_two(int number) { return number > 0 && (number & (number - 1)) == 0; }

} // namespace

double DramSpec::energy_pj_per_bit() const {
    return kind == DramKind::Given ? pj_per_bit : kind_of(*this).pj_per_bit;
}

double DramSpec::activation_pj() const {
    return activate_pj < 0 ? kind_of(*this).activate_pj_per_byte * row_bytes : activate_pj;
}

double DramSpec::refreshing_pj() const {
    return refresh_pj < 0 ? kind_of(*this).refresh_pj_per_byte * row_bytes : refresh_pj;
}

DramTiming dram_timing(const DramSpec &dram) {
    const Kind &kind = kind_of(dram);
    DramTiming timing;
    timing.burst_bytes = dram.burst_bytes > 0 ? dram.burst_bytes : kind.burst_bytes;
    timing.row_bytes = dram.row_bytes;
    timing.channels = dram.row_bytes > 0 ? dram.channels : 1;
    timing.banks = dram.banks > 0 ? dram.banks : kind.banks;
    timing.groups = dram.bank_groups > 0 ? dram.bank_groups : kind.groups;
    timing.mapping = dram.mapping;
    timing.queue = dram.queue;
    timing.latency = femtoseconds(dram.latency_ns);
    timing.burst = femtoseconds(timing.burst_bytes / (dram.gbytes_per_s / timing.channels));
    const auto own = [&](double DramTimingSpec::*time) {
        return femtoseconds(dram.timing.*time < 0 ? kind.timing.*time : dram.timing.*time);
    };
    timing.cl = own(&DramTimingSpec::tcl_ns);
    timing.cwl = own(&DramTimingSpec::tcwl_ns);
    timing.rcd = own(&DramTimingSpec::trcd_ns);
    timing.rp = own(&DramTimingSpec::trp_ns);
    timing.ras = own(&DramTimingSpec::tras_ns);
    timing.rc = own(&DramTimingSpec::trc_ns);
    timing.rrd_s = own(&DramTimingSpec::trrd_s_ns);
    timing.rrd_l = own(&DramTimingSpec::trrd_l_ns);
    timing.faw = own(&DramTimingSpec::tfaw_ns);
    timing.ccd_l = own(&DramTimingSpec::tccd_l_ns);
    timing.rtp = own(&DramTimingSpec::trtp_ns);
    timing.wr = own(&DramTimingSpec::twr_ns);
    timing.rtw = own(&DramTimingSpec::trtw_ns);
    timing.wtr_s = own(&DramTimingSpec::twtr_s_ns);
    timing.wtr_l = own(&DramTimingSpec::twtr_l_ns);
    timing.refi = own(&DramTimingSpec::trefi_ns);
    timing.rfc = own(&DramTimingSpec::trfc_ns);
    return timing;
}

namespace {

/// Of a time that is neither one nor what stands for the kind's.
std::string time_problem(DramTimingSpec timing) {
    std::ostringstream problem;
    fields(timing, [&](const char *name, double ns, const auto &...) {
        if (ns < 0 && ns != -1 && problem.str().empty())
            problem << "chip.dram.timing." << name
                    << " must be 0 ns or more, or -1 for what JEDEC has, but is " << ns;
    });
    return problem.str();
}

} // namespace

std::string dram_problem(const DramSpec &dram) {
    if (const std::string problem = time_problem(dram.timing); !problem.empty())
        return problem;
    if (dram.row_bytes == 0)
        return {};
    const DramTiming timing = dram_timing(dram);
    const auto number = [](int value) { return std::to_string(value); };
    if (timing.row_bytes % timing.burst_bytes != 0)
        return "chip.dram.row_bytes must be whole bursts of " + number(timing.burst_bytes) +
               " bytes (chip.dram.burst_bytes), but is " + number(timing.row_bytes);
    if (timing.banks % timing.groups != 0)
        return "chip.dram.banks must be a multiple of the " + number(timing.groups) +
               " bank groups (chip.dram.bank_groups), but is " + number(timing.banks);
    const int columns = timing.row_bytes / timing.burst_bytes;
    if (timing.mapping == DramMapping::Mop4 &&
        !(power_of_two(timing.banks) && power_of_two(columns) && columns >= 4))
        return "chip.dram.mapping = mop4 needs powers of two, four or more bursts a row: there "
               "are " +
               number(timing.banks) + " banks and " + number(columns) + " bursts";
    if (timing.refi > 0 && timing.refi < 2 * (timing.rfc + timing.rc))
        return "chip.dram.timing.trefi_ns leaves no time between refreshes: twice trfc_ns + trc_ns "
               "or more is right, or 0 for none";
    return {};
}

} // namespace cim
