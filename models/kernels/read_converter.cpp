// SPDX-License-Identifier: Apache-2.0
#include "models/kernels/read_converter.h"

#include "models/kernels/conversion.h"
#include "models/numerics/normal_pool.h"

namespace cim {

ReadConverter::ReadConverter(const ColumnCells &columns)
    : plan_(columns.plan), width_(ReadKernel::padded(columns.columns)),
      converters_(prepared(columns.converters, width_)), noisy_(columns.converters.noisy()),
      seed_(columns.reading_seed) {}

std::vector<std::uint16_t> ReadConverter::noise_places(const InputBatch &in) const {
    std::vector<std::uint16_t> places(static_cast<std::size_t>(in.vectors * plan_.reads()));
    if (noisy_)
        read_places(seed_, in, plan_.reads(), places.data());
    return places;
}

void ReadConverter::add(int step, const ReadSums &read, std::int32_t *codes) const {
    const std::int32_t *const sums = read.cells, *const squares = read.squares;
    const int width = width_; // locals: stores to the codes cannot change them
    const auto lowest = static_cast<float>(converters_.lowest);
    const auto top = static_cast<float>(converters_.top);
    const int place = 1 << (step * plan_.dac_bits);
    const float *codes_per_unit = converters_.codes_per_unit.data();
    const float *noise = converters_.noise.data(), *variance = converters_.variance.data();
    const float *offset = converters_.offset.data();
    const float *normal = NormalPool::shared().from(read.noise_place);
    const auto noisy_code = [&](int c) {
        const float spread = root(variance_of(squares[c], noise[c], variance[c]));
        return code_of(value_of(sums[c], codes_per_unit[c], spread, normal[c], offset[c]), lowest,
                       top);
    };
    const auto quiet_code = [&](int c) {
        return code_of(static_cast<float>(sums[c]) * codes_per_unit[c] + offset[c], lowest, top);
    };
    if (!converters_.gains.empty()) {
        const std::int16_t *gains = converters_.gains.data();
        const std::int32_t lowest_code = converters_.lowest, top_code = converters_.top;
        if (converters_.spreads.empty()) {
            for (int c = 0; c < width; ++c)
                codes[c] += place * code_of(sums[c], gains[c], lowest_code, top_code);
            return;
        }
        const std::int16_t *whole = NormalPool::shared().whole_from(read.noise_place);
        const std::int16_t *spreads =
            converters_.spreads.data() + std::ptrdiff_t{squares[0]} * width;
        for (int c = 0; c < width; ++c)
            codes[c] += place * code_of(noisy_sum(sums[c], whole[c], spreads[c]), gains[c],
                                        lowest_code, top_code);
    } else if (!converters_.map.empty()) {
        for (int c = 0; c < width; ++c) {
            const std::int32_t code = noisy_ ? noisy_code(c) : quiet_code(c);
            codes[c] +=
                place * converters_.map[static_cast<std::size_t>(code - converters_.lowest)];
        }
    } else if (noisy_) {
        for (int c = 0; c < width; ++c)
            codes[c] += place * noisy_code(c);
    } else {
        for (int c = 0; c < width; ++c)
            codes[c] += place * quiet_code(c);
    }
}

} // namespace cim
