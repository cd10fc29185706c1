// SPDX-License-Identifier: Apache-2.0
#include "search/algorithm/subspace.h"

#include "search/front/dominance.h"

#include <map>
#include <stdexcept>
#include <utility>

namespace search {

Subspace with_free(const std::vector<Gene> &genes, const Genome &fixed,
                   const std::vector<bool> &free) {
    Subspace part;
    for (std::size_t i = 0; i < genes.size(); ++i)
        if (free[i])
            part.genes.push_back(genes[i]);
    part.expand = [fixed, free](const Genome &own) {
        Genome whole = fixed;
        std::size_t next = 0;
        for (std::size_t i = 0; i < whole.size(); ++i)
            if (free[i])
                whole[i] = own[next++];
        return whole;
    };
    return part;
}

std::vector<Candidate> evolve_within(const Subspace &part, const Measures &measures,
                                     const Options &options) {
    const auto expanded = [&part](const Evaluate &evaluate) -> Evaluate {
        return [&part, evaluate](int first_id, const std::vector<Genome> &genomes) {
            std::vector<Genome> whole;
            for (const Genome &genome : genomes)
                whole.push_back(part.expand(genome));
            return evaluate(first_id, whole);
        };
    };
    const auto of_whole = [&part](std::vector<Candidate> candidates) {
        for (Candidate &candidate : candidates)
            candidate.genome = part.expand(candidate.genome);
        return candidates;
    };
    Measures own{{}, expanded(measures.whole), {}};
    for (const Evaluate &look : measures.looks)
        own.looks.push_back(expanded(look));
    if (measures.refine)
        own.refine = [&](const std::vector<Candidate> &known) {
            return measures.refine(of_whole(known));
        };
    return of_whole(evolve(part.genes, own, options));
}

namespace {

/// Everything that the stages of a search ask for, no genome twice, with all objectives.
class Record {
  public:
    explicit Record(const Measures &measures) : measures_(measures) {}

    const std::vector<Candidate> &candidates() const { return candidates_; }

    std::vector<Outcome> evaluate(const std::vector<Genome> &genomes) {
        std::vector<Genome> unknown;
        for (const Genome &genome : genomes)
            if (find(genome) == nullptr)
                unknown.push_back(genome);
        const int first_id = static_cast<int>(candidates_.size());
        if (!unknown.empty()) {
            const std::vector<Outcome> found = measures_.whole(first_id, unknown);
            for (std::size_t i = 0; i < unknown.size(); ++i) {
                place_[unknown[i]] = candidates_.size();
                candidates_.push_back({first_id + static_cast<int>(i), unknown[i], found.at(i)});
            }
        }
        std::vector<Outcome> outcomes;
        for (const Genome &genome : genomes)
            outcomes.push_back(find(genome)->outcome);
        return outcomes;
    }

    /// Measures again; new outcomes by position among `known`.
    std::vector<std::pair<int, Outcome>> refine(const std::vector<Candidate> &known) {
        std::vector<std::pair<int, Outcome>> better;
        for (const auto &[id, outcome] : measures_.refine(candidates_)) {
            Candidate &changed = candidates_.at(static_cast<std::size_t>(id));
            changed.outcome = outcome;
            for (const Candidate &candidate : known)
                if (candidate.genome == changed.genome)
                    better.emplace_back(candidate.id, outcome);
        }
        return better;
    }

  private:
    const Candidate *find(const Genome &genome) const {
        const auto known = place_.find(genome);
        return known == place_.end() ? nullptr : &candidates_[known->second];
    }

    const Measures &measures_;
    std::vector<Candidate> candidates_;
    std::map<Genome, std::size_t> place_; ///< among the candidates
};

Genome middle(const std::vector<Gene> &genes) {
    Genome genome;
    for (const Gene &gene : genes)
        genome.push_back((gene.choices - 1) / 2);
    return genome;
}

/// The least objective of those that violate constraints by least; the first if all have failed.
const Candidate &best_of(const std::vector<Candidate> &candidates) {
    const Candidate *best = &candidates.front();
    for (const Candidate &candidate : candidates)
        if (dominates(candidate.outcome, best->outcome))
            best = &candidate;
    return *best;
}

} // namespace

std::vector<Candidate> staged_search(const std::vector<Gene> &genes, const Measures &measures,
                                     const Options &options, const std::vector<bool> &first,
                                     std::size_t objective) {
    Record record(measures);
    const auto one = [objective](Outcome outcome) {
        if (!outcome.failed())
            outcome.objectives = {outcome.objectives.at(objective)};
        return outcome;
    };
    const auto all = [&](int, const std::vector<Genome> &genomes) {
        return record.evaluate(genomes);
    };
    // What a look tells of one objective may be nothing: the first stage takes none.
    Measures alone{{}, {}, {}}, together{measures.looks, all, {}};
    alone.whole = [&](int, const std::vector<Genome> &genomes) {
        std::vector<Outcome> outcomes = record.evaluate(genomes);
        for (Outcome &outcome : outcomes)
            outcome = one(std::move(outcome));
        return outcomes;
    };
    if (measures.refine) {
        together.refine = [&](const std::vector<Candidate> &known) { return record.refine(known); };
        alone.refine = [&](const std::vector<Candidate> &known) {
            auto better = record.refine(known);
            for (auto &[id, outcome] : better)
                outcome = one(std::move(outcome));
            return better;
        };
    }
    Options half = options;
    half.evaluations = (options.evaluations + 1) / 2;
    const Candidate best =
        best_of(evolve_within(with_free(genes, middle(genes), first), alone, half));
    std::vector<bool> others = first;
    others.flip();
    half.evaluations = options.evaluations - static_cast<int>(record.candidates().size());
    if (half.evaluations > 0)
        evolve_within(with_free(genes, best.genome, others), together, half);
    if (measures.refine) // members of the first stage, too
        while (!record.refine(record.candidates()).empty())
            continue;
    return record.candidates();
}

} // namespace search
