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
    std::vector<int> front;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const Outcome &outcome = candidates[i].outcome;
        if (is_result(outcome) &&
            std::none_of(candidates.begin(), candidates.end(),
                         [&](const Candidate &other) { return dominates(other.outcome, outcome); }))
            front.push_back(static_cast<int>(i));
    }
    return front;
}

} // namespace search
