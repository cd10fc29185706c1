// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace cim {

/// What the lines of an array are made of at one node: wires and transistors for low standby power.
struct LineTechnology {
    double vdd_v = 0;         ///< supply of the node
    double wire_ohm_um = 0;   ///< resistance of a wire, ohm/um
    double wire_ff_um = 0;    ///< its capacitance, fF/um
    double gate_ff_um = 0;    ///< capacitance of a gate, fF a um of channel width
    double layout_um_um = 0;  ///< um that a um of channel width takes in the layout: fins stand up
    double access_ohm_um = 0; ///< resistance of an open n-channel transistor that drops little of
                              ///< the supply, ohm x um of width
    double driver_ohm_um = 0; ///< of one that charges a line over the whole supply
};

/// A p-channel transistor is that much wider than an n-channel one of equal current (NeuroSim V1.4,
/// 22 nm: 791.9 / 600.2 uA/um).
inline constexpr double p_to_n_width = 1.32;

/// Figures of NeuroSim's technology tables (V1.4; PTM and ITRS), 130 to 5 nm, linear between nodes;
/// beyond, the nearest one counts.
LineTechnology line_technology(double node_nm);

/// Capacitance of the drain of a transistor of that channel width, fF.
double drain_ff(double node_nm, double width_um);

} // namespace cim
