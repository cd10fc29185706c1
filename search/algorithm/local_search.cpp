// SPDX-License-Identifier: Apache-2.0
#include "search/algorithm/history.h"
#include "search/proposal/variation.h"

#include <algorithm>

namespace search {

namespace {

constexpr int neighbour_attempts = 20; // neighbours tried before a random genome takes the place

/// With another choice in one gene that has several.
Genome neighbour(Genome genome, const std::vector<Gene> &genes, Random &random) {
    std::size_t gene = 0;
    do
        gene = static_cast<std::size_t>(random.below(static_cast<int>(genes.size())));
    while (genes[gene].choices < 2);
    const int step = 1 + random.below(genes[gene].choices - 1);
    genome[gene] = (genome[gene] + step) % genes[gene].choices;
    return genome;
}

} // namespace

std::vector<Candidate> local_search(const std::vector<Gene> &genes, const Measures &measures,
                                    const Options &options) {
    History history(genes, measures.whole, options.evaluations);
    Random random(options.seed, 2);
    while (history.left() > 0) {
        const std::vector<Candidate> &known = history.candidates();
        const std::vector<int> front = pareto_front(known);
        const auto claim_neighbour = [&] {
            for (int attempt = 0; attempt < neighbour_attempts && !front.empty(); ++attempt) {
                const int from =
                    front[static_cast<std::size_t>(random.below(static_cast<int>(front.size())))];
                if (history.claim(
                        neighbour(known[static_cast<std::size_t>(from)].genome, genes, random)))
                    return;
            }
            while (!history.claim(random_genome(genes, random)))
                continue;
        };
        for (std::size_t left =
                 std::min(history.left(), static_cast<std::size_t>(options.offspring));
             left > 0; --left)
            claim_neighbour();
        history.evaluate_batch();
        history.refine(measures.refine);
    }
    while (history.refine(measures.refine))
        continue;
    return history.candidates();
}

} // namespace search
