// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/proposal/gaussian_process.h"
#include "search/proposal/look_error.h"

#include <optional>

namespace search {

/// A genome that may be evaluated.
struct Prospect {
    Genome genome;
    /// What cheaper looks have told of it: no objectives, or all, those not told not a number.
    Outcome seen{};
};

/// What is believed of a prospect.
struct Promise {
    std::vector<Belief> objectives;
    double result = 1;  ///< the chance that it can be built and meets the constraints
    double trouble = 0; ///< above 0: it rather does not, from 1 on a look has told that
};

/// What is known of a search, turned into guesses.
class Oracle {
  public:
    Oracle(const std::vector<Gene> &genes, const std::vector<Candidate> &known, const Seen &seen);

    /// Something is known that did not fail.
    bool speaks() const { return objectives_.has_value(); }

    /// Only where it speaks.
    std::vector<Promise> promises(const std::vector<Prospect> &pool) const;

  private:
    void learn_objectives(const std::vector<Gene> &genes, const GaussianProcess::Genomes &genomes,
                          std::vector<std::vector<double>> figures);

    std::optional<GaussianProcess> misses_, objectives_; ///< misses_: 1 for what is no result
    std::vector<bool> logarithm_;                        ///< the model speaks of the logarithm
    std::vector<LookError> looks_;                       ///< by objective
};

} // namespace search
