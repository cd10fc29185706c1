// SPDX-License-Identifier: Apache-2.0
#include "apps/explore/exploration.h"

#include "apps/explore/algorithm/baselines.h"
#include "apps/explore/chips/race.h"
#include "apps/explore/figures.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

namespace apps {

using Json = nlohmann::ordered_json;

Exploration::Exploration(const Config &config, const Session &bench)
    : config_(config), objectives_(config.search.objectives, config.search.constraints),
      answers_(config, bench) {}

search::Outcome Exploration::judge(const Json &answer) const {
    if (answer.contains("reason")) {
        search::Outcome failed;
        failed.reason = answer["reason"];
        return failed;
    }
    return objectives_.judge(answer["figures"].get<Figures>());
}

void Exploration::count(Look look, const std::string &algorithm, std::size_t designs) {
    asked_[algorithm][static_cast<std::size_t>(look)] += static_cast<std::int64_t>(designs);
}

const Json &Exploration::detail(const std::string &algorithm, const search::Genome &genome,
                                const Chips &chips) const {
    if (const auto more = chips.find(genome); more != chips.end())
        return *answers_.find({Look::MoreChips, algorithm, genome, more->second});
    if (const Json *given_up = answers_.given_up(algorithm, genome))
        return *given_up;
    return *answers_.find({Look::Whole, algorithm, genome});
}

Exploration::Chips Exploration::chips_of(const std::string &algorithm) const {
    const auto known = chips_.find(algorithm);
    return known == chips_.end() ? Chips() : known->second;
}

Run Exploration::run_of(const std::string &algorithm, std::vector<search::Candidate> candidates,
                        const Chips &chips) const {
    Run run{algorithm, std::move(candidates), {}};
    for (search::Candidate &candidate : run.candidates) {
        run.details.push_back(&detail(algorithm, candidate.genome, chips));
        candidate.outcome = judge(*run.details.back());
    }
    return run;
}

void Exploration::tell_progress() const {
    if (on_candidate_)
        on_candidate_();
}

/// Asks what is not known yet, and keeps it in the archive. Settles in any order.
void Exploration::ask_and_keep(Look look, const std::string &algorithm,
                               const std::vector<search::Candidate> &candidates,
                               const Answers::Settle &settle) {
    count(look, algorithm, candidates.size());
    std::vector<Question> questions;
    for (const search::Candidate &candidate : candidates)
        questions.push_back({look, algorithm, candidate.genome});
    answers_.ask(questions, [&](std::size_t index, const Json &answer) {
        const search::Candidate &candidate = candidates[index];
        answers_.keep(questions[index], {candidate.id, candidate.genome, judge(answer)}, answer);
        settle(index, answer);
        if (look == Look::Verified)
            tell_progress();
    });
}

/// Measures candidates on so many chips in all, where they have less.
void Exploration::add_chips(const std::string &algorithm,
                            const std::vector<search::Candidate> &candidates,
                            const std::vector<int> &chips, const Answers::Settle &settle) {
    count(Look::MoreChips, algorithm, candidates.size());
    std::vector<Question> questions;
    std::vector<Json> before;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        before.push_back(detail(algorithm, candidates[i].genome, chips_[algorithm]));
        const int measured = before.back()["accuracy"]["chips"];
        questions.push_back({Look::MoreChips, algorithm, candidates[i].genome, chips[i], measured});
    }
    answers_.ask(questions, [&](std::size_t index, const Json &answer) {
        const Question &question = questions[index];
        Json all = answer.contains("by_chip") ? with_chips(config_, before[index], answer) : answer;
        all.erase("stopped"); // it has its chips after all
        answers_.learn(question, all);
        answers_.keep(question, {candidates[index].id, question.genome, judge(all)}, all);
        chips_[algorithm][question.genome] = question.chips;
        settle(index, all);
    });
}

/// What the front's members lack: search.chips, where one was given up and has come to the front
/// since; or twice their chips, where their order in accuracy is not settled.
std::vector<std::pair<int, search::Outcome>>
Exploration::refine(const std::string &algorithm, const std::vector<search::Candidate> &known) {
    std::vector<search::Candidate> front;
    std::vector<std::vector<double>> shares;
    bool comes_back = false;
    for (const int member : search::pareto_front(known)) {
        front.push_back(known[static_cast<std::size_t>(member)]);
        const Json &found = detail(algorithm, front.back().genome, chips_[algorithm]);
        shares.push_back(found["accuracy"]["by_chip"]);
        comes_back = comes_back || found.contains("stopped");
    }
    std::vector<int> next;
    if (comes_back)
        next.assign(front.size(), config_.search.chips);
    else if (why_no_race(config_).empty())
        next = chips_next(shares, {config_.search.half_width, config_.accuracy.chips});
    std::vector<search::Candidate> lacking;
    std::vector<int> chips;
    for (std::size_t i = 0; i < next.size(); ++i)
        if (next[i] > static_cast<int>(shares[i].size())) {
            lacking.push_back(front[i]);
            chips.push_back(next[i]);
        }
    std::vector<std::pair<int, search::Outcome>> better(lacking.size());
    add_chips(algorithm, lacking, chips, [&](std::size_t index, const Json &answer) {
        better[index] = {lacking[index].id, judge(answer)};
    });
    return better;
}

