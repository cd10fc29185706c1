// SPDX-License-Identifier: Apache-2.0
#include "models/measured/drawn_cells.h"
#include "models/measured/measurement.h"
#include "models/measured/relaxation_fit.h"
#include "models/measured/written_fit.h"
#include "tests/models/moments.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <string>

namespace cim {
namespace {

/// Cells of 10 to 80 uS, written within 2 uS, that jump most in the middle and down.
DeviceSpec device_that_jumps() {
    DeviceSpec device = DeviceSpec{}.ideal();
    device.on_ohm = 1e6 / 80;
    device.programming_error = ErrorLaw::Polynomial;
    device.polynomial_us = {1.5, 0};
    device.polynomial_gmax_us = 80;
    device.verify.method = VerifyMethod::Redraw;
    device.verify.tolerance = 2 / 80.0;
    RelaxationSpec &law = device.relaxation;
    law.law = RelaxationLaw::Jumps;
    law.t0_s = 0.01;
    law.at_us = {10, 45, 80};
    law.up = {0.05, 0.02, 0.01};
    law.down = {0.02, 0.1, 0.03};
    law.up_us = {3, 4, 2};
    law.down_us = {2, 8, 6};
    law.core_us = {0.5, 1, 0.3};
    return device;
}

Measurement measured(DeviceSpec device, const std::vector<double> &times_s, int cells) {
    std::vector<MeasuredCell> all;
    std::uint32_t number = 0;
    for (const double time_s : times_s) {
        device.time_s = time_s;
        for (double target = 10; target <= 80; target += 5)
            for (const double g_us : drawn_cells(device, target, cells, number++))
                all.push_back({target, g_us, time_s});
    }
    return summarised(std::move(all));
}

std::string complaint(const Measurement &measurement) {
    try {
        fit_relaxation(measurement, {});
    } catch (const std::invalid_argument &fault) {
        return fault.what();
    }
    return "";
}

} // namespace

TEST(Measurement, MeetsFiguresWorkedByHand) {
    std::vector<MeasuredCell> cells;
    for (int i = 0; i <= 20; ++i) // 0, 1, ... 20 uS about 10, and one cell of another level
        cells.push_back({10, double(20 - i), 1});
    cells.push_back({14, 14, 1});
    const Measurement found = summarised(cells);
    ASSERT_EQ(found.levels.size(), 1u);
    EXPECT_EQ(found.left_out, 1);
    const MeasuredLevel &level = found.levels.front();
    EXPECT_EQ(level.cells, 21);
    EXPECT_DOUBLE_EQ(level.mean_us, 10);
    EXPECT_NEAR(level.sigma_us, std::sqrt(770 / 20.0), 1e-9); // 2 (1 + 4 + ... + 100)
    EXPECT_DOUBLE_EQ(level.percentiles_us[0], 1);
    EXPECT_DOUBLE_EQ(level.percentiles_us[4], 19);
    EXPECT_DOUBLE_EQ(level.nearest, 13 / 21.0); // up to 12, half way to 14
}

TEST(Measurement, KnowsWhatIsNearestToALevel) {
    const std::vector<double> targets{1, 2, 4};
    EXPECT_EQ(nearest_range(targets, 1)[0], -INFINITY);
    EXPECT_EQ(nearest_range(targets, 1)[1], 1.5);
    EXPECT_EQ(nearest_range(targets, 2)[0], 1.5);
    EXPECT_EQ(nearest_range(targets, 2)[1], 3);
    EXPECT_EQ(nearest_range(targets, 4)[1], INFINITY);
}

TEST(DrawnCells, HaveTheMomentsOfTheLaw) {
    DeviceSpec device = device_that_jumps();
    device.verify = {};
    device.time_s = 10;
    for (const double target : {20.0, 45.0, 80.0}) {
        const Moments found = moments(drawn_cells(device, target, 100000, 0));
        const Spread change = Relaxation(device.relaxation, 10).at(target).change_us();
        EXPECT_NEAR(found.mean, target + change.mean, 0.15); // the law bends within the spread
        EXPECT_NEAR(found.sigma() / std::hypot(1.5, change.sigma), 1, 0.03);
    }
}

TEST(WrittenFit, RecoversSpreadAndTolerance) {
    const WrittenSpread cut = fit_written(measured(device_that_jumps(), {0}, 2000));
    EXPECT_NEAR(cut.sigma_us(10), 1.5, 0.15);
    EXPECT_NEAR(cut.sigma_us(80), 1.5, 0.15);
    EXPECT_NEAR(cut.tolerance_us, 2, 0.1);
    DeviceSpec device = device_that_jumps();
    device.verify = {};
    const WrittenSpread whole = fit_written(measured(device, {0}, 2000));
    EXPECT_NEAR(whole.sigma_us(45), 1.5, 0.05);
    EXPECT_TRUE(whole.tolerance_us == 0 || whole.tolerance_us > 4);
}

// What was drawn by a law is met by the fitted one, also at a time that it has not seen.
TEST(RelaxationFit, RecoversTheLawOfSyntheticCells) {
    const DeviceSpec device = device_that_jumps();
    const Measurement cells = measured(device, {0, 0.1, 1, 100, 1e4}, 2000);
    const RelaxationSpec found = fit_relaxation(cells, fit_written(cells));
    for (const double time_s : {0.1, 10.0, 1e4})
        for (const double g_us : {10.0, 25.0, 45.0, 60.0, 80.0}) {
            SCOPED_TRACE(std::to_string(g_us) + " uS after " + std::to_string(time_s) + " s");
            const Relaxed is = Relaxation(device.relaxation, time_s).at(g_us);
            const Relaxed fitted = Relaxation(found, time_s).at(g_us);
            EXPECT_NEAR(fitted.change_us().mean, is.change_us().mean,
                        0.15 * is.change_us().sigma + 0.05);
            EXPECT_NEAR(fitted.change_us().sigma / is.change_us().sigma, 1, 0.2);
            for (const double change : {-2.5, 2.5}) // half way to the next level
                EXPECT_NEAR(fitted.below(change), is.below(change), 0.03);
        }
}

TEST(RelaxationFit, SaysWhatAMeasurementLacks) {
    const DeviceSpec device = device_that_jumps();
    EXPECT_EQ(complaint(measured(device, {0}, 20)),
              "no cells after time 0; a law of ageing needs later reads");
    EXPECT_EQ(complaint(measured(device, {1, 10}, 20)),
              "no cells at time 0, as they are written; count the time from the first read");
    Measurement one = measured(device, {0, 10}, 20);
    one.levels = {one.levels.front()};
    EXPECT_EQ(complaint(one), "cells of one target; a law is fitted to two levels or more");
}

} // namespace cim
