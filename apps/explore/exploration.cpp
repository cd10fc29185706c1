// SPDX-License-Identifier: Apache-2.0
#include "apps/explore/exploration.h"

#include "apps/config/choices.h"
#include "apps/config/inputs.h"
#include "apps/explore/baselines.h"
#include "apps/explore/race.h"
#include "apps/util/interrupt.h"
#include "apps/util/json_text.h"
#include "apps/util/progress.h"
#include "search/workers/all_workers.h"

#include <algorithm>
#include <filesystem>
#include <set>

namespace apps {

using Json = nlohmann::ordered_json;

namespace {

/// The algorithm that believes the same of the hardware: evolution for all that know it.
std::string like_minded(const std::string &algorithm) {
    return knows_the_hardware(algorithm) ? evolution : algorithm;
}

/// What the answer to a question depends on: not on who asks, where all know the hardware, and not
/// on what was known before.
std::string key_of(Question question) {
    question.measured = 0;
    question.algorithm =
        question.look == Look::Verified ? evolution : like_minded(question.algorithm);
    return question_text(question);
}

/// Under which name the archive keeps an algorithm's answers of a look: the closed form is worked
/// out anew. Verified designs of evolution have a name of their own.
std::string row_name(const Question &question) {
    switch (question.look) {
    case Look::ClosedForm:
    case Look::Whole:
        break;
    case Look::FewImages:
        return question.algorithm + " few images";
    case Look::MoreChips:
        return question.algorithm + " " + std::to_string(question.chips) + " chips";
    case Look::Verified:
        return question.algorithm == evolution ? "verified" : question.algorithm + " verified";
    }
    return question.algorithm;
}

/// The question that a row of the archive answers.
Question question_of(const search::ArchiveRow &row) {
    Question question;
    question.genome = row.candidate.genome;
    const std::string &name = row.algorithm;
    const std::size_t space = name.find(' ');
    question.algorithm = name.substr(0, space);
    const std::string what = space == std::string::npos ? "" : name.substr(space + 1);
    if (name == "verified" || what == "verified")
        question.look = Look::Verified;
    else if (what == "few images")
        question.look = Look::FewImages;
    else if (!what.empty()) {
        question.look = Look::MoreChips;
        question.chips = std::stoi(what);
    }
    if (name == "verified")
        question.algorithm = evolution;
    return question;
}

std::string archive_file(const Config &config) { return config.run.out + "/archive.sqlite"; }

search::Archive open_archive(const Config &config, const std::string &identity) {
    return {archive_file(config), {identity, changed_input}};
}

std::vector<search::Candidate> candidates_of(const search::Archive &archive,
                                             const std::string &algorithm) {
    std::vector<search::Candidate> candidates;
    for (search::ArchiveRow &row : archive.rows())
        if (row.algorithm == algorithm)
            candidates.push_back(std::move(row.candidate));
    return candidates;
}

} // namespace

Exploration::Exploration(const Config &config, const Session &bench)
    : config_(config), objectives_(config.search.objectives, config.search.constraints),
      inputs_(inputs(config, Resumed::Search)),
      pool_(search::all_workers(
                thread_count(config.search.workers),
                [&bench, &config](const std::string &request) {
                    return answer(bench, config, request);
                },
                inputs_),
            interrupted),
      archive_(open_archive(config, inputs_)) {
    for (const search::ArchiveRow &row : archive_.rows())
        answers_[key_of(question_of(row))] = Json::parse(row.detail);
}

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
    Question question{Look::Whole, algorithm, genome};
    if (const auto more = chips.find(genome); more != chips.end()) {
        question.look = Look::MoreChips;
        question.chips = more->second;
    }
    return answers_.at(key_of(question));
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

/// Asks the workers what is not known yet. Settles in any order.
void Exploration::ask(const std::vector<Question> &questions, const Settle &settle) {
    std::vector<std::string> requests;
    std::vector<std::size_t> position; // of each request among the questions
    for (std::size_t i = 0; i < questions.size(); ++i) {
        if (const auto known = answers_.find(key_of(questions[i])); known != answers_.end()) {
            settle(i, Json(known->second)); // also where another algorithm has asked for it
        } else {
            requests.push_back(question_text(questions[i]));
            position.push_back(i);
        }
    }
    pool_.run(requests, [&](std::size_t request, const search::Reply &reply) {
        const Question &question = questions[position[request]];
        if (reply.failed && !reply.died)
            throw std::runtime_error("design " + genome_text(question.genome) + ": " + reply.text +
                                     "; what was done is kept, the same command goes on from "
                                     "there");
        const Json found =
            reply.died
                ? Json{{"reason", "measuring it has ended two workers, the second: " + reply.text}}
                : Json::parse(reply.text);
        if (question.look != Look::MoreChips) // of which this is a part
            answers_[key_of(question)] = found;
        settle(position[request], found);
        if (on_candidate_ && (question.look == Look::Whole || question.look == Look::Verified))
            on_candidate_();
    });
}

/// Likewise; what the archive does not hold is inserted.
void Exploration::ask_and_keep(Look look, const std::string &algorithm,
                               const std::vector<search::Candidate> &candidates,
                               const Settle &settle) {
    count(look, algorithm, candidates.size());
    std::vector<Question> questions;
    for (const search::Candidate &candidate : candidates)
        questions.push_back({look, algorithm, candidate.genome});
    ask(questions, [&](std::size_t index, const Json &answer) {
        const search::Candidate &candidate = candidates[index];
        const std::string name = row_name(questions[index]);
        if (look != Look::ClosedForm && !archive_.find(name, candidate.genome))
            archive_.insert(
                {name, {candidate.id, candidate.genome, judge(answer)}, json_text(answer)});
        settle(index, answer);
    });
}

/// Measures candidates on so many chips in all, where they have less.
void Exploration::add_chips(const std::string &algorithm,
                            const std::vector<search::Candidate> &candidates,
                            const std::vector<int> &chips, const Settle &settle) {
    count(Look::MoreChips, algorithm, candidates.size());
    std::vector<Question> questions;
    std::vector<Json> before;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        before.push_back(detail(algorithm, candidates[i].genome, chips_[algorithm]));
        const int measured = before.back()["accuracy"]["chips"];
        questions.push_back({Look::MoreChips, algorithm, candidates[i].genome, chips[i], measured});
    }
    ask(questions, [&](std::size_t index, const Json &answer) {
        const Question &question = questions[index];
        const std::string name = row_name(question);
        Json all = answer.contains("by_chip") ? with_chips(config_, before[index], answer) : answer;
        answers_[key_of(question)] = all;
        if (!archive_.find(name, question.genome))
            archive_.insert(
                {name, {candidates[index].id, question.genome, judge(all)}, json_text(all)});
        chips_[algorithm][question.genome] = question.chips;
        settle(index, all);
    });
}

