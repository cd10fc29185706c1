// SPDX-License-Identifier: Apache-2.0
#include "search/ranking.h"

#include "search/dominance.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace search {

namespace {

std::size_t at(int index) { return static_cast<std::size_t>(index); }

} // namespace

std::vector<std::vector<int>> sort_into_fronts(const std::vector<Candidate> &candidates) {
    const int count = static_cast<int>(candidates.size());
    std::vector<std::vector<int>> beaten(candidates.size());
    std::vector<int> dominators(candidates.size(), 0);
    for (int a = 0; a < count; ++a)
        for (int b = 0; b < count; ++b)
            if (dominates(candidates[at(a)].outcome, candidates[at(b)].outcome)) {
                beaten[at(a)].push_back(b);
                ++dominators[at(b)];
            }

    std::vector<std::vector<int>> fronts;
    std::vector<int> front;
    for (int i = 0; i < count; ++i)
        if (dominators[at(i)] == 0)
            front.push_back(i);
    while (!front.empty()) {
        std::vector<int> next;
        for (const int a : front)
            for (const int b : beaten[at(a)])
                if (--dominators[at(b)] == 0)
                    next.push_back(b);
        std::sort(next.begin(), next.end());
        fronts.push_back(std::move(front));
        front = std::move(next);
    }
    return fronts;
}

std::vector<double> crowding_distance(const std::vector<Candidate> &candidates,
                                      const std::vector<int> &front) {
    std::vector<double> distance(front.size(), 0.0);
    if (front.empty() || candidates[at(front.front())].outcome.failed())
        return distance;
    const auto value = [&](std::size_t member, std::size_t objective) {
        return candidates[at(front[member])].outcome.objectives[objective];
    };
    std::vector<std::size_t> order(front.size());
    for (std::size_t k = 0; k < candidates[at(front.front())].outcome.objectives.size(); ++k) {
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t a, std::size_t b) { return value(a, k) < value(b, k); });
        const double range = value(order.back(), k) - value(order.front(), k);
        if (range == 0)
            continue;
        distance[order.front()] = std::numeric_limits<double>::infinity();
        distance[order.back()] = std::numeric_limits<double>::infinity();
        for (std::size_t i = 1; i + 1 < order.size(); ++i)
            distance[order[i]] += (value(order[i + 1], k) - value(order[i - 1], k)) / range;
    }
    return distance;
}

std::vector<Candidate> survivors(const std::vector<Candidate> &candidates, std::size_t count) {
    std::vector<Candidate> best;
    for (const std::vector<int> &front : sort_into_fronts(candidates)) {
        const std::vector<double> distance = crowding_distance(candidates, front);
        std::vector<std::size_t> order(front.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            if (distance[a] != distance[b])
                return distance[a] > distance[b];
            return candidates[at(front[a])].id < candidates[at(front[b])].id;
        });
        for (const std::size_t member : order) {
            if (best.size() == count)
                return best;
            best.push_back(candidates[at(front[member])]);
        }
    }
    return best;
}

} // namespace search
