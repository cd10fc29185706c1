// SPDX-License-Identifier: Apache-2.0
#include "models/device/weight_code.h"

#include <algorithm>

namespace cim {

WeightCode::WeightCode(const ArraySpec &array, int bits)
    : weight_bits(bits), cell_bits(array.cell_bits), slices(cim::slices(array, bits)),
      signs(in_pairs(array.encoding) ? 2 : 1) {}

void WeightCode::encode(int count, const std::int16_t *weights, int stride, float *levels) const {
    const int mask = (1 << cell_bits) - 1;
    for (int p = 0; p < planes(); ++p, levels += stride) {
        const int shift = p / signs * cell_bits;
        for (int i = 0; i < count; ++i) {
            const int weight = p % signs == 0 ? weights[i] + offset() : -weights[i];
            levels[i] = static_cast<float>((std::max(weight, 0) >> shift) & mask);
        }
    }
}

} // namespace cim
