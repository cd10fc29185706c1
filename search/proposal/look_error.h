// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/proposal/belief.h"
#include "search/search.h"

#include <cstddef>
#include <map>
#include <vector>

namespace search {

/// What looks have told of genomes; where several told of one, together.
using Seen = std::map<Genome, Outcome>;

/// How far a look is from the whole evaluation in one objective, learnt from the candidates that
/// were looked at before: by how much it is wrong on average, and how much that differs.
class LookError {
  public:
    /// `logarithm`: of the objective's logarithm.
    LookError(const std::vector<Candidate> &known, const Seen &seen, std::size_t objective,
              bool logarithm);

    /// What is to be believed of a genome of which a look has told `told` and a model guesses
    /// `guess`, whose errors are independent. A look that fewer than three candidates have tested
    /// is taken at its word.
    Belief believed(const Belief &guess, double told) const;

  private:
    bool tested_ = false;
    double bias_ = 0, variance_ = 0; ///< of the whole less the look
};

} // namespace search
