// SPDX-License-Identifier: Apache-2.0
#include "models/kernels/slice_sum.h"

namespace cim {

void SliceSum::add(const std::int32_t *codes, std::int32_t *y) const {
    const std::int32_t *counts = counts_per_code.empty() ? nullptr : counts_per_code.data();
    for (int slice = 0; slice < slices; ++slice)
        for (int sign = 1; sign >= (apart ? -1 : 1); sign -= 2) {
            // On the way to an output the sum may pass the ends of 32 bits, but not in the end.
            const auto weight = static_cast<std::uint32_t>(sign * (1 << (slice * cell_bits)));
            for (int c = 0; c < cols; ++c)
                y[c] = static_cast<std::int32_t>(
                    static_cast<std::uint32_t>(y[c]) +
                    static_cast<std::uint32_t>(codes[c]) *
                        (counts != nullptr ? weight * static_cast<std::uint32_t>(counts[c])
                                           : weight));
            codes += cols;
            counts += counts != nullptr ? cols : 0;
        }
}

} // namespace cim
