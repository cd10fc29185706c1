// SPDX-License-Identifier: Apache-2.0
#include "models/wires/line_technology.h"

#include <algorithm>
#include <iterator>

namespace cim {

namespace {

/// One node: wire resistance, gate capacitance (ideal + 20 % overlap + fringe), supply over the
/// current of an open transistor.
struct Node {
    double nm, wire_ohm_um, gate_ff_um, vdd_v, on_ua_um;
};

// NeuroSim V1.4 (ac828e67), Technology: low standby power; wires as it runs them. Below 22 nm gates
// are given by the fin; as much a um as at 22 nm is assumed.
const Node nodes[] = {{130, 0.4102, 3.182, 1.3, 300.7},   {90, 1.1364, 2.810, 1.2, 346.3},
                      {65, 1.1791, 2.393, 1.1, 400.0},    {45, 2.1783, 1.957, 1.0, 500.2},
                      {32, 4.6592, 1.691, 0.9, 600.2},    {22, 9.7697, 1.430, 0.85, 791.9},
                      {14, 15.8691, 1.430, 0.8, 595.045}, {10, 40.8058, 1.430, 0.75, 599.237},
                      {7, 52.125, 1.430, 0.7, 562.048},   {5, 110.6667, 1.430, 0.7, 578.494}};

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
    return {between(&Node::wire_ohm_um), wire_ff_um, between(&Node::gate_ff_um),
            access_share * on_ohm_um, driver_share * on_ohm_um};
}

double drain_ff(double node_nm, double width_um) {
    // NeuroSim V1.4, 22 nm: 2.473e-17 F and .285 fF a um
    const double side = node_nm / 22;
    return 0.0247 * side * side + 0.285 * width_um;
}

} // namespace cim
