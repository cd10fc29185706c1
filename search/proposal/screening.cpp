// SPDX-License-Identifier: Apache-2.0
#include "search/proposal/screening.h"

#include "search/front/dominance.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace search {

namespace {

constexpr int drawn_points = 8000;         // in the box
constexpr std::size_t volume_points = 600; // of those that some prospect might cover
constexpr double margin = 0.1;             // of the box beyond the results, on both sides
constexpr double hopeful = 2;              // deviations better than guessed: rarely more
constexpr double negligible = 1e-3;        // a chance
constexpr double even = 1e-9;              // of equals, the one that is likelier a result

using Point = std::vector<double>;

/// The standard normal distribution, to 1e-3.
double normal(double x) {
    constexpr double end = 4;
    constexpr int per_unit = 32;
    static const std::vector<double> table = [] {
        std::vector<double> values;
        for (int i = 0; i <= 2 * static_cast<int>(end) * per_unit + 1; ++i)
            values.push_back(0.5 * std::erfc((end - i / double(per_unit)) / std::sqrt(2.0)));
        return values;
    }();
    if (!(x > -end))
        return 0;
    if (x >= end)
        return 1;
    const double at = (x + end) * per_unit;
    const auto below = static_cast<std::size_t>(at);
    return table[below] + (at - static_cast<double>(below)) * (table[below + 1] - table[below]);
}

/// The chance that the figure is at most `limit`, whose logarithm is `logarithm`.
double chance(const Belief &belief, double limit, double logarithm) {
    const double away = (belief.logarithm ? logarithm : limit) - belief.mean;
    return belief.deviation > 0 ? normal(away / belief.deviation) : away >= 0 ? 1 : 0;
}

/// A prospect's chance to cover each of the points.
std::vector<float> chances(const Promise &promise, const std::vector<const Point *> &points,
                           const std::vector<Point> &logarithms) {
    std::vector<float> all;
    for (std::size_t j = 0; j < points.size(); ++j) {
        double product = promise.result;
        for (std::size_t k = 0; k < promise.objectives.size() && product > negligible; ++k)
            product *= chance(promise.objectives[k], (*points[j])[k], logarithms[j][k]);
        all.push_back(product > negligible ? static_cast<float>(product) : 0);
    }
    return all;
}

} // namespace

Screening::Screening(const std::vector<Gene> &genes, const std::vector<Candidate> &known,
                     const Seen &seen, Random &random)
    : oracle_(genes, known, seen) {
    const Extent extent = extent_of(known);
    const Point &low = extent.low, &high = extent.high;
    std::vector<Point> front;
    for (const int member : pareto_front(known))
        front.push_back(known[static_cast<std::size_t>(member)].outcome.objectives);
    for (int i = 0; i < drawn_points && !low.empty(); ++i) {
        Point point;
        for (std::size_t k = 0; k < low.size(); ++k)
            point.push_back(low[k] +
                            (high[k] - low[k]) * ((1 + 2 * margin) * random.unit() - margin));
        if (std::none_of(front.begin(), front.end(),
                         [&](const Point &member) { return covers(member, point); }))
            open_.push_back(std::move(point));
    }
}

/// The open points that one of the prospects may cover, as many as count.
std::vector<const Point *> Screening::reachable(const std::vector<Promise> &promises) const {
    std::vector<Point> hopes;
    for (const Promise &promise : promises) {
        hopes.emplace_back();
        for (const Belief &belief : promise.objectives)
            hopes.back().push_back(belief.value(-hopeful));
    }
    Point best = hopes.front();
    for (const Point &hope : hopes)
        for (std::size_t k = 0; k < best.size(); ++k)
            best[k] = std::min(best[k], hope[k]);
    std::vector<const Point *> points;
    for (const Point &point : open_) {
        if (points.size() == volume_points)
            break;
        if (covers(best, point) && std::any_of(hopes.begin(), hopes.end(), [&](const Point &hope) {
                return covers(hope, point);
            }))
            points.push_back(&point);
    }
    return points;
}

std::vector<Prospect> Screening::promising(std::vector<Prospect> pool, std::size_t count) const {
    if (!oracle_.speaks() || pool.size() <= count) {
        pool.resize(std::min(pool.size(), count));
        return pool;
    }
    const std::vector<Promise> promises = oracle_.promises(pool);
    const std::vector<const Point *> points = reachable(promises);
    std::vector<Point> logarithms;
    for (const Point *point : points) {
        logarithms.emplace_back();
        for (const double value : *point)
            logarithms.back().push_back(value > 0 ? std::log(value)
                                                  : -std::numeric_limits<double>::infinity());
    }
    std::vector<std::vector<float>> covered;
    for (const Promise &promise : promises)
        covered.push_back(chances(promise, points, logarithms));
    std::vector<float> open(points.size(), 1); // the chance that nothing chosen covers a point
    std::vector<bool> taken(pool.size(), false);
    std::vector<Prospect> chosen;
    while (chosen.size() < count) {
        std::size_t best = pool.size();
        double most = 0;
        for (std::size_t i = 0; i < pool.size(); ++i) {
            if (taken[i] || (best < pool.size() && promises[i].trouble > promises[best].trouble))
                continue;
            double sum = even * promises[i].result;
            for (std::size_t j = 0; j < points.size(); ++j)
                sum += static_cast<double>(open[j] * covered[i][j]);
            if (best == pool.size() || promises[i].trouble < promises[best].trouble || sum > most) {
                best = i;
                most = sum;
            }
        }
        for (std::size_t j = 0; j < points.size(); ++j)
            open[j] *= 1 - covered[best][j];
        taken[best] = true;
        chosen.push_back(std::move(pool[best]));
    }
    return chosen;
}

} // namespace search
