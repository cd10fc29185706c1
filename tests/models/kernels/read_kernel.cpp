// SPDX-License-Identifier: Apache-2.0
#include "models/kernels/read_kernel.h"

#include "models/kernels/conversion.h"
#include "models/kernels/digits/table.h"
#include "tests/models/small_network.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace cim {
namespace {

std::vector<float> random_floats(nn::RandomIntegers &draw, int count, double low, double high) {
    std::vector<float> values;
    for (int i = 0; i < count; ++i)
        values.push_back(static_cast<float>(low + (high - low) * draw(0, 9999) / 9999.0));
    return values;
}

/// Makes the converters work in whole numbers, with cells whose sums fit 16 bits.
void whole_numbers(nn::RandomIntegers &draw, ColumnCells &columns) {
    ReadPlan &plan = columns.plan;
    plan.digit_currents.clear();
    columns.squares.clear();
    if (draw(0, 1) == 0)
        plan.dac_bits = 1;
    else if (plan.dac_bits == 7)
        plan.dac_bits = 6; // seven are worth more than converters in whole numbers hold
    const int room = 32767 / plan.largest_digit() / std::min(plan.rows, plan.driven_rows);
    const bool narrow = draw(0, 1) == 0; // a byte a cell
    for (std::int32_t &cell : columns.cells)
        cell = std::clamp(narrow ? cell % 256 : cell, -room, room);
    Converters &adc = columns.converters;
    const int bits = draw(1, 8);
    const bool sign = draw(0, 1) == 0;
    adc = {};
    adc.lowest = sign ? -(1 << (bits - 1)) : 0;
    adc.top = adc.lowest + (1 << bits) - 1;
    adc.lowest += sign && draw(0, 2) == 0 ? 1 : 0; // symmetrical
    for (int c = 0; c < columns.columns; ++c) {
        adc.gains.push_back(static_cast<std::int16_t>(1 << draw(0, 14)));
        adc.codes_per_unit.push_back(adc.gains.back() * 0x1p-15f);
    }
    if (plan.dac_bits > 1 || draw(0, 1) == 0)
        return;
    columns.squares.assign(columns.cells.size(), 1); // noise by how many rows are driven
    adc.noise = random_floats(draw, columns.columns, 0, 0.01);
    const int most = draw(0, 3) == 0 ? 32767 : 100;
    for (int i = 0; i < (plan.driven_rows + 1) * columns.columns; ++i)
        adc.spreads.push_back(static_cast<std::int16_t>(i < columns.columns ? 0 : draw(0, most)));
}

/// ColumnCells of any shape: signed or not, a byte or two a cell, several digits, row groups, read
/// noise and converter errors or none.
ColumnCells random_columns(nn::RandomIntegers &draw) {
    ColumnCells columns;
    columns.plan.rows = draw(1, 4) == 1 ? draw(1, 400) : draw(1, 140);
    columns.plan.driven_rows = draw(0, 1) == 0 ? columns.plan.rows : draw(1, columns.plan.rows);
    if (columns.plan.groups() > 12)
        columns.plan.driven_rows = columns.plan.rows;
    columns.plan.input_bits = draw(1, 8);
    columns.plan.dac_bits = draw(0, 1) == 0 ? 1 : draw(1, columns.plan.input_bits);
    columns.columns = draw(1, 4) == 1 ? draw(1, 300) : draw(1, 70);
    if (columns.plan.dac_bits <= 4 && draw(0, 3) == 0)
        for (int digit = 0; digit < 1 << columns.plan.dac_bits; ++digit)
            columns.plan.digit_currents.push_back(digit == 0 ? 0 : draw(0, 100));
    int top = draw(0, 1) == 0 ? draw(1, 200) : draw(200, 30000);
    int low = draw(0, 1) == 0 ? 0 : draw(0, 1) == 0 ? -top : -draw(0, 50);
    if (draw(0, 7) == 0) { // a byte wide, far below zero
        top = draw(1, 20);
        low = top - 255;
    }
    const int cells = columns.plan.rows * columns.columns;
    for (int i = 0; i < cells; ++i)
        columns.cells.push_back(draw(low, top));
    columns.reading_seed = static_cast<std::uint64_t>(draw(0, 1000000));

    Converters &adc = columns.converters;
    const int bits = draw(1, 16);
    adc.lowest = low < 0 ? -(1 << (bits - 1)) : 0;
    adc.top = adc.lowest + (1 << bits) - 1;
    adc.lowest += low < 0 && draw(0, 2) == 0 ? 1 : 0; // symmetrical
    // most columns within range, some clipped
    const double sum = 1 + columns.plan.driven_rows * (1 << columns.plan.dac_bits) * top / 8.0;
    adc.codes_per_unit =
        random_floats(draw, columns.columns, 0.5 * adc.top / sum, 2 * (adc.top + 1) / sum);
    if (draw(0, 1) == 0) {
        const int most = 32767 / columns.plan.rows < 255 ? 32767 / columns.plan.rows : 255;
        const bool alike = draw(0, 2) == 0; // noise follows from how many rows are driven
        for (int i = 0; i < cells; ++i)
            columns.squares.push_back(static_cast<std::uint8_t>(alike ? 1 : draw(0, most)));
        adc.noise = random_floats(draw, columns.columns, 0, 0.01);
    }
    if (draw(0, 3) == 0)
        adc.variance = random_floats(draw, columns.columns, 0, 0.5);
    if (draw(0, 3) == 0)
        adc.offset = random_floats(draw, columns.columns, -2, 2);
    if (draw(0, 3) == 0)
        for (int code = adc.lowest; code <= adc.top; ++code)
            adc.map.push_back(code + draw(-1, 1));
    if (draw(0, 1) == 0)
        whole_numbers(draw, columns);
    return columns;
}

struct Words {
    std::vector<std::int32_t> values;
    explicit Words(std::int64_t count) : values(static_cast<std::size_t>(count) + 16) {}
    std::int32_t *aligned() {
        void *start = values.data();
        std::size_t room = values.size() * sizeof(std::int32_t);
        return static_cast<std::int32_t *>(std::align(64, room - 64, start, room));
    }
};

/// Vectors for `columns` in `x`.
InputBatch random_vectors(nn::RandomIntegers &draw, const ColumnCells &columns,
                          std::vector<std::uint8_t> &x, int most) {
    const ReadPlan &plan = columns.plan;
    InputBatch in;
    in.image = draw(0, 100);
    in.position = draw(0, 100);
    in.step = draw(1, 3);
    in.vectors = draw(1, most);
    in.stride = plan.rows + draw(0, 5);
    x.resize(static_cast<std::size_t>(in.vectors * in.stride));
    for (std::uint8_t &value : x)
        value =
            static_cast<std::uint8_t>(draw(0, 2) == 0 ? 0 : draw(0, (1 << plan.input_bits) - 1));
    in.x = x.data();
    return in;
}

TEST(ReadKernel, EveryKernelGivesTheBitsOfTheReference) {
    nn::RandomIntegers draw(21, 0);
    for (int i = 0; i < 300; ++i) {
        const ColumnCells columns = random_columns(draw);
        const ReadPlan &plan = columns.plan;
        std::vector<std::uint8_t> x;
        const InputBatch in = random_vectors(draw, columns, x, 40);

        const int width = ReadKernel::padded(columns.columns);
        const std::int64_t results = in.vectors * width, reads = results * plan.reads();
        const auto expected = make_kernel(ReadMethod::Reference, columns);
        Words codes(results), sums(reads);
        expected->codes(in, codes.aligned());
        expected->sums(in, sums.aligned());
        for (const auto &[name, method] : read_method_names) {
            if (method == ReadMethod::Reference || !runs_here(method))
                continue;
            const auto found = make_kernel(method, columns);
            Words own_codes(results), own_sums(reads);
            found->codes(in, own_codes.aligned());
            found->sums(in, own_sums.aligned());
            for (std::int64_t v = 0; v < in.vectors; ++v)
                for (int c = 0; c < columns.columns; ++c)
                    ASSERT_EQ(own_codes.aligned()[v * width + c], codes.aligned()[v * width + c])
                        << name << ", case " << i << ", vector " << v << ", column " << c;
            for (std::int64_t read = 0; read < in.vectors * plan.reads(); ++read)
                for (int c = 0; c < columns.columns; ++c)
                    ASSERT_EQ(own_sums.aligned()[read * width + c],
                              sums.aligned()[read * width + c])
                        << name << ", case " << i << ", read " << read << ", column " << c;
        }
    }
}

// Registers take bits and sums of 16 bits, with noise or without; what a kernel does not take the
// next simpler one reads.
TEST(ReadKernel, TellsWhichOneReads) {
    nn::RandomIntegers draw(5, 0);
    ColumnCells plain = random_columns(draw);
    while (plain.plan.dac_bits > 1 || plain.converters.gains.empty() || plain.converters.noisy() ||
           !plain.plan.digit_currents.empty())
        plain = random_columns(draw);
    ColumnCells noisy = plain;
    noisy.plan.dac_bits = 5;
    noisy.plan.input_bits = 5;
    noisy.converters.gains.clear();
    noisy.squares.assign(noisy.cells.size(), 1);
    noisy.converters.noise.assign(static_cast<std::size_t>(noisy.columns), 0.01F);
    for (const auto &[name, method] : read_method_names) {
        if (!runs_here(method))
            continue;
        EXPECT_EQ(make_kernel(method, plain)->method(), method) << name;
        EXPECT_EQ(make_kernel(method, noisy)->method(), // five bits are a digit
                  method == ReadMethod::Reference ? method : DigitTable::widest(method))
            << name;
    }
    if (!runs_here(ReadMethod::Avx2))
        return;
    noisy.plan.dac_bits = 1;
    EXPECT_EQ(make_kernel(ReadMethod::Avx2, noisy)->method(), ReadMethod::Avx2);
    if (runs_here(ReadMethod::Avx512)) {
        EXPECT_EQ(make_kernel(ReadMethod::Avx512, noisy)->method(), ReadMethod::Avx512);
    }
    ColumnCells wide = plain; // sums need more than 16 bits
    wide.cells.assign(wide.cells.size(), 32767);
    wide.converters.gains.clear();
    wide.plan.driven_rows = wide.plan.rows;
    EXPECT_EQ(make_kernel(ReadMethod::Avx2, wide)->method(),
              wide.plan.rows > 1 ? ReadMethod::Portable : ReadMethod::Avx2);
}

TEST(ReadKernel, EveryKernelAddsTheSlicesOfItsCodesToTheOutputs) {
    nn::RandomIntegers draw(22, 0);
    for (int i = 0; i < 60; ++i) {
        ColumnCells columns = random_columns(draw);
        SliceSum sum;
        sum.slices = draw(1, 3);
        sum.apart = draw(0, 1) == 0;
        sum.cols = columns.columns / (sum.slices * (sum.apart ? 2 : 1));
        if (sum.cols * sum.slices * (sum.apart ? 2 : 1) != columns.columns) // not a whole number
            sum = {columns.columns, 1, 1, false, {}};
        if (draw(0, 1) == 0)
            for (int c = 0; c < columns.columns; ++c)
                sum.counts_per_code.push_back(draw(0, 1) == 0 ? 1 << draw(0, 3) : -1);
        std::vector<std::uint8_t> x;
        const InputBatch in = random_vectors(draw, columns, x, 300);
        const std::ptrdiff_t stride = sum.cols + draw(0, 3);
        const auto reference = make_kernel(ReadMethod::Reference, columns);
        std::vector<std::int32_t> expected(static_cast<std::size_t>(in.vectors * stride));
        for (std::int32_t &y : expected)
            y = draw(-1000, 1000);
        for (const auto &[name, method] : read_method_names) {
            if (!runs_here(method))
                continue;
            std::vector<std::int32_t> y = expected;
            make_kernel(method, columns)->add_outputs(in, sum, y.data(), stride);
            for (std::int64_t v = 0; v < in.vectors; ++v) {
                Words codes(ReadKernel::padded(columns.columns));
                reference->codes(in.part(v, 1), codes.aligned());
                for (int c = 0; c < sum.cols; ++c) {
                    const auto at = static_cast<std::size_t>(v * stride + c);
                    std::int32_t output = expected[at];
                    for (int slice = 0; slice < sum.slices; ++slice)
                        for (int sign = 0; sign < (sum.apart ? 2 : 1); ++sign) {
                            const auto column = slice * sum.pitch() + sign * sum.cols + c;
                            const std::int32_t count =
                                sum.counts_per_code.empty()
                                    ? 1
                                    : sum.counts_per_code[static_cast<std::size_t>(column)];
                            output += (sign == 0 ? count : -count) * codes.aligned()[column] *
                                      (1 << (slice * sum.cell_bits));
                        }
                    ASSERT_EQ(y[at], output)
                        << name << ", case " << i << ", vector " << v << ", output " << c;
                }
            }
        }
    }
}

TEST(ReadKernel, EveryKernelCountsTheBitsOfEachRow) {
    nn::RandomIntegers draw(23, 0);
    for (int i = 0; i < 40; ++i) {
        const ColumnCells columns = random_columns(draw);
        std::vector<std::uint8_t> x;
        const InputBatch in = random_vectors(draw, columns, x, 100);
        const auto rows = static_cast<std::size_t>(columns.plan.rows);
        std::vector<std::int32_t> expected(rows, 7);
        for (std::int64_t v = 0; v < in.vectors; ++v)
            for (std::size_t r = 0; r < rows; ++r)
                for (int bit = 0; bit < 8; ++bit)
                    expected[r] += in.x[v * in.stride + static_cast<std::ptrdiff_t>(r)] >> bit & 1;
        for (const auto &[name, method] : read_method_names) {
            if (!runs_here(method))
                continue;
            std::vector<std::int32_t> ones(rows, 7);
            make_kernel(method, columns)->add_driven_bits(in, columns.plan.rows, ones.data());
            EXPECT_EQ(ones, expected) << name << ", case " << i;
        }
    }
}

TEST(ReadKernel, ConvertersScaleShiftClipAndMap) {
    // Two rows, one column of cells 3 and 4; inputs 0b11 and 0b01: sums 7 and 3.
    ColumnCells columns;
    columns.plan = {2, 2, 2, 1};
    columns.columns = 1;
    columns.cells = {3, 4};
    columns.converters.codes_per_unit = {0.5f};
    const std::uint8_t x[] = {3, 1};
    InputBatch in;
    in.x = x;
    const auto converted = [&](const Converters &converters) {
        columns.converters = converters;
        Words codes(32);
        make_kernel(fastest_method(), columns)->codes(in, codes.aligned());
        return codes.aligned()[0];
    };
    Converters adc = columns.converters;
    EXPECT_EQ(converted(adc), 4 + 2 * 2); // 3.5 and 1.5, halves to even
    adc.top = 3;
    EXPECT_EQ(converted(adc), 3 + 2 * 2);
    adc.offset = {-1.25f}; // 2.25 and 0.25
    EXPECT_EQ(converted(adc), 2 + 2 * 0);
    adc.map = {7, 6, 5, 4};
    EXPECT_EQ(converted(adc), 5 + 2 * 7);
}

TEST(ReadKernel, ConvertersMayCountInWholeNumbersHalvesUp) {
    // Sums 3, 2 and -2, -3 at half a code a unit: 1.5, 1 and -1, -1.5.
    ColumnCells columns;
    columns.plan = {2, 2, 1, 1};
    columns.columns = 2;
    columns.cells = {2, -2, 1, -1};
    columns.converters = {-4, 3, {0.5f, 0.5f}, {}, {}, {}, {}, {1 << 14, 1 << 14}, {}};
    const std::uint8_t x[] = {1, 1, 1, 0};
    InputBatch in;
    in.vectors = 2;
    in.stride = 2;
    in.x = x;
    const int width = ReadKernel::padded(2);
    for (const auto &[name, method] : read_method_names) {
        if (!runs_here(method))
            continue;
        Words codes(2 * width);
        make_kernel(method, columns)->codes(in, codes.aligned());
        EXPECT_EQ(codes.aligned()[0], 2) << name;
        EXPECT_EQ(codes.aligned()[1], -1) << name;
        EXPECT_EQ(codes.aligned()[width], 1) << name;
        EXPECT_EQ(codes.aligned()[width + 1], -1) << name;
    }
}

TEST(ReadKernel, RootIsWithinATenthOfAPercent) {
    for (double variance = 1e-6; variance < 1e6; variance *= 1.01)
        EXPECT_NEAR(root(static_cast<float>(variance * root_scale)) / std::sqrt(variance), 1,
                    0.001);
    EXPECT_EQ(root(0), 0);
}

} // namespace
} // namespace cim
