// SPDX-License-Identifier: Apache-2.0
// Hypervolume and non-dominated sorting held against pagmo 2 (Biscani and Izzo 2020), where it is.
#include "search/front/hypervolume.h"
#include "search/front/ranking.h"
#include "search/random.h"
#include "search/search.h"

#include <gtest/gtest.h>
#include <pagmo/utils/hypervolume.hpp>
#include <pagmo/utils/multi_objective.hpp>

#include <algorithm>
#include <cmath>

namespace {

using Points = std::vector<std::vector<double>>;

/// Points of [0, 1]^objectives: of few values (`values` > 0), so that many agree in some or all
/// objectives, or of any.
Points cloud(int count, int objectives, int values, search::Random &random) {
    Points points(static_cast<std::size_t>(count));
    for (auto &point : points)
        for (int k = 0; k < objectives; ++k)
            point.push_back(values > 0 ? random.below(values) / double(values) : random.unit());
    return points;
}

/// Points none of which dominates another: on a sphere around the far corner.
Points front(int count, int objectives, search::Random &random) {
    Points points = cloud(count, objectives, 0, random);
    for (auto &point : points) {
        double squares = 0;
        for (const double value : point)
            squares += value * value;
        for (double &value : point)
            value = 1 - value / std::sqrt(squares);
    }
    return points;
}

std::vector<search::Candidate> candidates(const Points &points) {
    std::vector<search::Candidate> all;
    for (const auto &point : points)
        all.push_back({static_cast<int>(all.size()), {}, {point, 0, ""}});
    return all;
}

/// pagmo's fronts, each ascending.
std::vector<std::vector<int>> sorted(const Points &points) {
    std::vector<std::vector<int>> fronts;
    const auto all = pagmo::fast_non_dominated_sorting(points); // fronts, and more
    for (const auto &members : std::get<0>(all)) {
        fronts.emplace_back(members.begin(), members.end());
        std::sort(fronts.back().begin(), fronts.back().end());
    }
    return fronts;
}

class AgainstPagmo : public testing::TestWithParam<int> {
  protected:
    /// Clouds with and without ties, fronts, and fronts of which each point is there twice.
    std::vector<Points> samples() const {
        search::Random random(static_cast<std::uint64_t>(GetParam()), 30);
        const int objectives = GetParam();
        std::vector<Points> all;
        for (int trial = 0; trial < 10; ++trial) {
            all.push_back(cloud(40, objectives, 0, random));
            all.push_back(cloud(60, objectives, 4, random));
            all.push_back(front(25, objectives, random));
            const Points once = front(12, objectives, random);
            Points twice = once;
            twice.insert(twice.end(), once.begin(), once.end());
            all.push_back(twice);
        }
        return all;
    }
};

} // namespace

TEST_P(AgainstPagmo, HypervolumesAgree) {
    for (const double corner : {1.0, 1.1}) { // as far as points may be, and beyond
        const std::vector<double> reference(static_cast<std::size_t>(GetParam()), corner);
        for (const Points &points : samples()) {
            const double expected = pagmo::hypervolume(points).compute(reference);
            EXPECT_NEAR(search::hypervolume(points, reference), expected, 1e-12 * (1 + expected));
        }
    }
}

TEST_P(AgainstPagmo, ContributionsAgree) {
    const std::vector<double> reference(static_cast<std::size_t>(GetParam()), 1.1);
    for (const Points &points : samples()) {
        const std::vector<double> expected = pagmo::hypervolume(points).contributions(reference);
        for (std::size_t i = 0; i < points.size(); ++i) {
            Points others = points;
            others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
            EXPECT_NEAR(search::hypervolume_contribution(points[i], others, reference), expected[i],
                        1e-12);
        }
    }
}

TEST_P(AgainstPagmo, NonDominatedSortingAgrees) {
    for (const Points &points : samples()) {
        const auto expected = sorted(points);
        EXPECT_EQ(search::sort_into_fronts(candidates(points)), expected);
        EXPECT_EQ(search::pareto_front(candidates(points)), expected.front());
    }
}

std::string in_words(const testing::TestParamInfo<int> &objectives) {
    const char *const words[] = {"Two", "Three", "Four", "Five"};
    return words[objectives.param - 2];
}
INSTANTIATE_TEST_SUITE_P(Objectives, AgainstPagmo, testing::Values(2, 3, 4, 5), in_words);
