// SPDX-License-Identifier: Apache-2.0
#include "models/device/cell.h"
#include "tests/models/moments.h"
#include "tests/models/table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace cim {
namespace {

/// Conductances, in units of Gmax, of cells that were asked for one level.
std::vector<double> conductances(const DeviceSpec &device, int cell_bits, int level,
                                 int count = draws) {
    const CellLaw law(device, cell_bits);
    std::vector<float> cells(static_cast<std::size_t>(count), static_cast<float>(level));
    law.program({{7, 1}, 2, 1, count}, cells.data());
    const double top = (1 << cell_bits) - 1 + law.gmin_levels();
    std::vector<double> found;
    for (const float cell : cells)
        found.push_back((double(cell) + law.gmin_levels()) / top);
    return found;
}

/// Mean within three standard errors, spread within 1 % (a bound wider than three of its own).
void expect_moments(const std::vector<double> &values, double mean, double sigma) {
    const Moments m = moments(values);
    EXPECT_NEAR(m.mean, mean, 3 * sigma / std::sqrt(double(values.size())));
    EXPECT_NEAR(m.sigma() / sigma, 1, 0.01);
}

DeviceSpec with(ErrorLaw law, double sigma) {
    DeviceSpec device = DeviceSpec{}.ideal();
    device.programming_error = law;
    device.programming_sigma = sigma;
    return device;
}

TEST(ProgrammingError, HasTheSpreadOfItsLaw) {
    const double gmin = 1 / 17.0, step = (1 - gmin) / 3, middle = gmin + 2 * step;
    expect_moments(conductances(with(ErrorLaw::Absolute, 0.05), 2, 2), middle, 0.05);
    expect_moments(conductances(with(ErrorLaw::Step, 0.1), 2, 2), middle, 0.1 * step);
    expect_moments(conductances(with(ErrorLaw::Relative, 0.1), 2, 2), middle, 0.1 * middle);
    expect_moments(conductances(with(ErrorLaw::Relative, 0.1), 2, 0), gmin, 0.1 * gmin);
    expect_moments(conductances(with(ErrorLaw::Lognormal, 0.2), 2, 2), middle, 0.2 * middle);
    expect_moments(conductances(with(ErrorLaw::Lognormal, 0.2), 2, 0), gmin, 0.2 * gmin);
}

TEST(ProgrammingError, LognormalKeepsTheMedianIfAsked) {
    auto cells = conductances(with(ErrorLaw::LognormalMedian, 0.5), 2, 3);
    std::nth_element(cells.begin(), cells.begin() + draws / 2, cells.end());
    EXPECT_NEAR(cells[draws / 2], 1, 3 * 0.5 * 1.2533 / std::sqrt(double(draws)));
    for (double &cell : cells)
        cell = std::log(cell);
    EXPECT_NEAR(moments(cells).variance / std::log(1.25), 1, three_sigma(cells.size()));
}

TEST(ProgrammingError, PolynomialsMeetThePublishedFits) {
    const std::map<std::string, std::vector<double>> fits{
        {"aihwkit_PCM_prog", {.26348, 1.9650, -1.1731}},
        {"aihwkit_ReRAM_Wan2022_1s", {.348, 16.030, -43.853, 45.393, -16.815}},
        {"aihwkit_ReRAM_Wan2022_1d", {.701, 22.086, -50.773, 47.095, -16.458}},
        {"aihwkit_ReRAM_Wan2022_2d", {.782, 20.274, -43.507, 37.062, -11.934}},
        {"aihwkit_Hermes_2dev", {.16603222, 4.71806468, -8.48101252, 4.68961419}},
        {"aihwkit_Hermes_1dev", {.15781817, 2.32443916, -2.16310839, .68841818}},
        {"crosssim_Milo_IGVVA100", {4.782, -.009107}},
        {"crosssim_Wan", {1.053, .2374, -1.167e-2, 1.536e-4}},
        {"crosssim_Joshi_PCM", {.28638599, .07585724, -.00178767}}};
    int drawn = 0;
    for (const auto &row : test_table("validation/programming_sigma.csv")) {
        const double g_us = row.number("g_us"), sigma_us = row.number("sigma_us");
        if (g_us == 0)
            continue; // no cell has it
        DeviceSpec device = DeviceSpec{}.ideal();
        device.programming_error = ErrorLaw::Polynomial;
        device.polynomial_us = fits.at(row.text("model"));
        const bool of_us = row.text("model").rfind("crosssim", 0) == 0; // fits in uS
        device.polynomial_gmax_us = of_us ? 1 : row.number("gmax_us");
        device.on_ohm = 1e6 / g_us;
        // aihwkit's coefficients are published to three decimals of a microsiemens
        EXPECT_NEAR(written_levels(device, 1)[1].spread * 1e6, sigma_us, 2e-3 * sigma_us)
            << row.text("model") << " at " << g_us;
        if (g_us > 4.5 * sigma_us) { // hardly any cell is stopped at zero conductance
            expect_moments(conductances(device, 1, 1), 1, sigma_us / g_us);
            ++drawn;
        }
    }
    EXPECT_GT(drawn, 80);
}

TEST(ProgrammingError, EachLevelMayHaveItsOwnSpread) {
    DeviceSpec device = with(ErrorLaw::ByLevel, 0);
    device.level_sigmas = {0.0067, 0.0135, 0.0135, 0.0067}; // FeFET2 of arXiv 2601.20041
    for (int level = 0; level < 4; ++level)
        expect_moments(conductances(device, 2, level), (1 + level * 16 / 3.0) / 17,
                       device.level_sigmas[std::size_t(level)]);
    EXPECT_THROW(CellLaw(device, 3), std::invalid_argument);
}

TEST(ProgrammingError, ATableGivesStatesAndSpreads) {
    DeviceSpec device = with(ErrorLaw::Table, 0);
    device.states = {{2, 0.1}, {5, 0.3}, {6, 0.2}, {10, 0.4}}; // uS, unevenly spaced
    device.on_ohm = 1e5;
    device.on_off = 5;
    for (int level = 0; level < 4; ++level)
        expect_moments(conductances(device, 2, level),
                       device.states[std::size_t(level)].conductance_us / 10,
                       device.states[std::size_t(level)].sigma_us / 10);
    EXPECT_THROW(CellLaw(device, 1), std::invalid_argument);
}

TEST(ProgrammingError, StepsGiveTheWeightSpreadsOfSwim) {
    for (const auto &row : test_table("validation/weight_sigma.csv")) {
        const int bits = int(row.number("weight_bits")), cell_bits = int(row.number("device_bits"));
        if (cell_bits > 7)
            continue; // no such cells here
        ArraySpec array;
        array.cell_bits = cell_bits;
        array.encoding = Encoding::Offset;
        const WeightCode code(array, bits);
        double variance = 0; // of a weight, in units of its lsb, for errors of one step a cell
        for (int p = 0; p < code.planes(); ++p)
            variance += code.plane_weight(p) * code.plane_weight(p);
        EXPECT_NEAR(std::sqrt(variance) / (1 << bits), row.number("k"), 1e-7);
    }
}

TEST(ProgrammingError, StopsAtTheCeiling) {
    DeviceSpec device = with(ErrorLaw::Absolute, 0.2);
    device.ceiling = 1.1;
    const auto cells = conductances(device, 2, 3);
    EXPECT_NEAR(*std::max_element(cells.begin(), cells.end()), 1.1, 1e-6);
    const double past = 0.5 * std::erfc(0.5 / std::sqrt(2.0)); // half a sigma away
    const auto stopped =
        std::count_if(cells.begin(), cells.end(), [](double g) { return g > 1.0999; });
    EXPECT_NEAR(double(stopped) / draws, past, 3 * std::sqrt(past / draws));
}

/// Redraws of a Gaussian error of `sigma` until it is within `tolerance`: with a = tolerance /
/// sigma and P = 2 Phi(a) - 1, 1/P pulses and sigma sqrt(1 - 2 a phi(a) / P).
Verified redrawn(double sigma, double tolerance) {
    const double a = tolerance / sigma;
    const double passes = std::erf(a / std::sqrt(2.0));
    const double density = std::exp(-a * a / 2) / std::sqrt(2 * M_PI);
    return {1 / passes, sigma * std::sqrt(1 - 2 * a * density / passes)};
}

TEST(WriteVerify, RedrawsMeetTheClosedForm) {
    // worked out in closed form: sigma, tolerance, pulses, what is left
    const double cases[][4] = {
        {.1, .06, 2.21, .0338}, {.1, .05, 2.61, .0284}, {.3, .06, 6.31, .0345}};
    for (const auto &[sigma, tolerance, pulses, residual] : cases) {
        DeviceSpec device = with(ErrorLaw::Absolute, sigma);
        device.verify.method = VerifyMethod::Redraw;
        device.verify.tolerance = tolerance;
        EXPECT_NEAR(redrawn(sigma, tolerance).pulses, pulses, 0.006);
        EXPECT_NEAR(redrawn(sigma, tolerance).residual, residual, 6e-5);
        EXPECT_NEAR(mean_write_pulses(device, 2), redrawn(sigma, tolerance).pulses, 1e-9);
        const auto cells = conductances(device, 2, 3, 200000);
        expect_moments(cells, 1, redrawn(sigma, tolerance).residual);
        const auto [low, high] = std::minmax_element(cells.begin(), cells.end());
        EXPECT_GE(*low, 1 - tolerance - 1e-6);
        EXPECT_LE(*high, 1 + tolerance + 1e-6);
    }
}

TEST(WriteVerify, RedrawsLognormalCellsIntoTheTolerance) {
    DeviceSpec device = with(ErrorLaw::Lognormal, 0.3);
    device.verify.method = VerifyMethod::Redraw;
    const auto cells = conductances(device, 2, 3);
    const auto [low, high] = std::minmax_element(cells.begin(), cells.end());
    EXPECT_GE(*low, 0.94 - 1e-6);
    EXPECT_LE(*high, 1.06 + 1e-6);
    EXPECT_GT(mean_write_pulses(device, 2), 2);
}

TEST(WriteVerify, NudgesUntilCellsPass) {
    DeviceSpec device = with(ErrorLaw::Absolute, 0.15);
    device.verify = {VerifyMethod::Incremental, 0.02, 0.5, 0.03, 200};
    const Verified expected = nudged(0.15, device.verify);
    const auto cells = conductances(device, 2, 3, 200000);
    expect_moments(cells, 1, expected.residual);
    for (const double cell : cells)
        ASSERT_NEAR(cell, 1, 0.02 + 1e-6);
    // Pulses by hand: the share that is still outside after each of them.
    double pulses = 0;
    for (int k = 0; k < 200; ++k) {
        DeviceSpec stopped = device;
        stopped.verify.most_pulses = std::max(1, k);
        const auto after = conductances(stopped, 2, 3, 20000);
        const auto outside = std::count_if(after.begin(), after.end(),
                                           [](double g) { return std::abs(g - 1) > 0.02 + 1e-6; });
        pulses += k == 0 ? 1 : double(outside) / 20000;
        if (k > 0 && outside == 0)
            break;
    }
    EXPECT_NEAR(pulses / mean_write_pulses(device, 2), 1, 0.03);
}

TEST(WriteVerify, RefusesToNudgeIntoATinyTolerance) {
    WriteVerifySpec verify;
    verify.method = VerifyMethod::Incremental;
    verify.pulse_sigma = 0;
    verify.tolerance = 0.0101;
    EXPECT_GT(nudged(0.2, verify).pulses, 4); // 0.2 halved four to five times
    verify.tolerance = 0.0099;
    EXPECT_THROW(nudged(0.2, verify), std::invalid_argument);
}

TEST(WriteVerify, RefusesAToleranceThatHardlyAnyWriteMeets) {
    DeviceSpec device = with(ErrorLaw::Absolute, 0.5);
    device.verify.method = VerifyMethod::Redraw;
    device.verify.tolerance = 1e-5;
    EXPECT_THROW(CellLaw(device, 2), std::invalid_argument);
}

} // namespace
} // namespace cim
