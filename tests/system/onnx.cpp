// SPDX-License-Identifier: Apache-2.0
#include "tests/system/program.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace {

using nlohmann::json;
using system_test::Finished;
using system_test::small_config;
using system_test::Workplace;

json accuracy(const Workplace &place, const std::string &folder) {
    return json::parse(place.read(folder + "/report.json"))["accuracy"];
}

TEST(Onnx, ATrainedNetworkComesBackFromItsFile) {
    const Workplace place;
    place.write("small.cfg", small_config);
    ASSERT_EQ(
        place.run({"train", "small.cfg", "--run.out=net", "--train.epochs=25", "--train.seed=4"})
            .status,
        0);
    const Finished own = place.run({"run", "small.cfg", "--network.file=net/network.safetensors",
                                    "--train.seed=4", "--run.out=own"});
    ASSERT_EQ(own.status, 0) << own.err;
    const Finished imported =
        place.run({"run", "small.cfg", "--network.onnx=net/network.onnx", "--run.out=imported"});
    ASSERT_EQ(imported.status, 0) << imported.err;
    EXPECT_EQ(accuracy(place, "own")["float"], accuracy(place, "imported")["float"]);
    EXPECT_GT(accuracy(place, "imported")["ideal"], 0.9);
    EXPECT_EQ(json::parse(place.read("imported/report.json"))["network"]["onnx"],
              "net/network.onnx");
    const Finished again =
        place.run({"run", "imported/config.cfg", "--run.out=again", "--run.threads=1"});
    ASSERT_EQ(again.status, 0) << again.err;
    EXPECT_EQ(accuracy(place, "imported"), accuracy(place, "again"));

    const Finished layers = place.run({"describe", "--network=net/network.onnx"});
    EXPECT_EQ(layers.status, 0) << layers.err;
    EXPECT_NE(layers.out.find("on the default chip"), std::string::npos) << layers.out;
}

TEST(Onnx, AnImportedNetworkIsTrainedFurther) {
    const Workplace place;
    place.write("small.cfg", small_config);
    ASSERT_EQ(place.run({"train", "small.cfg", "--run.out=net", "--train.epochs=1"}).status, 0);
    const Finished tuned = place.run({"train", "small.cfg", "--network.onnx=net/network.onnx",
                                      "--run.out=tuned", "--train.epochs=20"});
    ASSERT_EQ(tuned.status, 0) << tuned.err;
    EXPECT_GT(accuracy(place, "tuned")["float"], accuracy(place, "net")["float"]);
    const Finished run =
        place.run({"run", "small.cfg", "--network.onnx=tuned/network.onnx", "--run.out=run"});
    ASSERT_EQ(run.status, 0) << run.err;
    EXPECT_EQ(accuracy(place, "tuned")["float"], accuracy(place, "run")["float"]);
}

// Whatever the command and the kind of file; images of one byte, of three channels, of two classes.
TEST(Onnx, ImagesOfOtherNetworksAreRefused) {
    const Workplace place;
    place.write("small.cfg", std::string(small_config) +
                                 "[search]\nevaluations = 1\nworkers = 1\ntwin = no\n"
                                 "[genes]\nchip.tile.adc.bits = 5, 6\n");
    place.write("points.cfg", std::string(small_config) + "[grid]\nchip.tile.adc.bits = 5, 6\n");
    ASSERT_EQ(place.run({"train", "small.cfg", "--run.out=net", "--train.epochs=0"}).status, 0);
    const std::vector<std::pair<std::vector<std::string>, std::size_t>> others{
        {{"--data.channels=1", "--data.height=1", "--data.width=1", "--data.classes=10"}, 1},
        {{"--data.channels=3", "--data.height=12", "--data.width=12", "--data.classes=10"}, 432},
        {{"--data.channels=1", "--data.height=12", "--data.width=12", "--data.classes=2"}, 144}};
    for (const auto &[data, bytes] : others) {
        for (const std::string part : {"train", "test"}) {
            place.write(part + "-images.bin", std::string(bytes, 'a'));
            place.write(part + "-labels.bin", std::string(1, '\0'));
        }
        for (const std::string file :
             {"network.file=net/network.safetensors", "network.onnx=net/network.onnx"})
            for (const std::string command : {"run", "host", "search", "sweep", "train"}) {
                std::vector<std::string> words{
                    command,         command == "sweep" ? "points.cfg" : "small.cfg",
                    "--" + file,     "--data.set=raw",
                    "--data.path=.", "--run.out=other"};
                words.insert(words.end(), data.begin(), data.end());
                const Finished other = place.run(words);
                const std::string line = "crossweave: " + file.substr(0, file.find('=')) + ": ";
                EXPECT_EQ(other.status, 2) << command << " " << file;
                EXPECT_EQ(other.err.rfind(line, 0), 0U) << other.err;
                EXPECT_EQ(std::count(other.err.begin(), other.err.end(), '\n'), 1) << other.err;
            }
    }
    // Without data there is nothing to hold it against.
    const Finished timed = place.run({"run", "small.cfg", "--network.file=net/network.safetensors",
                                      "--run.data=no", "--data.set=cifar10", "--run.out=timed"});
    EXPECT_EQ(timed.status, 0) << timed.err;
}

