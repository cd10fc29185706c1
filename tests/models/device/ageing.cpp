// SPDX-License-Identifier: Apache-2.0
#include "models/device/cell.h"
#include "models/numerics/correlated_field.h"
#include "tests/models/moments.h"
#include "tests/models/small_network.h"
#include "tests/models/table.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cim {
namespace {

/// PCM as aihwkit fits it, cells of 25 uS at most.
DeviceSpec pcm() {
    DeviceSpec device = DeviceSpec{}.ideal();
    device.on_ohm = 40000;
    device.drift.law = DriftLaw::Power;
    device.flicker.strength = 0.0088;
    return device;
}

TEST(Drift, MeetsTheVectorsOfPcm) {
    for (const auto &row : test_table("validation/pcm_drift.csv")) {
        const double g0_us = row.number("g0_us");
        DeviceSpec device = pcm();
        device.time_s = row.number("t_s");
        // The lowest level of a one-bit cell is at g0, or the highest for 25 uS.
        const bool top = g0_us == 25;
        device.on_off = top ? 17 : 25 / g0_us;
        const CellLaw law(device, 1);
        std::vector<float> cells(draws, top ? 1.0f : 0.0f);
        law.program({{3, 0}, 0, 1, draws}, cells.data());
        float read_sigma = 0;
        law.read_sigmas({3, 0}, 1, cells.data(), &read_sigma);
        law.age({{3, 0}, 0, 1, draws}, cells.data());

        const double step_us = 25 - 25 / device.on_off, ages = std::log(device.time_s / 20);
        std::vector<double> exponents; // of each cell
        for (const float cell : cells)
            exponents.push_back(
                -std::log((double(cell) + law.reference({3, 0})) * step_us / g0_us) / ages);
        const double nu = row.number("nu_mean"), spread = row.number("nu_std");
        EXPECT_NEAR(moments(exponents).mean, nu, 3 * spread / std::sqrt(double(draws)) + 1e-5);
        EXPECT_NEAR(moments(exponents).sigma() / spread, 1, 0.01);
        const double g_us = g0_us * std::exp(-moments(exponents).mean * ages);
        EXPECT_NEAR(g_us / row.number("g_mean_us"), 1, 0.01);
        EXPECT_NEAR(double(read_sigma) * row.number("g_mean_us") / row.number("read_sigma_us"), 1,
                    1e-4);
    }
}

TEST(Drift, BeginsWithTheLawsOwnTime) {
    DeviceSpec device = pcm();
    device.time_s = 19;
    std::vector<float> cells(100, 1.0f);
    CellLaw(device, 1).age({{1, 0}, 0, 1, 100}, cells.data());
    for (const float cell : cells)
        EXPECT_NEAR(cell, 1, 1e-6);
}

TEST(Drift, IsLogarithmicIfAsked) {
    DeviceSpec device = DeviceSpec{}.ideal();
    device.on_ohm = 1e4; // 100 uS
    device.time_s = 1000;
    device.drift.law = DriftLaw::Logarithmic;
    const CellLaw law(device, 1);
    std::vector<float> cells(draws, 1.0f);
    law.age({{1, 0}, 0, 1, draws}, cells.data());
    const double step_us = 100 - 100 / 17.0, ln = std::log(1000.0);
    const double sigma_us = 0.412 + 0.042 * ln;
    const Moments m = moments(cells);
    // The reference cell loses as much.
    EXPECT_NEAR(law.reference({}) - law.gmin_levels(), -0.089 * ln / step_us, 1e-6);
    EXPECT_NEAR((m.mean - 1) * step_us, 0, 3 * sigma_us / std::sqrt(double(draws)));
    EXPECT_NEAR(m.sigma() * step_us / sigma_us, 1, 0.01);
}

TEST(Drift, RunsFasterInTheHeat) {
    DriftSpec drift;
    EXPECT_DOUBLE_EQ(aged_s(drift, 100, 400), 100);
    drift.activation_ev = 1;
    EXPECT_DOUBLE_EQ(aged_s(drift, 100, 300), 100);
    // exp(1 eV / k (1/300 - 1/350)), k = 8.617e-5 eV/K
    EXPECT_NEAR(aged_s(drift, 1, 350) / 251.4, 1, 0.005);
}

TEST(Drift, IsTakenBackByTheDigitalScale) {
    const auto network =
        nn::random_network({2, 6, 6}, {nn::conv(8, 3, 1, 1), nn::global_pool(), nn::linear(4)}, 3);
    ChipSpec chip;
    chip.tile.adc.bits = 16;
    for (const Encoding encoding : {Encoding::Differential, Encoding::DifferentialCurrent}) {
        chip.tile.array.encoding = encoding;
        const Placement placement = placed(network, chip);
        const std::vector<LayerRange> fine(2, 1.0 / 256); // nothing is lost in the converters
        DeviceSpec device = pcm();
        device.flicker.strength = 0;
        device.drift.nu_slope = device.drift.spread_slope = 0;
        device.drift.spread = device.drift.spread_low = 0; // all cells alike
        device.time_s = 20 * std::exp(2.0);
        std::vector<std::uint8_t> x(18, 9);
        std::vector<std::int32_t> exact(8), drifted(8);
        nn::ExactMatMul(network).multiply(0, {x.data()}, exact.data());
        for (const bool compensate : {false, true}) {
            device.drift.compensate = compensate;
            CrossbarMatMul arrays({network, chip, device, placement, {}}, fine, {1, 0});
            arrays.multiply(0, {x.data()}, drifted.data());
            const double left = compensate ? 1 : std::exp(-2 * 0.049);
            for (std::size_t c = 0; c < 8; ++c)
                EXPECT_NEAR(drifted[c] * double(arrays.unit(0)), left * exact[c],
                            3 + 0.002 * std::abs(exact[c]));
        }
    }
}

TEST(Temperature, MovesConductancesAndSpreads) {
    DeviceSpec device;
    device.temperature = {0.001, 0.01};
    const DeviceSpec warm = device.at(350);
    EXPECT_DOUBLE_EQ(warm.temperature_factor, 1.05);
    EXPECT_DOUBLE_EQ(warm.programming_scale, 1.5);
    EXPECT_DOUBLE_EQ(warm.read_sigma, 0.015);
    const CellLaw law(warm, 2);
    std::vector<float> cells{0, 1, 2, 3};
    law.age({{1, 0}, 0, 1, 4}, cells.data());
    for (int l = 0; l < 4; ++l) // as its reference does
        EXPECT_NEAR(cells[std::size_t(l)], 1.05 * l, 1e-6);
}

TEST(Telegraph, SlowTrapsAreInOneOfTwoStates) {
    DeviceSpec device = DeviceSpec{}.ideal();
    device.telegraph = {0.1, 3, 1}; // full for a quarter of the time
    const CellLaw law(device, 2);
    ASSERT_TRUE(law.ages());
    EXPECT_EQ(law.read_sigma(), 0);
    std::vector<float> cells(draws, 3.0f);
    law.age({{1, 0}, 0, 1, draws}, cells.data());
    const double g = 3 + law.gmin_levels();
    std::vector<double> sizes;
    int full = 0;
    for (const float cell : cells) {
        sizes.push_back((double(cell) + law.gmin_levels()) / g);
        full += sizes.back() > 1 ? 1 : 0;
        EXPECT_NEAR(std::abs(sizes.back() - 1.025), 0.05, 1e-5); // 0.975 or 1.075
    }
    EXPECT_NEAR(full / double(draws), 0.25, 3 * std::sqrt(0.25 * 0.75 / draws));
    EXPECT_NEAR(moments(sizes).mean, 1, 3 * 0.0433 / std::sqrt(double(draws)));
    // A^2 tc te / (tc + te)^2
    EXPECT_NEAR(moments(sizes).variance / (0.01 * 3 / 16), 1, 0.02);
}

TEST(Telegraph, FastTrapsAreReadNoise) {
    DeviceSpec device = DeviceSpec{}.ideal();
    device.telegraph = {0.1, 3e-9, 1e-9}; // within a read of 10 ns
    device.read_sigma = 0.02;
    const CellLaw law(device, 2);
    EXPECT_FALSE(law.ages());
    EXPECT_DOUBLE_EQ(law.read_sigma(), std::sqrt(0.0004 + 0.01 * 3 / 16));
}

TEST(CorrelatedField, FallsOffAsItsLengthSays) {
    constexpr int rows = 400, columns = 500;
    const double length = 5;
    const auto field = correlated_field({9, Stream::Field, 0, 0}, rows, columns, length);
    const auto at = [&](int r, int c) { return double(field[std::size_t(r * columns + c)]); };
    // Neighbours share most, so that fewer than rows x columns draws count: about (2 length)^2.
    const double enough = 3 * 2 * length / std::sqrt(double(rows) * columns);
    EXPECT_NEAR(moments(field).variance, 1, enough);
    for (const auto &[i, j] : {std::pair{0, 1}, {1, 0}, {0, 5}, {5, 0}, {3, 2}, {0, 20}}) {
        double sum = 0;
        for (int r = 0; r + i < rows; ++r)
            for (int c = 0; c + j < columns; ++c)
                sum += at(r, c) * at(r + i, c + j);
        EXPECT_NEAR(sum / ((rows - i) * (columns - j)), std::exp(-(i + j) / length), enough);
    }
}

TEST(Cell, VariancesOfDieFieldAndCellAddUp) {
    DeviceSpec device = DeviceSpec{}.ideal();
    device.die_sigma = 0.03;
    device.field_sigma = 0.04;
    device.programming_error = ErrorLaw::Relative;
    device.programming_sigma = 0.05;
    const CellLaw law(device, 2);
    std::vector<double> first;
    double within = 0;
    constexpr int chips = draws;
    for (int chip = 0; chip < chips; ++chip) {
        std::vector<float> cells(2, 3.0f);
        law.program({{1, static_cast<std::uint32_t>(chip)}, 0, 1, 2}, cells.data());
        const double reference = law.reference({1, static_cast<std::uint32_t>(chip)});
        const double a = (double(cells[0]) + reference) / (3 + law.gmin_levels());
        const double b = (double(cells[1]) + reference) / (3 + law.gmin_levels());
        first.push_back(a);
        within += (a - b) * (a - b) / 2 / chips;
    }
    const double all = 0.0009 + 0.0016 + 0.0025;
    EXPECT_NEAR(moments(first).variance / all, 1, three_sigma(first.size()) + 0.005);
    // Neighbours differ by their own errors and by what 1/16 of the field's length leaves.
    const double own = 0.0025 + 0.0016 * (1 - std::exp(-1 / 16.0));
    EXPECT_NEAR(within / own, 1, three_sigma(first.size()) + 0.005);
}

TEST(Cell, SticksInWholeRowsAndColumns) {
    DeviceSpec device = DeviceSpec{}.ideal();
    device.stuck_rows = 0.1;
    device.stuck_columns = 0.2;
    constexpr int rows = 1000, columns = 1000;
    std::vector<float> cells(rows * columns, 2.0f);
    CellLaw(device, 2).program({{1, 0}, 0, rows, columns}, cells.data());
    int stuck_rows = 0, stuck_columns = 0;
    for (int i = 0; i < 1000; ++i) {
        bool row = true, column = true;
        for (int j = 0; j < 1000; ++j) {
            row = row && cells[std::size_t(i * columns + j)] == 0;
            column = column && cells[std::size_t(j * columns + i)] == 0;
        }
        stuck_rows += row ? 1 : 0;
        stuck_columns += column ? 1 : 0;
    }
    EXPECT_NEAR(stuck_rows, 100, 3 * std::sqrt(90.0));
    EXPECT_NEAR(stuck_columns, 200, 3 * std::sqrt(160.0));
    const auto good = std::count(cells.begin(), cells.end(), 2.0f);
    EXPECT_EQ(good, (rows - stuck_rows) * (columns - stuck_columns)); // and no cell else
}

} // namespace
} // namespace cim
