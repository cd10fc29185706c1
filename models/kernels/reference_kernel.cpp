// SPDX-License-Identifier: Apache-2.0
#include "models/kernels/reference_kernel.h"

#include "models/kernels/conversion.h"
#include "models/numerics/normal_pool.h"

namespace cim {

ReferenceKernel::ReferenceKernel(const ColumnCells &columns) : columns_(columns) {
    columns_.converters = prepared(columns.converters, columns.columns);
}

ReferenceKernel::Sum ReferenceKernel::sum(const std::uint8_t *x, int step, int group,
                                          int column) const {
    const ReadPlan &plan = columns_.plan;
    Sum found;
    const int first = group * plan.driven_rows;
    for (int row = first; row < first + plan.rows_of(group); ++row) {
        const int digit = x[row] >> (step * plan.dac_bits) & plan.largest_digit();
        const auto cell =
            static_cast<std::size_t>(row) * static_cast<std::size_t>(columns_.columns) +
            static_cast<std::size_t>(column);
        found.cells += plan.current(digit) * columns_.cells[cell];
        if (!columns_.squares.empty())
            found.squares += digit * digit * columns_.squares[cell];
    }
    return found;
}

void ReferenceKernel::codes(const InputBatch &in, std::int32_t *codes) const {
    const ReadPlan &plan = columns_.plan;
    const Converters &adc = columns_.converters;
    std::vector<std::uint16_t> places(static_cast<std::size_t>(in.vectors * plan.reads()));
    read_places(columns_.reading_seed, in, plan.reads(), places.data());
    for (int v = 0; v < in.vectors; ++v, codes += padded(columns_.columns)) {
        const std::uint8_t *x = in.x + v * in.stride;
        for (int column = 0; column < columns_.columns; ++column) {
            const auto c = static_cast<std::size_t>(column);
            codes[c] = 0;
            for (int read = 0; read < plan.reads(); ++read) {
                const int step = read / plan.groups();
                const Sum found = sum(x, step, read % plan.groups(), column);
                const int place = step * plan.dac_bits;
                const std::uint16_t normal =
                    places[static_cast<std::size_t>(v * plan.reads() + read)];
                if (!adc.gains.empty()) {
                    const std::int32_t seen =
                        adc.spreads.empty()
                            ? found.cells
                            : noisy_sum(found.cells, NormalPool::shared().whole_from(normal)[c],
                                        adc.spreads[static_cast<std::size_t>(
                                            found.squares * columns_.columns + column)]);
                    codes[c] += code_of(seen, adc.gains[c], adc.lowest, adc.top) * (1 << place);
                    continue;
                }
                const float variance = variance_of(found.squares, adc.noise[c], adc.variance[c]);
                const float value = value_of(found.cells, adc.codes_per_unit[c], root(variance),
                                             NormalPool::shared().from(normal)[c], adc.offset[c]);
                std::int32_t code =
                    code_of(value, static_cast<float>(adc.lowest), static_cast<float>(adc.top));
                if (!adc.map.empty())
                    code = adc.map[static_cast<std::size_t>(code - adc.lowest)];
                codes[c] += code * (1 << place);
            }
        }
    }
}

void ReferenceKernel::sums(const InputBatch &in, std::int32_t *sums) const {
    const ReadPlan &plan = columns_.plan;
    for (int v = 0; v < in.vectors; ++v)
        for (int read = 0; read < plan.reads(); ++read, sums += padded(columns_.columns))
            for (int column = 0; column < columns_.columns; ++column)
                sums[column] =
                    sum(in.x + v * in.stride, read / plan.groups(), read % plan.groups(), column)
                        .cells;
}

} // namespace cim
