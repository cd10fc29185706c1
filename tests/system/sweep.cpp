// SPDX-License-Identifier: Apache-2.0
#include "tests/system/program.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <filesystem>

namespace {

using nlohmann::json;
using system_test::Finished;
using system_test::Workplace;

const char *const sweep_config = "base = small.cfg\n"
                                 "[grid]\n"
                                 "device.programming_sigma = 0, 0.05\n"
                                 "chip.tile.array.rows = 32, 64\n"
                                 "chip.tile.adc.bits = 5, 8\n";

std::vector<std::string> command(const std::string &folder) {
    return {"sweep", "sweep.cfg", "--run.out=" + folder, "--accuracy.chips=2"};
}

TEST(Sweep, GoesOnWhereItWasStoppedToTheSameFigures) {
    const Workplace place;
    place.write("small.cfg", system_test::small_config);
    place.write("sweep.cfg", sweep_config);
    const auto begun = [](const Workplace &here) {
        return std::filesystem::exists(here.path("stopped/sweep.csv"));
    };
    const Finished stopped = place.run_until(command("stopped"), SIGINT, begun);
    EXPECT_EQ(stopped.status, 130) << stopped.err;
    EXPECT_NE(stopped.out.find("the same command goes on from here"), std::string::npos);
    ASSERT_EQ(place.run(command("stopped")).status, 0);
    const Finished straight = place.run(command("straight"));
    ASSERT_EQ(straight.status, 0) << straight.err;
    EXPECT_EQ(place.read("stopped/sweep.csv"), place.read("straight/sweep.csv"));
    const json report = json::parse(place.read("straight/report.json"));
    ASSERT_EQ(report["sweep"]["points"].size(), 8U);
    for (const json &point : report["sweep"]["points"]) {
        EXPECT_EQ(point["accuracy"]["by_chip"].size(), 2U);
        EXPECT_GT(point["energy_pj"], 0);
    }
    EXPECT_NE(place.read("straight/report.html").find("<svg"), std::string::npos);
    const Finished other = place.run({"sweep", "sweep.cfg", "--run.out=straight"});
    EXPECT_EQ(other.status, 2);
    EXPECT_NE(other.err.find("the report of another config"), std::string::npos) << other.err;
}

TEST(Sweep, OfTimesOnlyIsStoppedBetweenPoints) {
    const Workplace place;
    place.write("small.cfg", system_test::small_config);
    place.write("sweep.cfg", std::string(sweep_config) + "chip.tile.array.columns = 32, 64\n");
    const auto times = [](const std::string &folder) {
        return std::vector<std::string>{"sweep", "sweep.cfg", "--run.data=no",
                                        "--run.out=" + folder};
    };
    const auto begun = [](const Workplace &here) {
        return std::filesystem::exists(here.path("stopped/sweep.csv"));
    };
    EXPECT_EQ(place.run_until(times("stopped"), SIGINT, begun).status, 130);
    ASSERT_EQ(place.run(times("stopped")).status, 0);
    ASSERT_EQ(place.run(times("straight")).status, 0);
    EXPECT_EQ(place.read("stopped/sweep.csv"), place.read("straight/sweep.csv"));
}

TEST(Sweep, AFileThatDoesNotLoadIsAPointsReasonAndIsTriedAgain) {
    const Workplace place;
    place.write("small.cfg", std::string(system_test::small_config) + "data = no\n");
    ASSERT_EQ(
        place.run({"train", "small.cfg", "--run.out=net", "--train.epochs=0", "--run.data=yes"})
            .status,
        0);
    const auto points = [&](const std::string &names) {
        place.write("sweep.cfg", "base = small.cfg\n[grid]\nnetwork.onnx = " + names + "\n");
        const Finished finished = place.run({"sweep", "sweep.cfg"});
        EXPECT_EQ(finished.status, 0) << finished.err;
        return json::parse(place.read("results/report.json"))["sweep"]["points"];
    };
    const json absent = points("a.onnx, net/network.onnx");
    ASSERT_EQ(absent.size(), 2U);
    EXPECT_NE(absent[0].value("reason", "").find("a.onnx"), std::string::npos) << absent;
    EXPECT_GT(absent[1]["latency_ns"], 0);
    place.write("a.onnx", place.read("net/network.onnx"));
    const json there = points("a.onnx, net/network.onnx");
    EXPECT_EQ(there[0]["latency_ns"], there[1]["latency_ns"]);
    place.write("a.onnx", "no network");
    const json damaged = points("a.onnx, net/network.onnx");
    EXPECT_TRUE(damaged[0].contains("reason"));
    EXPECT_EQ(damaged[1], there[1]);
    const json other = points("b.onnx"); // what was measured stays
    ASSERT_EQ(other.size(), 3U);
    EXPECT_EQ(other[2], there[1]);
}

TEST(Sweep, RefusesErrorBudgets) {
    const Workplace place;
    place.write("small.cfg", system_test::small_config);
    place.write("sweep.cfg", sweep_config);
    const Finished finished = place.run({"sweep", "sweep.cfg", "--accuracy.budget_chips=1"});
    EXPECT_EQ(finished.status, 2);
    EXPECT_NE(finished.err.find("accuracy.budget_chips is of a single run"), std::string::npos)
        << finished.err;
}

TEST(ErrorBudget, NamesEverySourceAndEveryLayer) {
    const Workplace place;
    place.write("small.cfg", system_test::small_config);
    const Finished finished =
        place.run({"run", "small.cfg", "--accuracy.budget_chips=1", "--accuracy.chips=1"});
    ASSERT_EQ(finished.status, 0) << finished.err;
    const json report = json::parse(place.read("results/report.json"));
    const json &budget = report["accuracy"]["budget"];
    EXPECT_EQ(budget["layers"].size(), report["layers"].size());
    EXPECT_EQ(budget["sources"].size(), 3U);
    EXPECT_EQ(budget["ideal"], report["accuracy"]["ideal"]);
    EXPECT_EQ(budget["converters"]["accuracy"], report["accuracy"]["no_variation"]);
    EXPECT_NE(place.read("results/report.html").find("What accuracy is lost to"),
              std::string::npos);
}

} // namespace
