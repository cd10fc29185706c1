// SPDX-License-Identifier: Apache-2.0
#include "search/dominance.h"

namespace search {

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

} // namespace search