/// The front's members whose order in accuracy is not settled, on twice their chips.
std::vector<std::pair<int, search::Outcome>>
Exploration::refine(const std::string &algorithm, const std::vector<search::Candidate> &known) {
    std::vector<search::Candidate> front;
    std::vector<std::vector<double>> shares;
    for (const int member : search::pareto_front(known)) {
        front.push_back(known[static_cast<std::size_t>(member)]);
        shares.push_back(
            detail(algorithm, front.back().genome, chips_[algorithm])["accuracy"]["by_chip"]);
    }
    const std::vector<int> next =
        chips_next(shares, {config_.search.half_width, config_.accuracy.chips});
    std::vector<search::Candidate> unsettled;
    std::vector<int> chips;
    for (std::size_t i = 0; i < front.size(); ++i)
        if (next[i] > static_cast<int>(shares[i].size())) {
            unsettled.push_back(front[i]);
            chips.push_back(next[i]);
        }
    std::vector<std::pair<int, search::Outcome>> better(unsettled.size());
    add_chips(algorithm, unsettled, chips, [&](std::size_t index, const Json &answer) {
        better[index] = {unsettled[index].id, judge(answer)};
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
    const search::Evaluate remembering = search::remember(
        archive_, algorithm, [this, algorithm](const auto &candidates, const search::Keep &keep) {
            std::vector<Question> questions;
            for (const search::Candidate &candidate : candidates)
                questions.push_back({Look::Whole, algorithm, candidate.genome});
            ask(questions, [&](std::size_t index, const Json &answer) {
                keep(index, judge(answer), json_text(answer));
            });
        });
    measures.whole = [this, algorithm, remembering](int first_id, const auto &genomes) {
        count(Look::Whole, algorithm, genomes.size());
        return remembering(first_id, genomes);
    };
    if (why_no_race(config_).empty())
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
               return answers_.count(key_of({Look::Verified, algorithm, candidate.genome})) > 0;
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
    const std::vector<search::ArchiveRow> rows = archive_.rows(); // once: their digests take time
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
    const bool races = why_no_race(config_).empty();
    for (const search::ArchiveRow &row : rows) {
        const Question question = question_of(row);
        if (question.look == Look::MoreChips && races &&
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
    return candidates_of(open_archive(config, inputs(config, Resumed::Search)), evolution);
}

} // namespace apps
