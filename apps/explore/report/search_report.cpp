// SPDX-License-Identifier: Apache-2.0
#include "apps/explore/report/search_report.h"

#include "apps/explore/algorithm/baselines.h"
#include "apps/explore/chips/stop.h"
#include "apps/explore/hypervolume_box.h"
#include "apps/explore/objectives.h"
#include "apps/util/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <utility>

namespace apps {

using Json = nlohmann::ordered_json;

namespace {

Json genome_report(const Config &config, const search::Genome &genome) {
    Json report = Json::object();
    for (std::size_t i = 0; i < genome.size(); ++i)
        report[config.genes[i].key] = config.genes[i].choices[static_cast<std::size_t>(genome[i])];
    return report;
}

void add_candidates(const Config &config, const Run &run, Json &reports) {
    for (std::size_t i = 0; i < run.candidates.size(); ++i) {
        const search::Candidate &candidate = run.candidates[i];
        Json report{{"id", candidate.id},
                    {"algorithm", run.algorithm},
                    {"genome", genome_report(config, candidate.genome)}};
        if (candidate.outcome.failed()) {
            report["reason"] = candidate.outcome.reason;
        } else {
            const Json &detail = *run.details[i];
            report["objectives"] = candidate.outcome.objectives;
            report["violation"] = candidate.outcome.violation;
            report["accuracy"] = detail["figures"]["accuracy"];
            report["chips"] = detail["accuracy"]["chips"];
            if (detail.contains("stopped"))
                report["stopped"] = true;
            report["ci95"] = detail["accuracy"]["ci95"];
            report["figures"] = detail["figures"];
        }
        reports.push_back(std::move(report));
    }
}

Json ids_of(const std::vector<search::Candidate> &candidates, const std::vector<int> &indices) {
    Json ids = Json::array();
    for (const int index : indices)
        ids.push_back(candidates[static_cast<std::size_t>(index)].id);
    return ids;
}

/// The design that violates the constraints by least, and how far it misses each; null where a
/// design meets them, or none could be built.
Json nearest_report(const Objectives &objectives, const Found &found) {
    Json nearest;
    double least = std::numeric_limits<double>::infinity();
    for (const Run &run : found.runs) {
        if (!knows_the_hardware(run.algorithm))
            continue;
        for (std::size_t i = 0; i < run.candidates.size(); ++i) {
            const search::Candidate &candidate = run.candidates[i];
            if (candidate.outcome.failed() || candidate.outcome.violation >= least)
                continue;
            least = candidate.outcome.violation;
            nearest = {{"id", candidate.id}, {"algorithm", run.algorithm}, {"violation", least}};
            const Json &figures = (*run.details[i])["figures"];
            for (const Missed &missed : objectives.missed(figures.get<Figures>()))
                nearest["missed"].push_back(
                    {{"constraint", missed.constraint},
                     {"figure", missed.figure},
                     {"value", missed.value},
                     {"limit", missed.limit},
                     {"excess", missed.excess},
                     {"share", missed.limit != 0 ? Json(missed.share) : Json(nullptr)}});
        }
    }
    return least > 0 ? nearest : Json();
}

/// How many designs were given up after their first chip, and how many chips that has spared; or
/// why none can be.
Json stopped_report(const Config &config, const Json &candidates) {
    if (const std::string why = why_no_stop(config); !why.empty())
        return {{"why_none", why}};
    std::int64_t stopped = 0, built = 0;
    for (const Json &candidate : candidates) {
        stopped += candidate.contains("stopped") ? 1 : 0;
        built += candidate.contains("reason") ? 0 : 1;
    }
    const std::int64_t chips = config.search.chips;
    return {{"designs", stopped},
            {"of", built},
            {"chips_spared", stopped * (chips - 1)},
            {"of_chips", built * chips}};
}

/// The hypervolume over evaluations of each that knows the hardware, and its box.
Json hypervolume_report(const Config &config, const Objectives &objectives, const Found &found) {
    std::vector<const std::vector<search::Candidate> *> searches;
    for (const Run &run : found.runs)
        if (knows_the_hardware(run.algorithm))
            searches.push_back(&run.candidates);
    const HypervolumeBox box(objectives, config.search.reference, searches);
    Json report;
    for (const Run &run : found.runs)
        report[run.algorithm] =
            knows_the_hardware(run.algorithm) ? box.history(run.candidates) : std::vector<double>();
    report.update(box.report());
    return report;
}

} // namespace

Json fidelities_report(const Config &config, const std::map<std::string, Asked> &asked) {
    const SearchSpec &search = config.search;
    const int most_chips = std::max(search.chips, config.accuracy.chips);
    const std::pair<int, int> chips_and_images[]{{0, 0},
                                                 {1, few_images(config)},
                                                 {search.chips, search.images},
                                                 {most_chips, search.images},
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
    Json genes = Json::array(), candidates = Json::array();
    for (const GeneSpec &gene : config.genes)
        genes.push_back({{"key", gene.key}, {"choices", gene.choices}});
    for (const Run &run : found.runs)
        add_candidates(config, run, candidates);
    Json report{{"objectives", objectives.names()},
                {"units", objectives.units()},
                {"constraints", config.search.constraints},
                {"genes", genes},
                {"evaluations", config.search.evaluations},
                {"evaluated", found.evolved().candidates.size()},
                {"population", config.search.population},
                {"seed", config.search.seed},
                {"images", config.search.images},
                {"chips", config.search.chips},
                {"baseline", joined(config.search.baseline, ", ")},
                {"candidates", candidates}};
    for (const Run &run : found.runs)
        report[run.algorithm == evolution ? "front" : run.algorithm + "_front"] =
            ids_of(run.candidates, search::pareto_front(run.candidates));
    report["hypervolume"] = hypervolume_report(config, objectives, found);
    report["fidelities"] = fidelities_report(config, exploration.asked());
    if (config.search.stop)
        report["stopped"] = stopped_report(config, report["candidates"]);
    if (const Json nearest = nearest_report(objectives, found); !nearest.is_null())
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
                {"images", std::min(config.search.images, images)},
                {"quick", config.search.quick}};
    if (held_back) {
        report["of"] = bench.data.split;
        report["new_to_network"] = network != nullptr && network->is_new_to(bench.data);
    }
    return report;
}

} // namespace apps