search::Evaluate Exploration::looking(Look look, const std::string &algorithm) {
    return [this, look, algorithm](int, const std::vector<search::Genome> &genomes) {
        std::vector<search::Candidate> candidates;
        std::set<search::Genome> &seen = looked_at_[algorithm]; // numbers the archive's rows
        for (const search::Genome &genome : genomes) {
            candidates.push_back({static_cast<int>(seen.size()), genome, {}});
            if (look == Look::FewImages)
                seen.insert(genome);
        }
        std::vector<search::Outcome> outcomes(genomes.size());
        ask_and_keep(look, algorithm, candidates, [&](std::size_t index, const Json &answer) {
            outcomes[index] = judge(answer);
        });
        return outcomes;
    };
}

search::Measures Exploration::measures(const std::string &algorithm) {
    search::Measures measures;
    measures.looks = {looking(Look::ClosedForm, algorithm), looking(Look::FewImages, algorithm)};
    if (!objectives_.name_any(names_of_accuracy()))
        measures.looks.pop_back();
    const bool stops = why_no_stop(config_).empty();
    measures.whole = [this, algorithm, stops](int first_id, const auto &genomes) {
        return stops ? measure_stopping(algorithm, first_id, genomes)
                     : measure(algorithm, first_id, genomes);
    };
    if (stops || why_no_race(config_).empty())
        measures.refine = [this, algorithm](const std::vector<search::Candidate> &known) {
            return refine(algorithm, known);
        };
    return measures;
}

Run Exploration::explore(const std::string &algorithm, const OnCandidate &on_candidate) {
    on_candidate_ = on_candidate;
    std::vector<search::Candidate> found = run_algorithm(algorithm, config_, measures(algorithm));
    return run_of(algorithm, std::move(found), chips_of(algorithm));
}

std::vector<search::Candidate> Exploration::draw(int count, const OnCandidate &on_candidate) {
    on_candidate_ = on_candidate;
    Config own = config_;
    own.search.evaluations = count;
    search::Measures whole = measures("random");
    whole.refine = nullptr;
    return run_algorithm("random", own, whole);
}

std::vector<Json> Exploration::verify(const std::string &algorithm,
                                      const std::vector<search::Candidate> &candidates,
                                      const OnCandidate &on_candidate) {
    on_candidate_ = on_candidate;
    std::vector<Json> verified = look(Look::Verified, algorithm, candidates);
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        Json design{{"id", candidates[i].id}};
        design.update(verified[i]);
        if (!design.contains("reason"))
            design["violation"] = judge(verified[i]).violation;
        verified[i] = design;
    }
    return verified;
}

bool Exploration::has_verified(const std::string &algorithm,
                               const std::vector<search::Candidate> &candidates) const {
    return !candidates.empty() &&
           std::all_of(candidates.begin(), candidates.end(), [&](const auto &candidate) {
               return answers_.find({Look::Verified, algorithm, candidate.genome}) != nullptr;
           });
}

std::vector<Json> Exploration::look(Look look, const std::string &algorithm,
                                    const std::vector<search::Candidate> &candidates) {
    std::vector<Json> found(candidates.size());
    if (look != Look::MoreChips) {
        ask_and_keep(look, algorithm, candidates,
                     [&](std::size_t index, const Json &answer) { found[index] = answer; });
        return found;
    }
    for (std::size_t i = 0; i < candidates.size(); ++i)
        found[i] = detail(algorithm, candidates[i].genome, chips_[algorithm]);
    for (int chips = config_.search.chips; chips < config_.accuracy.chips;) {
        chips = std::min(2 * chips, config_.accuracy.chips);
        std::vector<search::Candidate> alive; // a worker may have died of the others
        std::vector<std::size_t> place;
        for (std::size_t i = 0; i < candidates.size(); ++i)
            if (!found[i].contains("reason")) {
                alive.push_back(candidates[i]);
                place.push_back(i);
            }
        add_chips(algorithm, alive, std::vector<int>(alive.size(), chips),
                  [&](std::size_t index, const Json &answer) { found[place[index]] = answer; });
    }
    return found;
}

std::vector<Run> Exploration::remembered(const std::vector<std::string> &algorithms) const {
    const std::vector<search::ArchiveRow> rows =
        answers_.archive().rows(); // once: their digests take time
    std::vector<Run> runs;
    runs.reserve(algorithms.size());
    for (const std::string &algorithm : algorithms)
        runs.push_back(run_in(rows, algorithm));
    return runs;
}

/// What rows of the archive hold of an algorithm.
Run Exploration::run_in(const std::vector<search::ArchiveRow> &rows,
                        const std::string &algorithm) const {
    std::vector<search::Candidate> candidates;
    Chips chips;
    const bool adds = why_no_race(config_).empty() || why_no_stop(config_).empty();
    for (const search::ArchiveRow &row : rows) {
        const Question question = question_of(row);
        if (question.look == Look::MoreChips && adds &&
            like_minded(question.algorithm) == like_minded(algorithm))
            chips[question.genome] = std::max(chips[question.genome], question.chips);
        else if (row.algorithm == algorithm && // an earlier run may have gone further
                 row.candidate.id < config_.search.evaluations)
            candidates.push_back(row.candidate);
    }
    return run_of(algorithm, std::move(candidates), chips);
}

std::vector<search::Candidate> known_designs(const Config &config) {
    std::error_code none; // what cannot be looked at is not there
    if (!std::filesystem::exists(archive_file(config), none))
        return {}; // opening would make one
    std::vector<search::Candidate> candidates;
    for (search::ArchiveRow &row : open_archive(config).rows())
        if (row.algorithm == evolution)
            candidates.push_back(std::move(row.candidate));
    return candidates;
}

} // namespace apps
