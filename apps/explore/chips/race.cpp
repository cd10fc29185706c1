// SPDX-License-Identifier: Apache-2.0
#include "apps/explore/chips/race.h"

#include "apps/config/config.h"
#include "apps/design/interval.h"
#include "apps/explore/objectives.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace apps {

namespace {

using ChipShares = std::vector<double>;

constexpr std::size_t least_chips = 3; ///< of fewer, a deviation says next to nothing (ours)

/// Half of the 95 % interval of the mean.
double half_width(const ChipShares &values) {
    return student(values.size()) * deviation(values, values.size()) /
           std::sqrt(static_cast<double>(values.size()));
}

bool is_sure(const ChipShares &shares, double wanted) {
    return shares.size() >= least_chips && half_width(shares) <= wanted;
}

/// One of them is better, by the chips that both were measured on.
bool is_settled(const ChipShares &a, const ChipShares &b) {
    ChipShares differences;
    for (std::size_t chip = 0; chip < std::min(a.size(), b.size()); ++chip)
        differences.push_back(a[chip] - b[chip]);
    return differences.size() >= least_chips &&
           std::abs(mean(differences, differences.size())) > half_width(differences);
}

} // namespace

std::vector<int> chips_next(const std::vector<ChipShares> &designs, const RaceEnd &end) {
    std::vector<std::size_t> order(designs.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return mean(designs[a], designs[a].size()) > mean(designs[b], designs[b].size());
    });
    std::vector<int> next(designs.size());
    for (std::size_t place = 0; place < order.size(); ++place) {
        const ChipShares &design = designs[order[place]];
        const bool settled =
            (place == 0 || is_settled(designs[order[place - 1]], design)) &&
            (place + 1 == order.size() || is_settled(design, designs[order[place + 1]]));
        const int chips = static_cast<int>(design.size());
        const bool alone = order.size() == 1;
        const bool enough = is_sure(design, end.half_width) || (settled && !alone);
        next[order[place]] = enough ? chips : std::max(chips, std::min(2 * chips, end.most));
    }
    return next;
}

std::string why_no_race(const Config &config) {
    const SearchSpec &search = config.search;
    if (search.half_width == 0)
        return "search.half_width = 0 leaves all designs with search.chips";
    if (search.chips >= config.accuracy.chips)
        return "search.chips = " + std::to_string(search.chips) + " are all accuracy.chips already";
    return Objectives(search.objectives, search.constraints).why_equal_chips();
}

} // namespace apps
