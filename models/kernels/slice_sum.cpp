// SPDX-License-Identifier: Apache-2.0
#include "models/kernels/slice_sum.h"

namespace cim {

namespace {

/// Of `Width` outputs beside each other. On the way to an output the sum may pass the ends of 32
/// bits, but not in the end.
template <int Width, bool Counted>
void add_outputs(const SliceSum &sum, const std::int32_t *codes, const std::int32_t *counts,
                 std::int32_t *y) {
    std::uint32_t total[Width];
    for (int i = 0; i < Width; ++i)
        total[i] = static_cast<std::uint32_t>(y[i]);
    const auto value = [&](std::ptrdiff_t column) {
        const auto code = static_cast<std::uint32_t>(codes[column]);
        return Counted ? code * static_cast<std::uint32_t>(counts[column]) : code;
    };
    const std::ptrdiff_t minus = sum.cols, pitch = sum.pitch();
    for (int slice = 0; slice < sum.slices;
         ++slice, codes += pitch, counts += Counted ? pitch : 0) {
        const int place = slice * sum.cell_bits;
        if (sum.apart)
            for (int i = 0; i < Width; ++i)
                total[i] += (value(i) - value(minus + i)) << place;
        else
            for (int i = 0; i < Width; ++i)
                total[i] += value(i) << place;
    }
    for (int i = 0; i < Width; ++i)
        y[i] = static_cast<std::int32_t>(total[i]);
}

template <bool Counted>
void add_all(const SliceSum &sum, const std::int32_t *codes, std::int32_t *y) {
    const std::int32_t *counts = sum.counts_per_code.data();
    constexpr int width = 16; // in registers, whatever the processor
    int c = 0;
    for (; c + width <= sum.cols; c += width)
        add_outputs<width, Counted>(sum, codes + c, counts + (Counted ? c : 0), y + c);
    for (; c < sum.cols; ++c)
        add_outputs<1, Counted>(sum, codes + c, counts + (Counted ? c : 0), y + c);
}

} // namespace

void SliceSum::add(const std::int32_t *codes, std::int32_t *y) const {
    if (counts_per_code.empty())
        add_all<false>(*this, codes, y);
    else
        add_all<true>(*this, codes, y);
}

} // namespace cim
