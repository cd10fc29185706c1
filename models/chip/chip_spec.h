// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/adc_spec.h"
#include "models/chip/array_spec.h"
#include "models/chip/cost_spec.h"
#include "models/chip/delay.h"
#include "models/chip/digital_spec.h"
#include "models/chip/dram_spec.h"
#include "models/chip/gating_spec.h"
#include "models/chip/interconnect.h"
#include "models/chip/mapping_spec.h"
#include "models/chip/memory_spec.h"
#include "models/chip/topology/package_spec.h"

#include <memory>
#include <string>
#include <vector>

namespace cim {

struct ChipSpec;

/// What a column shows its converter.
enum class Sensing {
    Current, ///< the current of its cells, for as long as it is sensed
    Voltage, ///< the voltage that its line floats to, of which the line then is the capacitor
    Charge   ///< the charge that its cells move once, on its line and on capacitors of their own
};
inline constexpr std::array<std::pair<const char *, Sensing>, 3> sensing_names{
    {{"current", Sensing::Current}, {"voltage", Sensing::Voltage}, {"charge", Sensing::Charge}}};

/// How a digit of several bits is driven.
enum class InputCoding {
    Levels, ///< as a voltage, by a digital-to-analogue converter
    Pulses, ///< as that many pulses of the read voltage, which columns integrate
    Widths  ///< as one pulse of it that is so many times as long, which columns integrate
};
inline constexpr std::array<std::pair<const char *, InputCoding>, 3> input_coding_names{
    {{"levels", InputCoding::Levels},
     {"pulses", InputCoding::Pulses},
     {"widths", InputCoding::Widths}}};

/// What the current of a read is drawn from.
enum class ReadSupply {
    ReadVoltage, ///< device.read_v itself, as if an ideal regulator made it
    Chip,        ///< chip.vdd_v: clamps, linear regulators, amplifiers drop the rest of it
    Given        ///< read_supply_v, likewise
};
inline constexpr std::array<std::pair<const char *, ReadSupply>, 3> read_supply_names{
    {{"read-voltage", ReadSupply::ReadVoltage},
     {"chip", ReadSupply::Chip},
     {"given", ReadSupply::Given}}};
struct TileKind; // models/device/tile_kind.h

/// A processing element's stages and its drivers: `chip.tile.pe.*`. A processing element holds one
/// array.
struct PeSpec {
    int dac_bits = 1;
    InputCoding input_coding = InputCoding::Levels;
    Sensing sensing = Sensing::Current;
    ReadSupply read_supply = ReadSupply::ReadVoltage;
    double read_supply_v = 1.2;
    double driver_sigma = 0;
    double dac_inl_lsb = 0;
    int drive_cycles = 1;
    double drive_ns = 0;
    int read_cycles = 0;
    bool sample_hold = true;
    int hold_cycles = 1;
    double hold_ns = 0;
    int shift_add_cycles = 1;
    double shift_add_ns = 0;
    int register_cycles = 1;
    double register_ns = 0;
    bool pipelined = true;
    bool add_stage = false;
    int input_register_bits = 8;
    int output_register_bits = 32;

