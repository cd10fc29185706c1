// SPDX-License-Identifier: Apache-2.0
#include "search/algorithm/history.h"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>

namespace search {

namespace {

using Worth = std::tuple<double, double>; ///< constraints, then the first objective: less is better

/// A gene's other choice, and what it is worth alone.
struct Change {
    std::size_t gene;
    int choice;
    Worth worth;
};

/// What every genome that was evaluated is worth.
std::map<Genome, Worth> worths(const std::vector<Candidate> &candidates) {
    constexpr double none = std::numeric_limits<double>::infinity();
    std::map<Genome, Worth> known;
    for (const auto &[id, genome, outcome] : candidates)
        known[genome] = outcome.failed() ? Worth{none, none}
                                         : Worth{outcome.violation, outcome.objectives.front()};
    return known;
}

Genome with(Genome genome, std::size_t gene, int choice) {
    genome[gene] = choice;
    return genome;
}

/// The best change of each gene that is better than none, the best first.
std::vector<Change> improvements(const std::vector<Gene> &genes, const Genome &origin,
                                 const std::map<Genome, Worth> &known) {
    std::vector<Change> found;
    for (std::size_t gene = 0; gene < genes.size(); ++gene) {
        Change best{gene, origin[gene], known.at(origin)};
        for (int choice = 0; choice < genes[gene].choices; ++choice)
            if (const auto alone = known.find(with(origin, gene, choice));
                alone != known.end() && alone->second < best.worth)
                best = {gene, choice, alone->second};
        if (best.choice != origin[gene])
            found.push_back(best);
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const Change &a, const Change &b) { return a.worth < b.worth; });
    return found;
}

/// Genomes with the first change, the first two, and so on.
std::vector<Genome> path(Genome genome, const std::vector<Change> &changes) {
    std::vector<Genome> found;
    found.reserve(changes.size());
    for (const Change &change : changes)
        found.push_back(genome = with(genome, change.gene, change.choice));
    return found;
}

} // namespace

std::vector<Candidate> greedy(const std::vector<Gene> &genes, const Measures &measures,
                              const Options &options) {
    check_begin(genes, options);
    History history(genes, measures.whole, options.evaluations);
    const auto evaluate = [&](const std::vector<Genome> &asked) {
        for (const Genome &genome : asked)
            if (history.left() > 0)
                history.claim(genome);
        history.evaluate_batch();
        history.refine(measures.refine);
        return worths(history.candidates());
    };
    Genome origin = options.begin.empty() ? Genome(genes.size(), 0) : options.begin.front();
    evaluate({origin});
    while (history.left() > 0) {
        std::vector<Genome> alone;
        for (std::size_t gene = 0; gene < genes.size(); ++gene)
            for (int choice = 0; choice < genes[gene].choices; ++choice)
                alone.push_back(with(origin, gene, choice));
        const std::vector<Change> changes = improvements(genes, origin, evaluate(alone));
        if (changes.empty())
            break;
        const std::vector<Genome> steps = path(origin, changes);
        const std::map<Genome, Worth> known = evaluate(steps);
        for (const Genome &step : steps) // the first is better than where they begin
            if (const auto found = known.find(step);
                found != known.end() && found->second < known.at(origin))
                origin = step;
    }
    while (history.refine(measures.refine))
        continue;
    return history.candidates();
}

} // namespace search
