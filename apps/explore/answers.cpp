// SPDX-License-Identifier: Apache-2.0
#include "apps/explore/answers.h"

#include "apps/config/choices.h"
#include "apps/config/inputs.h"
#include "apps/explore/algorithm/baselines.h"
#include "apps/util/interrupt.h"
#include "apps/util/json_text.h"
#include "search/workers/all_workers.h"

#include <stdexcept>
#include <utility>

namespace apps {

using Json = nlohmann::ordered_json;

namespace {

/// What the answer to a question depends on: not on who asks, where all know the hardware, and not
/// on what was known before.
std::string key_of(Question question) {
    question.measured = 0;
    question.rivals.clear();
    question.algorithm =
        question.look == Look::Verified ? evolution : like_minded(question.algorithm);
    return question_text(question);
}

/// Under which name the archive keeps an algorithm's answers of a look. Verified designs of
/// evolution have a name of their own.
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

search::Archive open_with(const Config &config, const std::string &identity) {
    return {archive_file(config), {identity, changed_input}};
}

} // namespace

std::string like_minded(const std::string &algorithm) {
    return knows_the_hardware(algorithm) ? evolution : algorithm;
}

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

search::Archive open_archive(const Config &config) {
    return open_with(config, inputs(config, Resumed::Search));
}

Answers::Answers(const Config &config, const Session &bench)
    : inputs_(inputs(config, Resumed::Search)),
      pool_(search::all_workers(
                thread_count(config.search.workers),
                [&bench, &config](const std::string &request) {
                    return answer(bench, config, request);
                },
                inputs_),
            interrupted),
      archive_(open_with(config, inputs_)) {
    for (const search::ArchiveRow &row : archive_.rows()) {
        Json known = Json::parse(row.detail);
        if (known.contains("stopped"))
            give_up(row.algorithm, row.candidate.genome, std::move(known));
        else
            learn(question_of(row), std::move(known));
    }
}

void Answers::ask(const std::vector<Question> &questions, const Settle &settle) {
    std::vector<std::string> requests;
    std::vector<std::size_t> position; // of each request among the questions
    for (std::size_t i = 0; i < questions.size(); ++i) {
        if (const Json *known = find(questions[i])) {
            settle(i, Json(*known)); // also where another algorithm has asked for it
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
        const bool whole = !found.contains("by_chip") && !found.contains("stopped");
        if (whole) // else this is a part
            learn(question, found);
        settle(position[request], found);
    });
}

const Json *Answers::find(const Question &question) const {
    const auto known = answers_.find(key_of(question));
    return known == answers_.end() ? nullptr : &known->second;
}

void Answers::learn(const Question &question, Json answer) {
    answers_[key_of(question)] = std::move(answer);
}

const Json *Answers::given_up(const std::string &algorithm, const search::Genome &genome) const {
    const auto own = given_up_.find(algorithm);
    if (own == given_up_.end())
        return nullptr;
    const auto known = own->second.find(genome);
    return known == own->second.end() ? nullptr : &known->second;
}

void Answers::give_up(const std::string &algorithm, const search::Genome &genome, Json answer) {
    given_up_[algorithm][genome] = std::move(answer);
}

void Answers::keep(const Question &question, const search::Candidate &found, const Json &answer) {
    const std::string name = row_name(question);
    if (question.look != Look::ClosedForm && !archive_.find(name, found.genome))
        archive_.insert({name, found, json_text(answer)});
}

} // namespace apps
