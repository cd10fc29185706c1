// SPDX-License-Identifier: Apache-2.0
#include "search/front/hypervolume.h"

#include "search/front/dominance.h"
#include "search/search.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace search {

namespace {

using Point = std::vector<double>;

/// The points that no other covers, each once.
std::vector<Point> uncovered(const std::vector<Point> &points) {
    std::vector<Point> kept;
    for (const Point &point : points) {
        if (std::any_of(kept.begin(), kept.end(),
                        [&](const Point &other) { return covers(other, point); }))
            continue;
        kept.erase(std::remove_if(kept.begin(), kept.end(),
                                  [&](const Point &other) { return covers(point, other); }),
                   kept.end());
        kept.push_back(point);
    }
    return kept;
}

double volume(std::vector<Point> points, const Point &reference);

double box(const Point &point, const Point &reference) {
    double product = 1;
    for (std::size_t i = 0; i < reference.size(); ++i)
        product *= reference[i] - point[i];
    return product;
}

/// What `point` dominates and `others` do not: its box less the volume of the others moved into it.
double contribution(const Point &point, const std::vector<Point> &others, const Point &reference) {
    std::vector<Point> inside;
    inside.reserve(others.size());
    for (const Point &other : others) {
        Point moved = point;
        for (std::size_t i = 0; i < moved.size(); ++i)
            moved[i] = std::max(point[i], other[i]);
        inside.push_back(std::move(moved));
    }
    return box(point, reference) - volume(uncovered(inside), reference);
}

double area(const std::vector<Point> &points, const Point &reference) {
    double sum = 0;
    double floor = reference[1];
    for (const Point &point : points) { // ascending in the first objective
        sum += (reference[0] - point[0]) * (floor - point[1]);
        floor = point[1];
    }
    return sum;
}

/// WFG (While et al. 2012): the sum of what each point adds to those before it. The points do not
/// cover one another. They come best in the last objective first, so that the earlier ones moved
/// into a point's box all share its last coordinate and the problem loses a dimension.
double volume(std::vector<Point> points, const Point &reference) {
    if (points.empty())
        return 0;
    if (points.size() == 1)
        return box(points.front(), reference);
    std::sort(points.begin(), points.end());
    if (reference.size() == 2)
        return area(points, reference);
    std::stable_sort(points.begin(), points.end(),
                     [](const Point &a, const Point &b) { return a.back() < b.back(); });
    const Point lower_reference(reference.begin(), reference.end() - 1);
    double sum = 0;
    std::vector<Point> earlier;
    for (Point &point : points) {
        const double depth = reference.back() - point.back();
        point.pop_back();
        sum += depth * contribution(point, earlier, lower_reference);
        earlier.push_back(point);
        earlier = uncovered(earlier);
    }
    return sum;
}

bool within(const Point &point, const Point &reference) {
    for (std::size_t i = 0; i < reference.size(); ++i)
        if (!(point[i] < reference[i]))
            return false;
    return true;
}

void check_size(const Point &point, const Point &reference) {
    if (point.size() != reference.size() || reference.empty())
        throw std::invalid_argument("hypervolume: a point of " + std::to_string(point.size()) +
                                    " objectives, the reference has " +
                                    std::to_string(reference.size()));
}

/// The axes on which a box has extent. Throws std::invalid_argument if its ideal lies beyond its
/// reference anywhere.
std::vector<std::size_t> axes_of(const Point &ideal, const Point &reference) {
    check_size(ideal, reference);
    std::vector<std::size_t> axes;
    for (std::size_t i = 0; i < reference.size(); ++i) {
        if (!(ideal[i] <= reference[i]))
            throw std::invalid_argument("hypervolume: the ideal lies beyond the reference");
        if (has_extent(ideal[i], reference[i]))
            axes.push_back(i);
    }
    return axes;
}

} // namespace

bool has_extent(double ideal, double reference) {
    constexpr double rounding = 1e-12; // sums of the same terms in another order
    return reference - ideal > rounding * std::max(std::abs(ideal), std::abs(reference));
}

double hypervolume_contribution(const Point &point, const std::vector<Point> &others,
                                const Point &reference) {
    return contribution(point, others, reference);
}

double hypervolume(std::vector<std::vector<double>> points, const std::vector<double> &reference) {
    for (const Point &point : points)
        check_size(point, reference);
    points.erase(std::remove_if(points.begin(), points.end(),
                                [&](const Point &point) { return !within(point, reference); }),
                 points.end());
    return volume(uncovered(points), reference);
}

std::vector<double> hypervolume_history(const std::vector<Candidate> &candidates,
                                        const std::vector<double> &ideal,
                                        const std::vector<double> &reference) {
    const std::vector<std::size_t> axes = axes_of(ideal, reference);
    if (axes.empty())
        return std::vector<double>(candidates.size(), 0.0);
    const Point unit(axes.size(), 1.0);
    std::vector<Point> front;
    std::vector<double> history;
    history.reserve(candidates.size());
    double total = 0;
    for (const Candidate &candidate : candidates) {
        if (is_result(candidate.outcome)) {
            const Point &objectives = candidate.outcome.objectives;
            check_size(objectives, reference);
            Point point;
            for (const std::size_t i : axes)
                point.push_back(
                    std::max(0.0, (objectives[i] - ideal[i]) / (reference[i] - ideal[i])));
            if (within(point, unit) &&
                std::none_of(front.begin(), front.end(),
                             [&](const Point &other) { return covers(other, point); })) {
                total += contribution(point, front, unit);
                front.push_back(std::move(point));
                front = uncovered(front);
            }
        }
        history.push_back(total);
    }
    return history;
}

} // namespace search
