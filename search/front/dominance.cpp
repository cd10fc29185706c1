// SPDX-License-Identifier: Apache-2.0
#include "search/front/dominance.h"

#include <algorithm>

namespace search {

bool is_result(const Outcome &outcome) { return !outcome.failed() && outcome.violation == 0; }

bool dominates(const Outcome &a, const Outcome &b) {
    if (a.failed() || b.failed())
        return !a.failed() && b.failed();
    if (a.violation != b.violation)
        return a.violation < b.violation;
    bool better = false;
    for (std::size_t i = 0; i < a.objectives.size(); ++i) {
        if (a.objectives[i] > b.objectives[i])
            return false;
        better = better || a.objectives[i] < b.objectives[i];
    }
    return better;
}

bool covers(const std::vector<double> &a, const std::vector<double> &b) {
    for (std::size_t i = 0; i < a.size(); ++i)
        if (a[i] > b[i])
            return false;
    return true;
}

Extent extent_of(const std::vector<Candidate> &candidates) {
    Extent extent;
    for (const Candidate &candidate : candidates) {
        if (!is_result(candidate.outcome))
            continue;
        const std::vector<double> &objectives = candidate.outcome.objectives;
        if (extent.low.empty())
            extent = {objectives, objectives};
        for (std::size_t k = 0; k < objectives.size(); ++k) {
            extent.low[k] = std::min(extent.low[k], objectives[k]);
            extent.high[k] = std::max(extent.high[k], objectives[k]);
        }
    }
    return extent;
}

std::vector<int> pareto_front(const std::vector<Candidate> &candidates) {
    const auto outcome = [&](int index) -> const Outcome & {
        return candidates[static_cast<std::size_t>(index)].outcome;
    };
    std::vector<int> results, front;
    for (std::size_t i = 0; i < candidates.size(); ++i)
        if (is_result(candidates[i].outcome))
            results.push_back(static_cast<int>(i));
    // What dominates a result is before it in this order, and so is a member that dominates that.
    std::stable_sort(results.begin(), results.end(),
                     [&](int a, int b) { return outcome(a).objectives < outcome(b).objectives; });
    for (const int result : results)
        if (std::none_of(front.begin(), front.end(),
                         [&](int member) { return dominates(outcome(member), outcome(result)); }))
            front.push_back(result);
    std::sort(front.begin(), front.end());
    return front;
}

} // namespace search
