// SPDX-License-Identifier: Apache-2.0
#include "models/kernels/portable_kernel.h"

#include "models/kernels/conversion.h"
#include "models/kernels/fixed_point.h"
#include "models/numerics/normal_pool.h"

#include <algorithm>

namespace cim {

namespace {

template <class Value>
RowTable table(const ReadPlan &plan, int columns, const std::vector<Value> &values) {
    RowTable rows(plan.rows, columns, static_cast<double>(largest_sum(plan, values)));
    for (int row = 0; row < plan.rows; ++row) {
        const auto first = values.begin() + std::ptrdiff_t{row} * columns;
        rows.put(row, 0, std::vector<std::int32_t>(first, first + columns));
    }
    return rows;
}

} // namespace

PortableKernel::PortableKernel(const ColumnCells &columns)
    : plan_(columns.plan), width_(padded(columns.columns)), noisy_(columns.converters.noisy()),
      reading_noise_(!columns.squares.empty()), counts_rows_(columns.noise_by_count()),
      converters_(prepared(columns.converters, width_)), seed_(columns.reading_seed),
      cells_(table(plan_, columns.columns, columns.cells)) {
    if (reading_noise_ && !counts_rows_)
        squares_ = table(plan_, columns.columns, columns.squares);
}

void PortableKernel::codes(const InputBatch &in, std::int32_t *codes) const {
    alignas(64) std::int32_t sums[most_lines], squares[most_lines];
    std::vector<std::uint16_t> places(
        static_cast<std::size_t>(noisy_ ? in.vectors * plan_.reads() : 0));
    if (noisy_)
        read_places(seed_, in, plan_.reads(), places.data());
    if (!reading_noise_)
        std::fill_n(squares, width_, 0);
    for (int v = 0; v < in.vectors; ++v, codes += width_) {
        const BitPlanes planes(plan_.rows, in.x + v * in.stride);
        std::fill_n(codes, width_, 0);
        for (int step = 0; step < plan_.steps(); ++step)
            for (int group = 0; group < plan_.groups(); ++group) {
                sum_cells(planes, step, group, sums);
                if (reading_noise_)
                    sum_squares(planes, step, group, squares);
                const auto read =
                    static_cast<std::size_t>(v * plan_.reads() + step * plan_.groups() + group);
                convert(step, sums, squares, noisy_ ? places[read] : std::uint16_t{0}, codes);
            }
    }
}

void PortableKernel::sums(const InputBatch &in, std::int32_t *sums) const {
    for (int v = 0; v < in.vectors; ++v) {
        const BitPlanes planes(plan_.rows, in.x + v * in.stride);
        for (int step = 0; step < plan_.steps(); ++step)
            for (int group = 0; group < plan_.groups(); ++group, sums += width_)
                sum_cells(planes, step, group, sums);
    }
}

/// Rows of a group whose input has the bit.
RowMask PortableKernel::driven(const BitPlanes &planes, int bit, int group) const {
    RowMask rows;
    std::copy_n(planes.plane[static_cast<std::size_t>(bit)].begin(), planes.words, rows.begin());
    if (plan_.groups() > 1)
        keep_rows(rows, planes.words, group * plan_.driven_rows, (group + 1) * plan_.driven_rows);
    return rows;
}

/// Rows of a group whose input has that digit.
RowMask PortableKernel::holding(const BitPlanes &planes, int digit, int step, int group) const {
    const int low = step * plan_.dac_bits;
    const int bits = std::min(plan_.dac_bits, plan_.input_bits - low);
    RowMask rows;
    std::fill_n(rows.begin(), planes.words, ~std::uint64_t{0});
    keep_rows(rows, planes.words, group * plan_.driven_rows,
              std::min((group + 1) * plan_.driven_rows, plan_.rows));
    for (int bit = 0; bit < bits; ++bit)
        for (std::size_t w = 0; w < static_cast<std::size_t>(planes.words); ++w) {
            const std::uint64_t ones = planes.plane[static_cast<std::size_t>(low + bit)][w];
            rows[w] &= (digit >> bit & 1) != 0 ? ones : ~ones;
        }
    return rows;
}

/// Each digit's rows times what it draws.
void PortableKernel::sum_by_digit(const BitPlanes &planes, int step, int group,
                                  std::int32_t *sums) const {
    const int bits = std::min(plan_.dac_bits, plan_.input_bits - step * plan_.dac_bits);
    alignas(64) std::int32_t part[most_lines];
    std::fill_n(sums, width_, 0);
    for (int digit = 1; digit < 1 << bits; ++digit) {
        cells_.sum_rows(holding(planes, digit, step, group), planes.words, part);
        for (int c = 0; c < width_; ++c)
            sums[c] += plan_.current(digit) * part[c];
    }
}

/// Bit planes from the highest down, doubling in between.
void PortableKernel::sum_cells(const BitPlanes &planes, int step, int group,
                               std::int32_t *sums) const {
    if (!plan_.digit_currents.empty()) {
        sum_by_digit(planes, step, group, sums);
        return;
    }
    const int low = step * plan_.dac_bits;
    const int high = std::min(low + plan_.dac_bits, plan_.input_bits) - 1;
    cells_.sum_rows(driven(planes, high, group), planes.words, sums);
    alignas(64) std::int32_t part[most_lines];
    for (int bit = high - 1; bit >= low; --bit) {
        cells_.sum_rows(driven(planes, bit, group), planes.words, part);
        for (int c = 0; c < width_; ++c)
            sums[c] = 2 * sums[c] + part[c];
    }
}

namespace {

int rows_in(const RowMask &rows, int words) {
    int count = 0;
    for (std::size_t w = 0; w < static_cast<std::size_t>(words); ++w)
        count += __builtin_popcountll(rows[w]);
    return count;
}

} // namespace

/// With bits b_j, digit^2 is the sum over j and k of 2^(j+k) b_j b_k.
void PortableKernel::sum_squares(const BitPlanes &planes, int step, int group,
                                 std::int32_t *sums) const {
    const int low = step * plan_.dac_bits;
    const int high = std::min(low + plan_.dac_bits, plan_.input_bits) - 1;
    if (low == high && !counts_rows_) {
        squares_.sum_rows(driven(planes, low, group), planes.words, sums);
        return;
    }
    std::fill_n(sums, width_, 0);
    alignas(64) std::int32_t part[most_lines];
    for (int j = low; j <= high; ++j)
        for (int k = low; k <= j; ++k) {
            RowMask rows = driven(planes, j, group);
            const RowMask others = driven(planes, k, group);
            for (std::size_t w = 0; w < static_cast<std::size_t>(planes.words); ++w)
                rows[w] &= others[w];
            const int weight = (j == k ? 1 : 2) << (j + k - 2 * low);
            if (counts_rows_) {
                const int power = weight * rows_in(rows, planes.words);
                std::for_each(sums, sums + width_, [&](std::int32_t &sum) { sum += power; });
                continue;
            }
            squares_.sum_rows(rows, planes.words, part);
            for (int c = 0; c < width_; ++c)
                sums[c] += weight * part[c];
        }
}

/// codes += converted sums, shifted by their digit's place.
void PortableKernel::convert(int step, const std::int32_t *sums, const std::int32_t *squares,
                             std::uint16_t noise_place, std::int32_t *codes) const {
    const int width = width_; // locals: stores to the codes cannot change them
    const auto lowest = static_cast<float>(converters_.lowest);
    const auto top = static_cast<float>(converters_.top);
    const int place = 1 << (step * plan_.dac_bits);
    const float *codes_per_unit = converters_.codes_per_unit.data();
    const float *noise = converters_.noise.data(), *variance = converters_.variance.data();
    const float *offset = converters_.offset.data();
    const float *normal = NormalPool::shared().from(noise_place);
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
        const std::int16_t *whole = NormalPool::shared().whole_from(noise_place);
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
