// SPDX-License-Identifier: Apache-2.0
#include "tests/system/program.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <filesystem>

namespace {

using nlohmann::json;
using system_test::Finished;
using system_test::small_config;
using system_test::Workplace;

/// A report without what the machine and the moment decide.
json figures(const Workplace &place, const std::string &file) {
    json report = json::parse(place.read(file));
    report.erase("host");
    return report;
}

TEST(Run, TrainsMeasuresAndReports) {
    const Workplace place;
    place.write("small.cfg", small_config);
    const Finished trained =
        place.run({"train", "small.cfg", "--run.out=net", "--train.epochs=25", "--train.seed=4"});
    ASSERT_EQ(trained.status, 0) << trained.err;
    const Finished measured =
        place.run({"run", "small.cfg", "--network.file=net/network.safetensors", "--train.seed=4"});
    ASSERT_EQ(measured.status, 0) << measured.err;

    const json report = figures(place, "results/report.json");
    EXPECT_GT(report["accuracy"]["float"], 0.9); // four classes that a child could tell
    EXPECT_GT(report["accuracy"]["ideal"], 0.9);
    EXPECT_LE(report["accuracy"]["worst"], report["accuracy"]["mean"]);
    EXPECT_EQ(report["accuracy"]["chips"], 3);
    EXPECT_EQ(report["accuracy"]["images"], 60);
    EXPECT_GT(report["timing"]["cycles"], 0);
    EXPECT_NE(place.read("results/report.html").find("</html>"), std::string::npos);

    double parts = 0;
    for (const auto &[name, value] : report["energy_pj"]["by_component"].items())
        parts += value.get<double>();
    EXPECT_NEAR(parts, report["energy_pj"]["total"], 1e-9 * parts);
    double layers = report["energy_pj"]["shared"]["total"];
    for (const json &layer : report["energy_pj"]["by_layer"])
        layers += layer["total"].get<double>();
    EXPECT_NEAR(layers, report["energy_pj"]["dynamic"], 1e-9 * layers);
    double area = 0;
    for (const auto &[name, value] : report["area_um2"]["by_component"].items())
        area += value.get<double>();
    EXPECT_NEAR(area, report["area_um2"]["total"], 1e-9 * area);
}

TEST(Run, NamesTheKernelThatRan) {
    const Workplace place;
    place.write("small.cfg", small_config);
    const auto host = [&](const std::vector<std::string> &keys) {
        std::vector<std::string> words{"run", "small.cfg", "--accuracy.chips=1"};
        words.insert(words.end(), keys.begin(), keys.end());
        const Finished run = place.run(words);
        EXPECT_EQ(run.status, 0) << run.err;
        return json::parse(place.read("results/report.json"))["host"];
    };
    const std::string noisy = host({"--device.read_sigma=0.01"})["kernel"];
    EXPECT_TRUE(noisy == "portable" || noisy == "avx2" || noisy == "avx512" || noisy == "amx")
        << noisy;
    const Finished timed = place.run({"run", "small.cfg", "--run.data=no"});
    EXPECT_EQ(timed.status, 0) << timed.err;
    EXPECT_FALSE(json::parse(place.read("results/report.json"))["host"].contains("kernel"));
}

TEST(Run, OfChipsThatAreAlikeIsAsSureAsItsImages) {
    const Workplace place;
    place.write("small.cfg", small_config);
    const Finished done =
        place.run({"run", "small.cfg", "--device.programming_sigma=0", "--device.read_sigma=0",
                   "--device.stuck_on=0", "--device.stuck_off=0"});
    ASSERT_EQ(done.status, 0) << done.err;
    const json accuracy = figures(place, "results/report.json")["accuracy"];
    EXPECT_NEAR(accuracy["std"], 0, 1e-12);
    EXPECT_NEAR(accuracy["ci95_chips"][1].get<double>(), accuracy["ci95_chips"][0], 1e-12);
    EXPECT_LT(accuracy["ci95"][0].get<double>(), accuracy["mean"].get<double>() - 0.03);
    EXPECT_GT(accuracy["ci95"][1].get<double>(), accuracy["mean"].get<double>() + 0.03);
    EXPECT_NE(done.out.find(" (chips "), std::string::npos) << done.out;
}

TEST(Run, OfOneChipGivesNoDeviation) {
    const Workplace place;
    place.write("small.cfg", small_config);
    const Finished done = place.run({"run", "small.cfg", "--accuracy.chips=1"});
    ASSERT_EQ(done.status, 0) << done.err;
    const json accuracy = figures(place, "results/report.json")["accuracy"];
    EXPECT_TRUE(accuracy["std"].is_null());
    EXPECT_TRUE(accuracy["ci95"].is_null());
    EXPECT_EQ(accuracy["ci95_images"].size(), 2u);
    EXPECT_NE(done.out.find("one chip: no deviation"), std::string::npos) << done.out;
    EXPECT_NE(done.out.find("1 chip x 60 images"), std::string::npos) << done.out;
}

TEST(Run, TellsWhatUnitsDidInEveryPass) {
    const Workplace place;
    const Finished ran =
        place.run({"run", "--run.data=no", "--chip.tiles=8", "--mapping.segments=yes",
                   "--run.timeline=units.json", "--run.vcd=units.vcd", "--run.out=results"});
    ASSERT_EQ(ran.status, 0) << ran.err;
    const json report = figures(place, "results/report.json");
    ASSERT_EQ(report["segments"].size(), 2U);
    const std::int64_t second = report["segments"][1]["begin_cycle"];
    EXPECT_EQ(second, report["segments"][0]["programming_cycles"].get<std::int64_t>() +
                          report["segments"][0]["run_cycles"].get<std::int64_t>());
    std::int64_t path = 0;
    for (const json &leg : report["critical_path"])
        path += leg["cycles"].get<std::int64_t>();
    EXPECT_EQ(path, report["timing"]["cycles"]);
    // the layers of the second pass do nothing before it begins
    const std::string states = report["timeline"]["layers"].back()["states"];
    ASSERT_NE(states.find_first_not_of('.'), std::string::npos);
    const auto length = static_cast<std::int64_t>(states.size());
    const std::int64_t cycles = report["timeline"]["cycles"];
    EXPECT_GE(static_cast<std::int64_t>(states.find_first_not_of('.')), second * length / cycles);
    EXPECT_NE(place.read("units.json").find("chip.programming"), std::string::npos);
    EXPECT_NE(place.read("units.vcd").find("$var"), std::string::npos);
}

TEST(Run, GivesTheSameReportForAnyThreadsAndFromItsResolvedConfig) {
    const Workplace place;
    place.write("small.cfg", small_config);
    ASSERT_EQ(place.run({"run", "small.cfg", "--run.threads=1", "--run.out=one"}).status, 0);
    ASSERT_EQ(place.run({"run", "small.cfg", "--run.threads=2", "--run.out=two"}).status, 0);
    ASSERT_EQ(place.run({"run", "one/config.cfg", "--run.out=again"}).status, 0);
    const json one = figures(place, "one/report.json");
    EXPECT_EQ(one, figures(place, "two/report.json"));
    EXPECT_EQ(one, figures(place, "again/report.json"));
}

TEST(Train, GivesTheSameNetworkForAnyThreads) {
    const Workplace place;
    place.write("small.cfg", small_config);
    ASSERT_EQ(place.run({"train", "small.cfg", "--run.threads=1", "--run.out=one"}).status, 0);
    ASSERT_EQ(place.run({"train", "small.cfg", "--run.threads=2", "--run.out=two"}).status, 0);
    const std::string one = place.read("one/network.safetensors");
    EXPECT_GT(one.size(), 1000u);
    EXPECT_EQ(one, place.read("two/network.safetensors"));
}

TEST(Train, GoesOnWhereItWasStopped) {
    const Workplace place;
    place.write("small.cfg", small_config);
    const auto command = [](const std::string &out) {
        return std::vector<std::string>{"train", "small.cfg", "--train.epochs=60",
                                        "--run.out=" + out};
    };
    const auto begun = [](const Workplace &here) {
        return std::filesystem::exists(here.path("stopped/checkpoint.safetensors"));
    };
    const Finished stopped = place.run_until(command("stopped"), SIGINT, begun);
    EXPECT_EQ(stopped.status, 130);
    EXPECT_NE(stopped.out.find("the same command goes on from here"), std::string::npos);
    const Finished other = place.run({"train", "small.cfg", "--run.out=stopped"});
    EXPECT_EQ(other.status, 2);
    EXPECT_NE(other.err.find("belongs to another training"), std::string::npos);
    ASSERT_EQ(place.run(command("stopped")).status, 0);
    ASSERT_EQ(place.run(command("straight")).status, 0);
    for (const std::string file : {"network.safetensors", "network.onnx", "curve.csv"})
        EXPECT_EQ(place.read("stopped/" + file), place.read("straight/" + file)) << file;
    EXPECT_FALSE(begun(place));
}

TEST(Train, RefusesToWriteOverItsOwnNetwork) {
    const Workplace place;
    place.write("small.cfg", small_config);
    ASSERT_EQ(place.run({"train", "small.cfg", "--run.out=net", "--train.epochs=0"}).status, 0);
    for (const std::string input :
         {"network.file=net/network.safetensors", "network.onnx=./net/network.onnx"}) {
        const Finished refused =
            place.run({"train", "small.cfg", "--run.out=net", "--train.epochs=0", "--" + input});
        EXPECT_EQ(refused.status, 2);
        EXPECT_NE(refused.err.find("would write over"), std::string::npos) << refused.err;
        EXPECT_EQ(place.run({"train", "small.cfg", "--run.out=b", "--train.epochs=0", "--" + input})
                      .status,
                  0);
    }
}

TEST(Run, RefusesWhatCannotBeBuiltInOneLine) {
    const Workplace place;
    place.write("small.cfg", small_config);
    const auto refused = [&](const std::vector<std::string> &extra, const std::string &why) {
        std::vector<std::string> arguments{"run", "small.cfg"};
        arguments.insert(arguments.end(), extra.begin(), extra.end());
        const Finished finished = place.run(arguments);
        EXPECT_EQ(finished.status, 2) << finished.err;
        EXPECT_EQ(std::count(finished.err.begin(), finished.err.end(), '\n'), 1) << finished.err;
        EXPECT_NE(finished.err.find(why), std::string::npos) << finished.err;
    };
    refused({"--chip.tiles=1"}, "0 of 1 are left");
    refused({"--chip.tile.array.columns=4"}, "cannot hold");
    refused({"--chip.tile.adc.bit=6"}, "chip.tile.adc.bits");
    refused({"--network.channels=4,8,16"}, "residual");
    refused({"--chip.tile.buffer.kbytes=0"}, "chip.tile.buffer.kbytes");
}

TEST(Run, NamesTheFileThatIsMissing) {
    const Workplace place;
    place.write("small.cfg", small_config);
    const Finished data = place.run({"run", "small.cfg", "--data.path=nowhere"});
    EXPECT_NE(data.status, 0);
    EXPECT_NE(data.err.find("nowhere"), std::string::npos) << data.err;
    const Finished network = place.run({"run", "small.cfg", "--network.file=none.safetensors"});
    EXPECT_NE(network.status, 0);
    EXPECT_NE(network.err.find("none.safetensors"), std::string::npos) << network.err;
}

} // namespace
