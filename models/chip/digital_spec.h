// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <utility>

namespace cim {

/// What multiplies in a processing element.
enum class Compute {
    Crossbar,  ///< cells of a crossbar, whose currents are converted
    SramMacro, ///< cells of SRAM with a gate each, input bits one after another, and adder trees
    MatrixUnit ///< multiplier-accumulators that hold a weight each
};
inline constexpr std::array<std::pair<const char *, Compute>, 3> compute_names{
    {{"crossbar", Compute::Crossbar},
     {"sram-macro", Compute::SramMacro},
     {"matrix-unit", Compute::MatrixUnit}}};

/// Where the figures of a digital macro's gates come from.
enum class GateFigures {
    ZigZag, ///< gates of 28 nm and 0.9 V: a NAND has 0.7 fF and .614 um2
    Logic   ///< adders and registers of chip.cost.logic
};
inline constexpr std::array<std::pair<const char *, GateFigures>, 2> gate_figure_names{
    {{"zigzag", GateFigures::ZigZag}, {"logic", GateFigures::Logic}}};

/// How the products of a digital macro's column are added up.
enum class Adders {
    Tree, ///< two and two, an output's weights beside each other
    Chain ///< from row to row, by an adder a cell: an output has columns for the bits of its sum
};
inline constexpr std::array<std::pair<const char *, Adders>, 2> adders_names{
    {{"tree", Adders::Tree}, {"chain", Adders::Chain}}};

/// A processing element that computes exactly, without converters: `chip.tile.digital.*`.
struct DigitalSpec {
    Adders adders = Adders::Tree;
    int registers = 0;
    GateFigures gates = GateFigures::ZigZag;
    double mac_pj = 0.1059;
    double mac_um2 = 100;
};

template <class Visit> void fields(DigitalSpec &digital, Visit &&visit) {
    visit("adders", digital.adders, adders_names,
          "how products are added up (compute = sram-macro): in a tree, or from row to row by an "
          "adder a cell, where an output has as many columns as its sum of all driven rows has "
          "bits",
          "tree: Chih et al. (ISSCC 2021); chain: Colonnade (JSSC 2021)");
    visit("registers", digital.registers, "1", 0, 4096,
          "pipeline registers on the way through the adders: a step takes registers + 1 cycles, "
          "with chip.tile.pe.pipelined the next one begins each cycle; they take energy and area",
          "Colonnade (JSSC 2021): T x bits x (registers + 1)");
    visit("gates", digital.gates, gate_figure_names,
          "where energy and area of gates and adders come from (compute = sram-macro)",
          "ZigZag-IMC's gates, or NeuroSim V1.4's adders");
    visit("mac_pj", digital.mac_pj, "pJ", 0, 1e6,
          "energy of multiplying 8 bits by 8 and adding to 32 (compute = matrix-unit); the product "
          "grows with either width",
          "Horowitz 45 nm: (.2 + .1) x .353");
    visit("mac_um2", digital.mac_um2, "um2", 0, 1e9,
          "area of such a multiplier-accumulator without its registers (compute = matrix-unit)",
          "Horowitz 45 nm: (282 + 137) x (22/45)^2");
}

} // namespace cim
