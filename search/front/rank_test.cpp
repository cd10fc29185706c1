// SPDX-License-Identifier: Apache-2.0
#include "search/front/rank_test.h"

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <stdexcept>
#include <string>

namespace search {

namespace {

/// Twice the rank of each value among all of them, from 2; those alike share their mean rank.
std::vector<int> doubled_ranks(const std::vector<double> &values) {
    std::vector<int> ranks;
    for (const double value : values) {
        int rank = 1;
        for (const double other : values)
            rank += 2 * (other < value) + (other == value);
        ranks.push_back(rank);
    }
    return ranks;
}

/// By sum: in how many ways `taken` of the numbers have it.
std::vector<double> ways(const std::vector<int> &numbers, std::size_t taken) {
    const auto most = static_cast<std::size_t>(std::accumulate(numbers.begin(), numbers.end(), 0));
    std::vector<std::vector<double>> counts(taken + 1, std::vector<double>(most + 1, 0.0));
    counts[0][0] = 1;
    for (const int number : numbers)
        for (std::size_t k = taken; k > 0; --k)
            for (std::size_t sum = most; sum >= static_cast<std::size_t>(number); --sum)
                counts[k][sum] += counts[k - 1][sum - static_cast<std::size_t>(number)];
    return counts[taken];
}

} // namespace

RankTest mann_whitney(const std::vector<double> &a, const std::vector<double> &b) {
    if (a.empty() || b.empty())
        throw std::invalid_argument("mann_whitney: " + std::to_string(a.size()) + " and " +
                                    std::to_string(b.size()) + " values, expected at least 1");
    std::vector<double> all = a;
    all.insert(all.end(), b.begin(), b.end());
    const std::vector<int> ranks = doubled_ranks(all);
    const auto first = static_cast<int>(a.size()), both = static_cast<int>(all.size());
    const int found = std::accumulate(ranks.begin(), ranks.begin() + first, 0);
    const int mean = first * (both + 1); // all sums are of doubled ranks
    const std::vector<double> counts = ways(ranks, a.size());
    double as_far = 0, deals = 0;
    for (std::size_t sum = 0; sum < counts.size(); ++sum) {
        deals += counts[sum];
        if (std::abs(static_cast<int>(sum) - mean) >= std::abs(found - mean))
            as_far += counts[sum];
    }
    return {(found - first * (first + 1)) / 2.0, as_far / deals};
}

} // namespace search
