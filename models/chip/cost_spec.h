// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <utility>

namespace cim {

/// How figures are taken from the node and supply that they hold at to the chip's.
enum class ScalingRule {
    Cv2,       ///< energy as C V^2, with C in proportion to the node
    Stillmaker ///< energy by the polynomials of Stillmaker and Baas, Integration 58, 2017
};
inline constexpr std::array<std::pair<const char *, ScalingRule>, 2> scaling_rule_names{
    {{"cv2", ScalingRule::Cv2}, {"stillmaker", ScalingRule::Stillmaker}}};

/// Where the energy of an array read comes from.
enum class ArrayEnergy {
    Cells, ///< read voltage, time and the conductances that are driven: follows the data
    Given  ///< chip.cost.array.read_pj, whatever the data
};
inline constexpr std::array<std::pair<const char *, ArrayEnergy>, 2> array_energy_names{
    {{"cells", ArrayEnergy::Cells}, {"given", ArrayEnergy::Given}}};

/// Where figures of the periphery of an array come from.
enum class PeripheryFigures {
    Sized, ///< what the lines, cells, codes and sums of the array ask for
    Given  ///< a constant an action and a line, whatever the array's size
};
inline constexpr std::array<std::pair<const char *, PeripheryFigures>, 2> periphery_figure_names{
    {{"sized", PeripheryFigures::Sized}, {"given", PeripheryFigures::Given}}};

/// Memory of the buffers.
enum class MemoryModel {
    Sram,  ///< CACTI's figures as MNSIM lists them, interpolated in capacity and width
    Edram, ///< PUMA's figures of 64 and 128 KB of 256 bits, interpolated
    Given  ///< the figures of chip.cost.buffer, for the capacity and width that the chip has
};
inline constexpr std::array<std::pair<const char *, MemoryModel>, 3> memory_model_names{
    {{"sram", MemoryModel::Sram}, {"edram", MemoryModel::Edram}, {"given", MemoryModel::Given}}};

/// Where the energy of a flit in a router comes from.
enum class RouterModel {
    Noxim, ///< its table, interpolated in buffer depth and flit width
    Given  ///< chip.cost.router.flit_pj
};
inline constexpr std::array<std::pair<const char *, RouterModel>, 2> router_model_names{
    {{"noxim", RouterModel::Noxim}, {"given", RouterModel::Given}}};

/// Crossbars: `chip.cost.array.*`.
struct ArrayCost {
    ArrayEnergy energy = ArrayEnergy::Cells;
    double read_pj = 30;
};

template <class Visit> void fields(ArrayCost &array, Visit &&visit) {
    visit("energy", array.energy, array_energy_names,
          "where the energy of an array read comes from", "choice");
    visit("read_pj", array.read_pj, "pJ", 0, 1e9, "energy of one array read (energy = given)",
          "ISAAC: 0.3 mW x 100 ns");
}

/// Bits of adders and registers behind the converters and in the drivers: `chip.cost.logic.*`.
struct LogicCost {
    double adder_bit_pj = 0.00108;
    double adder_bit_um2 = 1.39;
    double latch_bit_pj = 0.00066;
    double latch_bit_um2 = 1.301;
};

template <class Visit> void fields(LogicCost &logic, Visit &&visit) {
    visit("adder_bit_pj", logic.adder_bit_pj, "pJ", 0, 1e6, "energy of an adder's bit, an addition",
          "NeuroSim V1.4 run: 2.069 / (384 additions of 5 bits)");
    visit("adder_bit_um2", logic.adder_bit_um2, "um2", 0, 1e6, "area of an adder's bit",
          "NeuroSim V1.4 run: 111.2 / (16 adders of 5 bits)");
    visit("latch_bit_pj", logic.latch_bit_pj, "pJ", 0, 1e6, "energy of a register's bit, a write",
          "NeuroSim V1.4 run: 1.52 / (384 writes of 6 bits)");
    visit("latch_bit_um2", logic.latch_bit_um2, "um2", 0, 1e6, "area of a register's bit",
          "NeuroSim V1.4 run: 124.9 / (16 registers of 6 bits)");
}

/// Word-line drivers and digital-to-analogue converters: `chip.cost.driver.*`.
struct DriverCost {
    PeripheryFigures figures = PeripheryFigures::Sized;
    double effort = 10;
    double gates_pj = 0.003;
    double gates_um2 = 1.053;
    double row_pj = 0.061;
    double area_um2 = 2.35;
    double shifter_area_um2 = 3844.0 / 384;
    double dac_ff = 50;
};

template <class Visit> void fields(DriverCost &driver, Visit &&visit) {
    visit("figures", driver.figures, periphery_figure_names,
          "where the figures of a row's driver come from: sized for its word line, or row_pj and "
          "area_um2",
          "choice");
    visit("effort", driver.effort, "1", 1.5, 100,
          "what each inverter of a driver drives over what it loads the one before (figures = "
          "sized)",
          "logical effort: 4 is fastest; NeuroSim V1.4 spends a third of a short line, a twentieth "
          "of a long one");
    visit("gates_pj", driver.gates_pj, "pJ", 0, 1e6,
          "energy of the gates that pass a row's digit on, each time rows are driven (figures = "
          "sized)",
          "NeuroSim V1.4 run: 4.26 / 1024 less register and inverters");
    visit("gates_um2", driver.gates_um2, "um2", 0, 1e6, "area of these gates (figures = sized)",
          "NeuroSim V1.4 run: switch matrix 301 / 128 less a register bit");
    visit("row_pj", driver.row_pj, "pJ", 0, 1e6,
          "energy of an active row at a read, its line included (figures = given)",
          "NeuroSim V1.4 run, 22 nm, 128 x 128: (4.26 + 3.53) pJ / 128");
    visit("area_um2", driver.area_um2, "um2", 0, 1e6,
          "area of a row's driver, a bit of the digit (figures = given)",
          "NeuroSim V1.4 run: switch matrix 301 / 128");
    visit(
        "shifter_area_um2", driver.shifter_area_um2, "um2", 0, 1e6,
        "area of the level shifter of a word, source or bit line, where cells are written at more "
        "than 1.5 V (device.write_v)",
        "NeuroSim V1.4 run: 3844 for 128 of each");
    visit("dac_ff", driver.dac_ff, "fF", 0, 1e6,
          "capacitance a bit of a digit of several bits, charged to the supply; 1-bit digits have "
          "none",
          "ZigZag-IMC");
}

/// From the bit lines to the sums: `chip.cost.readout.*`. Converters: `chip.tile.adc.*`.
struct ReadoutCost {
    PeripheryFigures figures = PeripheryFigures::Sized;
    double hold_pj = 0.00098;
    double hold_area_um2 = 0.039;
    double mux_drop = 0.42;
    double pass_um2 = 1.2;
    double decode_pj = 0.00096;
    double decode_um2 = 1.98;
    double mux_pj = 0.0018;
    double mux_area_um2 = 214.0 / 128;
    double slice_add_pj = 0.0088;
    double digit_add_pj = 0.0216;
    double add_area_um2 = 894.0 / 128;
};

template <class Visit> void fields(ReadoutCost &readout, Visit &&visit) {
    visit("figures", readout.figures, periphery_figure_names,
          "where the figures of multiplexers and adders come from: sized for columns, codes and "
          "sums, or the constants of a conversion and a column",
          "choice");
    visit("hold_pj", readout.hold_pj, "pJ", 0, 1e6, "energy of holding a column for a conversion",
          "ISAAC: 9.77 nW x 100 ns");
    visit("hold_area_um2", readout.hold_area_um2, "um2", 0, 1e6, "area of a column's hold circuit",
          "ISAAC");
    visit("mux_drop", readout.mux_drop, "1", 1e-3, 1e3,
          "resistance of a multiplexer's gate over that of a column with all driven cells on "
          "(figures = sized)",
          "NeuroSim V1.4 run: .2297 pJ with 100 kohm, .0938 with 240 kohm (fit)");
    visit("pass_um2", readout.pass_um2, "um2", 0, 1e6,
          "area of a column's gate but for its width (figures = sized)",
          "NeuroSim V1.4 run: 166.5 / 128 and 197.8 / 128 um2");
    visit("decode_pj", readout.decode_pj, "pJ", 0, 1e6,
          "energy of an array's decoder to select a column of each converter, a bit of its number "
          "(figures = sized)",
          "NeuroSim V1.4 run: .023 / (8 x 3)");
    visit("decode_um2", readout.decode_um2, "um2", 0, 1e6,
          "area of the decoder, a select line and bit (figures = sized)",
          "NeuroSim V1.4 run: 47.55 / (8 x 3)");
    visit("mux_pj", readout.mux_pj, "pJ", 0, 1e6,
          "energy of the multiplexer, a conversion (figures = given)",
          "NeuroSim V1.4 run: .2297 / 128");
    visit("mux_area_um2", readout.mux_area_um2, "um2", 0, 1e6,
          "area of the multiplexer and its decoder, a column (figures = given)",
          "NeuroSim V1.4 run: (166.5 + 47.6) / 128");
    visit("slice_add_pj", readout.slice_add_pj, "pJ", 0, 1e6,
          "energy of adding the slices of a weight, a conversion (figures = given)",
          "NeuroSim V1.4 run: 1.127 / 128");
    visit("digit_add_pj", readout.digit_add_pj, "pJ", 0, 1e6,
          "energy of adding the digits of an input, an output and read (figures = given)",
          "NeuroSim V1.4 run: .692 / 32");
    visit("add_area_um2", readout.add_area_um2, "um2", 0, 1e6,
          "area of shift-and-add, a column (figures = given)",
          "NeuroSim V1.4 run: (319.4 + 574.9) / 128");
}

/// Registers of an array: `chip.cost.register.*`.
struct RegisterCost {
    double bit_pj = 0.0044;
    double area_um2 = 1.81;
};

template <class Visit> void fields(RegisterCost &registers, Visit &&visit) {
    visit("bit_pj", registers.bit_pj, "pJ", 0, 1e6, "energy of a bit written and read once",
          "Aladdin 40 nm: .009 x .49");
    visit("area_um2", registers.area_um2, "um2", 0, 1e6, "area of a bit",
          "Aladdin 40 nm: 5.98 x (22/40)^2");
}

/// Buffers of the tiles and the global buffer: `chip.cost.buffer.*`.
struct BufferCost {
    MemoryModel memory = MemoryModel::Sram;
    double read_pj = 21.8;
    double write_pj = 23.7;
    double area_um2 = 137000;
    double leakage_mw = 0.46;

