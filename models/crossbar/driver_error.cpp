// SPDX-License-Identifier: Apache-2.0
#include "models/crossbar/driver_error.h"

#include <algorithm>
#include <cmath>

namespace cim {

std::vector<float> driver_gains(const PeSpec &pe, const ChipDraw &chip, std::uint32_t array,
                                int rows) {
    std::vector<float> gains = normals_of({chip.seed, Stream::Driver, chip.chip, array}, rows);
    for (float &gain : gains)
        gain = 1 + static_cast<float>(pe.driver_sigma) * gain;
    return gains;
}

std::vector<double> digit_currents(const PeSpec &pe, const DeviceSpec &device, const ChipDraw &chip,
                                   std::uint32_t array) {
    const bool levels = pe.dac_bits > 1 && pe.input_coding == InputCoding::Levels;
    const bool bent = device.nonlinearity_v > 0 && levels;
    if (pe.dac_inl_lsb == 0 && !bent)
        return {};
    const int digits = 1 << pe.dac_bits;
    const double top = digits - 1;
    const std::vector<float> normal =
        normals_of({chip.seed, Stream::DacLadder, chip.chip, array}, digits);
    std::vector<double> currents{0};
    for (int digit = 1; digit < digits; ++digit) {
        const double voltage =
            std::max(0.0, digit + pe.dac_inl_lsb * double(normal[static_cast<std::size_t>(digit)]));
        const double ratio = device.read_v / device.nonlinearity_v;
        currents.push_back(bent ? top * std::sinh(voltage / top * ratio) / std::sinh(ratio)
                                : voltage);
    }
    return currents;
}

} // namespace cim
