// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search.h"

#include <set>

namespace search {

/// Throws std::invalid_argument if a design that a search begins with is none of the space, or
/// there are more than evaluations.
void check_begin(const std::vector<Gene> &genes, const Options &options);

/// Everything a search has asked for: no genome twice, never more than the budget or the space.
class History {
  public:
    /// Throws std::invalid_argument if the genes or the budget make no sense.
    History(const std::vector<Gene> &genes, const Evaluate &evaluate, int evaluations);

    std::size_t left() const; ///< how many genomes may still be claimed

    bool knows(const Genome &genome) const { return seen_.count(genome) > 0; }

    /// Adds the genome to the next batch unless it was asked for before; true if it was new.
    bool claim(const Genome &genome);

    /// Evaluates what was claimed since the last call. Throws std::runtime_error if the outcomes
    /// are not one sound outcome for each genome.
    void evaluate_batch();

    /// Gives what `refine` measures again its new outcome; false if that is nothing.
    bool refine(const Refine &refine);

    const std::vector<Candidate> &candidates() const { return candidates_; }

  private:
    Evaluate evaluate_;
    std::size_t budget_;
    std::set<Genome> seen_;
    std::vector<Genome> batch_;
    std::vector<Candidate> candidates_;
};

} // namespace search
