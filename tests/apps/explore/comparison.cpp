// SPDX-License-Identifier: Apache-2.0
#include "apps/explore/comparison.h"

#include <gtest/gtest.h>

#include <sstream>

namespace {

using Json = nlohmann::ordered_json;
using Candidates = std::vector<search::Candidate>;

/// Designs of two objectives in the order in which they were found.
Candidates found(const std::vector<std::vector<double>> &objectives) {
    Candidates candidates;
    for (const std::vector<double> &each : objectives)
        candidates.push_back({static_cast<int>(candidates.size()), {}, {each, 0, ""}});
    return candidates;
}

apps::Config config() {
    return apps::read_config(
        "", {"search.objectives=error, energy_pj", "search.seeds=3", "search.reference=1, 100"});
}

/// Evolution ends at 0.72, 0.81 and 0.9 x 0.8, random search at 0.25, 0.5 and 0.3.
std::vector<apps::Seeded> three_seeds() {
    const std::vector<std::string> names{"evolution", "random", "blind"};
    return {{1, names, {found({{0.5, 50}, {0.1, 20}}), found({{0.5, 50}}), found({{0.1, 1}})}},
            {2, names, {found({{0.1, 10}}), found({{0.5, 1e-9}}), found({{0.1, 1}})}},
            {3, names, {found({{0.2, 10}}), found({{0.4, 50}}), found({{0.1, 1}})}}};
}

} // namespace

TEST(Comparison, SaysMeanDeviationAndRankTestOfHypervolumes) {
    const Json report = apps::comparison_report(config(), three_seeds());
    EXPECT_EQ(report["seeds"], Json({1, 2, 3}));
    EXPECT_EQ(report["box"]["reference"], Json({1, 100}));
    const Json &evolution = report["algorithms"][0], &random = report["algorithms"][1];
    EXPECT_EQ(evolution["algorithm"], "evolution");
    ASSERT_EQ(evolution["hypervolume"][0].size(), 2u) << "after each evaluation";
    EXPECT_NEAR(evolution["hypervolume"][0][0], 0.25, 1e-12);
    EXPECT_NEAR(evolution["mean"], (0.72 + 0.81 + 0.72) / 3, 1e-12);
    EXPECT_NEAR(evolution["deviation"], std::sqrt((0.03 * 0.03 * 2 + 0.06 * 0.06) / 2), 1e-12);
    EXPECT_FALSE(evolution.contains("evolution_better"));
    EXPECT_NEAR(random["mean"], (0.25 + 0.5 + 0.3) / 3, 1e-9);
    EXPECT_EQ(random["evolution_better"]["u"], 9);
    EXPECT_EQ(random["evolution_better"]["pairs"], 9);
    EXPECT_NEAR(random["evolution_better"]["p"], 0.1, 1e-12);
    EXPECT_NEAR(report["least_p"], 0.1, 1e-12);
}

TEST(Comparison, GivesABaselineThatDoesNotKnowTheHardwareNoHypervolume) {
    const Json report = apps::comparison_report(config(), three_seeds());
    EXPECT_FALSE(report["algorithms"][2].contains("mean"));
    EXPECT_EQ(report["box"]["stated"], true);
}

TEST(Comparison, WithoutAReferenceSharesTheBoxOfAllSeeds) {
    apps::Config free = config();
    free.search.reference.clear();
    const Json box = apps::comparison_report(free, three_seeds())["box"];
    EXPECT_EQ(box["ideal"], Json({0.1, 1e-9}));
    EXPECT_EQ(box["reference"], Json({0.5, 50.0}));
    EXPECT_EQ(box["stated"], false);
}

TEST(Comparison, OfOneSeedHasNoDeviation) {
    const Json report = apps::comparison_report(config(), {three_seeds()[0]});
    EXPECT_TRUE(report["algorithms"][0]["deviation"].is_null());
    EXPECT_EQ(report["algorithms"][1]["evolution_better"]["p"], 1);
}

TEST(Comparison, IsATableAndALineAnEvaluation) {
    Json search{{"objectives", {"error", "energy_pj"}}};
    std::ostringstream nothing, table;
    apps::print_comparison(search, nothing);
    EXPECT_EQ(nothing.str(), "");
    search["comparison"] = apps::comparison_report(config(), three_seeds());
    apps::print_comparison(search, table);
    for (const char *part : {"Searches with 3 seeds", "up to search.reference, error 1, energy_pj",
                             "9 of 9 pairs", "at least 0.1"})
        EXPECT_NE(table.str().find(part), std::string::npos) << part << " in\n" << table.str();
    const std::string csv = apps::comparison_csv(search["comparison"]);
    EXPECT_EQ(csv.rfind("algorithm,seed,evaluation,hypervolume\nevolution,1,1,0.25\n", 0), 0u)
        << csv;
    EXPECT_NE(csv.find("\nrandom,3,1,0.3"), std::string::npos) << csv;
}
