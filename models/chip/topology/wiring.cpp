// SPDX-License-Identifier: Apache-2.0
#include "models/chip/topology/wiring.h"

#include <cmath>

namespace cim {

Grid nearly_square(int nodes) {
    const int columns = static_cast<int>(std::ceil(std::sqrt(double(nodes))));
    return {columns, (nodes + columns - 1) / columns};
}

} // namespace cim
