// SPDX-License-Identifier: Apache-2.0
#include "search/algorithm/history.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace search {

namespace {

/// The number of genomes, or the budget if there are at least that many.
std::size_t reachable(const std::vector<Gene> &genes, int evaluations) {
    if (evaluations < 1)
        throw std::invalid_argument("search: evaluations is " + std::to_string(evaluations) +
                                    ", must be at least 1");
    if (genes.empty())
        throw std::invalid_argument("search: there are no genes, at least 1 is needed");
    const auto budget = static_cast<std::size_t>(evaluations);
    std::size_t genomes = 1;
    for (const Gene &gene : genes) {
        if (gene.choices < 1)
            throw std::invalid_argument("search: gene " + gene.name + " has " +
                                        std::to_string(gene.choices) +
                                        " choices, must be at least 1");
        if (genomes < budget)
            genomes *= static_cast<std::size_t>(gene.choices);
    }
    return genomes < budget ? genomes : budget;
}

void check(const Candidate &candidate, std::size_t objectives) {
    const Outcome &outcome = candidate.outcome;
    if (outcome.failed())
        return;
    const std::string where = "search: candidate " + std::to_string(candidate.id);
    if (outcome.objectives.empty() || outcome.objectives.size() != objectives)
        throw std::runtime_error(where + " has " + std::to_string(outcome.objectives.size()) +
                                 " objectives, expected " +
                                 (objectives == 0 ? "at least 1" : std::to_string(objectives)));
    for (const double objective : outcome.objectives)
        if (!std::isfinite(objective))
            throw std::runtime_error(where + " has an objective that is not a finite number; give "
                                             "a reason if it could not be evaluated");
    if (!std::isfinite(outcome.violation) || outcome.violation < 0)
        throw std::runtime_error(where + " has violation " + std::to_string(outcome.violation) +
                                 ", must be 0 or more");
}

} // namespace

void check_begin(const std::vector<Gene> &genes, const Options &options) {
    if (options.begin.size() > static_cast<std::size_t>(std::max(options.evaluations, 0)))
        throw std::invalid_argument("search: begins with " + std::to_string(options.begin.size()) +
                                    " designs, more than its " +
                                    std::to_string(options.evaluations) + " evaluations");
    for (const Genome &genome : options.begin) {
        bool known = genome.size() == genes.size();
        for (std::size_t g = 0; known && g < genes.size(); ++g)
            known = genome[g] >= 0 && genome[g] < genes[g].choices;
        if (!known)
            throw std::invalid_argument("search: begins with a design that is none of the space");
    }
}

History::History(const std::vector<Gene> &genes, const Evaluate &evaluate, int evaluations)
    : evaluate_(evaluate), budget_(reachable(genes, evaluations)) {}

std::size_t History::left() const { return budget_ - seen_.size(); }

bool History::claim(const Genome &genome) {
    const bool added = seen_.insert(genome).second;
    if (added)
        batch_.push_back(genome);
    return added;
}

void History::evaluate_batch() {
    const int first_id = static_cast<int>(candidates_.size());
    std::vector<Outcome> outcomes = evaluate_(first_id, batch_);
    if (outcomes.size() != batch_.size())
        throw std::runtime_error("search: " + std::to_string(outcomes.size()) + " outcomes for " +
                                 std::to_string(batch_.size()) + " genomes, expected as many");
    std::size_t objectives = 0;
    for (const Candidate &candidate : candidates_)
        if (!candidate.outcome.failed())
            objectives = candidate.outcome.objectives.size();
    for (std::size_t i = 0; i < batch_.size(); ++i) {
        candidates_.push_back({first_id + static_cast<int>(i), batch_[i], std::move(outcomes[i])});
        const Candidate &added = candidates_.back();
        if (objectives == 0 && !added.outcome.failed())
            objectives = added.outcome.objectives.size();
        check(added, objectives);
    }
    batch_.clear();
}

bool History::refine(const Refine &refine) {
    if (!refine)
        return false;
    const auto better = refine(candidates_);
    for (const auto &[id, outcome] : better) {
        Candidate &candidate = candidates_.at(static_cast<std::size_t>(id));
        const std::size_t objectives = candidate.outcome.objectives.size();
        candidate.outcome = outcome;
        check(candidate, objectives);
    }
    return !better.empty();
}

} // namespace search
