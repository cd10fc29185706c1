// SPDX-License-Identifier: Apache-2.0
#include "models/measured/drawn_cells.h"

#include "models/device/cell.h"

#include <algorithm>
#include <cstdio>
#include <stdexcept>
#include <string>

namespace cim {

namespace {

std::string digits(double us) {
    char text[32];
    std::snprintf(text, sizeof text, "%.5g", us);
    return text;
}

void check(const DeviceSpec &device, double target_us) {
    const ErrorLaw law = device.programming_error;
    if (law == ErrorLaw::Step || law == ErrorLaw::ByLevel || law == ErrorLaw::Table)
        throw std::invalid_argument("device.programming_error belongs to the levels of a cell, not "
                                    "to those measured");
    if (const double gmax_us = 1e6 * device.gmax_s(); target_us > 1.01 * gmax_us)
        throw std::invalid_argument("a level of " + digits(target_us) +
                                    " uS was measured, but the device ends at " + digits(gmax_us) +
                                    " uS (device.on_ohm)");
}

} // namespace

std::vector<double> drawn_cells(const DeviceSpec &device, double target_us, int cells,
                                std::uint32_t number) {
    check(device, target_us);
    DeviceSpec own = device;
    own.stuck_off = own.stuck_on = own.stuck_rows = own.stuck_columns = 0;
    // The lowest of two levels is the target, the highest that of the device, if a little above.
    const double gmax_us = 1e6 * device.gmax_s();
    own.on_off = std::max(gmax_us / target_us, 1.0001);
    const CellLaw law(own, 1);
    const CellGrid grid{{1, 0}, number, 1, cells};
    std::vector<float> held(static_cast<std::size_t>(cells), 0.0f);
    law.program(grid, held.data());
    law.age(grid, held.data());
    const double reference = law.reference(grid.draw), step_us = 1e6 * own.step_s(1);
    std::vector<double> conductances;
    for (const float above : held)
        conductances.push_back((double(above) + reference) * step_us);
    std::sort(conductances.begin(), conductances.end());
    return conductances;
}

} // namespace cim
