// SPDX-License-Identifier: Apache-2.0
#include "apps/explore/sweep_state.h"

#include "apps/util/json_text.h"
#include "tests/error_text.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>

namespace {

using Json = nlohmann::ordered_json;

const char *const inputs = "version = 1\nchip.clock_ghz = 2\n";

Json sealed() {
    Json report = Json::parse(R"({"sweep": {"keys": ["a.b"], "points": [
        {"values": ["1"], "accuracy": {"mean": 0.1, "ci95": [1e-300, 0.75], "chips": 3}},
        {"values": ["2"], "reason": "says \"no\"", "files": null}]}, "host": {"wall_s": 1.5}})");
    report["sweep"]["identity"] = inputs;
    apps::seal(report["sweep"]);
    return report;
}

/// What is said of this report.json, or the points that are taken from it.
std::string known(const std::string &text, const std::string &now = inputs) {
    const TemporaryFolder folder;
    const std::string file = folder.write("report.json", text);
    std::string points;
    try {
        for (const auto &[values, point] : apps::known_points(folder.path().string(), now))
            points += point.dump() + "\n";
    } catch (const apps::ConfigError &error) {
        return "refused" + std::string(error.what()).substr(file.size());
    }
    return points;
}

TEST(SweepState, HasThePointsThatWereSealed) {
    EXPECT_EQ(known(sealed().dump(2)), sealed()["sweep"]["points"][0].dump() + "\n" +
                                           sealed()["sweep"]["points"][1].dump() + "\n");
    EXPECT_TRUE(apps::known_points("/nowhere", inputs).empty());
}

TEST(SweepState, HasATextOfBytesThatAreNoUtf8) {
    Json report = sealed();
    report["sweep"]["points"][0]["values"][0] = "a\xff.onnx";
    apps::seal(report["sweep"]);
    EXPECT_NE(known(apps::json_text(report)).find("a\\\\xff.onnx"), std::string::npos);
}

TEST(SweepState, AChangedBitIsRefusedOrChangesNoPoint) {
    const std::string good = sealed().dump(2), points = known(good);
    for (std::size_t bit = 0; bit < 8 * good.size(); bit += 13) { // every bit of some byte
        std::string flipped = good;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ 1 << bit % 8);
        const std::string found = known(flipped);
        EXPECT_TRUE(found == points || found.rfind("refused: ", 0) == 0) << found;
        EXPECT_EQ(found.find("json.exception"), std::string::npos) << found;
    }
}

TEST(SweepState, RefusesWhatIsNoneInWords) {
    const std::string another = "; name another folder with run.out, or remove the file";
    const auto changed = [](const char *pointer, const Json &value) {
        Json report = sealed();
        report[Json::json_pointer(pointer)] = value;
        return known(report.dump());
    };
    const std::string damaged =
        "refused: the points in it are damaged, or of another version of this program" + another;
    EXPECT_EQ(changed("/sweep/points/0/accuracy", Json::object()), damaged);
    EXPECT_EQ(changed("/sweep/points", 5), damaged);
    EXPECT_EQ(changed("/sweep/identity", 5), damaged);
    EXPECT_EQ(changed("/sweep", 5), damaged);
    EXPECT_EQ(known("[1]"), "refused: no readable report, it is damaged" + another);
    EXPECT_EQ(known("{\"swe"), "refused: byte 6 is not JSON; it is damaged: name another folder "
                               "with run.out, or remove the file");
    EXPECT_NE(known(std::string(30000, '[')).find("deeper than 100 times"), std::string::npos);
    EXPECT_EQ(known("{\"network\": {}}"), "refused: the report of another config" + another);
    EXPECT_EQ(known(sealed().dump(), "version = 1\nchip.clock_ghz = 3\n"),
              "refused: the report of another config (chip.clock_ghz was 2, is 3 now)" + another);
}

} // namespace
