// SPDX-License-Identifier: Apache-2.0
#include "models/crossbar.h"

#include "models/normal_pool.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>

namespace cim {

namespace {

/// Rows of a set that belong to a row group; all of them if there is only one.
RowMask of_group(const RowMask &rows, int words, int group, int groups, int rows_a_group) {
    RowMask mine;
    std::copy_n(rows.begin(), words, mine.begin());
    if (groups > 1)
        keep_rows(mine, words, group * rows_a_group, (group + 1) * rows_a_group);
    return mine;
}

/// Square root of a value that is not negative, relative error below 5e-6: an estimate from the
/// exponent and two Newton steps, which vectorise better than the divider.
float root(float value) {
    std::uint32_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    bits = 0x5f3759df - (bits >> 1);
    float inverse;
    std::memcpy(&inverse, &bits, sizeof inverse);
    for (int step = 0; step < 2; ++step)
        inverse *= 1.5f - 0.5f * value * inverse * inverse;
    return value * inverse;
}

} // namespace

ReadCounts &ReadCounts::operator+=(const ReadCounts &other) {
    mvms += other.mvms;
    reads += other.reads;
    conversions += other.conversions;
    active_rows += other.active_rows;
    row_levels += other.row_levels;
    return *this;
}

void Crossbar::multiply(std::int64_t image, std::int64_t position, const std::uint8_t *x,
                        std::int32_t *y, ReadCounts &counts) const {
    const BitPlanes planes(rows_, x);
    count(planes, x, counts);
    if (exact()) {
        for (int r = 0; r < rows_; ++r)
            if (x[r] != 0)
                for (int c = 0; c < cols_; ++c)
                    y[c] += x[r] * weights_[static_cast<std::size_t>(r * cols_ + c)];
        return;
    }

    alignas(64) std::int32_t codes[most_lines];
    std::fill_n(codes, cells_.padded_columns(), 0);
    digitise(image, position, planes, codes);

    const bool pairs = code_.signs == 2 && !paired_currents_;
    for (int slice = 0; slice < code_.slices; ++slice) {
        const std::int32_t *plus = codes + slice * cols_ * (pairs ? 2 : 1);
        const int weight = 1 << (slice * code_.cell_bits);
        for (int c = 0; c < cols_; ++c)
            y[c] += weight * (plus[c] - (pairs ? plus[c + cols_] : 0));
    }
    if (code_.offset() > 0) {
        std::int64_t sum = 0;
        for (int r = 0; r < rows_; ++r)
            sum += x[r];
        const auto offset =
            static_cast<std::int32_t>(std::rint(double(code_.offset()) * double(sum) / lsb_));
        for (int c = 0; c < cols_; ++c)
            y[c] -= offset;
    }
}

/// Reads and converts digit by digit, row group by row group; adds up the shifted codes.
void Crossbar::digitise(std::int64_t image, std::int64_t position, const BitPlanes &planes,
                        std::int32_t *codes) const {
    const int columns = cells_.padded_columns();
    alignas(64) std::int32_t sums[most_lines];
    alignas(64) float variances[most_lines];
    const Draw noise{reading_seed_, Stream::Reading, static_cast<std::uint32_t>(image),
                     static_cast<std::uint32_t>(position)};
    std::array<std::uint32_t, 4> places{};
    const auto convert = [lowest = lowest_code_, top = top_code_](float value, int shift) {
        return std::clamp(static_cast<int>(std::rint(value)), lowest, top) * (1 << shift);
    };

    for (int read = 0; read < steps_ * groups_; ++read) {
        const int step = read / groups_, group = read % groups_, shift = step * dac_bits_;
        sum_columns(planes, step, group, sums);
        if (noise_codes_ > 0) {
            if (read % 8 == 0) // eight 16-bit places a block of random bits
                places = random_bits(noise, static_cast<std::uint32_t>(read / 8));
            const std::uint32_t word = places[static_cast<std::size_t>(read % 8 / 2)];
            const float *normal = NormalPool::shared().from(
                static_cast<std::uint16_t>(read % 2 == 0 ? word : word >> 16));
            sum_variances(planes, step, group, variances);
            for (int c = 0; c < columns; ++c)
                codes[c] += convert(static_cast<float>(sums[c]) * codes_a_unit_ +
                                        noise_codes_ * root(variances[c]) * normal[c],
                                    shift);
        } else {
            for (int c = 0; c < columns; ++c)
                codes[c] += convert(static_cast<float>(sums[c]) * codes_a_unit_, shift);
        }
    }
}

/// sums = column sums of one digit of one row group, in fixed point: planes from the highest down,
/// doubled in between.
void Crossbar::sum_columns(const BitPlanes &planes, int step, int group, std::int32_t *sums) const {
    const int columns = cells_.padded_columns();
    const int low = step * dac_bits_, high = std::min(low + dac_bits_, input_bits_) - 1;
    alignas(64) std::int32_t plane[most_lines];
    for (int bit = high; bit >= low; --bit) {
        cells_.sum_rows(of_group(planes.plane[static_cast<std::size_t>(bit)], planes.words, group,
                                 groups_, driven_rows_),
                        planes.words, bit == high ? sums : plane);
        if (bit < high)
            for (int c = 0; c < columns; ++c)
                sums[c] = 2 * sums[c] + plane[c];
    }
}

/// variances = sum of (digit x G)^2 of one digit of one row group, in fixed point. With bits b_j,
/// digit^2 = sum over j, k of 2^(j+k) b_j b_k.
void Crossbar::sum_variances(const BitPlanes &planes, int step, int group, float *variances) const {
    const int columns = squares_.padded_columns();
    const int low = step * dac_bits_, high = std::min(low + dac_bits_, input_bits_) - 1;
    alignas(64) std::int32_t sums[most_lines];
    std::fill_n(variances, columns, 0.0f);
    for (int j = low; j <= high; ++j) {
        const RowMask mine = of_group(planes.plane[static_cast<std::size_t>(j)], planes.words,
                                      group, groups_, driven_rows_);
        for (int k = low; k <= j; ++k) {
            RowMask both;
            for (std::size_t w = 0; w < static_cast<std::size_t>(planes.words); ++w)
                both[w] = mine[w] & planes.plane[static_cast<std::size_t>(k)][w];
            squares_.sum_rows(both, planes.words, sums);
            const auto weight = static_cast<float>((j == k ? 1 : 2) << (j + k - 2 * low));
            for (int c = 0; c < columns; ++c)
                variances[c] += weight * static_cast<float>(sums[c]);
        }
    }
}

void Crossbar::count(const BitPlanes &planes, const std::uint8_t *x, ReadCounts &counts) const {
    const std::int64_t reads = std::int64_t{steps_} * groups_;
    ++counts.mvms;
    counts.reads += reads;
    counts.conversions += reads * columns_;
    for (int low = 0; low < input_bits_; low += dac_bits_) {
        RowMask driven;
        std::copy_n(planes.plane[static_cast<std::size_t>(low)].begin(), planes.words,
                    driven.begin());
        for (int bit = low + 1; bit < std::min(low + dac_bits_, input_bits_); ++bit)
            for (std::size_t w = 0; w < static_cast<std::size_t>(planes.words); ++w)
                driven[w] |= planes.plane[static_cast<std::size_t>(bit)][w];
        counts.active_rows += count_rows(driven, planes.words);
    }
    std::int64_t levels = 0;
    for (int r = 0; r < rows_; ++r)
        levels += std::int64_t{row_levels_[static_cast<std::size_t>(r)]} * squared_[x[r]];
    counts.row_levels += levels;
}

void Crossbar::tally_sums(const std::uint8_t *x, std::vector<std::int64_t> &tally) const {
    const BitPlanes planes(rows_, x);
    alignas(64) std::int32_t sums[most_lines];
    for (int step = 0; step < steps_; ++step)
        for (int group = 0; group < groups_; ++group) {
            sum_columns(planes, step, group, sums);
            for (int c = 0; c < columns_; ++c) {
                const auto level = static_cast<std::size_t>(std::rint(std::abs(sums[c] / level_)));
                ++tally[std::min(level, tally.size() - 1)];
            }
        }
}

} // namespace cim
