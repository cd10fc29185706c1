// SPDX-License-Identifier: Apache-2.0
#include "search/front/dominance.h"
#include "search/front/ranking.h"
#include "search/random.h"
#include "search/search.h"

#include <gtest/gtest.h>

#include <chrono>
#include <limits>

using search::Candidate;
using search::Outcome;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

std::vector<Candidate> candidates(const std::vector<Outcome> &outcomes) {
    std::vector<Candidate> made;
    for (const Outcome &outcome : outcomes)
        made.push_back({static_cast<int>(made.size()), {}, outcome});
    return made;
}

Outcome feasible(std::vector<double> objectives) { return {std::move(objectives), 0, ""}; }
Outcome infeasible(double violation) { return {{0, 0}, violation, ""}; }
Outcome failed() { return {{}, 0, "layer 3 needs 40 arrays, 12 are left"}; }

} // namespace

TEST(Dominance, NeedsNoWorseEverywhereAndBetterSomewhere) {
    EXPECT_TRUE(search::dominates(feasible({1, 2}), feasible({1, 3})));
    EXPECT_FALSE(search::dominates(feasible({1, 3}), feasible({1, 2})));
    EXPECT_FALSE(search::dominates(feasible({1, 2}), feasible({1, 2})));
    EXPECT_FALSE(search::dominates(feasible({1, 3}), feasible({2, 2})));
}

TEST(Dominance, PutsConstraintsFirstAndFailuresLast) {
    EXPECT_TRUE(search::dominates(feasible({9, 9}), infeasible(0.1)));
    EXPECT_TRUE(search::dominates(infeasible(0.1), infeasible(0.2)));
    EXPECT_TRUE(search::dominates(infeasible(100), failed()));
    EXPECT_FALSE(search::dominates(failed(), infeasible(100)));
    EXPECT_FALSE(search::dominates(failed(), failed()));
}

TEST(ParetoFront, HoldsFeasibleCandidatesThatNoneDominates) {
    const auto all = candidates({feasible({3, 1}), feasible({2, 2}), feasible({2, 3}), failed(),
                                 infeasible(1), feasible({1, 4}), feasible({2, 2})});
    EXPECT_EQ(search::pareto_front(all), (std::vector<int>{0, 1, 5, 6}));
}

TEST(ParetoFront, OfNothingFeasibleIsEmpty) {
    EXPECT_TRUE(search::pareto_front({}).empty());
    EXPECT_TRUE(search::pareto_front(candidates({failed(), infeasible(2)})).empty());
}

TEST(ParetoFront, IsWhatNoOtherDominatesOfAnyCandidates) {
    search::Random random(1, 11);
    for (int objectives = 1; objectives <= 4; ++objectives)
        for (int trial = 0; trial < 20; ++trial) {
            std::vector<Outcome> outcomes;
            for (int i = 0; i < 60; ++i) {
                Outcome outcome;
                for (int k = 0; k < objectives; ++k) // few values: many agree in some or all
                    outcome.objectives.push_back(random.below(4));
                outcome.violation = random.chance(0.1) ? 1 : 0;
                outcomes.push_back(random.chance(0.1) ? failed() : outcome);
            }
            const auto all = candidates(outcomes);
            std::vector<int> expected;
            for (int i = 0; i < 60; ++i) {
                const Outcome &outcome = outcomes[static_cast<std::size_t>(i)];
                bool beaten = !search::is_result(outcome);
                for (const Outcome &other : outcomes)
                    beaten = beaten || search::dominates(other, outcome);
                if (!beaten)
                    expected.push_back(i);
            }
            EXPECT_EQ(search::pareto_front(all), expected) << objectives << " objectives";
        }
}

TEST(ParetoFront, OfManyCandidatesTakesNoTimeWhereFewAreOnIt) {
    search::Random random(2, 11);
    std::vector<Outcome> outcomes; // a front of a handful: the square is 1.6e9 comparisons
    for (int i = 0; i < 40'000; ++i)
        outcomes.push_back(feasible({random.unit(), random.unit()}));
    const auto all = candidates(outcomes);
    const auto start = std::chrono::steady_clock::now();
    EXPECT_LT(search::pareto_front(all).size(), 100u);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
}

TEST(Ranking, SortsIntoFronts) {
    const auto all = candidates({failed(), feasible({2, 2}), feasible({1, 3}), feasible({3, 3}),
                                 infeasible(2), infeasible(1), feasible({2, 4}), failed()});
    const std::vector<std::vector<int>> fronts = {{1, 2}, {3, 6}, {5}, {4}, {0, 7}};
    EXPECT_EQ(search::sort_into_fronts(all), fronts);
}

TEST(Ranking, CrowdingDistanceIsTheNormalisedGapBetweenNeighbours) {
    // f1: 0 1 3 4 (range 4), f2: 8 6 1 0 (range 8); (3-0)/4 + (8-1)/8 and (4-1)/4 + (6-0)/8.
    const auto all =
        candidates({feasible({0, 8}), feasible({1, 6}), feasible({3, 1}), feasible({4, 0})});
    EXPECT_EQ(search::crowding_distance(all, {0, 1, 2, 3}),
              (std::vector<double>{infinity, 0.75 + 0.875, 0.75 + 0.75, infinity}));
}

TEST(Ranking, CrowdingDistanceOfEqualsIsFinite) {
    const auto all = candidates({feasible({1, 1}), feasible({1, 1}), feasible({1, 1})});
    EXPECT_EQ(search::crowding_distance(all, {0, 1, 2}), (std::vector<double>{0, 0, 0}));
    const auto none = candidates({failed(), failed()});
    EXPECT_EQ(search::crowding_distance(none, {0, 1}), (std::vector<double>{0, 0}));
}

TEST(Ranking, SurvivorsAreTheBestFrontsAndWhatAddsMostVolume) {
    // The front of four, scaled to (0, 1) (.25, .75) (.75, .125) (1, 0) below (1.1, 1.1), adds
    // .25 * .1, .5 * .25, .25 * .625 and .1 * .125: the last one goes.
    const auto all = candidates({feasible({0, 8}), feasible({1, 6}), feasible({3, 1}),
                                 feasible({4, 0}), feasible({5, 5}), failed(), failed()});
    const auto ids = [&](std::size_t count) {
        std::vector<int> kept;
        for (const Candidate &candidate : search::survivors(all, count))
            kept.push_back(candidate.id);
        return kept;
    };
    EXPECT_EQ(ids(3), (std::vector<int>{0, 2, 1})) << "the ends of what is left come first";
    EXPECT_EQ(ids(5), (std::vector<int>{0, 3, 1, 2, 4}));
    EXPECT_EQ(ids(6), (std::vector<int>{0, 3, 1, 2, 4, 5}));
    EXPECT_EQ(ids(100), (std::vector<int>{0, 3, 1, 2, 4, 5, 6}));
}

TEST(Ranking, OfEqualsTheEarlierSurvive) {
    const auto all = candidates({feasible({1, 1}), feasible({1, 1}), feasible({1, 1})});
    const auto kept = search::survivors(all, 2);
    EXPECT_EQ(kept[0].id, 0);
    EXPECT_EQ(kept[1].id, 1);
}

TEST(Front, ExtentIsOfResultsAlone) {
    const search::Extent extent = search::extent_of(
        candidates({infeasible(1), feasible({1, 5}), failed(), feasible({3, 2})}));
    EXPECT_EQ(extent.low, (std::vector<double>{1, 2}));
    EXPECT_EQ(extent.high, (std::vector<double>{3, 5}));
    EXPECT_TRUE(search::extent_of(candidates({infeasible(1), failed()})).low.empty());
}
