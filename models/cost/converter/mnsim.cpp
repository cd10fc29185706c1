// SPDX-License-Identifier: Apache-2.0
#include "models/cost/converter/cost_models.h"

#include "models/chip/adc.h"
#include "models/cost/scaling.h"

#include <cmath>
#include <iterator>

namespace cim {

// MNSIM 2.0 (ca39ccb6), converters of its list, which it takes as they are at the 45 nm and 1 V of
// its chip: mW for as long as they convert, um2. That of 10 bits, of a FinFET node, is listed with
// 1600 um2; more bits are taken not to be smaller.
ConverterFigures mnsim_figures(const ChipSpec &chip, const AdcSpec &adc) {
    struct Point {
        int bits;
        double mw, um2;
    };
    const Point list[] = {{4, 0.7, 500}, {6, 1.26, 580}, {8, 4, 1650}, {10, 6.92, 1650}};
    const Point *below = std::begin(list);
    while (below + 2 < std::end(list) && adc.bits >= (below + 1)->bits)
        ++below;
    const Point &low = *below, &high = *(below + 1);
    const double share = double(adc.bits - low.bits) / (high.bits - low.bits);
    const auto between = [&](double a, double b) { return a * std::pow(b / a, share); };
    return taken(
        {between(low.mw, high.mw) / conversions_per_ns(chip, adc), between(low.um2, high.um2)},
        {45, 1}, chip);
}

} // namespace cim
