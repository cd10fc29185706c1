// SPDX-License-Identifier: Apache-2.0
#include "models/device/relaxation.h"
#include "models/device/cell.h"
#include "tests/models/moments.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace cim {
namespace {

/// Cells of 1 to 101 uS in 2 bits that jump alike everywhere.
DeviceSpec device_that_jumps_alike() {
    DeviceSpec device = DeviceSpec{}.ideal();
    device.on_ohm = 1e6 / 101;
    device.on_off = 101;
    RelaxationSpec &law = device.relaxation;
    law.law = RelaxationLaw::Jumps;
    law.t0_s = 1;
    law.share_growth = 2;
    law.up_growth = law.down_growth = law.core_growth = 1;
    law.at_us = {1, 101};
    law.up = {0.1, 0.1};
    law.down = {0.3, 0.3};
    law.up_us = {2, 2};
    law.down_us = {4, 4};
    law.core_us = {1, 1};
    return device;
}

/// Conductances of cells asked for a level, uS.
std::vector<double> conductances(const DeviceSpec &device, float level, const CellGrid &grid) {
    const CellLaw law(device, 2);
    std::vector<float> cells(static_cast<std::size_t>(grid.cells()), level);
    law.program(grid, cells.data());
    law.age(grid, cells.data());
    std::vector<double> found;
    for (const float cell : cells)
        found.push_back((double(cell) + law.reference(grid.draw)) * 1e6 * device.step_s(2));
    return found;
}

const CellGrid grid{{3, 0}, 0, 1, draws};

} // namespace

TEST(Relaxation, MeetsFiguresWorkedByHand) {
    const Relaxed relaxed{0.2, 0.3, 2, 4, 1};
    // sqrt(2 / pi) (0.2 x 2 - 0.3 x 4); the mean square is 0.2 x 4 + 0.3 x 16 + 0.5 x 1 = 6.1.
    EXPECT_NEAR(relaxed.change_us().mean, -0.79788 * 0.8, 1e-4);
    EXPECT_NEAR(relaxed.change_us().sigma, std::sqrt(6.1 - 0.63831 * 0.63831), 1e-4);
    EXPECT_NEAR(relaxed.below(0), 0.5 * 0.5 + 0.3, 1e-9);
    // One standard deviation: 84.134 % of a Gaussian, 68.269 % of half a one.
    EXPECT_NEAR(Relaxed({0, 0, 2, 4, 1}).below(1), 0.84134, 1e-5);
    EXPECT_NEAR(Relaxed({1, 0, 2, 4, 1}).below(2), 0.68269, 1e-5);
    EXPECT_NEAR(Relaxed({0, 1, 2, 4, 1}).below(-4), 0.31731, 1e-5);
    EXPECT_EQ(Relaxed().below(1e-9), 1); // nothing has changed
    EXPECT_EQ(Relaxed().below(-1e-9), 0);
}

TEST(Relaxation, GrowsWithTheLogarithmOfTime) {
    const RelaxationSpec spec = device_that_jumps_alike().relaxation;
    // After 9 s of t0 = 1 s, x = 1: 1 - exp(-0.4) = 32.97 % have jumped, a quarter of them up.
    const Relaxed first = Relaxation(spec, 9).at(50);
    EXPECT_NEAR(first.up, 0.3297 / 4, 1e-5);
    EXPECT_NEAR(first.down, 0.3297 * 3 / 4, 1e-4);
    EXPECT_NEAR(first.core_us, 1, 1e-12);
    // After 99 s, x = 2: 1 - exp(-0.4 x 2^2) = 79.81 %, jumps of twice the size.
    const Relaxed later = Relaxation(spec, 99).at(50);
    EXPECT_NEAR(later.up + later.down, 0.7981, 1e-4);
    EXPECT_NEAR(later.down_us, 8, 1e-12);
    EXPECT_EQ(Relaxation(spec, 0).at(50).change_us().sigma, 0);
}

TEST(Relaxation, IsLinearBetweenItsPoints) {
    RelaxationSpec spec = device_that_jumps_alike().relaxation;
    spec.at_us = {10, 30};
    spec.core_us = {1, 5};
    const Relaxation law(spec, 9);
    EXPECT_NEAR(law.at(15).core_us, 2, 1e-12);
    EXPECT_NEAR(law.at(5).core_us, 1, 1e-12);
    EXPECT_NEAR(law.at(99).core_us, 5, 1e-12);
}

