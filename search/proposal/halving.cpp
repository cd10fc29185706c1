// SPDX-License-Identifier: Apache-2.0
#include "search/proposal/halving.h"

#include <cmath>
#include <stdexcept>

namespace search {

namespace {

/// What two looks tell together; the closer one counts where both do.
Outcome together(const Outcome &first, Outcome closer) {
    if (closer.failed() || closer.objectives.empty())
        return closer;
    for (std::size_t k = 0; k < first.objectives.size(); ++k)
        if (std::isnan(closer.objectives[k]))
            closer.objectives[k] = first.objectives[k];
    return closer;
}

} // namespace

void Halving::look(const Evaluate &evaluate, std::vector<Prospect> &prospects) {
    std::vector<Genome> genomes;
    for (const Prospect &prospect : prospects)
        genomes.push_back(prospect.genome);
    const std::vector<Outcome> outcomes = evaluate(looked_at_, genomes);
    if (outcomes.size() != genomes.size())
        throw std::runtime_error("search: a look at " + std::to_string(genomes.size()) +
                                 " genomes told of " + std::to_string(outcomes.size()));
    looked_at_ += static_cast<int>(genomes.size());
    for (std::size_t i = 0; i < prospects.size(); ++i)
        seen_[genomes[i]] = prospects[i].seen = together(prospects[i].seen, outcomes[i]);
}

std::vector<Prospect> Halving::pick(const Screening &screening, std::vector<Prospect> pool,
                                    std::size_t count) {
    const auto share = static_cast<std::size_t>(share_);
    std::size_t wanted = count;
    for (std::size_t i = 0; i < looks_.size(); ++i)
        wanted *= share;
    pool = screening.promising(std::move(pool), wanted);
    for (const Evaluate &evaluate : looks_) {
        look(evaluate, pool);
        wanted /= share;
        pool = screening.promising(std::move(pool), wanted);
    }
    return pool;
}

} // namespace search
