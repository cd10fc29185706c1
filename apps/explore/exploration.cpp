// SPDX-License-Identifier: Apache-2.0
#include "apps/explore/exploration.h"

#include "apps/config/choices.h"
#include "apps/config/conflict.h"
#include "apps/config/inputs.h"
#include "apps/design/accuracy_report.h"
#include "apps/design/design.h"
#include "apps/util/interrupt.h"
#include "apps/util/json_text.h"
#include "apps/util/progress.h"

#include <algorithm>
#include <filesystem>

namespace apps {

using Json = nlohmann::ordered_json;

namespace {

constexpr char search_kind[] = "search", verify_kind[] = "verified";

Json answer_of(const Config &config, const common::Expected<MeasuredDesign> &result) {
    if (!result)
        return {{"reason", result.error()}};
    const MeasuredDesign &design = *result;
    return {{"figures", figures_of(config, design)},
            {"accuracy", accuracy_report(config, design.accuracy)}};
}

/// What a worker does with "search 0,1,2" or "verified 0,1,2".
std::string answer(const Session &bench, const Config &config, const std::string &request) {
    const auto space = request.find(' ');
    const bool verify = request.compare(0, space, verify_kind) == 0;
    const Config design = patched(config, parse_genome(request.substr(space + 1)));
    try {
        refuse_conflicts(design);
    } catch (const ConfigError &conflict) { // choices that agree only with some others
        return json_text(Json{{"reason", conflict.what()}});
    }
    const Fidelity fidelity =
        verify ? Fidelity{config.accuracy.chips, config.accuracy.images, 1, true, false}
               : Fidelity{config.search.chips, config.search.images, 1, false, false};
    common::Expected<MeasuredDesign> result =
        measure_design(bench, design, fidelity, [](int, int) { return true; });
    if (verify && result)
        result->accuracy.floating = float_accuracy(bench, design, result->accuracy.images, 1);
    return json_text(answer_of(config, result));
}

std::string archive_file(const Config &config) { return config.run.out + "/archive.sqlite"; }

search::Archive open_archive(const Config &config) {
    return {archive_file(config), {inputs(config, Resumed::Search), changed_input}};
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
      archive_(open_archive(config)),
      pool_(
          thread_count(config.search.workers),
          [&bench, &config](const std::string &request) { return answer(bench, config, request); },
          interrupted) {
    for (const search::ArchiveRow &row : archive_.rows())
        if (row.algorithm != verify_kind)
            details_[row.candidate.genome] = Json::parse(row.detail);
}

search::Outcome Exploration::judge(const Json &answer) const {
    if (answer.contains("reason")) {
        search::Outcome failed;
        failed.reason = answer["reason"];
        return failed;
    }
    return objectives_.judge(answer["figures"].get<Figures>());
}

void Exploration::measure(const char *kind, const std::vector<search::Candidate> &asked,
                          const search::Keep &keep) {
    const bool verify = kind == verify_kind;
    const auto settle = [&](std::size_t index, const Json &answer) {
        if (!verify)
            details_[asked[index].genome] = answer;
        keep(index, judge(answer), json_text(answer));
    };
    std::vector<std::string> requests;
    std::vector<std::size_t> position; // of each request among the asked
    for (std::size_t i = 0; i < asked.size(); ++i) {
        const auto known = details_.find(asked[i].genome);
        if (!verify && known != details_.end()) {
            settle(i, Json(known->second)); // the other algorithm has asked for it
        } else {
            requests.push_back(std::string(kind) + " " + genome_text(asked[i].genome));
            position.push_back(i);
        }
    }
    pool_.run(requests, [&](std::size_t request, const search::Reply &reply) {
        const search::Candidate &candidate = asked[position[request]];
        if (reply.failed && !reply.died)
            throw std::runtime_error(
                "design " + genome_text(candidate.genome) + ": " + reply.text +
                "; what was done is kept, the same command goes on from there");
        settle(position[request],
               reply.died ? Json{{"reason",
                                  "measuring it has ended two workers, the second: " + reply.text}}
                          : Json::parse(reply.text));
        on_candidate_();
    });
}

std::vector<search::Candidate> Exploration::explore(const std::string &algorithm,
                                                    const OnCandidate &on_candidate) {
    on_candidate_ = on_candidate;
    const search::Evaluate evaluate = search::remember(
        archive_, algorithm, [this](const std::vector<search::Candidate> &asked, const auto &keep) {
            measure(search_kind, asked, keep);
        });
    search::Options options;
    options.evaluations = config_.search.evaluations;
    options.population = config_.search.population;
    options.offspring = config_.search.offspring;
    options.crossover = config_.search.crossover;
    options.mutation = config_.search.mutation;
    options.screening = config_.search.screening;
    options.seed = config_.search.seed;
    const std::vector<search::Gene> space = search_space(config_);
    return algorithm == "random" ? search::random_search(space, evaluate, options)
                                 : search::evolve(space, evaluate, options);
}

std::vector<Json> Exploration::verify(const std::vector<search::Candidate> &candidates,
                                      const OnCandidate &on_candidate) {
    on_candidate_ = on_candidate;
    std::vector<search::Candidate> asked;
    for (const search::Candidate &candidate : candidates)
        if (!archive_.find(verify_kind, candidate.genome))
            asked.push_back({candidate.id, candidate.genome, {}});
    measure(
        verify_kind, asked,
        [&](std::size_t index, const search::Outcome &outcome, const std::string &detail) {
            archive_.insert({verify_kind, {asked[index].id, asked[index].genome, outcome}, detail});
        });
    std::vector<Json> reports;
    for (const search::Candidate &candidate : candidates) {
        const auto row = archive_.find(verify_kind, candidate.genome);
        Json report{{"id", candidate.id}};
        report.update(Json::parse(row->detail));
        report["violation"] = row->candidate.outcome.violation;
        reports.push_back(std::move(report));
    }
    return reports;
}

std::vector<search::Candidate> Exploration::remembered(const std::string &algorithm) const {
    std::vector<search::Candidate> candidates = candidates_of(archive_, algorithm);
    const auto beyond = [&](const search::Candidate &candidate) {
        return candidate.id >= config_.search.evaluations; // an earlier run may have gone further
    };
    candidates.erase(std::remove_if(candidates.begin(), candidates.end(), beyond),
                     candidates.end());
    return candidates;
}

std::vector<search::Candidate> known_designs(const Config &config) {
    std::error_code none; // what cannot be looked at is not there
    if (!std::filesystem::exists(archive_file(config), none))
        return {}; // opening would make one
    return candidates_of(open_archive(config), "evolution");
}

} // namespace apps
