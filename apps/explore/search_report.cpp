// SPDX-License-Identifier: Apache-2.0
#include "apps/explore/search_report.h"

#include "apps/explore/baselines.h"
#include "apps/explore/objectives.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

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
    bool has_extent(std::size_t objective) const {
        return search::has_extent(ideal[objective], reference[objective]);
    }
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
            const Json &detail = exploration.detail(algorithm, candidate.genome);
            report["objectives"] = candidate.outcome.objectives;
            report["violation"] = candidate.outcome.violation;
            report["accuracy"] = detail["figures"]["accuracy"];
            report["chips"] = detail["accuracy"]["chips"];
            report["ci95"] = detail["accuracy"]["ci95"];
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
Json nearest_report(const std::string &baseline, const Exploration &exploration,
                    const Found &found) {
    Json nearest;
    double least = std::numeric_limits<double>::infinity();
    const auto look = [&](const std::string &algorithm,
                          const std::vector<search::Candidate> &candidates) {
        for (const search::Candidate &candidate : candidates) {
            if (candidate.outcome.failed() || candidate.outcome.violation >= least)
                continue;
            least = candidate.outcome.violation;
            nearest = {{"id", candidate.id}, {"algorithm", algorithm}, {"violation", least}};
            const Json figures = exploration.detail(algorithm, candidate.genome)["figures"];
            for (const Missed &missed : exploration.objectives().missed(figures.get<Figures>()))
                nearest["missed"].push_back(
                    {{"constraint", missed.constraint},
                     {"figure", missed.figure},
                     {"value", missed.value},
                     {"limit", missed.limit},
                     {"excess", missed.excess},
                     {"share", missed.limit != 0 ? Json(missed.share) : Json(nullptr)}});
        }
    };
    look(evolution, found.evolution);
    if (baseline != "none" && knows_the_hardware(baseline))
        look(baseline, found.baseline);
    return least > 0 ? nearest : Json();
}

/// The hypervolume over evaluations; without an objective that has extent there is none.
Json hypervolume_report(const Config &config, const Objectives &objectives, const Found &found) {
    const std::string &baseline = config.search.baseline;
    const std::size_t count = objectives.names().size();
    const bool compares = baseline != "none" && knows_the_hardware(baseline);
    const std::vector<double> stated = objectives.reference(config.search.reference);
    Box box;
    box.cover(found.evolution, count);
    if (compares)
        box.cover(found.baseline, count);
    Json without_extent = Json::array(), beyond = Json::array();
    for (std::size_t i = 0; i < count && !box.empty(); ++i)
        if (!box.has_extent(i)) {
            without_extent.push_back(objectives.names()[i]);
        } else if (!stated.empty()) {
            if (box.ideal[i] >= stated[i])
                beyond.push_back(objectives.names()[i]);
            box.ideal[i] = 0;
            box.reference[i] = stated[i];
        }
    const auto history = [&](const std::vector<search::Candidate> &candidates) {
        if (box.empty())
            return std::vector<double>(candidates.size(), 0);
        if (without_extent.size() == count)
            return std::vector<double>();
        return search::hypervolume_history(candidates, box.ideal, box.reference);
    };
    Json report{{evolution, history(found.evolution)}};
    if (baseline != "none")
        report[baseline] = compares ? history(found.baseline) : std::vector<double>();
    report.update({{"ideal", box.ideal},
                   {"reference", box.reference},
                   {"stated", !stated.empty()},
                   {"without_extent", without_extent},
                   {"beyond_reference", beyond}});
    return report;
}

} // namespace

Json fidelities_report(const Config &config, const std::map<std::string, Asked> &asked) {
    const SearchSpec &search = config.search;
    const std::pair<int, int> chips_and_images[]{{0, 0},
                                                 {1, few_images(config)},
                                                 {search.chips, search.images},
                                                 {config.accuracy.chips, search.images},
                                                 {config.accuracy.chips, config.accuracy.images}};
    Json report = Json::array();
    for (std::size_t look = 0; look < look_names.size(); ++look) {
        Json counts = Json::object();
        for (const auto &[algorithm, numbers] : asked)
            if (numbers[look] > 0)
                counts[algorithm] = numbers[look];
        const auto &[chips, images] = chips_and_images[look];
        if (!counts.empty())
            report.push_back({{"look", look_names[look]},
                              {"chips", chips},
                              {"images", images},
                              {"asked", counts}});
    }
    return report;
}

Json search_report(const Config &config, const Exploration &exploration, const Found &found) {
    const Objectives &objectives = exploration.objectives();
    const std::string &baseline = config.search.baseline;
    Json genes = Json::array();
    for (const GeneSpec &gene : config.genes)
        genes.push_back({{"key", gene.key}, {"choices", gene.choices}});
    Json candidates = candidates_report(config, exploration, evolution, found.evolution);
    for (Json &other : candidates_report(config, exploration, baseline, found.baseline))
        candidates.push_back(std::move(other));
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
                {"baseline", baseline},
                {"candidates", candidates},
                {"front", ids_of(found.evolution, search::pareto_front(found.evolution))}};
    if (baseline != "none")
        report[baseline + "_front"] = ids_of(found.baseline, search::pareto_front(found.baseline));
    report["hypervolume"] = hypervolume_report(config, objectives, found);
    report["fidelities"] = fidelities_report(config, exploration.asked());
    if (const Json nearest = nearest_report(baseline, exploration, found); !nearest.is_null())
        report["nearest"] = nearest;
    if (found.interrupted)
        report["interrupted"] = true;
    return report;
}

Json scored_on(const Config &config, const Session &bench) {
    const bool held_back = bench.data.held_back.count() > 0;
    const int images = (held_back ? bench.data.held_back : bench.data.test).count();
    const auto *network = std::get_if<nn::Supernet>(&bench.network);
    Json report{{"set", held_back ? "training images held back" : "test images"},
                {"images", std::min(config.search.images, images)}};
    if (held_back) {
        report["of"] = bench.data.split;
        report["new_to_network"] = network != nullptr && network->is_new_to(bench.data);
    }
    return report;
}

} // namespace apps
