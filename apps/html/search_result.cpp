// SPDX-License-Identifier: Apache-2.0
#include "apps/html/search_result.h"

#include "apps/html/report_part.h"
#include "apps/util/quantity.h"
#include "apps/util/text.h"

#include <set>
#include <stdexcept>

namespace apps {
namespace {

using nlohmann::json;

Objective objective(const std::string &key) {
    if (key == "error")
        return {"accuracy", "share", true};
    if (key == "energy_pj")
        return {"energy", "pJ"};
    if (key == "latency_ns")
        return {"latency", "ns"};
    if (key == "area_um2")
        return {"area", "um2"};
    return {key, ""};
}

std::set<int> ids(const json *list) {
    std::set<int> found;
    if (list != nullptr)
        for (const json &id : *list)
            found.insert(whole_number(id));
    return found;
}

std::string interval_text(const json *ci95) {
    return ci95 == nullptr ? "" : percent(ci95->at(0), 2) + " - " + percent(ci95->at(1), 2);
}

/// Mean and interval of an algorithm's designs that were verified, by their ids.
std::map<int, std::string> verified_accuracies(const json *list, const std::string &algorithm) {
    std::map<int, std::string> texts;
    if (list == nullptr)
        return texts;
    for (const json &design : *list) {
        const auto *mean = part(&design, "accuracy", "mean");
        if (mean == nullptr || design.value("algorithm", algorithm) != algorithm)
            continue;
        const std::string interval = interval_text(part(&design, "accuracy", "ci95"));
        texts[whole_number(design.at("id"))] =
            percent(*mean, 2) + (interval.empty() ? "" : " (" + interval + ")");
    }
    return texts;
}

} // namespace

std::string Objective::text(double value) const {
    return share ? percent(1 - value, 2) : quantity(value, unit);
}

std::string Candidate::anchor() const {
    return (evolved ? "design-" : "other-") + std::to_string(id);
}

std::string in_words(const std::string &algorithm) {
    return algorithm == "random" ? "random search" : algorithm;
}

SearchResult search_result_of(const json &search) {
    SearchResult result;
    result.baselines = comma_separated(search.value("baseline", "random"));
    const auto *units = part(&search, "units");
    if (const auto *objectives = part(&search, "objectives"))
        for (const json &key : *objectives) {
            result.objectives.push_back(objective(key.get<std::string>()));
            const std::size_t index = result.objectives.size() - 1;
            if (units != nullptr && units->is_array() && index < units->size() &&
                result.objectives.back().unit.empty() && units->at(index) != "1")
                result.objectives.back().unit = units->at(index).get<std::string>();
        }
    std::map<std::string, std::set<int>> fronts{{"evolution", ids(part(&search, "front"))}};
    std::map<std::string, std::map<int, std::string>> verified{
        {"evolution", verified_accuracies(part(&search, "verified"), "evolution")}};
    for (const std::string &name : result.baselines) {
        fronts[name] = ids(part(&search, (name + "_front").c_str()));
        verified[name] = verified_accuracies(part(&search, "baseline_verified"), name);
    }
    const auto *candidates = part(&search, "candidates");
    if (candidates == nullptr)
        return result;
    for (const json &candidate : *candidates) {
        Candidate design;
        design.id = whole_number(candidate.at("id"));
        const std::string algorithm = candidate.value("algorithm", "evolution");
        design.algorithm = in_words(algorithm);
        design.evolved = algorithm == "evolution";
        if (const std::string reason = candidate.value("reason", ""); !reason.empty()) {
            result.failures[reason].push_back(design.id);
            continue;
        }
        design.on_front = fronts[algorithm].count(design.id) > 0;
        design.feasible = candidate.value("violation", 0.0) <= 0;
        design.objectives = candidate.at("objectives").get<std::vector<double>>();
        if (design.objectives.empty() || design.objectives.size() != result.objectives.size())
            throw std::invalid_argument("search: design " + std::to_string(design.id) +
                                        " has not the objectives that the search has");
        if (const auto *chips = part(&candidate, "chips"))
            design.chips = number(*chips);
        design.interval = interval_text(part(&candidate, "ci95"));
        design.verified = verified[algorithm][design.id];
        design.genome = part(&candidate, "genome");
        result.designs.push_back(design);
    }
    return result;
}

} // namespace apps
