// SPDX-License-Identifier: Apache-2.0
#include "models/crossbar/crossbar.h"

#include "models/numerics/bit_planes.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace cim {

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
    InputBatch in;
    in.image = image;
    in.position = position;
    in.x = x;
    multiply(in, y, 0, counts);
}

void Crossbar::multiply(const InputBatch &in, std::int32_t *y, std::ptrdiff_t stride,
                        ReadCounts &counts) const {
    count(in, counts);
    if (exact()) {
        multiply_exactly(in, y, stride);
        return;
    }
    kernels_[static_cast<std::size_t>(in.byte)]->add_outputs(in, slice_sum_, y, stride);
    if (code_.offset() > 0)
        for (std::int64_t v = 0; v < in.vectors; ++v)
            take_offset(in.x + v * in.stride, y + v * stride);
}

/// Takes off a vector's outputs what the offset column adds, in digital, and restores what inverted
/// columns took.
void Crossbar::take_offset(const std::uint8_t *x, std::int32_t *y) const {
    std::int32_t sum = 0;
    for (int r = 0; r < rows_; ++r)
        sum += x[r];
    // On the way there an output may pass the ends of 32 bits, but not in the end.
    const auto counts = [&](double levels) {
        return static_cast<std::uint32_t>(
            static_cast<std::int64_t>(std::rint(levels * double(sum) / digital_lsb_)));
    };
    const auto add = [&](int c, std::uint32_t count) {
        y[c] = static_cast<std::int32_t>(static_cast<std::uint32_t>(y[c]) + count);
    };
    const std::uint32_t offset = counts(-double(code_.offset()));
    for (int c = 0; c < cols_; ++c)
        add(c, offset);
    for (int c = 0; c < static_cast<int>(restored_.size()); ++c)
        add(c, counts(double(restored_[static_cast<std::size_t>(c)])));
}

void Crossbar::multiply_exactly(const InputBatch &in, std::int32_t *y,
                                std::ptrdiff_t stride) const {
    const int cols = cols_;
    for (std::int64_t v = 0; v < in.vectors; ++v, y += stride) {
        const std::uint8_t *x = in.x + v * in.stride;
        const std::int32_t *weights = weights_.data();
        for (int r = 0; r < rows_; ++r, weights += cols)
            if (const std::int32_t value = x[r]; value != 0)
                for (int c = 0; c < cols; ++c)
                    y[c] += value * weights[c];
    }
}

std::int64_t Crossbar::reads(int byte) const {
    const int bits = std::min(8, input_bits_ - 8 * byte);
    return std::int64_t{(bits + plan_.dac_bits - 1) / plan_.dac_bits} * plan_.groups();
}

void Crossbar::count(const InputBatch &in, ReadCounts &counts) const {
    counts.mvms += in.byte == 0 ? in.vectors : 0;
    counts.reads += in.vectors * reads(in.byte);
    counts.conversions += in.vectors * reads(in.byte) * columns_;
    const auto rows = static_cast<std::size_t>(rows_);
    if (plan_.dac_bits > 1) {
        for (std::int64_t v = 0; v < in.vectors; ++v)
            for (std::size_t r = 0; r < rows; ++r) {
                const std::uint8_t value = in.x[v * in.stride + static_cast<std::ptrdiff_t>(r)];
                counts.active_rows += driven_[value];
                counts.row_levels += row_levels_[r] * power_[value];
            }
        return;
    }
    std::array<std::int32_t, most_lines> driven; // digits are bits
    std::fill_n(driven.begin(), rows, 0);
    kernels_[0]->add_driven_bits(in, rows_, driven.data());
    for (std::size_t r = 0; r < rows; ++r) {
        counts.active_rows += driven[r];
        counts.row_levels += row_levels_[r] * driven[r];
    }
}

void Crossbar::tally_sums(const InputBatch &in, std::int64_t *tally, std::size_t most,
                          std::size_t pitch) const {
    const std::int64_t width = ReadKernel::padded(columns_);
    const std::int64_t count = ReadKernel::call_vectors(in.vectors);
    const auto sums = register_lines(count * reads(in.byte) * width);
    for (std::int64_t first = 0; first < in.vectors; first += count) {
        const InputBatch some = in.part(first, count);
        kernels_[static_cast<std::size_t>(in.byte)]->sums(some, sums[0].value);
        for (std::int64_t read = 0; read < some.vectors * reads(in.byte); ++read)
            for (int c = 0; c < columns_; ++c) {
                const std::int32_t sum = (sums[0].value + read * width)[c];
                const auto level = static_cast<std::size_t>(std::rint(std::abs(sum / level_)));
                ++tally[static_cast<std::size_t>(c) * pitch + std::min(level, most)];
            }
    }
}

/// The sums of a byte of the inputs in levels; `all_reads`: of a vector, over all bytes.
void Crossbar::copy_sums(const InputBatch &in, int all_reads, float *sums) const {
    const std::int64_t width = ReadKernel::padded(columns_);
    const std::int64_t count = ReadKernel::call_vectors(in.vectors), reads = this->reads(in.byte);
    const auto found = register_lines(count * reads * width);
    for (std::int64_t first = 0; first < in.vectors; first += count) {
        const InputBatch some = in.part(first, count);
        kernels_[static_cast<std::size_t>(in.byte)]->sums(some, found[0].value);
        for (std::int64_t read = 0; read < some.vectors * reads; ++read) {
            const std::int32_t *const from = found[0].value + read * width;
            float *const to = sums + ((first + read / reads) * all_reads + read % reads) * columns_;
            for (int c = 0; c < columns_; ++c)
                to[c] = static_cast<float>(std::rint(from[c] / level_));
        }
    }
}

SampledReads Crossbar::sampled_reads(InputBatch in, std::ptrdiff_t next_byte) const {
    SampledReads found;
    found.vectors = static_cast<int>(in.vectors);
    found.columns = columns_;
    found.cols = cols_;
    const int bytes = static_cast<int>(kernels_.size());
    for (int byte = 0; byte < bytes; ++byte)
        for (int read = 0; read < reads(byte); ++read)
            found.places.push_back(
                static_cast<float>(std::exp2(8 * byte + read / plan_.groups() * plan_.dac_bits)));
    found.reads = static_cast<int>(found.places.size());
    found.sums.resize(static_cast<std::size_t>(in.vectors * found.reads * columns_));
    float *first_read = found.sums.data(); // of the byte, of the first vector
    for (in.byte = 0; in.byte < bytes; ++in.byte, in.x += next_byte) {
        copy_sums(in, found.reads, first_read);
        first_read += reads(in.byte) * columns_;
    }
    for (int c = 0; c < columns_; ++c) {
        const int slice = c / static_cast<int>(slice_sum_.pitch());
        const bool minus = slice_sum_.apart && c / cols_ % 2 == 1;
        found.weights.push_back(
            static_cast<float>(std::exp2(slice * code_.cell_bits) * (minus ? -1 : 1)));
        if (!slice_sum_.counts_per_code.empty() &&
            slice_sum_.counts_per_code[static_cast<std::size_t>(c)] < 0)
            found.weights.back() *= -1; // inverted
    }
    return found;
}

} // namespace cim
