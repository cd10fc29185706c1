// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace cim {

/// What lies between a driver, the cells and a converter: `array.*`. Zero is allowed and exact:
/// what it connects is then one node.
struct WireSpec {
    double driver_ohm = 100;
    double row_wire_ohm = 2.58;
    double column_wire_ohm = 0.86;
    double sink_ohm = 100;
};

template <class Visit> void fields(WireSpec &wires, Visit &&visit) {
    visit("driver_ohm", wires.driver_ohm, "ohm", 0, 1e9,
          "output resistance of a word line's driver", "assumption: GENIEx has 100-1000");
    visit("row_wire_ohm", wires.row_wire_ohm, "ohm", 0, 1e9,
          "resistance of a word line from one cell to the next",
          "NeuroSim V1.4, 22 nm wire along 12 F");
    visit("column_wire_ohm", wires.column_wire_ohm, "ohm", 0, 1e9,
          "resistance of a bit line from one cell to the next",
          "NeuroSim V1.4, 22 nm wire along 4 F");
    visit("sink_ohm", wires.sink_ohm, "ohm", 0, 1e9,
          "input resistance of what holds a bit line's end at 0 V",
          "assumption: GENIEx has 100-1000");
}

} // namespace cim
