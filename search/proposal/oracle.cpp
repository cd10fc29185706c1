// SPDX-License-Identifier: Apache-2.0
#include "search/proposal/oracle.h"

#include "search/front/dominance.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace search {

namespace {

constexpr std::size_t learnt_from = 300; // the latest: the cost grows with the cube
constexpr double certain = 1;            // trouble of what a look has told: above all guesses

} // namespace

Oracle::Oracle(const std::vector<Gene> &genes, const std::vector<Candidate> &known,
               const Seen &seen) {
    GaussianProcess::Genomes all, built;
    std::vector<std::vector<double>> misses(1), figures;
    for (std::size_t i = known.size() - std::min(known.size(), learnt_from); i < known.size();
         ++i) {
        const Outcome &outcome = known[i].outcome;
        all.push_back(&known[i].genome);
        misses[0].push_back(is_result(outcome) ? 0 : 1);
        if (outcome.failed())
            continue;
        built.push_back(&known[i].genome);
        figures.resize(outcome.objectives.size());
        for (std::size_t k = 0; k < figures.size(); ++k)
            figures[k].push_back(outcome.objectives[k]);
    }
    if (built.empty())
        return;
    learn_objectives(genes, built, figures);
    for (std::size_t k = 0; k < logarithm_.size(); ++k)
        looks_.emplace_back(known, seen, k, logarithm_[k]);
    if (std::count(misses[0].begin(), misses[0].end(), 1.0) > 0)
        misses_.emplace(genes, all, misses);
}

/// Of an objective that is above 0 everywhere the logarithm, where that is foreseen better.
void Oracle::learn_objectives(const std::vector<Gene> &genes,
                              const GaussianProcess::Genomes &genomes,
                              std::vector<std::vector<double>> figures) {
    const std::size_t count = figures.size();
    std::vector<std::size_t> logarithms(count, 0); // where they are; 0: none
    std::vector<double> stretch(count, 0.0);       // density of the logarithm over the figure's
    for (std::size_t k = 0; k < count; ++k) {
        std::vector<double> values = figures[k];
        if (std::any_of(values.begin(), values.end(), [](double value) { return value <= 0; }))
            continue;
        for (double &value : values)
            stretch[k] += value = std::log(value);
        logarithms[k] = figures.size();
        figures.push_back(std::move(values));
    }
    objectives_.emplace(genes, genomes, figures);
    std::vector<std::size_t> kept;
    for (std::size_t k = 0; k < count; ++k) {
        logarithm_.push_back(logarithms[k] > 0 &&
                             objectives_->foresight(logarithms[k]) - stretch[k] >=
                                 objectives_->foresight(k));
        kept.push_back(logarithm_[k] ? logarithms[k] : k);
    }
    objectives_->keep(kept);
}

std::vector<Promise> Oracle::promises(const std::vector<Prospect> &pool) const {
    GaussianProcess::Genomes genomes;
    for (const Prospect &prospect : pool)
        genomes.push_back(&prospect.genome);
    std::vector<Promise> promises(pool.size());
    if (misses_) {
        const std::vector<GaussianProcess::Guess> misses = misses_->guess(genomes)[0];
        for (std::size_t i = 0; i < pool.size(); ++i) {
            promises[i].result = std::clamp(1 - misses[i].mean, 0.0, 1.0);
            promises[i].trouble = std::max(0.0, 0.5 - promises[i].result);
        }
    }
    const auto guesses = objectives_->guess(genomes);
    for (std::size_t i = 0; i < pool.size(); ++i) {
        const Outcome &seen = pool[i].seen;
        if (seen.failed())
            promises[i].trouble = std::numeric_limits<double>::infinity();
        else if (seen.violation > 0)
            promises[i].trouble = certain + seen.violation;
        for (std::size_t k = 0; k < guesses.size(); ++k) {
            const GaussianProcess::Guess &guess = guesses[k][i];
            const Belief belief{guess.mean, std::sqrt(guess.variance), logarithm_[k]};
            const bool told = k < seen.objectives.size() && !std::isnan(seen.objectives[k]);
            promises[i].objectives.push_back(told ? looks_[k].believed(belief, seen.objectives[k])
                                                  : belief);
        }
    }
    return promises;
}

} // namespace search
