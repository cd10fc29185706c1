// SPDX-License-Identifier: Apache-2.0
#include "apps/explore/sweep.h"

#include "apps/design/error_budget.h"
#include "tests/apps/config_with.h"
#include "tests/error_text.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace {

using apps::Config;

TEST(Sweep, GridIsEveryCombinationAndListIsTakenInStep) {
    const Config config =
        config_with({"grid.array.wires=no, yes", "list.chip.tile.array.rows=64, 128",
                     "list.chip.tile.array.columns=32, 256", "grid.chip.tile.adc.bits=6, 7"});
    EXPECT_EQ(apps::sweep_keys(config),
              (std::vector<std::string>{"array.wires", "chip.tile.adc.bits", "chip.tile.array.rows",
                                        "chip.tile.array.columns"}));
    const auto points = apps::sweep_points(config);
    ASSERT_EQ(points.size(), 8U);
    EXPECT_EQ(points[0], (apps::SweepPoint{"no", "6", "64", "32"}));
    EXPECT_EQ(points[1], (apps::SweepPoint{"no", "6", "128", "256"}));
    EXPECT_EQ(points[2], (apps::SweepPoint{"no", "7", "64", "32"}));
    EXPECT_EQ(points[7], (apps::SweepPoint{"yes", "7", "128", "256"}));
    const Config last = apps::at_point(config, points[7]);
    EXPECT_TRUE(last.array.wires);
    EXPECT_EQ(last.chip.tile.adc.bits, 7);
    EXPECT_EQ(last.chip.tile.array.rows, 128);
    EXPECT_EQ(last.chip.tile.array.columns, 256);
}

// 2 keys of 400 values and a list of 2: 320,000 points.
TEST(Sweep, RefusesMorePointsThanAnybodyWaitsFor) {
    std::string values = "1";
    for (int value = 2; value <= 400; ++value)
        values += ", " + std::to_string(value);
    EXPECT_EQ(error_text([&] {
                  apps::sweep_points(
                      config_with({"grid.accuracy.images=" + values,
                                   "grid.accuracy.chips=" + values, "list.array.wires=no, yes"}));
              }),
              "sweep: [grid] and [list] make 320000 points; 100000 at most is right (crossweave "
              "search samples larger spaces)");
}

TEST(Sweep, RefusesNothingUnequalListsAndAKeyTwice) {
    EXPECT_NE(error_text([] { apps::sweep_keys(config_with({})); }).find("nothing to change"),
              std::string::npos);
    EXPECT_EQ(error_text([] {
                  apps::sweep_keys(
                      config_with({"list.array.wires=no, yes", "list.chip.tile.adc.bits=6"}));
              }),
              "sweep: [list] has 2 values of array.wires but 1 of chip.tile.adc.bits; they are "
              "taken in step, so they must be as many");
    EXPECT_EQ(error_text([] {
                  apps::sweep_keys(config_with({"grid.array.wires=no", "list.array.wires=yes"}));
              }),
              "sweep: array.wires is in [grid] and in [list]; once is right");
}

TEST(Sweep, CsvHasALineAPointAndQuotesWhatHasCommas) {
    const auto sweep = nlohmann::ordered_json::parse(R"({"keys": ["a.b"], "points": [
        {"values": ["1"], "accuracy": {"mean": 0.5, "ci95": [0.25, 0.75],
                                       "ci95_chips": [0.375, 0.625], "chips": 3}},
        {"values": ["2"], "reason": "says \"no\", twice"}]})");
    EXPECT_EQ(apps::sweep_csv(sweep),
              "a.b,accuracy.mean,accuracy.low,accuracy.high,accuracy.std,accuracy.worst,"
              "accuracy.no_variation,accuracy.ideal,accuracy.float,accuracy.chips,accuracy.images,"
              "timing.latency_ns,timing.throughput_ips,energy_pj.total,area_um2.total,"
              "accuracy.chips_low,accuracy.chips_high,accuracy.images_low,accuracy.images_high,"
              "reason\n"
              "1,0.5,0.25,0.75,,,,,,3,,,,,,0.375,0.625,,,\n"
              "2,,,,,,,,,,,,,,,,,,,\"says \"\"no\"\", twice\"\n");
}

TEST(ErrorBudget, HasASourceForEachNonIdealityByItself) {
    Config config = config_with({});
    const auto names = [&] {
        std::vector<std::string> found;
        for (const apps::ErrorSource &source : apps::error_sources(config))
            found.push_back(source.name);
        return found;
    };
    EXPECT_EQ(names(),
              (std::vector<std::string>{"programming error", "stuck cells", "read noise"}));
    const Config programming = apps::error_sources(config)[0].config;
    EXPECT_EQ(programming.device.programming_sigma, config.device.programming_sigma);
    EXPECT_EQ(programming.device.stuck_on, 0);
    EXPECT_EQ(programming.device.read_sigma, 0);
    config.array.wires = true;
    config.chip.tile.pe.driver_sigma = 0.01;
    config.chip.tile.adc.error.gain = 0.01;
    config.device.read_sigma = 0;
    EXPECT_EQ(names(), (std::vector<std::string>{"programming error", "stuck cells", "wires",
                                                 "drivers", "errors of converters"}));
    EXPECT_TRUE(apps::error_sources(apps::without_errors(config)).empty());
}

} // namespace
