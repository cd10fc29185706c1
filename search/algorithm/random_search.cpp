// SPDX-License-Identifier: Apache-2.0
#include "search/algorithm/history.h"
#include "search/proposal/variation.h"

#include <algorithm>

namespace search {

namespace {

constexpr std::size_t batch_size = 32; // outcomes do not depend on it

} // namespace

std::vector<Candidate> random_search(const std::vector<Gene> &genes, const Measures &measures,
                                     const Options &options) {
    History history(genes, measures.whole, options.evaluations);
    Random random(options.seed, 1);
    while (history.left() > 0) {
        const std::size_t batch = std::min(history.left(), batch_size);
        for (std::size_t i = 0; i < batch; ++i)
            while (!history.claim(random_genome(genes, random)))
                continue;
        history.evaluate_batch();
    }
    while (history.refine(measures.refine))
        continue;
    return history.candidates();
}

std::vector<Candidate> random_search(const std::vector<Gene> &genes, const Evaluate &evaluate,
                                     const Options &options) {
    return random_search(genes, Measures{{}, evaluate, {}}, options);
}

} // namespace search
