// SPDX-License-Identifier: Apache-2.0
#include "models/wires/wire_estimate.h"

namespace cim {

double current_share_estimate(int rows, int cols, const WireSpec &wires, double mean_conductance,
                              double driven) {
    // A line of n cells that draw alike loses, on average, a third of n^2 segments' worth.
    const auto line = [](double cells, double end_ohm, double segment_ohm) {
        return cells * end_ohm + segment_ohm * cells * cells / 3;
    };
    const double row_ohm = line(cols, wires.driver_ohm, wires.row_wire_ohm);
    const double column_ohm = line(rows, wires.sink_ohm, wires.column_wire_ohm);
    return 1 / (1 + mean_conductance * (row_ohm + driven * column_ohm + wires.access_ohm));
}

} // namespace cim
