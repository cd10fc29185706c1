// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config/parameter.h"
#include "models/device/device.h"

#include <string>
#include <vector>

namespace apps {

/// States of a cell from a CSV file: a head line with the columns conductance_us and sigma_us in
/// any order (others are ignored; # starts a comment), then a line for each state, conductance
/// rising from above zero. Throws std::runtime_error with file, line and what would be right.
std::vector<cim::CellState> read_states(const std::string &file);

/// A device's table of states, when `key` names it, and the conductance range that follows from it,
/// as far as it may be one (table_problem). `known`: parameters of the device, whose keys are below
/// `section`.
void adopt_table(cim::DeviceSpec &device, const std::string &section, const std::string &key,
                 std::vector<Parameter> &known);

/// Why the states of a device that follows them make no range of a cell; empty if they do.
std::string table_problem(const cim::DeviceSpec &device);

} // namespace apps
