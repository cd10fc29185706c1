// SPDX-License-Identifier: Apache-2.0
#include "models/wires/wire_nodes.h"

#include <cmath>
#include <stdexcept>
#include <string>

namespace cim {

namespace {

double conductance(double ohm, const char *name) {
    if (!(ohm >= 0) || !std::isfinite(ohm))
        throw std::invalid_argument("array." + std::string(name) +
                                    " must be a resistance of at least 0 ohm, not " +
                                    std::to_string(ohm));
    return ohm == 0 ? 0 : 1 / ohm;
}

} // namespace

WireNodes::WireNodes(int rows_, int cols_, const WireSpec &wires)
    : rows(rows_), cols(cols_), driver_s(conductance(wires.driver_ohm, "driver_ohm")),
      row_s(conductance(wires.row_wire_ohm, "row_wire_ohm")),
      column_s(conductance(wires.column_wire_ohm, "column_wire_ohm")),
      sink_s(conductance(wires.sink_ohm, "sink_ohm")) {
    if (rows < 1 || cols < 1)
        throw std::invalid_argument("an array has at least one row and one column, not " +
                                    std::to_string(rows) + " x " + std::to_string(cols));
}

} // namespace cim
