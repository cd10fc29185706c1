// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/explore/objectives.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace apps {

/// The box of which a hypervolume is a share: from 0 up to search.reference, or between the best
/// and the worst value that any of some searches found of each objective. An objective in which all
/// designs agree takes no part.
class HypervolumeBox {
  public:
    /// Of the searches whose candidates are these.
    HypervolumeBox(const Objectives &objectives, const std::string &reference,
                   const std::vector<const std::vector<search::Candidate> *> &searches);

    /// The hypervolume after each evaluation of one of them: all 0 where no design meets the
    /// constraints, empty where no objective takes part.
    std::vector<double> history(const std::vector<search::Candidate> &candidates) const;

    /// {ideal, reference, stated, without_extent, beyond_reference}: objectives by name in the
    /// last two, which agree in all designs or in which no design is within the reference.
    nlohmann::ordered_json report() const;

  private:
    void cover(const std::vector<search::Candidate> &candidates);
    bool empty() const { return ideal_.empty() || ideal_[0] > reference_[0]; }

    std::vector<double> ideal_, reference_;
    bool stated_ = false;
    std::vector<std::string> without_extent_, beyond_;
};

} // namespace apps
