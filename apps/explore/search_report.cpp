// SPDX-License-Identifier: Apache-2.0
#include "apps/explore/search_report.h"

#include "apps/explore/objectives.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>

namespace apps {

using Json = nlohmann::ordered_json;

namespace {

/// The smallest box that holds the objectives of all feasible candidates.
struct Box {
    std::vector<double> ideal, reference;

    void cover(const std::vector<search::Candidate> &candidates, std::size_t objectives) {
        ideal.resize(objectives, std::numeric_limits<double>::infinity());
        reference.resize(objectives, -std::numeric_limits<double>::infinity());
        for (const search::Candidate &candidate : candidates) {
            if (candidate.outcome.failed() || candidate.outcome.violation > 0)
                continue;
            for (std::size_t i = 0; i < objectives; ++i) {
                ideal[i] = std::min(ideal[i], candidate.outcome.objectives[i]);
                reference[i] = std::max(reference[i], candidate.outcome.objectives[i]);
            }
        }
    }
    bool empty() const { return ideal.empty() || ideal[0] > reference[0]; }
};

Json genome_report(const Config &config, const search::Genome &genome) {
    Json report = Json::object();
    for (std::size_t i = 0; i < genome.size(); ++i)
        report[config.genes[i].key] = config.genes[i].choices[static_cast<std::size_t>(genome[i])];
    return report;
}

Json candidates_report(const Config &config, const Exploration &exploration,
                       const std::string &algorithm,
                       const std::vector<search::Candidate> &candidates) {
    Json reports = Json::array();
    for (const search::Candidate &candidate : candidates) {
        Json report{{"id", candidate.id},
                    {"algorithm", algorithm},
                    {"genome", genome_report(config, candidate.genome)}};
        if (candidate.outcome.failed()) {
            report["reason"] = candidate.outcome.reason;
        } else {
            const Json &detail = exploration.detail(candidate.genome);
            report["objectives"] = candidate.outcome.objectives;
            report["violation"] = candidate.outcome.violation;
            report["accuracy"] = detail["figures"]["accuracy"];
            report["figures"] = detail["figures"];
        }
        reports.push_back(std::move(report));
    }
    return reports;
}

Json ids_of(const std::vector<search::Candidate> &candidates, const std::vector<int> &indices) {
    Json ids = Json::array();
    for (const int index : indices)
        ids.push_back(candidates[static_cast<std::size_t>(index)].id);
    return ids;
}

/// The design that violates the constraints by least, and how far it misses each; null where a
/// design meets them, or none could be built.
Json nearest_report(const Objectives &objectives, const Exploration &exploration,
                    const Found &found) {
    Json nearest;
    double least = std::numeric_limits<double>::infinity();
    const auto look = [&](const char *algorithm, const std::vector<search::Candidate> &candidates) {
        for (const search::Candidate &candidate : candidates) {
            if (candidate.outcome.failed() || candidate.outcome.violation >= least)
                continue;
            least = candidate.outcome.violation;
            nearest = {{"id", candidate.id}, {"algorithm", algorithm}, {"violation", least}};
            const Json figures = exploration.detail(candidate.genome)["figures"];
            for (const Missed &missed : objectives.missed(figures.get<Figures>()))
                nearest["missed"].push_back(
                    {{"constraint", missed.constraint},
                     {"figure", missed.figure},
                     {"value", missed.value},
                     {"limit", missed.limit},
                     {"excess", missed.excess},
                     {"share", missed.limit != 0 ? Json(missed.share) : Json(nullptr)}});
        }
    };
    look("evolution", found.evolution);
    look("random", found.random);
    return least > 0 ? nearest : Json();
}

/// The hypervolume over evaluations; without an objective that has extent there is none.
Json hypervolume_report(const std::vector<std::string> &objectives, const Found &found) {
    Box box;
    box.cover(found.evolution, objectives.size());
    box.cover(found.random, objectives.size());
    Json without_extent = Json::array();
    for (std::size_t i = 0; i < objectives.size() && !box.empty(); ++i)
        if (!search::has_extent(box.ideal[i], box.reference[i]))
            without_extent.push_back(objectives[i]);
    const auto history = [&](const std::vector<search::Candidate> &candidates) {
        if (box.empty())
            return std::vector<double>(candidates.size(), 0);
        if (without_extent.size() == objectives.size())
            return std::vector<double>();
        return search::hypervolume_history(candidates, box.ideal, box.reference);
    };
    return {{"evolution", history(found.evolution)},
            {"random", history(found.random)},
            {"ideal", box.ideal},
            {"reference", box.reference},
            {"without_extent", without_extent}};
}

} // namespace

Json search_report(const Config &config, const Exploration &exploration, const Found &found) {
    const Objectives objectives(config.search.objectives, config.search.constraints);
    Json genes = Json::array();
    for (const GeneSpec &gene : config.genes)
        genes.push_back({{"key", gene.key}, {"choices", gene.choices}});
    Json candidates = candidates_report(config, exploration, "evolution", found.evolution);
    for (Json &random : candidates_report(config, exploration, "random", found.random))
        candidates.push_back(std::move(random));
    Json report{{"objectives", objectives.names()},
                {"units", objectives.units()},
                {"constraints", config.search.constraints},
                {"genes", genes},
                {"evaluations", config.search.evaluations},
                {"evaluated", found.evolution.size()},
                {"population", config.search.population},
                {"seed", config.search.seed},
                {"images", config.search.images},
                {"chips", config.search.chips},
                {"candidates", candidates},
                {"front", ids_of(found.evolution, search::pareto_front(found.evolution))},
                {"random_front", ids_of(found.random, search::pareto_front(found.random))},
                {"hypervolume", hypervolume_report(objectives.names(), found)}};
    if (const Json nearest = nearest_report(objectives, exploration, found); !nearest.is_null())
        report["nearest"] = nearest;
    if (found.interrupted)
        report["interrupted"] = true;
    return report;
}

} // namespace apps