    /// Digits are times, as pulses or widths, not voltages.
    bool in_time() const { return input_coding != InputCoding::Levels; }
    /// Times that the highest digit reads its cells for; 1 where digits are voltages.
    int periods() const { return in_time() ? (1 << dac_bits) - 1 : 1; }
    /// Pulses that it has, each of which charges its line; 1 where digits are voltages or widths.
    int pulses() const { return input_coding == InputCoding::Pulses ? periods() : 1; }
    /// A driven cell's energy goes with the square of its digit: the digit is a voltage, whose
    /// current is drawn from that voltage itself. Else it goes with the digit.
    bool draws_square() const { return !in_time() && read_supply == ReadSupply::ReadVoltage; }
};

/// Why inputs cannot be driven and columns sensed so, in a sentence; empty if they can.
std::string pe_problem(const ChipSpec &chip);

template <class Visit> void fields(PeSpec &pe, Visit &&visit) {
    const auto ns = [&](const char *name, double &field) {
        visit(name, field, "ns", 0, 1e6, beside_cycles, "none");
    };
    visit("dac_bits", pe.dac_bits, "bit", 1, 8, "input bits driven at once",
          "ISAAC, PUMA, PIMSIM-NN: 1");
    visit("input_coding", pe.input_coding, input_coding_names,
          "how a digit of dac_bits bits is driven: as a voltage (levels), as up to 2^dac_bits - 1 "
          "pulses of the read voltage, one read stage each, or as one pulse of up to as many times "
          "device.read_ns (widths); columns integrate the latter two",
          "ISAAC: one bit, which is all; NeuRRAM: pulses; HERMES: widths");
    visit("sensing", pe.sensing, sensing_names,
          "what a column shows its converter: the current of its cells (V^2 G t), the voltage that "
          "its line floats to and keeps (C V^2), or the charge that its cells move once, on its "
          "line and on capacitors of their own, device.cell_ff (charge)",
          "ISAAC, NeuroSim: current; NeuRRAM: voltage; SRAM with capacitors, discharged bit lines: "
          "charge");
    visit("read_supply", pe.read_supply, read_supply_names,
          "what the current of a read is drawn from: device.read_v, as if an ideal regulator made "
          "it (V^2 G t), or chip.vdd_v (chip) or read_supply_v (given), of which clamps and linear "
          "regulators drop the rest (U V G t)",
          "NeuroSim: read-voltage; clamps and linear regulators: chip, given");
    visit("read_supply_v", pe.read_supply_v, "V", 0.01, 10,
          "supply of the clamps (read_supply = given)", "macros of 28 nm: 1.2");
    visit(
        "driver_sigma", pe.driver_sigma, "1", 0, 1,
        "standard deviation of a word-line driver's (or DAC's) voltage about its nominal one, once "
        "a chip",
        "knob (assumption)");
    visit("dac_inl_lsb", pe.dac_inl_lsb, "lsb", 0, 100,
          "standard deviation of each digit's voltage about its nominal one; an array's drivers "
          "share the taps of one ladder, drawn once a chip",
          "knob (assumption)");
    visit("drive_cycles", pe.drive_cycles, "cycle", 0, 1e6, "to set the word lines",
          "PIMSIM-NN: 1");
    ns("drive_ns", pe.drive_ns);
    visit("read_cycles", pe.read_cycles, "cycle", 0, 1e6,
          "of the read stage beside device.read_ns or the time to settle", "none");
    visit(
        "sample_hold", pe.sample_hold,
        "all columns are sampled when the array has settled, and converted one after another; no: "
        "rows are driven anew for each column that a converter takes, which conducts meanwhile",
        "ISAAC, PUMA, PIMSIM-NN: yes; NeuroSim: no");
    visit("hold_cycles", pe.hold_cycles, "cycle", 0, 1e6, "to sample the bit lines",
          "PIMSIM-NN: 1");
    ns("hold_ns", pe.hold_ns);
    visit("shift_add_cycles", pe.shift_add_cycles, "cycle", 0, 1e6, "to shift and add one code",
          "PIMSIM-NN: 1");
    ns("shift_add_ns", pe.shift_add_ns);
    visit("register_cycles", pe.register_cycles, "cycle", 0, 1e6, "to write the output register",
          "PIMSIM-NN: 1");
    ns("register_ns", pe.register_ns);
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
    double latency_ns = 0;
};

template <class Visit> void fields(VectorSpec &vector, Visit &&visit) {
    visit("width", vector.width, "1", 1, 65536, "elements a cycle", "choice");
    visit("latency_cycles", vector.latency_cycles, "cycle", 0, 1e6,
          "from the first element in to the first out", "assumption");
    visit("latency_ns", vector.latency_ns, "ns", 0, 1e6, beside_cycles, "none");
}

/// Input and output buffer of a tile: `chip.tile.buffer.*`.
struct BufferSpec {
    int kbytes = 64;
    int width_bits = 256;
    int ports = 1;
    int banks = 1;
    int access_cycles = 1;
    double access_ns = 0;
};

template <class Visit> void fields(BufferSpec &buffer, Visit &&visit) {
    visit("kbytes", buffer.kbytes, "KB", 1, 65536, "capacity", "ISAAC, PUMA: 64");
    visit("width_bits", buffer.width_bits, "bit", 8, 4096, "moved in one access", "ISAAC: 256");
    visit("ports", buffer.ports, "1", 1, 16, "accesses of a bank at once", "choice");
    visit("banks", buffer.banks, "1", 1, 64,
          "banks; the words of a transfer lie in one after another, so that it takes banks x ports "
          "of them at once",
          "ISAAC: 4 (eDRAM)");
    visit("access_cycles", buffer.access_cycles, "cycle", 0, 1e6,
          "that an access holds its port; at least one, together with access_ns",
          "assumption; ISAAC, PUMA: one access a cycle");
    visit("access_ns", buffer.access_ns, "ns", 0, 1e6, beside_cycles, "none; MNSIM 2.0: 20");
}

/// A tile: `chip.tile.*`.
struct TileSpec {
    int processing_elements = 8;
    Compute compute = Compute::Crossbar;
    ArraySpec array;
    AdcSpec adc;
    PeSpec pe;
    DigitalSpec digital;
    CoreSpec core;
    VectorSpec vector;
    BufferSpec buffer;
    std::string units = "control 0.291 mW 0.031 mW idle 686 um2";
};

template <class Visit> void fields(TileSpec &tile, Visit &&visit) {
    visit("processing_elements", tile.processing_elements, "1", 1, 4096,
          "arrays with their periphery in a tile", "PUMA 8 cores, ISAAC 12");
    visit("compute", tile.compute, compute_names,
          "what multiplies: cells of an analogue crossbar and converters, cells of SRAM with an "
          "adder tree, or multiplier-accumulators; the last two are exact, and device.* is that of "
          "a latch's cell there",
          "choice");
    visit("array", tile.array);
    visit("adc", tile.adc);
    visit("pe", tile.pe);
    visit("digital", tile.digital);
    visit("core", tile.core);
    visit("vector", tile.vector);
    visit("buffer", tile.buffer);
    visit("units", tile.units, "as chip.tile.core.units, a tile",
          "PUMA's tile control, 32 nm: .475 and .05 mW x .613, 1450 um2 x (22/32)^2");
}

/// What peak figures are stated for: `chip.peak.*`. Every array computes without a pause, every
/// shared unit works at its full rate.
struct PeakSpec {
    int weight_bits = 8;
    int input_bits = 8;
    double activity = 1;
    double conductance = 0.5;
};

template <class Visit> void fields(PeakSpec &peak, Visit &&visit) {
    visit("weight_bits", peak.weight_bits, "bit", 2, 32, "precision of the weights", "choice");
    visit("input_bits", peak.input_bits, "bit", 1, 32, "precision of the inputs", "choice");
    visit("activity", peak.activity, "1", 0, 1,
          "share of the driven rows whose digit is highest, the others' is zero",
          "all: the most that a chip can draw");
    visit("conductance", peak.conductance, "1", 0, 1,
          "of a cell, from lowest (0) to highest (1); of a differential pair one cell has it, the "
          "other the lowest",
          "half way: weights evenly spread");
}

/// The whole accelerator: `chip.*`.
struct ChipSpec {
    double clock_ghz = 1;
    double node_nm = 22;
    double vdd_v = 0.85;
    double temperature_k = 300;
    int tiles = 0;
    TileSpec tile;
    std::vector<std::shared_ptr<const TileKind>> kinds; ///< beside `tile`
    Topology interconnect = Topology::Mesh;
    NocSpec noc;
    PackageSpec package;
    GlobalBufferSpec global_buffer;
    DramSpec dram;
    std::string units;
    GatingSpec gating;
    PeakSpec peak;
    CostSpec cost;

