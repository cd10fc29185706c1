// SPDX-License-Identifier: Apache-2.0
// How an exploration measures designs whole, with search.stop and without.
#include "apps/explore/exploration.h"

#include "apps/util/json_text.h"
#include "search/archive/remember.h"

namespace apps {

using Json = nlohmann::ordered_json;

/// Measures designs on search.chips.
std::vector<search::Outcome> Exploration::measure(const std::string &algorithm, int first_id,
                                                  const std::vector<search::Genome> &genomes) {
    count(Look::Whole, algorithm, genomes.size());
    const auto evaluate = [&](const auto &candidates, const search::Keep &keep) {
        std::vector<Question> questions;
        questions.reserve(candidates.size());
        for (const search::Candidate &candidate : candidates)
            questions.push_back({Look::Whole, algorithm, candidate.genome});
        answers_.ask(questions, [&](std::size_t index, const Json &answer) {
            keep(index, judge(answer), json_text(answer));
            tell_progress();
        });
    };
    return search::remember(answers_.archive(), algorithm, evaluate)(first_id, genomes);
}

/// Likewise, but those that their first chip shows to be hopeless have no other. What they are held
/// against are the algorithm's designs of earlier batches, which the search decides on, so that
/// neither workers nor an interruption change who is given up.
std::vector<search::Outcome>
Exploration::measure_stopping(const std::string &algorithm, int first_id,
                              const std::vector<search::Genome> &genomes) {
    count(Look::Whole, algorithm, genomes.size());
    Rivals &rivals = rivals_.try_emplace(algorithm, objectives_).first->second;
    const auto evaluate = [&](const auto &candidates, const search::Keep &keep) {
        std::vector<Question> questions;
        questions.reserve(candidates.size());
        for (const search::Candidate &candidate : candidates)
            questions.push_back({Look::Whole, algorithm, candidate.genome, 0, 0, rivals.all()});
        answers_.ask(questions, [&](std::size_t index, const Json &answer) {
            Json found = answer; // on all chips where another algorithm has asked for it
            if (!found.contains("reason") && !found.contains("stopped") &&
                is_hopeless(objectives_, found, rivals.all())) {
                found = on_first_chip(config_, found);
                found["stopped"] = true;
            }
            if (found.contains("stopped"))
                answers_.give_up(algorithm, candidates[index].genome, found);
            keep(index, judge(found), json_text(found));
            tell_progress();
        });
    };
    std::vector<search::Outcome> outcomes =
        search::remember(answers_.archive(), algorithm, evaluate)(first_id, genomes);
    for (const search::Genome &genome : genomes)
        if (const Json &found = detail(algorithm, genome, {}); !found.contains("reason"))
            rivals.add(found);
    return outcomes;
}

} // namespace apps
