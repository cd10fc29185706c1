// SPDX-License-Identifier: Apache-2.0
#include "models/crossbar.h"

#include "models/normal_pool.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>

namespace cim {

namespace {

/// Rows of a set that belong to a row group.
RowMask of_group(const RowMask &rows, int words, int group, int rows_a_group) {
    RowMask mine;
    std::copy_n(rows.begin(), words, mine.begin());
    keep_rows(mine, words, group * rows_a_group, (group + 1) * rows_a_group);
    return mine;
}

/// Rows that are in both sets.
RowMask common(const RowMask &a, const RowMask &b, int words) {
    RowMask both;
    for (std::size_t w = 0; w < static_cast<std::size_t>(words); ++w)
        both[w] = a[w] & b[w];
    return both;
}

/// Square root of a value that is not negative, within 0.07 %: an estimate from the exponent and a
/// Newton step with constants that spread its error (Kadlec), which vectorise better than the
/// divider.
float root(float value) {
    std::uint32_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    bits = 0x5f1ffff9 - (bits >> 1);
    float inverse;
    std::memcpy(&inverse, &bits, sizeof inverse);
    return value * inverse * (0.703952253f * (2.38924456f - value * inverse * inverse));
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
        multiply_exactly(x, y);
        return;
    }

    alignas(64) std::int32_t codes[most_lines];
    std::fill_n(codes, width_, 0);
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
        const auto offset = static_cast<std::int32_t>(
            std::rint(double(code_.offset()) * double(sum) / digital_lsb_));
        for (int c = 0; c < cols_; ++c)
            y[c] -= offset;
    }
}

void Crossbar::multiply_exactly(const std::uint8_t *x, std::int32_t *y) const {
    const int cols = cols_;
    alignas(64) std::int32_t sums[most_lines];
    std::fill_n(sums, cols, 0);
    const std::int32_t *weights = weights_.data();
    for (int r = 0; r < rows_; ++r, weights += cols)
        if (const std::int32_t value = x[r]; value != 0)
            for (int c = 0; c < cols; ++c)
                sums[c] += value * weights[c];
    for (int c = 0; c < cols; ++c)
        y[c] += sums[c];
}

/// Reads and converts digit by digit, row group by row group; adds up the shifted codes.
void Crossbar::digitise(std::int64_t image, std::int64_t position, const BitPlanes &planes,
                        std::int32_t *codes) const {
    const int width = width_; // locals: stores to the codes cannot change them
    const float codes_a_unit = codes_a_unit_, noise_codes = noise_codes_;
    alignas(64) std::int32_t sums[2 * most_lines];
    alignas(64) float variances[most_lines];
    const Draw noise{reading_seed_, Stream::Reading, static_cast<std::uint32_t>(image),
                     static_cast<std::uint32_t>(position)};
    std::array<std::uint32_t, 4> places{};
    const auto convert = [lowest = lowest_code_, top = top_code_](float value, int shift) {
        const int code = std::clamp(static_cast<int>(std::rint(value)), lowest, top);
        return static_cast<std::int32_t>(static_cast<std::uint32_t>(code) << shift);
    };

    for (int read = 0; read < steps_ * groups_; ++read) {
        const int step = read / groups_, shift = step * dac_bits_;
        sum_digit(planes, step, read % groups_, sums, variances);
        if (!noisy()) {
            for (int c = 0; c < width; ++c)
                codes[c] += convert(static_cast<float>(sums[c]) * codes_a_unit, shift);
            continue;
        }
        if (read % 8 == 0) // eight 16-bit places a block of random bits
            places = random_bits(noise, static_cast<std::uint32_t>(read / 8));
        const std::uint32_t word = places[static_cast<std::size_t>(read % 8 / 2)];
        const float *normal = NormalPool::shared().from(
            static_cast<std::uint16_t>(read % 2 == 0 ? word : word >> 16));
        for (int c = 0; c < width; ++c)
            codes[c] += convert(static_cast<float>(sums[c]) * codes_a_unit +
                                    noise_codes * root(variances[c]) * normal[c],
                                shift);
    }
}

/// sums = sum of digit x value, variances = sum of (digit x G)^2, for one digit of one row group.
/// Bit planes go from the highest down, sums are doubled in between; with bits b_j, digit^2 is the
/// sum over j and k of 2^(j+k) b_j b_k.
void Crossbar::sum_digit(const BitPlanes &planes, int step, int group, std::int32_t *sums,
                         float *variances) const {
    const int low = step * dac_bits_, high = std::min(low + dac_bits_, input_bits_) - 1;
    const int width = width_;
    alignas(64) std::int32_t plane_sums[2 * most_lines];
    const auto add_squares = [&](const std::int32_t *part, int size, bool first) {
        const auto weight = static_cast<float>(size);
        for (int c = 0; c < width; ++c)
            variances[c] =
                (first ? 0 : variances[c]) + weight * static_cast<float>(part[width + c]);
    };
    for (int j = high; j >= low; --j) {
        const RowMask &all = planes.plane[static_cast<std::size_t>(j)];
        RowMask part;
        if (groups_ > 1)
            part = of_group(all, planes.words, group, driven_rows_);
        const RowMask &rows = groups_ > 1 ? part : all;
        std::int32_t *own = j == high ? sums : plane_sums;
        table_.sum_rows(rows, planes.words, own);
        if (j < high)
            for (int c = 0; c < width; ++c)
                sums[c] = 2 * sums[c] + own[c];
        if (!noisy())
            continue;
        add_squares(own, 1 << 2 * (j - low), j == high);
        for (int k = low; k < j; ++k) {
            table_.sum_rows(common(rows, planes.plane[static_cast<std::size_t>(k)], planes.words),
                            planes.words, plane_sums);
            add_squares(plane_sums, 2 << (j + k - 2 * low), false);
        }
    }
}

void Crossbar::count(const BitPlanes &planes, const std::uint8_t *x, ReadCounts &counts) const {
    const std::int64_t reads = std::int64_t{steps_} * groups_;
    ++counts.mvms;
    counts.reads += reads;
    counts.conversions += reads * columns_;
    for (int low = 0; low < input_bits_; low += dac_bits_)
        for (std::size_t w = 0; w < static_cast<std::size_t>(planes.words); ++w) {
            std::uint64_t driven = 0;
            for (int bit = low; bit < std::min(low + dac_bits_, input_bits_); ++bit)
                driven |= planes.plane[static_cast<std::size_t>(bit)][w];
            counts.active_rows += __builtin_popcountll(driven);
        }
    std::int64_t levels = 0;
    for (int r = 0; r < rows_; ++r)
        levels += std::int64_t{row_levels_[static_cast<std::size_t>(r)]} * squared_[x[r]];
    counts.row_levels += levels;
}

void Crossbar::tally_sums(const std::uint8_t *x, std::vector<std::int64_t> &tally) const {
    const BitPlanes planes(rows_, x);
    alignas(64) std::int32_t sums[2 * most_lines];
    for (int step = 0; step < steps_; ++step)
        for (int group = 0; group < groups_; ++group) {
            sum_digit(planes, step, group, sums, nullptr);
            for (int c = 0; c < columns_; ++c) {
                const auto level = static_cast<std::size_t>(std::rint(std::abs(sums[c] / level_)));
                ++tally[std::min(level, tally.size() - 1)];
            }
        }
}

} // namespace cim
