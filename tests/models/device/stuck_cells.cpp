// SPDX-License-Identifier: Apache-2.0
#include "models/device/stuck_cells.h"

#include "models/crossbar/training_noise.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <numeric>

namespace cim {
namespace {

constexpr float free_cell = std::numeric_limits<float>::quiet_NaN();

/// A weight of four bits in cells of some bits.
struct OneWeight {
    OneWeight(Encoding encoding, int cell_bits) : code(array_of(encoding, cell_bits), 4) {}

    static ArraySpec array_of(Encoding encoding, int cell_bits) {
        ArraySpec array;
        array.encoding = encoding;
        array.cell_bits = cell_bits;
        return array;
    }

    int top() const { return (1 << code.cell_bits) - 1; }

    int value(const std::vector<float> &levels) const {
        int sum = -code.offset();
        for (int p = 0; p < code.planes(); ++p)
            sum += code.plane_weight(p) * static_cast<int>(levels[static_cast<std::size_t>(p)]);
        return sum;
    }

    std::vector<float> encoded(int weight) const {
        const auto narrow = static_cast<std::int16_t>(weight);
        std::vector<float> levels(static_cast<std::size_t>(code.planes()));
        code.encode(1, &narrow, 1, levels.data());
        return levels;
    }

    /// The weight that cells of which some are stuck stand for, made up for or not.
    int held(int weight, const std::vector<float> &stuck, bool compensated) const {
        std::vector<float> levels = encoded(weight);
        if (compensated)
            make_up_for_stuck(code, {{1, 0}, 0, 1, code.planes()}, stuck, levels.data());
        for (std::size_t p = 0; p < levels.size(); ++p) {
            EXPECT_GE(levels[p], 0);
            EXPECT_LE(levels[p], top());
            levels[p] = std::isnan(stuck[p]) ? levels[p] : stuck[p];
        }
        return value(levels);
    }

    /// Distance of a weight from the nearest that any levels of the other cells make.
    int least_error(int weight, const std::vector<float> &stuck, std::size_t plane = 0,
                    std::vector<float> levels = {}) const {
        levels.resize(stuck.size());
        if (plane == stuck.size())
            return std::abs(value(levels) - weight);
        int least = std::numeric_limits<int>::max();
        for (int level = 0; level <= top(); ++level) {
            levels[plane] = std::isnan(stuck[plane]) ? static_cast<float>(level) : stuck[plane];
            least = std::min(least, least_error(weight, stuck, plane + 1, levels));
        }
        return least;
    }

    WeightCode code;
};

TEST(StuckCells, OneOrTwoOfAWeightAreMadeUpForAsFarAsItsOtherCellsCan) {
    for (const Encoding encoding : {Encoding::Differential, Encoding::Offset})
        for (const int cell_bits : {1, 2, 3}) {
            const OneWeight one(encoding, cell_bits);
            const auto planes = static_cast<std::size_t>(one.code.planes());
            const float ends[] = {0, static_cast<float>(one.top())};
            for (std::size_t a = 0; a < planes; ++a)
                for (std::size_t b = a; b < planes; ++b)
                    for (const float first : ends)
                        for (const float second : ends)
                            for (int weight = -7; weight <= 7; ++weight) {
                                std::vector<float> stuck(planes, free_cell);
                                stuck[a] = first;
                                stuck[b] = second;
                                SCOPED_TRACE(testing::Message()
                                             << cell_bits << " bits, planes " << a << " and " << b
                                             << ", " << weight);
                                EXPECT_EQ(std::abs(one.held(weight, stuck, true) - weight),
                                          one.least_error(weight, stuck));
                            }
        }
}

TEST(StuckCells, WithoutThemALevelIsWhatWasAsked) {
    const OneWeight one(Encoding::Differential, 2);
    const std::vector<float> stuck(static_cast<std::size_t>(one.code.planes()), free_cell);
    for (int weight = -7; weight <= 7; ++weight) {
        std::vector<float> levels = one.encoded(weight);
        make_up_for_stuck(one.code, {{1, 0}, 0, 1, one.code.planes()}, stuck, levels.data());
        EXPECT_EQ(levels, one.encoded(weight));
    }
}

/// Mean square error of weights of a bell curve with one cell in a hundred stuck at either end.
double square_error(bool compensated) {
    DeviceSpec device = DeviceSpec{}.ideal();
    device.stuck_off = device.stuck_on = 0.01;
    device.stuck_compensate = compensated;
    ArraySpec array;
    array.cell_bits = 1;
    std::vector<float> asked(64 * 100);
    for (std::size_t i = 0; i < asked.size(); ++i)
        asked[i] = static_cast<float>(
            std::rint(40 * std::sin(0.7 * double(i)) * std::sin(0.3 * double(i))));
    std::vector<float> held = asked;
    disturb_weights(array, device, {3, 0}, {0, 100, 64, 8, held.data()});
    return std::inner_product(held.begin(), held.end(), asked.begin(), 0.0, std::plus<>(),
                              [](float a, float b) { return double(a - b) * double(a - b); }) /
           double(asked.size());
}

TEST(StuckCells, MakeAlmostNoErrorWhereTheyAreMadeUpFor) {
    EXPECT_GT(square_error(false), 10);
    EXPECT_LT(square_error(true), square_error(false) / 50);
}

} // namespace
} // namespace cim
