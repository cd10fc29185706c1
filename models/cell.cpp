// SPDX-License-Identifier: Apache-2.0
#include "models/cell.h"

#include "models/placement.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <vector>

namespace cim {

namespace {

/// Words below this are the given share of all words.
std::uint32_t share_of_words(double share) {
    return static_cast<std::uint32_t>(std::min(std::floor(share * 0x1p32), 0x1p32 - 1));
}

} // namespace

WeightCode::WeightCode(const ArraySpec &array, int bits)
    : weight_bits(bits), cell_bits(array.cell_bits), slices(cim::slices(array, bits)),
      signs(array.encoding == Encoding::Offset ? 1 : 2) {}

void WeightCode::encode(int count, const std::int8_t *weights, int stride, float *levels) const {
    const int mask = (1 << cell_bits) - 1;
    for (int p = 0; p < planes(); ++p, levels += stride) {
        const int shift = p / signs * cell_bits;
        for (int i = 0; i < count; ++i) {
            const int weight = p % signs == 0 ? weights[i] + offset() : -weights[i];
            levels[i] = static_cast<float>((std::max(weight, 0) >> shift) & mask);
        }
    }
}

CellLaw::CellLaw(const DeviceSpec &device, int cell_bits) {
    const int top = (1 << cell_bits) - 1;
    const double step = (device.gmax_s() - device.gmin_s()) / top;
    gmin_ = device.gmin_s() / step;
    top_ = static_cast<float>(top);
    sigma_ = static_cast<float>(device.programming_sigma * device.gmax_s() / step);
    off_below_ = share_of_words(device.stuck_off);
    on_below_ = share_of_words(std::min(1.0, device.stuck_off + device.stuck_on));
}

void CellLaw::program(std::uint64_t seed, std::uint32_t a, std::uint32_t b, std::int64_t count,
                      float *levels) const {
    std::vector<std::uint32_t> words(static_cast<std::size_t>(count));
    if (sigma_ > 0) {
        fill_random_bits({seed, Stream::Programming, a, b}, count, words.data());
        std::vector<float> normal(words.size());
        normals(count, words.data(), normal.data());
        const float floor = static_cast<float>(-gmin_);
        for (std::int64_t i = 0; i < count; ++i)
            levels[i] = std::max(levels[i] + sigma_ * normal[static_cast<std::size_t>(i)], floor);
    }
    if (on_below_ > 0) {
        fill_random_bits({seed, Stream::StuckCell, a, b}, count, words.data());
        for (std::int64_t i = 0; i < count; ++i) {
            const std::uint32_t word = words[static_cast<std::size_t>(i)];
            const float stuck = word < off_below_ ? 0 : top_;
            levels[i] = word < on_below_ ? stuck : levels[i];
        }
    }
}

} // namespace cim
