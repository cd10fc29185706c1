// SPDX-License-Identifier: Apache-2.0
#include "apps/explore/chips/stop.h"

#include "apps/config/config.h"
#include "apps/design/interval.h"
#include "apps/explore/look.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using Json = nlohmann::ordered_json;

struct Design {
    double accuracy;
    double energy;
    int images = 400;
};

Json answer(const Design &one) {
    return {{"figures",
             {{"accuracy", one.accuracy}, {"error", 1 - one.accuracy}, {"energy_pj", one.energy}}},
            {"accuracy", {{"by_chip", {one.accuracy}}, {"images", one.images}}}};
}

/// Which of the designs go on, each held against all before it.
std::vector<bool> go_on(const std::string &objectives, const std::string &constraints,
                        const std::vector<Design> &designs) {
    const apps::Objectives wanted(objectives, constraints);
    apps::Rivals rivals(wanted);
    std::vector<bool> hopeful;
    for (const Design &one : designs) {
        hopeful.push_back(!apps::is_hopeless(wanted, answer(one), rivals.all()));
        rivals.add(answer(one));
    }
    return hopeful;
}

using Bools = std::vector<bool>;

// Of 400 images 90 % are 86.7 % to 92.6 %, 85 % up to 88.2 %, 80 % up to 83.6 % (Wilson).
TEST(Stop, GivesUpWhatIsDominatedByIntervalsToo) {
    EXPECT_EQ(
        go_on("error, energy_pj", "", {{0.9, 50}, {0.80, 60}, {0.80, 50}, {0.85, 60}, {0.80, 49}}),
        (Bools{true, false, false, true, true}))
        << "worse and dearer; worse and as dear; within the intervals; cheaper";
}

TEST(Stop, ComparesWithTheEndsOfTheIntervalsThemselves) {
    const int images = 100;
    const double low = apps::over_images(0.9, images).low; // about 82.6 %
    int last = 0; // right ones whose interval ends below that
    while (apps::over_images((last + 1) / 100.0, images).high < low)
        ++last;
    EXPECT_GT(last, 50);
    EXPECT_EQ(go_on("error", "",
                    {{0.9, 1, images}, {last / 100.0, 1, images}, {(last + 1) / 100.0, 1, images}}),
              (Bools{true, false, true}));
    EXPECT_EQ(go_on("error", "", {{0.9, 1, 10}, {last / 100.0, 1, 10}}), (Bools{true, true}))
        << "ten images say less";
}

TEST(Stop, LetsEqualDesignsGoOn) {
    EXPECT_EQ(go_on("error, energy_pj", "", {{0.9, 50}, {0.9, 50}, {1, 50}, {1, 50}}),
              (Bools{true, true, true, true}));
    EXPECT_EQ(go_on("error, energy_pj", "", {{0, 50}, {0, 50}}), (Bools{true, true}));
}

TEST(Stop, KeepsOfTheRivalsThoseThatNoOtherDominates) {
    const apps::Objectives objectives("error, energy_pj", "");
    apps::Rivals rivals(objectives);
    for (const Design &one : {Design{0.7, 60}, {0.9, 50}, {0.8, 55}, {0.5, 20}, {0.95, 70}})
        rivals.add(answer(one));
    std::vector<double> energies;
    for (const search::Outcome &rival : rivals.all())
        energies.push_back(rival.objectives[1]);
    EXPECT_EQ(energies, (std::vector<double>{50, 20, 70}));
    EXPECT_NEAR(rivals.all()[0].objectives[0], 1 - 0.867, 0.001) << "the low end of 90 %";
}

TEST(Stop, AsksTheFirstChipOfSeveral) {
    const apps::Objectives objectives("error", "");
    apps::Rivals rivals(objectives);
    rivals.add(answer({0.9, 1}));
    Json several = answer({0.9, 1});
    several["accuracy"]["by_chip"] = {0.5, 1.0, 1.0};
    EXPECT_TRUE(apps::is_hopeless(objectives, several, rivals.all()));
    EXPECT_FALSE(apps::is_hopeless(objectives, several, {}));
    const Json first = apps::on_first_chip({}, several);
    EXPECT_EQ(first["accuracy"]["by_chip"], Json({0.5}));
    EXPECT_EQ(first["figures"]["error"], 0.5);
    EXPECT_EQ(first["figures"]["energy_pj"], 1);
}

TEST(Stop, MindsConstraints) {
    EXPECT_EQ(go_on("error", "energy_pj <= 55", {{0.9, 50}, {0.99, 60}, {0.99, 54}}),
              (Bools{true, false, true}))
        << "the second breaks one";
    EXPECT_EQ(go_on("error", "energy_pj <= 55", {{0.9, 60}, {0.5, 54}, {0.99, 70}}),
              (Bools{true, true, false}))
        << "what breaks it less is better than what breaks it more";
    EXPECT_EQ(go_on("energy_pj", "accuracy >= 0.85",
                    {{0.84, 50}, {0.9, 60}, {0.84, 70}, {0.7, 50}, {0.9, 55}}),
              (Bools{true, true, false, false, true}))
        << "84 % of 400 images may be 87 %, which is dearer than 90 %; 70 % cannot be 85 %";
}

TEST(Stop, UnderstandsProductsWithTheError) {
    EXPECT_EQ(go_on("error * energy_pj", "", {{0.9, 50}, {0.8, 50}, {0.8, 20}}),
              (Bools{true, false, true}));
}

TEST(Stop, SaysWhyNoDesignIsGivenUp) {
    const auto why = [](std::vector<std::string> keys) {
        keys.emplace_back("search.stop=yes");
        return apps::why_no_stop(apps::read_config("", keys));
    };
    const std::pair<const char *, const char *> cases[] = {
        {"search.chips=1", "search.chips = 1 leaves no further chip"},
        {"search.objectives=worst_error, error", "worst_error"},
        {"search.objectives=energy_pj", "neither accuracy nor error"},
        {"accuracy.half_width=0.01", "accuracy.half_width"},
        {"search.rank_check=3", "search nothing"},
        {"search.fidelity_check=3", "search nothing"}};
    EXPECT_EQ(why({}), "");
    EXPECT_EQ(why({"search.objectives=energy_pj", "search.constraints=accuracy >= 0.5"}), "");
    EXPECT_EQ(why({"search.half_width=0"}), "");
    EXPECT_EQ(why({"search.design=3"}), "") << "the archive is that of a search that stops";
    for (const auto &[key, what] : cases)
        EXPECT_NE(why({key}).find(what), std::string::npos) << key << ": " << why({key});
    EXPECT_NE(apps::why_no_stop(apps::read_config("", {})).find("search.stop = no"),
              std::string::npos);
}

} // namespace
