// SPDX-License-Identifier: Apache-2.0
#include "models/device/read_noise.h"

#include <algorithm>
#include <cmath>

namespace cim {

double flicker_sigma(const FlickerSpec &flicker, double g, double time_s) {
    if (flicker.strength == 0)
        return 0;
    const double size =
        std::min(flicker.strength / std::pow(std::max(g, 1e-9), flicker.slope), flicker.most);
    const double octaves = std::log((time_s + flicker.read_s) / (2 * flicker.read_s));
    return size * std::sqrt(std::max(0.0, octaves));
}

} // namespace cim
