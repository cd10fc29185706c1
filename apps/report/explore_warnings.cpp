// SPDX-License-Identifier: Apache-2.0
#include "apps/report/explore_warnings.h"

#include "apps/util/quantity.h"
#include "apps/util/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace apps {

using Json = nlohmann::ordered_json;

namespace {

std::string algorithm_of(const Json &design) {
    const std::string name = design["algorithm"];
    return name == "random" ? "random search" : name;
}

/// A search beside evolution whose front has designs: its name, and how many; none if none has.
struct OtherFront {
    std::string algorithm;
    std::size_t designs = 0;
};
OtherFront other_front(const Json &search) {
    for (const std::string &name : comma_separated(search.value("baseline", "random")))
        if (const Json front = search.value(name + "_front", Json::array()); !front.empty())
            return {name == "random" ? "random search" : name, front.size()};
    return {};
}

/// What a design misses of each constraint.
std::string misses(const Json &nearest) {
    std::vector<std::string> list;
    for (const Json &missed : nearest["missed"]) {
        const Json &share = missed["share"];
        list.push_back(missed["constraint"].get<std::string>() + " by " + number(missed["excess"]) +
                       (share.is_null() ? "" : ", " + percent(share) + " of the limit") +
                       " (it has " + number(missed["value"]) + ")");
    }
    return joined(list, ", and ");
}

void add_extent(const Json &search, std::vector<Warning> &due) {
    const std::vector<std::string> flat = search["hypervolume"]["without_extent"];
    if (flat.empty())
        return;
    const bool all = flat.size() == search["objectives"].size();
    due.push_back({"objective_without_extent",
                   all ? "the designs agree in every objective (" + joined(flat, ", ") +
                             "): there is no hypervolume"
                       : "the designs agree in " + joined(flat, ", ") +
                             (flat.size() > 1 ? ", which take" : ", which takes") +
                             " no part in the hypervolume"});
}

void add_front(const Json &search, std::vector<Warning> &due) {
    const Json &candidates = search["candidates"];
    if (!search["front"].empty() || candidates.empty())
        return;
    std::map<std::string, int> reasons;
    for (const Json &candidate : candidates)
        if (candidate.contains("reason"))
            ++reasons[candidate["reason"].get<std::string>()];
    if (search.contains("nearest")) {
        const Json &nearest = search["nearest"];
        due.push_back({"constraints_not_met",
                       "no design meets the constraints (" +
                           search["constraints"].get<std::string>() + "); the nearest is design " +
                           std::to_string(nearest["id"].get<int>()) + " of " +
                           algorithm_of(nearest) + ", which misses " + misses(nearest)});
    } else if (const OtherFront other = other_front(search); other.designs > 0) {
        due.push_back({"constraints_not_met", "no design of evolution meets the constraints (" +
                                                  search["constraints"].get<std::string>() + "); " +
                                                  other.algorithm + " found " +
                                                  std::to_string(other.designs) + " that do"});
    } else {
        const auto most =
            std::max_element(reasons.begin(), reasons.end(),
                             [](const auto &a, const auto &b) { return a.second < b.second; });
        due.push_back({"no_design_built", "none of the " + std::to_string(candidates.size()) +
                                              " designs could be built; the reason of " +
                                              std::to_string(most->second) + ": " + most->first});
    }
}

bool is_about_accuracy(const Json &search) {
    return std::any_of(search["objectives"].begin(), search["objectives"].end(),
                       [](const Json &name) {
                           return name.get<std::string>().find("error") != std::string::npos;
                       });
}

/// Training images that no training sees scored the designs.
bool is_split(const Json &search) {
    return search.contains("scored_on") && search["scored_on"].contains("of");
}

void add_verification(const Json &search, std::vector<Warning> &due) {
    if (search["front"].empty())
        return;
    const Json verified = search.value("verified", Json::array());
    if (verified.empty() && is_about_accuracy(search))
        due.push_back({"accuracy_not_verified",
                       "no design was measured again: the accuracies on the front are the "
                       "luckiest of few chips and images (search.verify)"});
    std::vector<std::string> missing;
    for (const Json &design : verified)
        if (design.value("violation", 0.0) > 0)
            missing.push_back(std::to_string(design["id"].get<int>()));
    if (!missing.empty())
        due.push_back({"verified_misses_constraints",
                       "measured again, these designs do not meet the constraints: " +
                           joined(missing, ", ")});
    if (!verified.empty() && is_about_accuracy(search) && !is_split(search))
        due.push_back({"chosen_on_test_images",
                       "designs were chosen by their accuracy on test images that the "
                       "verification sees again, so that the accuracy of the best is a little too "
                       "high (search.split holds training images back for that)"});
}

void add_split(const Json &search, std::vector<Warning> &due) {
    if (!is_split(search) || !is_about_accuracy(search))
        return;
    const Json &scored_on = search["scored_on"];
    if (!scored_on["new_to_network"].get<bool>())
        due.push_back({"scored_on_trained_images",
                       "the network may have been trained on the images that scored the designs (" +
                           scored_on["of"].get<std::string>() +
                           "), whose accuracies are too high then, those verified apart; a "
                           "training with these [genes], search.split and search.split_seed leaves "
                           "them out"});
    if (scored_on["images"] < search["images"])
        due.push_back(
            {"few_images_held_back",
             "designs were scored on " + std::to_string(scored_on["images"].get<int>()) +
                 " images, all that search.split holds back, and not on search.images = " +
                 std::to_string(search["images"].get<int>())});
}

void add_reference(const Json &search, std::vector<Warning> &due) {
    const Json beyond = search["hypervolume"].value("beyond_reference", Json::array());
    if (beyond.empty())
        return;
    due.push_back(
        {"nothing_within_reference", "no design is within search.reference in " +
                                         joined(beyond.get<std::vector<std::string>>(), ", ") +
                                         ": the hypervolume is 0"});
}

/// Keys that change together: one of [grid], or all of [list].
struct SweepAxis {
    std::string name;
    std::vector<std::size_t> keys; ///< positions among the sweep's keys
};

std::vector<SweepAxis> axes_of(const Config &config, const Json &sweep) {
    std::vector<SweepAxis> axes;
    SweepAxis in_step;
    for (std::size_t key = 0; key < sweep["keys"].size(); ++key) {
        const std::string name = sweep["keys"][key];
        const bool listed = std::any_of(config.list.begin(), config.list.end(),
                                        [&](const GeneSpec &column) { return column.key == name; });
        if (!listed) {
            axes.push_back({name, {key}});
            continue;
        }
        in_step.name += (in_step.name.empty() ? "" : ", ") + name;
        in_step.keys.push_back(key);
    }
    if (!in_step.keys.empty())
        axes.push_back(in_step);
    return axes;
}

/// A figure of a point, the same at all that differ in the axis only; and at least two do.
bool is_flat(const Json &sweep, const SweepAxis &axis, const Json::json_pointer &figure) {
    std::map<std::vector<std::string>, std::vector<Json>> groups; // by the values of the other keys
    for (const Json &point : sweep["points"]) {
        if (!point.contains(figure))
            continue;
        std::vector<std::string> values = point["values"];
        for (const std::size_t key : axis.keys)
            values[key].clear();
        groups[values].push_back(point[figure]);
    }
    bool compared = false;
    for (const auto &[others, found] : groups) {
        compared = compared || found.size() > 1;
        if (std::any_of(found.begin(), found.end(),
                        [&](const Json &value) { return value != found.front(); }))
            return false;
    }
    return compared;
}

} // namespace

std::vector<Warning> search_warnings(const Json &search) {
    std::vector<Warning> due;
    add_extent(search, due);
    add_front(search, due);
    add_verification(search, due);
    add_split(search, due);
    add_reference(search, due);
    return due;
}

std::vector<Warning> sweep_warnings(const Config &config, const Json &sweep) {
    const std::pair<const char *, const char *> figures[] = {{"accuracy", "/accuracy/mean"},
                                                             {"latency", "/latency_ns"},
                                                             {"energy", "/energy_pj"},
                                                             {"area", "/area_um2"}};
    std::vector<Warning> due;
    for (const SweepAxis &axis : axes_of(config, sweep)) {
        std::vector<std::string> flat;
        for (const auto &[name, pointer] : figures)
            if (is_flat(sweep, axis, Json::json_pointer(pointer)))
                flat.push_back(name);
        if (!flat.empty())
            due.push_back({"key_without_effect",
                           joined(flat, " and ") + (flat.size() > 1 ? " do" : " does") +
                               " not depend on " + axis.name + ": the same at all its values"});
    }
    return due;
}

} // namespace apps