/// A field of a protocol buffer: its tag, its length (of less than 2^14 bytes) and its bytes.
std::string field(int number, const std::string &bytes) {
    const auto byte = [](std::size_t value) { return std::string(1, static_cast<char>(value)); };
    const std::size_t size = bytes.size();
    return byte(static_cast<std::size_t>(number) << 3 | 2U) +
           (size < 128 ? byte(size) : byte(size % 128 | 128U) + byte(size / 128)) + bytes;
}

/// A node that makes `output` of two values.
std::string node(const std::string &op, const std::string &first, const std::string &second,
                 const std::string &output) {
    return field(1, field(1, first) + field(1, second) + field(2, output) + field(3, output) +
                        field(4, op));
}

/// An ONNX file of nodes from x to y, maps of 1 x 4 x 4; the weight w of 1 x 1 convolutions is in a
/// file beside it.
std::string small_model(const std::string &nodes) {
    const std::string one("\x08\x01", 2), four("\x08\x04", 2); // numbers in their fields
    const std::string shape = field(1, one) + field(1, one) + field(1, four) + field(1, four);
    const std::string input = field(1, "x") + field(2, field(1, one + field(2, shape)));
    const std::string place = field(13, field(1, "location") + field(2, "weights.bin"));
    const std::string weight = field(1, std::string(4, '\1')) + std::string("\x10\x01", 2) +
                               field(8, "w") + place + std::string("\x70\x01", 2);
    const std::string graph =
        nodes + field(2, "g") + field(5, weight) + field(11, input) + field(12, field(1, "y"));
    return std::string("\x08\x08", 2) + field(7, graph) + field(8, std::string("\x10\x0d", 2));
}

TEST(Onnx, DescribeSaysWhatIsTimedAlone) {
    const Workplace place;
    place.write("map.onnx", small_model(node("Conv", "x", "w", "y")));
    const Finished map = place.run({"describe", "--network=map.onnx"});
    EXPECT_EQ(map.status, 0) << map.err;
    EXPECT_NE(map.out.find("\nrun measures its time alone (run.data = no): it puts out a map, "
                           "which names no classes\n"),
              std::string::npos)
        << map.out;
    place.write("small.cfg", small_config);
    ASSERT_EQ(place.run({"train", "small.cfg", "--run.out=net", "--train.epochs=0"}).status, 0);
    const Finished whole = place.run({"describe", "--network=net/network.onnx"});
    EXPECT_EQ(whole.out.find("time alone"), std::string::npos) << whole.out;
}

