// SPDX-License-Identifier: Apache-2.0
#include "models/crossbar.h"

#include "models/bit_planes.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace cim {

namespace {

/// Results of a call of a kernel, whole registers.
struct alignas(64) Line {
    std::int32_t value[16];
};

std::unique_ptr<Line[]> lines(std::int64_t values) {
    return std::unique_ptr<Line[]>(new Line[static_cast<std::size_t>(values) / 16]);
}

/// Vectors of each call of a kernel: cut evenly, and to even counts, which fill tiles best.
std::int64_t call_vectors(std::int64_t vectors) {
    const std::int64_t most = ReadKernel::most_vectors, calls = (vectors + most - 1) / most;
    return std::min(most, ((vectors + calls - 1) / calls + 1) / 2 * 2);
}

/// `count` vectors of a batch from `first` on, or those that are left.
InputBatch part(const InputBatch &in, std::int64_t first, std::int64_t count) {
    InputBatch some = in;
    some.position += first * in.step;
    some.vectors = std::min(in.vectors - first, count);
    some.x += first * in.stride;
    return some;
}

/// Sixteen numbers, whole registers of any processor.
using Lanes = std::int32_t __attribute__((vector_size(64)));

Lanes sixteen(const std::int32_t *values) {
    Lanes lanes;
    std::memcpy(&lanes, values, sizeof lanes);
    return lanes;
}

/// Ones in each byte of a word.
std::uint64_t ones(std::uint64_t bytes) {
    constexpr std::uint64_t pairs = 0x5555555555555555, quads = 0x3333333333333333;
    bytes -= (bytes >> 1) & pairs;
    bytes = (bytes & quads) + ((bytes >> 2) & quads);
    return (bytes + (bytes >> 4)) & 0x0f0f0f0f0f0f0f0f;
}

/// Up to eight bytes as a word.
std::uint64_t word_of(const std::uint8_t *bytes, std::size_t count) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes, count);
    return word;
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
    const std::int64_t width = ReadKernel::padded(columns_), count = call_vectors(in.vectors);
    const std::unique_ptr<Line[]> codes = lines(count * width);
    for (std::int64_t first = 0; first < in.vectors; first += count) {
        const InputBatch some = part(in, first, count);
        kernel_->codes(some, codes[0].value);
        for (std::int64_t v = 0; v < some.vectors; ++v) {
            std::int32_t *const own = codes[0].value + v * width;
            for (std::size_t c = 0; c < counts_a_code_.size(); ++c)
                own[c] *= counts_a_code_[c];
            add_codes(own, some.x + v * some.stride, y + (first + v) * stride);
        }
    }
}

/// Adds up the slices and signs of a vector's outputs, in digital.
void Crossbar::add_codes(const std::int32_t *codes, const std::uint8_t *x, std::int32_t *y) const {
    const bool pairs = code_.signs == 2 && !paired_currents_;
    const std::ptrdiff_t pitch = std::ptrdiff_t{cols_} * (pairs ? 2 : 1); // of slices
    int first = 0;
    for (; first + 16 <= cols_; first += 16) {
        Lanes sums = sixteen(y + first);
        const std::int32_t *plus = codes + first;
        for (int slice = 0; slice < code_.slices; ++slice, plus += pitch)
            sums += (pairs ? sixteen(plus) - sixteen(plus + cols_) : sixteen(plus))
                    << (slice * code_.cell_bits);
        std::memcpy(y + first, &sums, sizeof sums);
    }
    for (; first < cols_; ++first)
        for (int slice = 0; slice < code_.slices; ++slice) {
            const std::int32_t *plus = codes + slice * pitch + first;
            y[first] +=
                (pairs ? plus[0] - plus[cols_] : plus[0]) * (1 << (slice * code_.cell_bits));
        }
    if (code_.offset() > 0) {
        std::int32_t sum = 0;
        for (int r = 0; r < rows_; ++r)
            sum += x[r];
        const auto offset = static_cast<std::int32_t>(
            std::rint(double(code_.offset()) * double(sum) / digital_lsb_));
        for (int c = 0; c < cols_; ++c)
            y[c] -= offset;
        for (std::size_t c = 0; c < restored_.size(); ++c)
            y[c] += static_cast<std::int32_t>(
                std::rint(double(restored_[c]) * double(sum) / digital_lsb_));
    }
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

void Crossbar::count(const InputBatch &in, ReadCounts &counts) const {
    counts.mvms += in.vectors;
    counts.reads += in.vectors * plan_.reads();
    counts.conversions += in.vectors * plan_.reads() * columns_;
    const auto rows = static_cast<std::size_t>(rows_);
    if (plan_.dac_bits > 1) {
        for (std::int64_t v = 0; v < in.vectors; ++v)
            for (std::size_t r = 0; r < rows; ++r) {
                const std::uint8_t value = in.x[v * in.stride + static_cast<std::ptrdiff_t>(r)];
                counts.active_rows += driven_[value];
                counts.row_levels += row_levels_[r] * squared_[value];
            }
        return;
    }
    // Digits are bits: ones of each row are added up over as many vectors as a byte has room for.
    constexpr std::int64_t room = 255 / 8;
    const std::size_t words = rows / 8, rest = rows % 8;
    std::array<std::uint64_t, most_lines / 8 + 1> sums;
    std::array<std::uint8_t, sizeof sums> driven;
    for (std::int64_t first = 0; first < in.vectors; first += room) {
        std::fill_n(sums.begin(), words + 1, std::uint64_t{0});
        for (std::int64_t v = first; v < std::min(first + room, in.vectors); ++v) {
            const std::uint8_t *x = in.x + v * in.stride;
            for (std::size_t w = 0; w < words; ++w)
                sums[w] += ones(word_of(x + 8 * w, 8));
            sums[words] += ones(word_of(x + 8 * words, rest));
        }
        std::memcpy(driven.data(), sums.data(), rows);
        std::int64_t reads = 0, levels = 0;
        for (std::size_t r = 0; r < rows; ++r) {
            reads += driven[r];
            levels += row_levels_[r] * driven[r];
        }
        counts.active_rows += reads;
        counts.row_levels += levels;
    }
}

void Crossbar::tally_sums(const InputBatch &in, std::int64_t *tally, std::size_t most,
                          std::size_t pitch) const {
    const std::int64_t width = ReadKernel::padded(columns_), count = call_vectors(in.vectors);
    const std::unique_ptr<Line[]> sums = lines(count * plan_.reads() * width);
    for (std::int64_t first = 0; first < in.vectors; first += count) {
        const InputBatch some = part(in, first, count);
        kernel_->sums(some, sums[0].value);
        for (std::int64_t read = 0; read < some.vectors * plan_.reads(); ++read)
            for (int c = 0; c < columns_; ++c) {
                const std::int32_t sum = (sums[0].value + read * width)[c];
                const auto level = static_cast<std::size_t>(std::rint(std::abs(sum / level_)));
                ++tally[static_cast<std::size_t>(c) * pitch + std::min(level, most)];
            }
    }
}

} // namespace cim
