// SPDX-License-Identifier: Apache-2.0
#include "models/chip/converter_range.h"

#include <algorithm>

namespace cim {

double LayerRange::coarsest_lsb() const {
    int most = 0;
    for (const std::vector<std::uint8_t> &block : shifts)
        for (const std::uint8_t shift : block)
            most = std::max<int>(most, shift);
    return lsb * (1 << most);
}

ConverterRange LayerRange::of_block(int block) const {
    ConverterRange range(lsb);
    if (!shifts.empty())
        range.shifts = shifts[static_cast<std::size_t>(block)];
    return range;
}

} // namespace cim
