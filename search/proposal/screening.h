// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/proposal/oracle.h"
#include "search/random.h"

#include <vector>

namespace search {

/// Which of many genomes to evaluate, by what is known of a search at one moment.
class Screening {
  public:
    Screening(const std::vector<Gene> &genes, const std::vector<Candidate> &known, const Seen &seen,
              Random &random);

    /// The `count` prospects of `pool` that promise the most, in the order in which they were
    /// chosen: one after another the one that is expected to add the most hypervolume to the front
    /// of what is known and of those chosen before it (Emmerich et al. 2006, the chance that it is
    /// a result in it); those that rather fail or break a constraint come last. Volumes are
    /// estimated with one set of random points, so the cost grows with pool x points. The first of
    /// the pool while nothing is known that did not fail.
    std::vector<Prospect> promising(std::vector<Prospect> pool, std::size_t count) const;

  private:
    using Point = std::vector<double>;
    std::vector<const Point *> reachable(const std::vector<Promise> &promises) const;

    Oracle oracle_;
    std::vector<Point> open_; ///< random points around the results that none of them covers
};

} // namespace search
