// SPDX-License-Identifier: Apache-2.0
#include "apps/explore/hypervolume_box.h"

#include "search/front/dominance.h"

#include <algorithm>
#include <limits>

namespace apps {

HypervolumeBox::HypervolumeBox(const Objectives &objectives, const std::string &reference,
                               const std::vector<const std::vector<search::Candidate> *> &searches)
    : ideal_(objectives.names().size(), std::numeric_limits<double>::infinity()),
      reference_(objectives.names().size(), -std::numeric_limits<double>::infinity()) {
    const std::vector<double> stated = objectives.reference(reference);
    stated_ = !stated.empty();
    for (const auto *candidates : searches)
        cover(*candidates);
    for (std::size_t i = 0; i < ideal_.size() && !empty(); ++i)
        if (!search::has_extent(ideal_[i], reference_[i])) {
            without_extent_.push_back(objectives.names()[i]);
        } else if (stated_) {
            if (ideal_[i] >= stated[i])
                beyond_.push_back(objectives.names()[i]);
            ideal_[i] = 0;
            reference_[i] = stated[i];
        }
}

void HypervolumeBox::cover(const std::vector<search::Candidate> &candidates) {
    for (const search::Candidate &candidate : candidates) {
        if (!search::is_result(candidate.outcome))
            continue;
        for (std::size_t i = 0; i < ideal_.size(); ++i) {
            ideal_[i] = std::min(ideal_[i], candidate.outcome.objectives[i]);
            reference_[i] = std::max(reference_[i], candidate.outcome.objectives[i]);
        }
    }
}

std::vector<double>
HypervolumeBox::history(const std::vector<search::Candidate> &candidates) const {
    if (empty())
        return std::vector<double>(candidates.size(), 0.0);
    if (without_extent_.size() == ideal_.size())
        return {};
    return search::hypervolume_history(candidates, ideal_, reference_);
}

nlohmann::ordered_json HypervolumeBox::report() const {
    return {{"ideal", ideal_},
            {"reference", reference_},
            {"stated", stated_},
            {"without_extent", without_extent_},
            {"beyond_reference", beyond_}};
}

} // namespace apps