    double period_ns() const { return 1 / clock_ghz; }
    /// The same chip with each delay of "n cycles and m ns" in cycles alone: so many periods as
    /// cover the nanoseconds are added, which are 0 then.
    ChipSpec in_cycles() const;
    int cycles(double ns)
        const; ///< whole clock periods that cover `ns` (exact multiples are not rounded up)
};

/// What joins so many nodes a chip, on all chips of the package; delays in cycles alone.
Interconnect interconnect_of(const ChipSpec &chip, int nodes);

template <class Visit> void fields(ChipSpec &chip, Visit &&visit) {
    visit("clock_ghz", chip.clock_ghz, "GHz", 1e-3, 100, "clock of everything on the chip",
          "PUMA: 1");
    visit("node_nm", chip.node_nm, "nm", 5, 130, "technology node", "choice");
    visit("vdd_v", chip.vdd_v, "V", 0.3, 5, "supply of the digital parts", "NeuroSim 22 nm: 0.85");
    visit("temperature_k", chip.temperature_k, "K", 200, 450, "junction temperature",
          "NeuroSim: 300");
    visit("tiles", chip.tiles, "1", 0, 1e6,
          "tiles on the chip, those of chip.tile_kinds apart; 0: as many as the network needs",
          "choice");
    visit("tile", chip.tile);
    visit("interconnect", chip.interconnect, topology_names, "what joins the tiles",
          "NACIM searches it; NeuroSim: H-tree or bus, ISAAC and PUMA: mesh");
    visit("noc", chip.noc);
    visit("package", chip.package);
    visit("global_buffer", chip.global_buffer);
    visit("dram", chip.dram);
    visit("units", chip.units, "as chip.tile.core.units, the chip; power while the chip works",
          "choice");
    visit("gating", chip.gating);
    visit("peak", chip.peak);
    visit("cost", chip.cost);
}

} // namespace cim