TEST(Relaxation, RefusesListsThatDoNotFit) {
    const auto complaint = [](void (*spoil)(RelaxationSpec &)) -> std::string {
        RelaxationSpec spec = device_that_jumps_alike().relaxation;
        spoil(spec);
        try {
            const Relaxation law(spec, 1);
        } catch (const std::invalid_argument &fault) {
            return fault.what();
        }
        return "";
    };
    EXPECT_EQ(complaint([](RelaxationSpec &spec) { spec.at_us.clear(); }),
              "device.relaxation.law = jumps needs device.relaxation.at_us and the five lists "
              "beside it");
    EXPECT_EQ(complaint([](RelaxationSpec &spec) {
                  spec.at_us = {2, 2};
              }),
              "device.relaxation.at_us rises from entry to entry");
    EXPECT_EQ(complaint([](RelaxationSpec &spec) { spec.down_us = {2}; }),
              "device.relaxation.down_us has 1 entry, device.relaxation.at_us 2; both have one for "
              "each conductance");
}

TEST(Relaxation, GivesCellsTheMomentsAndTailsOfTheLaw) {
    DeviceSpec device = device_that_jumps_alike();
    for (const double time_s : {1.0, 9.0, 999.0}) {
        device.time_s = time_s;
        const Relaxed law = Relaxation(device.relaxation, time_s).at(101 / 3.0 * 2 + 1);
        const std::vector<double> cells = conductances(device, 2, grid);
        const double target = 1 + 2 * 100 / 3.0, sigma = law.change_us().sigma;
        EXPECT_NEAR(moments(cells).mean - target, law.change_us().mean,
                    4 * sigma / std::sqrt(double(draws)));
        EXPECT_NEAR(moments(cells).sigma() / sigma, 1, 0.02);
        for (const double change : {-2 * sigma, -sigma, -0.2, 0.2, sigma, 2 * sigma}) {
            double below = 0;
            for (const double cell : cells)
                below += cell < target + change ? 1.0 / draws : 0;
            EXPECT_NEAR(below, law.below(change), 0.006) << time_s << " s, " << change << " uS";
        }
    }
}

// Longer is worse, at every level; at time 0 cells hold what was written.
TEST(Relaxation, SpreadsCellsMoreTheLongerTheyWait) {
    DeviceSpec device = device_that_jumps_alike();
    for (const float level : {1.0f, 2.0f, 3.0f}) {
        double before = 0;
        for (const double time_s : {0.0, 0.1, 1.0, 100.0, 1e4, 1e6}) {
            device.time_s = time_s;
            const double sigma = moments(conductances(device, level, grid)).sigma();
            if (time_s == 0) {
                EXPECT_NEAR(sigma, 0, 1e-4);
            } else {
                EXPECT_GT(sigma, 1.05 * before) << time_s;
            }
            before = sigma;
        }
    }
}

// A cell that has jumped is later where it jumped to, or further.
TEST(Relaxation, TakesNoJumpBack) {
    DeviceSpec device = device_that_jumps_alike();
    device.relaxation.core_us = {0, 0};
    device.time_s = 9;
    const std::vector<double> early = conductances(device, 2, grid);
    device.time_s = 99;
    const std::vector<double> late = conductances(device, 2, grid);
    const double target = 1 + 2 * 100 / 3.0;
    for (std::size_t i = 0; i < early.size(); ++i) {
        if (std::abs(early[i] - target) < 1e-3)
            continue;
        ASSERT_EQ(late[i] > target, early[i] > target) << i;
        ASSERT_GE(std::abs(late[i] - target), std::abs(early[i] - target)) << i;
    }
}

TEST(Relaxation, StopsAtNoConductance) {
    DeviceSpec device = device_that_jumps_alike();
    device.time_s = 1e6;
    for (const double cell : conductances(device, 0, grid))
        ASSERT_GE(cell, -1e-4);
}

// The reference cell is an average one of the lowest level.
TEST(Relaxation, MovesTheReferenceByTheMean) {
    DeviceSpec device = device_that_jumps_alike();
    device.time_s = 9;
    const double mean_us = Relaxation(device.relaxation, 9).at(1).change_us().mean;
    const double gained = CellLaw(device, 2).reference({}) - CellLaw(device, 2).gmin_levels();
    EXPECT_NEAR(gained * 1e6 * device.step_s(2), mean_us, 1e-6);
}

// Draws of other laws stay as they are, and a cell's own do not depend on how many stand beside it.
TEST(Relaxation, HasDrawsOfItsOwn) {
    DeviceSpec device = device_that_jumps_alike();
    device.programming_sigma = 0.03;
    std::vector<float> plain(64, 2), relaxing(64, 2);
    const CellGrid few{{3, 0}, 0, 8, 8};
    device.time_s = 100;
    CellLaw(device, 2).program(few, relaxing.data());
    device.relaxation.law = RelaxationLaw::None;
    CellLaw(device, 2).program(few, plain.data());
    EXPECT_EQ(plain, relaxing);
    device = device_that_jumps_alike();
    device.time_s = 100;
    const std::vector<double> part = conductances(device, 2, {{3, 0}, 0, 1, 256});
    const std::vector<double> all = conductances(device, 2, {{3, 0}, 0, 1, 1024});
    EXPECT_TRUE(std::equal(part.begin(), part.end(), all.begin()));
}

} // namespace cim
