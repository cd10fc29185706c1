// SPDX-License-Identifier: Apache-2.0
#include "models/wires/line_technology.h"

#include <algorithm>
#include <iterator>

namespace cim {

namespace {

/// One node: wire resistance, gate capacitance (ideal + 20 % overlap + fringe), supply over the
/// current of an open transistor, layout of a um of channel.
struct Node {
    double nm, wire_ohm_um, gate_ff_um, vdd_v, on_ua_um, layout_um_um;
};

// NeuroSim V1.4 (ac828e67), Technology: low standby power; wires as it runs them. Below 22 nm a
// fin of 92, 98, 107 or 106 nm of channel has a gate of 103.816, 97.549, 100.497 or 81.859 aF and
// takes twice the feature size.
const Node nodes[] = {{130, 0.4102, 3.182, 1.3, 300.7, 1},
                      {90, 1.1364, 2.810, 1.2, 346.3, 1},
                      {65, 1.1791, 2.393, 1.1, 400.0, 1},
                      {45, 2.1783, 1.957, 1.0, 500.2, 1},
                      {32, 4.6592, 1.691, 0.9, 600.2, 1},
                      {22, 9.7697, 1.430, 0.85, 791.9, 1},
                      {14, 15.8691, 103.816 / 92, 0.8, 595.045, 28.0 / 92},
                      {10, 40.8058, 97.549 / 98, 0.75, 599.237, 20.0 / 98},
                      {7, 52.125, 100.497 / 107, 0.7, 562.048, 14.0 / 107},
                      {5, 110.6667, 81.859 / 106, 0.7, 578.494, 10.0 / 106}};

// NeuroSim V1.4, 22 nm: transistors of 25 and 1.5 kohm are 15.2 and 253 nm wide, so 380 ohm um, of
// which Vdd / Ion is 1073; one that charges a line counts five times as much.
constexpr double access_share = 0.354, driver_share = 1.77;

} // namespace

LineTechnology line_technology(double node_nm) {
    const double nm = std::clamp(node_nm, std::rbegin(nodes)->nm, std::begin(nodes)->nm);
    const Node *above = std::begin(nodes);
    while (above + 2 < std::end(nodes) && nm < (above + 1)->nm)
        ++above;
    const Node *below = above + 1;
    const double share = (nm - below->nm) / (above->nm - below->nm);
    const auto between = [&](double Node::*figure) {
        return share * above->*figure + (1 - share) * below->*figure;
    };
    const double on_ohm_um = 1e6 * between(&Node::vdd_v) / between(&Node::on_ua_um);
    constexpr double wire_ff_um = 0.2; // NeuroSim, every node
    LineTechnology made;
    made.vdd_v = between(&Node::vdd_v);
    made.wire_ohm_um = between(&Node::wire_ohm_um);
    made.wire_ff_um = wire_ff_um;
    made.gate_ff_um = between(&Node::gate_ff_um);
    made.layout_um_um = between(&Node::layout_um_um);
    made.access_ohm_um = access_share * on_ohm_um;
    made.driver_ohm_um = driver_share * on_ohm_um;
    return made;
}

double drain_ff(double node_nm, double width_um) {
    // NeuroSim V1.4, 22 nm: 2.473e-17 F and .285 fF a um. Below, a drain is assumed to go with its
    // gate (its fins have .20 to .27 fF a um).
    const double side = node_nm / 22;
    const double with_gate =
        node_nm < 22 ? line_technology(node_nm).gate_ff_um / line_technology(22).gate_ff_um : 1;
    return 0.0247 * side * side + 0.285 * with_gate * width_um;
}

} // namespace cim
