// SPDX-License-Identifier: Apache-2.0
#include "search/front/ranking.h"

#include "search/front/dominance.h"
#include "search/front/hypervolume.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace search {

namespace {

constexpr double reference = 1.1; // a little beyond the worst, so that the ends of a front count

std::size_t at(int index) { return static_cast<std::size_t>(index); }

/// The objectives of a front's members, each objective scaled to [0, 1] over the front.
std::vector<std::vector<double>> normalised(const std::vector<Candidate> &candidates,
                                            const std::vector<int> &front) {
    std::vector<std::vector<double>> points;
    points.reserve(front.size());
    for (const int member : front)
        points.push_back(candidates[at(member)].outcome.objectives);
    for (std::size_t k = 0; k < points.front().size(); ++k) {
        const auto [least, most] =
            std::minmax_element(points.begin(), points.end(),
                                [k](const auto &a, const auto &b) { return a[k] < b[k]; });
        const double low = (*least)[k];
        const double range = (*most)[k] - low;
        for (auto &point : points)
            point[k] = range > 0 ? (point[k] - low) / range : 0;
    }
    return points;
}

/// Cuts a front to `room` members; failed candidates have nothing to add, the first ones stay.
void cut(const std::vector<Candidate> &candidates, std::vector<int> &front, std::size_t room) {
    if (front.size() <= room)
        return;
    if (candidates[at(front.front())].outcome.failed()) {
        front.resize(room);
        return;
    }
    std::vector<std::vector<double>> points = normalised(candidates, front);
    const std::vector<double> corner(points.front().size(), reference);
    while (front.size() > room) {
        std::ptrdiff_t least = 0;
        double least_volume = std::numeric_limits<double>::infinity();
        for (std::size_t i = 0; i < points.size(); ++i) {
            std::vector<std::vector<double>> others = points;
            others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
            const double volume = hypervolume_contribution(points[i], others, corner);
            if (volume <= least_volume) { // of equals the later one goes
                least_volume = volume;
                least = static_cast<std::ptrdiff_t>(i);
            }
        }
        front.erase(front.begin() + least);
        points.erase(points.begin() + least);
    }
}

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
    for (std::vector<int> &front : sort_into_fronts(candidates)) {
        if (best.size() == count)
            break;
        cut(candidates, front, count - best.size());
        const std::vector<double> distance = crowding_distance(candidates, front);
        std::vector<std::size_t> order(front.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            if (distance[a] != distance[b])
                return distance[a] > distance[b];
            return candidates[at(front[a])].id < candidates[at(front[b])].id;
        });
        for (const std::size_t member : order)
            best.push_back(candidates[at(front[member])]);
    }
    return best;
}

} // namespace search
