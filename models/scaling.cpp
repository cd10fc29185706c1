// SPDX-License-Identifier: Apache-2.0
#include "models/scaling.h"

#include <cmath>

namespace cim {

MemoryScaling::MemoryScaling(double kbytes, double width_bits)
    : read_energy(std::pow(kbytes / 64, 0.497) * std::pow(width_bits / 256, 0.825)),
      write_energy(std::pow(kbytes / 64, 0.461) * std::pow(width_bits / 256, 0.933)),
      area(std::pow(kbytes / 64, 0.709) * std::pow(width_bits / 256, 0.50)), leakage(kbytes / 64) {}

} // namespace cim
