// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace cim {

/// What lies between a driver, the cells and a converter: `array.*`. Zero is allowed and exact:
/// what it connects is then one node.
struct WireSpec {
    bool wires = false;
    bool compensate = true;
    double driver_ohm = 100;
    double row_wire_ohm = 2.58;
    double column_wire_ohm = 0.86;
    double sink_ohm = 100;
    double access_ohm = 0;
    bool gated = false;
};

template <class Visit> void fields(WireSpec &wires, Visit &&visit) {
    visit("wires", wires.wires,
          "the chip's arrays have wires; no: all these resistances are zero in it", "choice");
    visit("compensate", wires.compensate,
          "a layer's results are scaled by what its wires take on average when all rows are driven",
          "choice");
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
    visit("access_ohm", wires.access_ohm, "ohm", 0, 1e9,
          "resistance in series with each cell (access transistor); crossweave solve only",
          "choice; NeuroSim allows a quarter of Ron");
    visit(
        "gated", wires.gated,
        "a word line at 0 V cuts its cells off (1T1R with the gates along the word line), else it "
        "holds them at 0 V; crossweave solve only",
        "choice");
}

} // namespace cim