    /// Given figures for a memory that is so many times as wide and holds so many times as much:
    /// energy goes with the width, area and leakage go with the capacity.
    BufferCost times(double width, double capacity) const {
        return {memory, read_pj * width, write_pj * width, area_um2 * capacity,
                leakage_mw * capacity};
    }
};

template <class Visit> void fields(BufferCost &buffer, Visit &&visit) {
    visit("memory", buffer.memory, memory_model_names, "what the buffers are made of", "choice");
    visit("read_pj", buffer.read_pj, "pJ", 0, 1e6,
          "energy of reading the width of a tile's buffer (memory = given)",
          "CACTI in MNSIM, 64 KB, 256 bit, 45 nm: 61.83 x .353");
    visit("write_pj", buffer.write_pj, "pJ", 0, 1e6,
          "energy of writing the width of a tile's buffer (memory = given)",
          "CACTI in MNSIM, 64 KB, 256 bit, 45 nm: 67.11 x .353");
    visit("area_um2", buffer.area_um2, "um2", 0, 1e9, "area of a tile's buffer (memory = given)",
          "CACTI in MNSIM, 64 KB, 256 bit: 571793 x (22/45)^2");
    visit("leakage_mw", buffer.leakage_mw, "mW", 0, 1e6,
          "leakage of 64 KB of SRAM or eDRAM, or of a tile's buffer (memory = given)",
          "PUMA: 64 KB eDRAM");
}

/// Lanes of the vector unit: `chip.cost.vector.*`.
struct VectorCost {
    double multiply_pj = 1.094;
    double add_pj = 0.103;
    double compare_pj = 0.0142;
    double area_um2 = 2026;
};

template <class Visit> void fields(VectorCost &vector, Visit &&visit) {
    visit("multiply_pj", vector.multiply_pj, "pJ", 0, 1e6, "energy of a product (requantisation)",
          "Horowitz 45 nm int32: 3.1 x .353");
    visit("add_pj", vector.add_pj, "pJ", 0, 1e6, "energy of a 32-bit addition",
          "Aladdin 40 nm: .21 x .49");
    visit("compare_pj", vector.compare_pj, "pJ", 0, 1e6, "energy of a comparison (ReLU, maximum)",
          "Aladdin 40 nm: .029 x .49");
    visit("area_um2", vector.area_um2, "um2", 0, 1e9, "area of a lane",
          "Aladdin 40 nm: multiplier 6350, adder 278, comparator 71, x (22/40)^2");
}

/// Routers: `chip.cost.router.*`. Energy, area and leakage of a router of `ports` with a buffer of
/// 4 flits of 32 bits each follow the ports, channels, depth and width of the chip's.
struct RouterCost {
    RouterModel energy = RouterModel::Noxim;
    int ports = 5;
    int depth_flits = 4;
    double flit_pj = 1.63;
    double area_um2 = 22214;
    double leakage_mw = 2.3;
};

template <class Visit> void fields(RouterCost &router, Visit &&visit) {
    visit("energy", router.energy, router_model_names, "where the energy of a flit comes from",
          "choice");
    visit("ports", router.ports, "1", 2, 64,
          "ports of the router that flit_pj, area_um2 and leakage_mw are given for; the chip's has "
          "those of its topology and chip.noc.concentration",
          "mesh: 4 and the tile");
    visit("depth_flits", router.depth_flits, "1", 2, 64,
          "flits that a buffer of 4 packets (chip.noc.buffer_packets) holds; chip.noc.buffer_flits "
          "says it itself",
          "Noxim default: 4");
    visit("flit_pj", router.flit_pj, "pJ", 0, 1e6,
          "energy of a flit of 32 bits in a router (energy = given)",
          "Noxim, buffers 4 deep: .762 + .534 + .221 + .06 + .05");
    visit("area_um2", router.area_um2, "um2", 0, 1e9,
          "area of a router of 32-bit flits, 4 in a buffer",
          "PUMA 4-port, 32 nm: 47000 x (22/32)^2");
    visit("leakage_mw", router.leakage_mw, "mW", 0, 1e6,
          "leakage of a router of 32-bit flits, 4 in a buffer", "Noxim, 32 bits");
}

/// Long wires: `chip.cost.wire.*`.
struct WireCost {
    double link_pj_mm = 0.0488;
    double bus_ff_um = 0.2;
    double bus_toggle = 0.25;
};

template <class Visit> void fields(WireCost &wire, Visit &&visit) {
    visit("link_pj_mm", wire.link_pj_mm, "pJ/mm", 0, 1e6, "energy of a bit on a link of the mesh",
          "Noxim");
    visit("bus_ff_um", wire.bus_ff_um, "fF/um", 0, 1e6, "capacitance of a wire of a tile's bus",
          "NeuroSim wires: 0.2");
    visit("bus_toggle", wire.bus_toggle, "1", 0, 1,
          "share of the bits on a tile's bus that charge a wire",
          "half of them change, half of those upwards");
}

/// What actions, areas and leakage cost: `chip.cost.*`. Figures hold at node_nm, vdd_v and 300 K
/// and are taken to the chip's.
struct CostSpec {
    double node_nm = 22;
    double vdd_v = 0.85;
    ScalingRule scaling = ScalingRule::Cv2;
    double logic_leakage_nw_um2 = 0.0013;
    double leakage_doubling_k = 25;
    ArrayCost array;
    LogicCost logic;
    DriverCost driver;
    ReadoutCost readout;
    RegisterCost registers;
    BufferCost buffer;
    VectorCost vector;
    RouterCost router;
    WireCost wire;
};

template <class Visit> void fields(CostSpec &cost, Visit &&visit) {
    visit("node_nm", cost.node_nm, "nm", 5, 130, "technology node of the figures of chip.cost",
          "NeuroSim run at 22 nm; others taken there");
    visit("vdd_v", cost.vdd_v, "V", 0.3, 5, "supply of the figures of chip.cost",
          "NeuroSim 22 nm: 0.85");
    visit(
        "scaling", cost.scaling, scaling_rule_names,
        "how energies are taken to another node and supply; areas go with the node's square, below "
        "22 nm with the layout of fins",
        "choice");
    visit("logic_leakage_nw_um2", cost.logic_leakage_nw_um2, "nW/um2", 0, 1e6,
          "leakage of logic, an area", "NeuroSim V1.4 run, low standby power: 54.1 nW / 41677 um2");
    visit("leakage_doubling_k", cost.leakage_doubling_k, "K", 1, 1000,
          "rise of the temperature that doubles leakage", "assumption");
    visit("array", cost.array);
    visit("logic", cost.logic);
    visit("driver", cost.driver);
    visit("readout", cost.readout);
    visit("register", cost.registers);
    visit("buffer", cost.buffer);
    visit("vector", cost.vector);
    visit("router", cost.router);
    visit("wire", cost.wire);
}

} // namespace cim
