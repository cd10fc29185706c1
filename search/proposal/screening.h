// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/random.h"
#include "search/search.h"

#include <vector>

namespace search {

/// A genome that may be evaluated.
struct Prospect {
    Genome genome;
    /// What cheaper looks have told of it: no objectives, or all, those not told not a number.
    Outcome seen{};
};

/// The `count` prospects of `pool` that promise the most, in the order in which they were chosen:
/// one after another the genome whose guessed objectives would add the most hypervolume to the
/// front of `known` and of those chosen before it; those that would probably fail or break a
/// constraint come last. What a look has told is taken for the guess; the other guesses come from
/// an AdditiveModel of each objective and of failure, fitted to `known`. Volumes are estimated with
/// one set of random points, so the cost grows with pool x points. The first of the pool while
/// nothing is known that did not fail.
std::vector<Prospect> promising(const std::vector<Gene> &genes, const std::vector<Candidate> &known,
                                std::vector<Prospect> pool, std::size_t count, Random &random);

} // namespace search
