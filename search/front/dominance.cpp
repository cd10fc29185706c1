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
