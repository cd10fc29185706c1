// SPDX-License-Identifier: Apache-2.0
#include "apps/explore/objectives.h"

#include "apps/config/config.h"
#include "tests/error_text.h"

#include <gtest/gtest.h>

#include <cmath>

namespace {

using apps::ConfigError;
using apps::Objectives;

const apps::Figures figures{{"accuracy", 0.9},    {"error", 0.1},     {"energy_pj", 2000.0},
                            {"latency_ns", 50.0}, {"area_um2", 1e6},  {"interval_ns", 20.0},
                            {"arrays", 12.0},     {"weights", 3000.0}};

TEST(Objectives, MultiplyTheFiguresOfAProduct) {
    const Objectives objectives("error, energy_pj * latency_ns", "");
    const search::Outcome outcome = objectives.judge(figures);
    ASSERT_EQ(outcome.objectives.size(), 2u);
    EXPECT_DOUBLE_EQ(outcome.objectives[0], 0.1);
    EXPECT_DOUBLE_EQ(outcome.objectives[1], 100000.0);
    EXPECT_EQ(outcome.violation, 0);
}

TEST(Objectives, CountAMissedConstraintRelativeToItsLimit) {
    // 1e6 over 8e5 misses by a quarter, 0.9 under 1.0 by a tenth; 50 within 60 misses nothing.
    const Objectives objectives("error", "area_um2 <= 8e5, accuracy >= 1, latency_ns <= 60");
    EXPECT_NEAR(objectives.judge(figures).violation, 0.35, 1e-12);
}

TEST(Objectives, SayByHowMuchEachConstraintIsMissed) {
    const Objectives objectives("error", "area_um2 <= 8e5,accuracy >= 1, latency_ns <= 60");
    const std::vector<apps::Missed> missed = objectives.missed(figures);
    ASSERT_EQ(missed.size(), 2u);
    EXPECT_EQ(missed[0].constraint, "area_um2 <= 8e5");
    EXPECT_EQ(missed[0].value, 1e6);
    EXPECT_EQ(missed[0].limit, 8e5);
    EXPECT_EQ(missed[0].excess, 2e5);
    EXPECT_EQ(missed[0].share, 0.25);
    EXPECT_EQ(missed[1].figure, "accuracy");
    EXPECT_NEAR(missed[1].excess, 0.1, 1e-12);
    EXPECT_NEAR(missed[1].share, 0.1, 1e-12);
}

TEST(Objectives, SayTheirUnits) {
    EXPECT_EQ(Objectives("error, energy_pj, error * edp, edap", "").units(),
              (std::vector<std::string>{"1", "pJ", "", "pJ ns um2"}));
}

// One line, whatever stands in the config.
TEST(Objectives, NameAnUnknownFigureInOneLine) {
    try {
        apps::Objectives("a\nb", "");
        FAIL() << "not refused";
    } catch (const apps::ConfigError &error) {
        EXPECT_NE(std::string(error.what()).find("unknown figure 'a?b'"), std::string::npos)
            << error.what();
    }
}

TEST(Objectives, RefuseWhatTheyCannotRead) {
    const auto refusal = [](const std::string &objectives, const std::string &constraints) {
        try {
            Objectives(objectives, constraints);
        } catch (const ConfigError &error) {
            return std::string(error.what());
        }
        return std::string();
    };
    EXPECT_NE(refusal("error, enregy_pj", "").find("unknown figure 'enregy_pj'"),
              std::string::npos);
    EXPECT_NE(refusal("accuracy", "").find("use error"), std::string::npos);
    EXPECT_NE(refusal("tops_per_watt", "").find("use pj_per_operation, which is 1 / tops_per_watt"),
              std::string::npos);
    EXPECT_NE(refusal("", "").find("empty"), std::string::npos);
    for (const char *gap : {"error,,edp", "error,", "error *, edp", "* error", "error ** edp"})
        EXPECT_NE(refusal(gap, "").find("no figure between"), std::string::npos) << gap;
    for (const char *twice : {"error, edp, error", "edp * error, error * edp"})
        EXPECT_NE(refusal(twice, "").find("is there twice"), std::string::npos) << twice;
    EXPECT_EQ(refusal("error, error * error, error * edp, edp * edp", ""), "");
    EXPECT_NE(refusal("error", "tiles <= 5,").find("cannot read ''"), std::string::npos);
    EXPECT_NE(refusal("error", "area_um2 < 5").find("<= or >="), std::string::npos);
    EXPECT_NE(refusal("error", "area_um2 <= 5mm").find("cannot read"), std::string::npos);
    EXPECT_NE(refusal("error", "area_um2 <= 5 6").find("cannot read"), std::string::npos);
    EXPECT_NE(refusal("error", "size <= 5").find("unknown figure 'size'"), std::string::npos);
}

TEST(Objectives, OfAFigureThatIsNotToldAreNotANumberAndMissNothing) {
    const Objectives objectives("worst_error, energy_pj", "worst_error <= 0.1, area_um2 <= 8e5");
    const search::Outcome outcome = objectives.judge(figures);
    EXPECT_TRUE(std::isnan(outcome.objectives[0]));
    EXPECT_EQ(outcome.objectives[1], 2000);
    EXPECT_DOUBLE_EQ(outcome.violation, 0.25) << "of the area alone";
}

TEST(Objectives, NameFiguresInProductsAndConstraints) {
    const Objectives objectives("error * edp, area_um2", "tiles <= 9");
    EXPECT_TRUE(objectives.name_any({"error"}));
    EXPECT_TRUE(objectives.name_any({"latency_ns", "tiles"}));
    EXPECT_FALSE(objectives.name_any({"worst_error", "latency_ns"}));
}

TEST(Objectives, HaveAReferenceOfAValueEach) {
    const Objectives objectives("error, energy_pj * latency_ns", "");
    EXPECT_TRUE(objectives.reference("").empty());
    EXPECT_EQ(objectives.reference(" 1, +2.5e6"), (std::vector<double>{1, 2.5e6}));
    const auto fault = [&](const std::string &text) {
        return error_text([&] { objectives.reference(text); });
    };
    EXPECT_EQ(fault("1"), "search.reference: it has 1 values; one for each objective (error, "
                          "energy_pj * latency_ns) is right");
    for (const std::string value : {"0", "-1", "inf", "nan", "much"})
        EXPECT_EQ(fault("1, " + value), "search.reference: '" + value +
                                            "' is no value of an objective; a number above 0 is "
                                            "right");
}

} // namespace
