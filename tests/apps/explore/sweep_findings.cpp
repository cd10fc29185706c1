// SPDX-License-Identifier: Apache-2.0
#include "apps/explore/sweep_findings.h"

#include "tests/temporary_folder.h"

#include <gtest/gtest.h>

#include <fstream>

namespace {

using Json = nlohmann::ordered_json;

/// Values of the points in a report, each as "6 ".
std::string points_in(const Json &sweep) {
    std::string all;
    for (const Json &point : sweep["points"])
        all += point["values"][0].get<std::string>() + " ";
    return all;
}

class SweepFindings : public testing::Test {
  protected:
    SweepFindings()
        : config_(apps::read_config(
              "", {"grid.chip.tile.adc.bits=4, 6, 8", "run.out=" + folder_.path().string()})) {}

    apps::SweepFindings findings(const std::string &inputs = "version = 1\n") const {
        return {config_, apps::sweep_points(config_), inputs};
    }
    static Json point(const std::string &bits) {
        return {{"values", {bits}}, {"energy_pj", 2.5 * std::stod(bits)}};
    }
    void leave(const Json &sweep) const {
        std::ofstream(folder_.path() / "report.json") << Json{{"sweep", sweep}}.dump();
    }

    const TemporaryFolder folder_;
    const apps::Config config_;
};

TEST_F(SweepFindings, AreInOrderHoweverTheyCome) {
    apps::SweepFindings in_order = findings(), out_of_order = findings();
    in_order.settle(0, point("4"));
    in_order.settle(1, point("6"));
    in_order.settle(2, point("8"));
    out_of_order.settle(2, point("8"));
    EXPECT_EQ(points_in(out_of_order.report()), "") << "there is a gap before it";
    EXPECT_EQ(points_in(out_of_order.whole_report()), "8 ") << "but it is not lost";
    out_of_order.settle(0, point("4"));
    EXPECT_EQ(points_in(out_of_order.report()), "4 ");
    EXPECT_EQ(points_in(out_of_order.whole_report()), "4 8 ");
    EXPECT_FALSE(out_of_order.is_whole());
    out_of_order.settle(1, point("6"));
    EXPECT_TRUE(out_of_order.is_whole());
    EXPECT_EQ(out_of_order.whole_report().dump(), in_order.whole_report().dump());
}

TEST_F(SweepFindings, TakeOverWhatWasLeftAndStillHolds) {
    apps::SweepFindings before = findings();
    before.settle(2, point("8"));
    before.settle(0, point("4"));
    leave(before.whole_report());
    apps::SweepFindings after = findings();
    const std::vector<std::size_t> left =
        after.take_known([](const apps::SweepPoint &at, const Json &) { return at[0] != "4"; });
    EXPECT_EQ(left, (std::vector<std::size_t>{0, 1})) << "4 does not hold any more";
    EXPECT_EQ(after.done(), 1U);
    EXPECT_EQ(points_in(after.whole_report()), "4 8 ") << "until it is measured again";
    EXPECT_THROW(findings("version = 2\n"), apps::ConfigError);
}

} // namespace
