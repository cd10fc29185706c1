// SPDX-License-Identifier: Apache-2.0
#include "apps/exploration.h"

#include "apps/choices.h"
#include "apps/design.h"
#include "apps/interrupt.h"
#include "apps/progress.h"
#include "apps/report.h"
#include "apps/sha256.h"
#include "apps/version.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

namespace apps {

using Json = nlohmann::ordered_json;

namespace {

constexpr char search_kind[] = "search", verify_kind[] = "verified";

/// Names a search: everything that decides its candidates' figures, and nothing else (not where
/// results go, how many workers there are or how long it runs).
std::string identity_hash(Config config) {
    config.run.out.clear();
    config.run.threads = 0;
    config.search.workers = 0;
    config.search.evaluations = SearchSpec().evaluations;
    config.search.verify = 0;
    config.search.baseline = config.search.twin = true;
    std::ostringstream text;
    write_config(config, text);
    if (!config.network.file.empty()) {
        std::ifstream file(config.network.file, std::ios::binary);
        text << sha256({std::istreambuf_iterator<char>(file), {}});
    }
    return sha256(text.str());
}

search::SearchIdentity identity(const Config &config, const Objectives &objectives) {
    std::string genes, names;
    for (const GeneSpec &gene : config.genes) {
        genes += gene.key + " =";
        for (const std::string &choice : gene.choices)
            genes += " " + choice;
        genes += "\n";
    }
    for (const std::string &name : objectives.names())
        names += name + "\n";
    return {identity_hash(config), version, genes, names};
}

std::string archive_file(const Config &config) {
    std::filesystem::create_directories(config.run.out);
    return config.run.out + "/archive.sqlite";
}

Json answer_of(const Config &config, const DesignResult &result) {
    if (!result.design)
        return {{"reason", result.reason}};
    const Design &design = *result.design;
    return {{"figures",
             {{"accuracy", design.accuracy.mean},
              {"error", 1 - design.accuracy.mean},
              {"energy_pj", design.energy.total()},
              {"latency_ns", design.latency_ns},
              {"interval_ns", design.chip.interval_cycles * config.chip.period_ns()},
              {"area_um2", cim::total(design.area_um2)},
              {"arrays", design.placement.arrays},
              {"weights", design.network.weights()}}},
            {"accuracy", accuracy_report(config, design.accuracy)}};
}

/// What a worker does with "search 0,1,2" or "verified 0,1,2".
std::string answer(const Workbench &bench, const Config &config, const std::string &request) {
    const auto space = request.find(' ');
    const bool verify = request.compare(0, space, verify_kind) == 0;
    const Config design = patched(config, parse_genome(request.substr(space + 1)));
    const Fidelity fidelity = verify ? Fidelity{config.accuracy.chips, config.accuracy.images, 1}
                                     : Fidelity{config.search.chips, config.search.images, 1};
    return answer_of(config, measure_design(bench, design, fidelity, [](int, int) { return true; }))
        .dump();
}

} // namespace

Exploration::Exploration(const Config &config, const Workbench &bench)
    : config_(config), objectives_(config.search.objectives, config.search.constraints),
      archive_(archive_file(config), identity(config, objectives_)),
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

std::vector<search::Outcome> Exploration::evaluate(const std::string &algorithm, const char *kind,
                                                   const std::vector<search::Candidate> &wanted) {
    std::vector<search::Outcome> outcomes(wanted.size());
    std::vector<std::string> requests;
    std::vector<std::size_t> asked; // index into `wanted` of each request
    const auto remember = [&](std::size_t i, const Json &answer) {
        outcomes[i] = judge(answer);
        archive_.insert({algorithm, {wanted[i].id, wanted[i].genome, outcomes[i]}, answer.dump()});
        if (algorithm != verify_kind)
            details_[wanted[i].genome] = answer;
    };
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (const auto row = archive_.find(algorithm, wanted[i].genome)) {
            outcomes[i] = row->candidate.outcome;
        } else if (const auto known = details_.find(wanted[i].genome);
                   algorithm != verify_kind && known != details_.end()) {
            remember(i, Json(known->second)); // the other algorithm has asked for it
        } else {
            asked.push_back(i);
            requests.push_back(std::string(kind) + " " + genome_text(wanted[i].genome));
        }
    }
    pool_.run(requests, [&](std::size_t request, const search::Reply &reply) {
        const search::Candidate &candidate = wanted[asked[request]];
        if (reply.failed)
            throw std::runtime_error(
                "design " + genome_text(candidate.genome) + ": " + reply.text +
                "; what was done is kept, the same command goes on from there");
        remember(asked[request], Json::parse(reply.text));
        ++evaluated_;
        if (on_progress_)
            on_progress_(algorithm, ++done_);
    });
    return outcomes;
}

std::vector<search::Candidate> Exploration::explore(const std::string &algorithm,
                                                    const OnCandidate &on_candidate) {
    done_ = 0;
    on_progress_ = on_candidate;
    const auto evaluate_batch = [&](int first_id, const std::vector<search::Genome> &genomes) {
        std::vector<search::Candidate> wanted;
        for (const search::Genome &genome : genomes)
            wanted.push_back({first_id + static_cast<int>(wanted.size()), genome, {}});
        done_ = first_id;
        return evaluate(algorithm, search_kind, wanted);
    };
    search::Options options;
    options.evaluations = config_.search.evaluations;
    options.population = config_.search.population;
    options.crossover = config_.search.crossover;
    options.mutation = config_.search.mutation;
    options.seed = config_.search.seed;
    const std::vector<search::Gene> space = search_space(config_);
    return algorithm == "random" ? search::random_search(space, evaluate_batch, options)
                                 : search::evolve(space, evaluate_batch, options);
}

std::vector<Json> Exploration::verify(const std::vector<search::Candidate> &candidates,
                                      const OnCandidate &on_candidate) {
    done_ = 0;
    on_progress_ = on_candidate;
    evaluate(verify_kind, verify_kind, candidates);
    std::vector<Json> reports;
    for (const search::Candidate &candidate : candidates)
        if (const auto row = archive_.find(verify_kind, candidate.genome)) {
            Json report{{"id", candidate.id}};
            report.update(Json::parse(row->detail));
            reports.push_back(std::move(report));
        }
    return reports;
}

std::vector<search::Candidate> Exploration::remembered(const std::string &algorithm) const {
    std::vector<search::Candidate> candidates;
    for (search::ArchiveRow &row : archive_.rows())
        if (row.algorithm == algorithm &&
            row.candidate.id < config_.search.evaluations) // an earlier run may have gone further
            candidates.push_back(std::move(row.candidate));
    return candidates;
}

} // namespace apps
