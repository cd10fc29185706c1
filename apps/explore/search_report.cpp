// SPDX-License-Identifier: Apache-2.0
#include "apps/explore/search_report.h"

#include "apps/explore/objectives.h"
#include "apps/util/table.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>
#include <map>

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

/// Units of the figures that are printed scaled, with their unit in the cell.
const std::map<std::string, std::string> &scaled_units() {
    static const std::map<std::string, std::string> units{
        {"energy_pj", "pJ"}, {"latency_ns", "ns"}, {"interval_ns", "ns"}, {"area_um2", "um2"}};
    return units;
}

std::string objective_header(const std::string &name) {
    if (name == "error")
        return "accuracy";
    return scaled_units().count(name) > 0 ? name.substr(0, name.rfind('_')) : name;
}

std::string objective_cell(const std::string &name, double value) {
    if (name == "error")
        return percent(1 - value, 2);
    const auto unit = scaled_units().find(name);
    return unit != scaled_units().end() ? quantity(value, unit->second) : number(value);
}

} // namespace

Json search_report(const Config &config, const Exploration &exploration, const Found &found) {
    const Objectives objectives(config.search.objectives, config.search.constraints);
    Box box;
    box.cover(found.evolution, objectives.names().size());
    box.cover(found.random, objectives.names().size());
    const auto history = [&](const std::vector<search::Candidate> &candidates) {
        return box.empty() ? std::vector<double>(candidates.size(), 0)
                           : search::hypervolume_history(candidates, box.ideal, box.reference);
    };
    Json genes = Json::array();
    for (const GeneSpec &gene : config.genes)
        genes.push_back({{"key", gene.key}, {"choices", gene.choices}});
    Json candidates = candidates_report(config, exploration, "evolution", found.evolution);
    for (Json &random : candidates_report(config, exploration, "random", found.random))
        candidates.push_back(std::move(random));
    return {{"objectives", objectives.names()},
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
            {"hypervolume",
             {{"evolution", history(found.evolution)},
              {"random", history(found.random)},
              {"ideal", box.ideal},
              {"reference", box.reference}}}};
}

void print_search(const nlohmann::json &report, std::ostream &out) {
    std::vector<std::string> headers{"design"};
    for (const auto &name : report["objectives"])
        headers.push_back(objective_header(name));
    headers.push_back("genes (in the config's order)");
    Table table(headers);
    const auto on_front = [&](const nlohmann::json &candidate) {
        const auto &front = report["front"];
        return candidate["algorithm"] == "evolution" &&
               std::find(front.begin(), front.end(), candidate["id"]) != front.end();
    };
    std::vector<nlohmann::json> front;
    std::size_t failed = 0;
    for (const auto &candidate : report["candidates"]) {
        failed += candidate.contains("reason");
        if (on_front(candidate))
            front.push_back(candidate);
    }
    std::stable_sort(front.begin(), front.end(), [](const auto &a, const auto &b) {
        return a["objectives"][0] < b["objectives"][0];
    });
    for (const auto &candidate : front) {
        std::vector<std::string> cells{std::to_string(candidate["id"].get<int>())};
        for (std::size_t i = 0; i < report["objectives"].size(); ++i)
            cells.push_back(objective_cell(report["objectives"][i], candidate["objectives"][i]));
        std::string genes;
        for (const auto &gene : report["genes"])
            genes += (genes.empty() ? "" : " ") +
                     candidate["genome"][gene["key"].get<std::string>()].get<std::string>();
        cells.push_back(genes);
        table.row(cells);
    }
    out << "Pareto front of " << report["evaluated"] << " designs (" << front.size() << "):\n";
    table.print(out);
    for (const char *algorithm : {"evolution", "random"})
        if (const auto &history = report["hypervolume"][algorithm]; !history.empty())
            out << "hypervolume, " << algorithm << ": " << number(history.back().get<double>())
                << " of 1 after " << history.size() << " evaluations\n";
    if (failed > 0)
        out << failed << " designs could not be built; report.html lists the reasons\n";
}

} // namespace apps
