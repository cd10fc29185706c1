// SPDX-License-Identifier: Apache-2.0
#include "tests/system/program.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>

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
