// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search.h"

#include <cstddef>
#include <functional>
#include <vector>

namespace search {

/// A part of a space: genes of its own, each genome of which stands for another one of the whole.
struct Subspace {
    std::vector<Gene> genes;
    std::function<Genome(const Genome &)> expand;
};

/// The part of a space in which only the genes of `free` differ; the others are as in `fixed`.
Subspace with_free(const std::vector<Gene> &genes, const Genome &fixed,
                   const std::vector<bool> &free);

/// evolve() in it; measures and history are of genomes of the whole.
std::vector<Candidate> evolve_within(const Subspace &part, const Measures &measures,
                                     const Options &options);

/// Half of the evaluations go to the genes of `first` alone (some, but not all), for the least of
/// objective number `objective`, while the others have their middle choice; the rest to the others,
/// for all objectives, while those of `first` are as in the best design of the first half.
std::vector<Candidate> staged_search(const std::vector<Gene> &genes, const Measures &measures,
                                     const Options &options, const std::vector<bool> &first,
                                     std::size_t objective);

} // namespace search
