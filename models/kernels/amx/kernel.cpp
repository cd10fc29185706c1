// SPDX-License-Identifier: Apache-2.0
#include "models/kernels/amx/kernel.h"

#if defined(__x86_64__) && defined(__linux__)

#include "models/kernels/amx/conversion.h"
#include "models/kernels/conversion.h"

#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

namespace cim {

namespace {

struct Range {
    std::int32_t lowest = 0, highest = 0;
};

/// Of the cells and of zero, which pads them.
Range range(const ColumnCells &columns) {
    Range found;
    for (std::int32_t cell : columns.cells) {
        found.lowest = std::min(found.lowest, cell);
        found.highest = std::max(found.highest, cell);
    }
    return found;
}

/// Every fourth byte = a byte of the values above the lowest one.
template <class Value>
void put(const Value *values, int count, int lowest, int shift, std::uint8_t *bytes) {
    for (int c = 0; c < count; ++c)
        bytes[4 * c] = static_cast<std::uint8_t>((values[c] - lowest) >> shift);
}

int rounded_up(int value, int step) { return (value + step - 1) / step * step; }

} // namespace

bool AmxKernel::runs_here() {
    static const bool runs = [] {
        unsigned a = 0, b = 0, c = 0, d = 0;
        constexpr unsigned amx_tile = 1u << 24, amx_int8 = 1u << 25;
        if (__get_cpuid_count(7, 0, &a, &b, &c, &d) == 0 || (d & amx_tile) == 0 ||
            (d & amx_int8) == 0 || !__builtin_cpu_supports("avx512bw") ||
            !__builtin_cpu_supports("avx512dq") || !__builtin_cpu_supports("avx512vl") ||
            !__builtin_cpu_supports("avx512vnni") || !__builtin_cpu_supports("avx512bitalg") ||
            !__builtin_cpu_supports("gfni"))
            return false;
        constexpr long ask_permission = 0x1023, tile_data = 18; // asm/prctl.h
        return syscall(SYS_arch_prctl, ask_permission, tile_data) == 0;
    }();
    return runs;
}

bool AmxKernel::takes(const ColumnCells &columns) {
    const Range cells = range(columns);
    return columns.plan.digit_currents.empty() && cells.lowest >= -(1 << 15) &&
           cells.highest < 1 << 15 && columns.converters.spreads.empty() &&
           (columns.squares.empty() || columns.plan.dac_bits <= 4);
}

AmxKernel::AmxKernel(const ColumnCells &columns)
    : plan_(columns.plan), width_(padded(columns.columns)),
      column_tiles_((columns.columns + 15) / 16), reading_noise_(!columns.squares.empty()),
      noisy_(columns.converters.noisy()), converters_(prepared(columns.converters, width_)),
      seed_(columns.reading_seed) {
    const int group_rows = std::min(plan_.driven_rows, plan_.rows);
    tiles_ = (group_rows + 63) / 64;
    depth_ = rounded_up((group_rows + tiles_ - 1) / tiles_, 4);
    group_bytes_ = rounded_up(tiles_ * depth_, 64);
    choose_bytes(columns);
    choose_finish();
    fill_tiles(columns);
    fill_converters();
}

AmxKernel::~AmxKernel() = default;

void AmxKernel::choose_bytes(const ColumnCells &columns) {
    const Range cells = range(columns);
    if (cells.lowest >= 0 && cells.highest < 256) {
        bytes_ = AmxBytes::One;
    } else if (cells.lowest >= -128 && cells.highest < 128) {
        bytes_ = AmxBytes::One;
        top_byte_has_sign_ = true;
    } else if (cells.highest - cells.lowest < 256) {
        bytes_ = AmxBytes::Above;
        lowest_cell_ = cells.lowest;
    } else {
        bytes_ = AmxBytes::Two;
        cell_planes_ = 2;
        top_byte_has_sign_ = true;
    }
}

void AmxKernel::choose_finish() {
    const auto largest = [](const std::vector<float> &values) {
        return double(*std::max_element(values.begin(), values.end()));
    };
    if (!converters_.gains.empty()) {
        finish_ = Finish::Whole;
        return;
    }
    if (largest(converters_.variance) > 0 || !converters_.map.empty() ||
        std::any_of(converters_.offset.begin(), converters_.offset.end(),
                    [](float offset) { return offset != 0; })) {
        finish_ = Finish::Trimmed;
        return;
    }
    std::int64_t sum = 0; // of the highest code over all steps
    for (int step = 0; step < plan_.steps(); ++step)
        sum += std::int64_t{converters_.top} << (step * plan_.dac_bits);
    // Unclipped values must be integers of 32 bits.
    const double value =
        double(plan_.rows) * plan_.largest_digit() * 0x1p16 * largest(converters_.codes_per_unit);
    const double noise = 10 * std::sqrt(0x1p31 * largest(converters_.noise));
    finish_ = converters_.lowest == 0 && sum < 1 << 16 && value + noise < 0x1p30 ? Finish::Short
                                                                                 : Finish::Long;
}

void AmxKernel::fill_tiles(const ColumnCells &columns) {
    cells_.resize(static_cast<std::size_t>(plan_.groups() * column_tiles_ * planes() * tiles_));
    for (int row = 0; row < plan_.rows; ++row) {
        const int group = row / plan_.driven_rows, line = row % plan_.driven_rows;
        const int tile = line / depth_, at = line % depth_;
        for (int first = 0; first < columns.columns; first += 16) {
            const int count = std::min(16, columns.columns - first);
            const std::ptrdiff_t cell = std::ptrdiff_t{row} * columns.columns + first;
            const std::ptrdiff_t block =
                (std::ptrdiff_t{group} * column_tiles_ + first / 16) * planes() * tiles_ + tile;
            for (int plane = 0; plane < planes(); ++plane) {
                std::uint8_t *to = cells_[static_cast<std::size_t>(block + plane * tiles_)].bytes +
                                   at / 4 * 64 + at % 4;
                if (plane == cell_planes_)
                    put(columns.squares.data() + cell, count, 0, 0, to);
                else
                    put(columns.cells.data() + cell, count, lowest_cell_, 8 * plane, to);
            }
        }
    }
}

void AmxKernel::fill_converters() {
    tile_converters_.resize(static_cast<std::size_t>(column_tiles_));
    for (std::size_t tile = 0; tile < tile_converters_.size(); ++tile) {
        AmxConverters &own = tile_converters_[tile];
        for (std::size_t c = 0; c < 16; ++c) {
            own.codes_per_unit[c] = converters_.codes_per_unit[16 * tile + c];
            own.noise[c] = converters_.noise[16 * tile + c];
            own.variance[c] = converters_.variance[16 * tile + c];
            own.offset[c] = converters_.offset[16 * tile + c];
        }
        if (!converters_.gains.empty())
            for (std::size_t i = 0; i < 32; ++i)
                own.gains[i] = converters_.gains[16 * tile + i / 8 * 4 + i % 4];
    }
}

} // namespace cim

#else

#include <stdexcept>

// In place of those of other processors.
struct cim::AmxConverters {};

namespace cim {

bool AmxKernel::runs_here() { return false; }
bool AmxKernel::takes(const ColumnCells &) { return false; }
AmxKernel::AmxKernel(const ColumnCells &) {
    throw std::logic_error("this processor has no matrix tiles");
}
AmxKernel::~AmxKernel() = default;

} // namespace cim

#endif
