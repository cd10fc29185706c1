// SPDX-License-Identifier: Apache-2.0
#include "search/search.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <random>

using search::Candidate;
using search::hypervolume;

namespace {

using Points = std::vector<std::vector<double>>;

double uniform(std::mt19937_64 &generator) {
    return static_cast<double>(generator() >> 11) * 0x1p-53;
}

/// Random points on the part of the unit sphere around the far corner: none dominates another.
Points sphere(std::size_t count, std::size_t objectives, std::uint64_t seed) {
    std::mt19937_64 generator(seed);
    Points points(count, std::vector<double>(objectives));
    for (auto &point : points) {
        double squares = 0;
        for (double &value : point) {
            value = std::sqrt(-2 * std::log(1 - uniform(generator))) *
                    std::abs(std::cos(6.283185307179586 * uniform(generator)));
            squares += value * value;
        }
        for (double &value : point)
            value = 1 - value / std::sqrt(squares);
    }
    return points;
}

double monte_carlo(const Points &points, std::size_t objectives, int draws) {
    std::mt19937_64 generator(7);
    int inside = 0;
    std::vector<double> drawn(objectives);
    for (int i = 0; i < draws; ++i) {
        for (double &value : drawn)
            value = uniform(generator);
        for (const auto &point : points) {
            bool dominated = true;
            for (std::size_t k = 0; k < objectives; ++k)
                dominated = dominated && point[k] <= drawn[k];
            if (dominated) {
                ++inside;
                break;
            }
        }
    }
    return static_cast<double>(inside) / draws;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

} // namespace

TEST(Hypervolume, OfAStaircaseIsItsArea) {
    // Columns from x = 1, 2, 3 to 4 of heights 4-3, 4-2, 4-1: 1 + 2 + 3.
    EXPECT_DOUBLE_EQ(hypervolume({{1, 3}, {2, 2}, {3, 1}}, {4, 4}), 6);
}

TEST(Hypervolume, OfOnePointIsItsBox) {
    EXPECT_DOUBLE_EQ(hypervolume({{2}}, {5}), 3);
    EXPECT_DOUBLE_EQ(hypervolume({{1, 2, 3, 4, 5}}, {2, 4, 6, 8, 10}), 1 * 2 * 3 * 4 * 5);
}

TEST(Hypervolume, OfBoxesThatCrossCountsTheCommonPartOnce) {
    // Boxes 2x2x1, 2x1x2, 1x2x2 in the corner (2,2,2): 3 * 4 - 3 * 2 + 1.
    EXPECT_DOUBLE_EQ(hypervolume({{0, 0, 1}, {0, 1, 0}, {1, 0, 0}}, {2, 2, 2}), 7);
    // 4-D: a box 2*2*1*1 and a box 1*1*2*1.5 that share 1: 4 + 3 - 1.
    EXPECT_DOUBLE_EQ(hypervolume({{0, 0, 1, 1}, {1, 1, 0, 0.5}}, {2, 2, 2, 2}), 6);
}

TEST(Hypervolume, IgnoresRepeatedDominatedAndOutlyingPoints) {
    const double expected = hypervolume({{1, 3, 2}, {2, 2, 2}}, {4, 4, 4});
    EXPECT_DOUBLE_EQ(
        hypervolume({{2, 2, 2}, {1, 3, 2}, {2, 2, 2}, {3, 3, 3}, {0, 0, 4}, {5, 0, 0}}, {4, 4, 4}),
        expected);
    EXPECT_EQ(hypervolume({}, {1, 1}), 0);
    EXPECT_EQ(hypervolume({{2, 0}}, {1, 1}), 0);
}

TEST(Hypervolume, AgreesWithMonteCarlo) {
    for (const std::size_t objectives : {2u, 3u, 4u, 5u}) {
        const Points points = sphere(30, objectives, objectives);
        const std::vector<double> reference(objectives, 1.0);
        // Four standard errors of 100,000 draws are at most 0.0064.
        EXPECT_NEAR(hypervolume(points, reference), monte_carlo(points, objectives, 100'000),
                    0.0064)
            << objectives;
    }
}

TEST(Hypervolume, DoesNotDependOnTheOrderOfPoints) {
    Points points = sphere(60, 4, 3);
    const double volume = hypervolume(points, {1, 1, 1, 1});
    std::reverse(points.begin(), points.end());
    EXPECT_NEAR(hypervolume(points, {1, 1, 1, 1}), volume, 1e-12);
}

TEST(Hypervolume, OfAFrontOf150InFourDimensionsIsQuick) {
    const Points points = sphere(150, 4, 1);
    const auto start = std::chrono::steady_clock::now();
    EXPECT_GT(hypervolume(points, {1, 1, 1, 1}), 0);
    EXPECT_LT(seconds_since(start), 1.0);
}

TEST(Hypervolume, RefusesPointsOfAnotherDimension) {
    EXPECT_THROW(hypervolume({{1, 2, 3}}, {4, 4}), std::invalid_argument);
}

TEST(HypervolumeHistory, IsTheVolumeOfTheFrontSoFar) {
    std::vector<Candidate> candidates;
    for (const auto &point : sphere(250, 4, 2))
        candidates.push_back({static_cast<int>(candidates.size()), {}, {point, 0, ""}});
    const auto start = std::chrono::steady_clock::now();
    const auto history =
        search::hypervolume_history(candidates, {0, 0, 0, 0}, {0.9, 0.9, 0.9, 0.9});
    EXPECT_LT(seconds_since(start), 2.0);
    ASSERT_EQ(history.size(), 250u);
    Points sofar;
    for (std::size_t i = 0; i < history.size(); ++i) {
        sofar.push_back(candidates[i].outcome.objectives);
        if (i % 50 == 49) {
            EXPECT_NEAR(history[i], hypervolume(sofar, {0.9, 0.9, 0.9, 0.9}) / std::pow(0.9, 4),
                        1e-12);
        }
        if (i > 0) {
            EXPECT_GE(history[i], history[i - 1]);
        }
    }
}

TEST(HypervolumeHistory, CountsOnlyFeasibleResultsAndClipsAtTheIdeal) {
    const std::vector<Candidate> candidates = {
        {0, {}, {{}, 0, "does not fit"}}, {1, {}, {{0, 0}, 0.5, ""}}, {2, {}, {{15, 30}, 0, ""}},
        {3, {}, {{16, 31}, 0, ""}},       {4, {}, {{5, 30}, 0, ""}},  {5, {}, {{25, 10}, 0, ""}}};
    // From the ideal (10, 20) to (20, 40): half of x times half of y, then all of x.
    EXPECT_EQ(search::hypervolume_history(candidates, {10, 20}, {20, 40}),
              (std::vector<double>{0, 0, 0.25, 0.25, 0.5, 0.5}));
}

TEST(HypervolumeHistory, LeavesOutAnObjectiveWithoutExtent) {
    const std::vector<Candidate> candidates = {
        {0, {}, {{2, 7, 10}, 0, ""}}, {1, {}, {{1, 7, 30}, 0, ""}}, {2, {}, {{1.5, 7, 20}, 0, ""}}};
    // Of the box from (1, 10) to (2, 30) only the middle has anything below it: a quarter.
    const std::vector<double> expected{0, 0, 0.25};
    EXPECT_EQ(search::hypervolume_history(candidates, {1, 7, 10}, {2, 7, 30}), expected);
    // What differs by rounding only has no extent either.
    EXPECT_EQ(search::hypervolume_history(candidates, {1, 7, 10}, {2, 7 + 4e-15, 30}), expected);
}

TEST(HypervolumeHistory, OfDesignsThatAgreeInAllIsNoVolume) {
    const std::vector<Candidate> candidates = {{0, {}, {{2, 7}, 0, ""}}, {1, {}, {{2, 7}, 0, ""}}};
    EXPECT_EQ(search::hypervolume_history(candidates, {2, 7}, {2, 7}), (std::vector<double>{0, 0}));
}

TEST(HypervolumeHistory, RefusesABoxThatIsNone) {
    EXPECT_THROW(search::hypervolume_history({}, {0, 2}, {1, 1}), std::invalid_argument);
    EXPECT_THROW(search::hypervolume_history({}, {0}, {1, 1}), std::invalid_argument);
}