// What meets in a Max or Min, or in an Add, takes the same way: through it, the chip's time is one.
TEST(Onnx, TheLargestOfTwoMapsRunsOnTheChip) {
    const Workplace place;
    place.write("small.cfg", small_config);
    const auto report = [&](const std::string &op) {
        place.write(op + ".onnx",
                    small_model(node("Conv", "x", "w", "a") + node("Relu", "a", "", "b") +
                                node("Conv", "b", "w", "c") + node("Conv", "b", "w", "d") +
                                node("Relu", "c", "", "e") + node("Relu", "d", "", "f") +
                                node(op, "e", "f", "g") + node("Conv", "g", "w", "y")));
        const Finished run = place.run({"run", "small.cfg", "--network.onnx=" + op + ".onnx",
                                        "--run.data=no", "--run.out=" + op});
        EXPECT_EQ(run.status, 0) << run.err;
        return json::parse(place.read(op + "/report.json"));
    };
    const json sum = report("Add"), largest = report("Max"), smallest = report("Min");
    for (const json *of : {&largest, &smallest}) {
        EXPECT_EQ((*of)["timing"], sum["timing"]);
        EXPECT_EQ((*of)["energy_pj"], sum["energy_pj"]);
    }
    const Finished described = place.run({"describe", "--network=Max.onnx"});
    EXPECT_EQ(described.status, 0) << described.err;
    EXPECT_NE(described.out.find("Max"), std::string::npos) << described.out;
}

TEST(Onnx, DescribeShowsTheKindsOfTiles) {
    const Workplace place;
    place.write("small.cfg", small_config);
    place.write("kinds.cfg", "base = small.cfg\n[chip.tile_kinds.small]\ncount = 9\n"
                             "array.rows = 64\n[mapping]\nkind = small, default\n");
    ASSERT_EQ(place.run({"train", "small.cfg", "--run.out=net", "--train.epochs=0"}).status, 0);
    const Finished shown = place.run({"describe", "--network=net/network.onnx", "kinds.cfg"});
    EXPECT_EQ(shown.status, 0) << shown.err;
    EXPECT_NE(shown.out.find("utilisation  kind\n"), std::string::npos) << shown.out;
    EXPECT_NE(shown.out.find("small        9 "), std::string::npos) << shown.out;
    const Finished few = place.run({"describe", "--network=net/network.onnx", "kinds.cfg",
                                    "--chip.tile_kinds.smal.count=1", "--mapping.kind=smaller"});
    EXPECT_EQ(few.status, 2);
    EXPECT_EQ(few.err, "crossweave: command line: mapping.kind: 'smaller' is none of default, "
                       "small, smal; did you mean small?\n");
}

TEST(Onnx, RefusesInOneLine) {
    const Workplace place;
    place.write("small.cfg", small_config);
    place.write("bad.onnx", "nonsense");
    const auto refused = [&](const std::vector<std::string> &arguments, const std::string &why) {
        const Finished finished = place.run(arguments);
        EXPECT_EQ(finished.status, 2) << finished.err;
        EXPECT_EQ(std::count(finished.err.begin(), finished.err.end(), '\n'), 1) << finished.err;
        EXPECT_NE(finished.err.find(why), std::string::npos) << finished.err;
    };
    refused({"run", "small.cfg", "--network.onnx=bad.onnx"},
            "network.onnx: bad.onnx: not an ONNX file, or damaged or cut short");
    refused({"run", "small.cfg", "--network.onnx=no.onnx"}, "no.onnx: no such file");
    refused({"run", "small.cfg", "--network.onnx=bad.onnx", "--network.file=a.safetensors"},
            "network.onnx and network.file are both given");
    refused({"describe", "--network=bad.onnx"}, "bad.onnx: not an ONNX file");
    ASSERT_EQ(place.run({"train", "small.cfg", "--run.out=net", "--train.epochs=0"}).status, 0);
    refused({"run", "small.cfg", "--network.onnx=net/network.onnx", "--network.mean=1,2"},
            "network.mean has 2 entries");
    for (const std::string part : {"train", "test"}) {
        place.write(part + "-images.bin", std::string(144, 'a'));
        place.write(part + "-labels.bin", std::string(1, '\0'));
    }
    refused({"run", "small.cfg", "--network.onnx=net/network.onnx", "--data.set=raw",
             "--data.path=.", "--data.channels=1", "--data.height=12", "--data.width=12",
             "--data.classes=4"},
            "net/network.onnx tells 10 classes apart, the data set has 4");
}

} // namespace
