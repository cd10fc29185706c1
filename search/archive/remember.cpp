// SPDX-License-Identifier: Apache-2.0
#include "search/archive/remember.h"

#include <stdexcept>

namespace search {

namespace {

std::vector<Outcome> recall(Archive &archive, const std::string &algorithm,
                            const EvaluateNew &evaluate, int first_id,
                            const std::vector<Genome> &genomes) {
    std::vector<Outcome> outcomes(genomes.size());
    std::vector<Candidate> asked;
    std::vector<std::size_t> position; // of asked candidates among the genomes
    for (std::size_t i = 0; i < genomes.size(); ++i) {
        const int id = first_id + static_cast<int>(i);
        const auto row = archive.find(algorithm, genomes[i]);
        if (row && row->candidate.id != id)
            throw std::runtime_error("search: the archive knows " + algorithm + " candidate " +
                                     std::to_string(id) + " as number " +
                                     std::to_string(row->candidate.id) +
                                     ": another search or version began it; choose another "
                                     "output");
        if (row) {
            outcomes[i] = row->candidate.outcome;
        } else {
            asked.push_back({id, genomes[i], {}});
            position.push_back(i);
        }
    }
    if (asked.empty())
        return outcomes;

    std::size_t kept = 0;
    evaluate(asked, [&](std::size_t index, const Outcome &outcome, const std::string &detail) {
        archive.insert({algorithm, {asked[index].id, asked[index].genome, outcome}, detail});
        outcomes[position[index]] = outcome;
        ++kept;
    });
    if (kept != asked.size())
        throw std::runtime_error("search: " + std::to_string(kept) + " of " +
                                 std::to_string(asked.size()) + " candidates were evaluated");
    return outcomes;
}

} // namespace

Evaluate remember(Archive &archive, const std::string &algorithm, const EvaluateNew &evaluate) {
    return [&archive, algorithm, evaluate](int first_id, const std::vector<Genome> &genomes) {
        return recall(archive, algorithm, evaluate, first_id, genomes);
    };
}

} // namespace search
