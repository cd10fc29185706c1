// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/adc_error.h"
#include "models/cost_spec.h"

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace cim {

/// How signed weights become conductances, which are positive.
enum class Encoding {
    Differential,        ///< two columns hold w+ and w-; both are converted, subtracted digitally
    DifferentialCurrent, ///< two columns hold w+ and w-; their currents are subtracted, one
                         ///< conversion
    Offset,       ///< one column holds w + 2^(b-1) (biased two's complement); 2^(b-1) x sum(x) is
                  ///< subtracted digitally
    OffsetFlipped ///< the same, and columns whose levels add up to more than half of what they can
                  ///< hold them inverted: half the range for the converter (ISAAC)
};
inline constexpr std::array<std::pair<const char *, Encoding>, 4> encoding_names{
    {{"differential", Encoding::Differential},
     {"differential-current", Encoding::DifferentialCurrent},
     {"offset", Encoding::Offset},
     {"offset-flipped", Encoding::OffsetFlipped}}};

/// w+ and w- have cells of their own.
inline bool in_pairs(Encoding encoding) {
    return encoding == Encoding::Differential || encoding == Encoding::DifferentialCurrent;
}

/// One crossbar: `chip.tile.array.*`.
struct ArraySpec {
    int rows = 128;
    int columns = 128;
    int cell_bits = 2;
    int active_rows = 0; ///< rows driven at once; 0: all
    Encoding encoding = Encoding::Differential;
};

template <class Visit> void fields(ArraySpec &array, Visit &&visit) {
    visit("rows", array.rows, "1", 1, 4096, "word lines of a crossbar",
          "ISAAC, PUMA, NeuroSim: 128");
    visit("columns", array.columns, "1", 1, 4096, "bit lines of a crossbar",
          "ISAAC, PUMA, NeuroSim: 128");
    visit("cell_bits", array.cell_bits, "bit", 1, 7, "bits held by a cell", "ISAAC, PUMA: 2");
    visit("active_rows", array.active_rows, "1", 0, 4096, "word lines driven at once; 0: all",
          "choice");
    visit("encoding", array.encoding, encoding_names, "how signed weights become conductances",
          "choice");
}

/// What current the highest code of a converter stands for.
enum class AdcRange {
    Full, ///< the largest sum that the driven rows can give; never finer than one level a code
    Calibrated, ///< a percentile of the sums seen on calibration images, per layer; never finer
                ///< than one level a code
    Sigma       ///< mean plus clip_sigmas standard deviations of those sums; likewise
};
inline constexpr std::array<std::pair<const char *, AdcRange>, 3> adc_range_names{
    {{"full", AdcRange::Full}, {"calibrated", AdcRange::Calibrated}, {"sigma", AdcRange::Sigma}}};

/// How a converter works.
enum class AdcKind {
    Sar,           ///< one bit after the other
    Flash,         ///< all levels at once
    Ramp,          ///< counts until a ramp passes the input
    SenseAmplifier ///< one comparison: digital read-out of one bit
};
inline constexpr std::array<std::pair<const char *, AdcKind>, 4> adc_kind_names{
    {{"sar", AdcKind::Sar},
     {"flash", AdcKind::Flash},
     {"ramp", AdcKind::Ramp},
     {"sense-amplifier", AdcKind::SenseAmplifier}}};

/// How long a conversion takes.
enum class AdcPace {
    Rate,   ///< 1 / rate_gsps
    Clocked ///< clock cycles of its kind: SAR bits + 1, ramp 2^bits, flash and sense amplifier 1
};
inline constexpr std::array<std::pair<const char *, AdcPace>, 2> adc_pace_names{
    {{"rate", AdcPace::Rate}, {"clocked", AdcPace::Clocked}}};

/// Where the energy and the area of a converter come from (models/adc_cost.h).
enum class AdcCost { Survey, NeuroSim, ZigZag, Isaac, Puma, Mnsim, Counter, Typed };
inline constexpr std::array<std::pair<const char *, AdcCost>, 8> adc_cost_names{
    {{"survey", AdcCost::Survey},
     {"neurosim", AdcCost::NeuroSim},
     {"zigzag", AdcCost::ZigZag},
     {"isaac", AdcCost::Isaac},
     {"puma", AdcCost::Puma},
     {"mnsim", AdcCost::Mnsim},
     {"counter", AdcCost::Counter},
     {"typed", AdcCost::Typed}}};

/// A column converter: `chip.tile.adc.*`.
struct AdcSpec {
    AdcKind kind = AdcKind::Sar;
    int bits = 8;
    int columns = 16; ///< shared by one converter
    AdcPace pace = AdcPace::Rate;
    double rate_gsps = 1;
    AdcCost cost = AdcCost::Survey;
    double conversion_pj = 1;
    double area_um2 = 1000;
    double static_share = 0.2;
    AdcRange range = AdcRange::Full;
    double percentile = 99.99;
    double clip_sigmas = 4;
    AdcErrorSpec error;
    double energy_scale = 1;
    double area_scale = 0.3;
};

template <class Visit> void fields(AdcSpec &adc, Visit &&visit) {
    visit("bits", adc.bits, "bit", 1, 16, "resolution of one converter", "ISAAC: 8");
    visit("columns", adc.columns, "1", 1, 4096, "columns that share one converter",
          "NeuroSim 8, ISAAC 128");
    visit("rate_gsps", adc.rate_gsps, "GS/s", 1e-6, 100, "conversions a second of one converter",
          "ISAAC: 1.2-1.28");
    visit("range", adc.range, adc_range_names, "what the highest code stands for", "choice");
    visit("percentile", adc.percentile, "%", 50, 100,
          "of the sums seen in calibration that must fit (range = calibrated)", "choice");
    visit(
        "clip_sigmas", adc.clip_sigmas, "1", 0.1, 20,
        "standard deviations above the mean sum seen in calibration that must fit (range = sigma)",
        "optimum of 8 bits for Gaussian sums: 3.94 (derived)");
    visit("error", adc.error);
    visit("energy_scale", adc.energy_scale, "1", 0, 100,
          "calibration: factor on the energy of a conversion", "CiMLoop calibrations: 0.275-3.5");
    visit("area_scale", adc.area_scale, "1", 0, 100, "calibration: factor on the area",
          "CiMLoop calibrations: 0.25-0.4");
    visit("kind", adc.kind, adc_kind_names, "how a converter works", "ISAAC, NeuroSim: SAR");
    visit("pace", adc.pace, adc_pace_names,
          "how long a conversion takes: 1 / rate_gsps, or the clock cycles of its kind (SAR bits + "
          "1, ramp 2^bits, others 1)",
          "choice");
    visit("cost", adc.cost, adc_cost_names,
          "where energy and area come from: the survey's regression (any kind), NeuroSim's fits "
          "(sar, flash, sense-amplifier), ZigZag-IMC's, the published converters of ISAAC, PUMA or "
          "MNSIM (sar), a comparator and a counter (ramp), or conversion_pj and area_um2",
          "choice");
    visit("conversion_pj", adc.conversion_pj, "pJ", 0, 1e6,
          "energy of a conversion at full rate (cost = typed)", "choice");
    visit("area_um2", adc.area_um2, "um2", 0, 1e9, "area of a converter (cost = typed)", "choice");
    visit("static_share", adc.static_share, "1", 0, 1,
          "share of a converter's power at full rate that it draws at rest",
          "hwcomponents-adc: 20 %");
}

/// A processing element's stages and its drivers: `chip.tile.pe.*`. A processing element holds one
/// array.
struct PeSpec {
    int dac_bits = 1;
    double driver_sigma = 0;
    int drive_cycles = 1;
    int hold_cycles = 1;
    int shift_add_cycles = 1;
    int register_cycles = 1;
    bool pipelined = true;
    bool add_stage = false;
    int input_register_bits = 8;
    int output_register_bits = 32;
};

template <class Visit> void fields(PeSpec &pe, Visit &&visit) {
    visit("dac_bits", pe.dac_bits, "bit", 1, 8, "input bits driven at once",
          "ISAAC, PUMA, PIMSIM-NN: 1");
    visit(
        "driver_sigma", pe.driver_sigma, "1", 0, 1,
        "standard deviation of a word-line driver's (or DAC's) voltage about its nominal one, once "
        "a chip",
        "knob (assumption)");
    visit("drive_cycles", pe.drive_cycles, "cycle", 0, 1e6, "to set the word lines",
          "PIMSIM-NN: 1");
    visit("hold_cycles", pe.hold_cycles, "cycle", 0, 1e6, "to sample the bit lines",
          "PIMSIM-NN: 1");
    visit("shift_add_cycles", pe.shift_add_cycles, "cycle", 0, 1e6, "to shift and add one code",
          "PIMSIM-NN: 1");
    visit("register_cycles", pe.register_cycles, "cycle", 0, 1e6, "to write the output register",
          "PIMSIM-NN: 1");
    visit("pipelined", pe.pipelined, "the next input bit is driven while this one is converted",
          "PIMSIM-NN");
    visit("add_stage", pe.add_stage,
          "shift-and-add is a pipeline stage of its own, not part of the conversion's",
          "PIMSIM-NN: no; ISAAC, PUMA: yes");
    visit("input_register_bits", pe.input_register_bits, "bit", 0, 64,
          "register bits a row; 0: none of its own", "one 8-bit value");
    visit("output_register_bits", pe.output_register_bits, "bit", 0, 64,
          "register bits an output of 8-bit weights; 0: none of its own", "one 32-bit sum");
}

/// Processing elements that share units of known figures, such as control and registers:
/// `chip.tile.core.*`.
struct CoreSpec {
    int processing_elements = 1;
    std::string units;
};

template <class Visit> void fields(CoreSpec &core, Visit &&visit) {
    visit("processing_elements", core.processing_elements, "1", 1, 4096,
          "processing elements of a core", "ISAAC in-situ multiply unit 8, PUMA core 16");
    visit("units", core.units,
          "units of a core that have published figures: NAME [COUNT x] [POWER mW] [POWER mW idle] "
          "[AREA um2 or mm2], ... each; power while its arrays work",
          "choice");
}

/// Activation, pooling, addition, requantisation: `chip.tile.vector.*`.
struct VectorSpec {
    int width = 32;
    int latency_cycles = 4;
};

template <class Visit> void fields(VectorSpec &vector, Visit &&visit) {
    visit("width", vector.width, "1", 1, 65536, "elements a cycle", "choice");
    visit("latency_cycles", vector.latency_cycles, "cycle", 0, 1e6,
          "from the first element in to the first out", "assumption");
}

/// Input and output buffer of a tile: `chip.tile.buffer.*`.
struct BufferSpec {
    int kbytes = 64;
    int width_bits = 256;
    int ports = 1;
};

template <class Visit> void fields(BufferSpec &buffer, Visit &&visit) {
    visit("kbytes", buffer.kbytes, "KB", 1, 65536, "capacity", "ISAAC, PUMA: 64");
    visit("width_bits", buffer.width_bits, "bit", 8, 4096, "moved in one access", "ISAAC: 256");
    visit("ports", buffer.ports, "1", 1, 16, "accesses a cycle", "choice");
}

/// A tile: `chip.tile.*`.
struct TileSpec {
    int processing_elements = 8;
    ArraySpec array;
    AdcSpec adc;
    PeSpec pe;
    CoreSpec core;
    VectorSpec vector;
    BufferSpec buffer;
    std::string units = "control 0.291 mW 0.031 mW idle 686 um2";
};

template <class Visit> void fields(TileSpec &tile, Visit &&visit) {
    visit("processing_elements", tile.processing_elements, "1", 1, 4096,
          "arrays with their periphery in a tile", "PUMA 8 cores, ISAAC 12");
    visit("array", tile.array);
    visit("adc", tile.adc);
    visit("pe", tile.pe);
    visit("core", tile.core);
    visit("vector", tile.vector);
    visit("buffer", tile.buffer);
    visit("units", tile.units, "as chip.tile.core.units, a tile",
          "PUMA's tile control, 32 nm: .475 and .05 mW x .613, 1450 um2 x (22/32)^2");
}

/// The mesh network: `chip.noc.*`.
struct NocSpec {
    int flit_bits = 32;
    int router_cycles = 3;
    int link_cycles = 1;
    int buffer_packets = 4;
};

template <class Visit> void fields(NocSpec &noc, Visit &&visit) {
    visit("flit_bits", noc.flit_bits, "bit", 8, 4096, "width of a link", "ISAAC, PUMA: 32");
    visit("router_cycles", noc.router_cycles, "cycle", 1, 1000,
          "from a router's input to its output", "common 3-stage router");
    visit("link_cycles", noc.link_cycles, "cycle", 1, 1000, "along a link", "assumption");
    visit("buffer_packets", noc.buffer_packets, "1", 1, 1024,
          "packets that an input port of a router can hold", "assumption");
}

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
enum class DramKind { Lpddr4, Lpddr, Ddr3, Gddr5, Hbm2, Hbm3, HyperTransport, Typed };
inline constexpr std::array<std::pair<const char *, DramKind>, 8> dram_kind_names{
    {{"lpddr4", DramKind::Lpddr4},
     {"lpddr", DramKind::Lpddr},
     {"ddr3", DramKind::Ddr3},
     {"gddr5", DramKind::Gddr5},
     {"hbm2", DramKind::Hbm2},
     {"hbm3", DramKind::Hbm3},
     {"hypertransport", DramKind::HyperTransport},
     {"typed", DramKind::Typed}}};

/// Off-chip memory: `chip.dram.*`.
struct DramSpec {
    DramKind kind = DramKind::Lpddr4;
    double latency_ns = 50;
    double gbytes_per_s = 25.6;
    double pj_per_bit = 8;

    double energy_pj_per_bit() const; ///< of its kind
};

template <class Visit> void fields(DramSpec &dram, Visit &&visit) {
    visit("kind", dram.kind, dram_kind_names,
          "energy of a bit: lpddr4 8, lpddr 40, ddr3 70, gddr5 14, hbm2 3.9, hbm3 4.05, "
          "hypertransport 50.8 pJ, typed pj_per_bit",
          "hwcomponents; HBM2, GDDR5: NeuroSim V2.1; ISAAC: 10.4 W / 25.6 GB/s");
    visit("latency_ns", dram.latency_ns, "ns", 0, 1e6, "of an access", "assumption");
    visit("gbytes_per_s", dram.gbytes_per_s, "GB/s", 1e-3, 1e5, "bandwidth",
          "LPDDR4, one 64-bit channel (assumption)");
    visit("pj_per_bit", dram.pj_per_bit, "pJ/bit", 0, 1000,
          "energy of a transferred bit (kind = typed)", "hwcomponents LPDDR4: 8");
}

/// What peak figures are stated for: `chip.peak.*`. Every array computes without a pause, every
/// shared unit works at its full rate.
struct PeakSpec {
    int weight_bits = 8;
    int input_bits = 8;
    double activity = 1;
};

template <class Visit> void fields(PeakSpec &peak, Visit &&visit) {
    visit("weight_bits", peak.weight_bits, "bit", 2, 32, "precision of the weights", "choice");
    visit("input_bits", peak.input_bits, "bit", 1, 32, "precision of the inputs", "choice");
    visit("activity", peak.activity, "1", 0, 1,
          "share of the driven rows whose digit is highest, the others' is zero",
          "all: the most that a chip can draw");
}

/// The whole accelerator: `chip.*`.
struct ChipSpec {
    double clock_ghz = 1;
    double node_nm = 22;
    double vdd_v = 0.85;
    double temperature_k = 300;
    int tiles = 0;
    TileSpec tile;
    NocSpec noc;
    GlobalBufferSpec global_buffer;
    DramSpec dram;
    std::string units;
    PeakSpec peak;
    CostSpec cost;

    double period_ns() const { return 1 / clock_ghz; }
    int cycles(double ns)
        const; ///< whole clock periods that cover `ns` (exact multiples are not rounded up)
};

template <class Visit> void fields(ChipSpec &chip, Visit &&visit) {
    visit("clock_ghz", chip.clock_ghz, "GHz", 1e-3, 100, "clock of everything on the chip",
          "PUMA: 1");
    visit("node_nm", chip.node_nm, "nm", 5, 130, "technology node", "choice");
    visit("vdd_v", chip.vdd_v, "V", 0.3, 5, "supply of the digital parts", "NeuroSim 22 nm: 0.85");
    visit("temperature_k", chip.temperature_k, "K", 200, 450, "junction temperature",
          "NeuroSim: 300");
    visit("tiles", chip.tiles, "1", 0, 1e6, "tiles on the chip; 0: as many as the network needs",
          "choice");
    visit("tile", chip.tile);
    visit("noc", chip.noc);
    visit("global_buffer", chip.global_buffer);
    visit("dram", chip.dram);
    visit("units", chip.units, "as chip.tile.core.units, the chip; power while the chip works",
          "choice");
    visit("peak", chip.peak);
    visit("cost", chip.cost);
}

/// How a network is laid on the chip: `mapping.*`. Lists have one entry a matrix layer; the last
/// one repeats.
struct MappingSpec {
    std::vector<int>
        array_size; ///< rows = columns of the layer's arrays; 0 or empty: chip.tile.array
    std::vector<int>
        duplication; ///< copies of the layer's weights that share its windows; empty: 1
    std::vector<int> tile_arrays{}; ///< arrays in the layer's tiles; 0 or empty:
                                    ///< chip.tile.processing_elements
};

template <class Visit> void fields(MappingSpec &mapping, Visit &&visit) {
    visit("array_size", mapping.array_size, "1", 0, 4096,
          "rows and columns of each matrix layer's arrays, in order, the last one repeats; 0: "
          "chip.tile.array",
          "NAX");
    visit("duplication", mapping.duplication, "1", 1, 4096,
          "copies of each matrix layer's weights, which share its windows; the last one repeats",
          "ISAAC, PIMSYN");
    visit("tile_arrays", mapping.tile_arrays, "1", 0, 4096,
          "processing elements in the tiles of each matrix layer; the last one repeats; 0: "
          "chip.tile.processing_elements",
          "NeuroSim: nine kernel positions of 16 arrays");
}

} // namespace cim
