// SPDX-License-Identifier: Apache-2.0
#include "apps/explore/report/search_table.h"

#include "apps/util/accuracy_text.h"
#include "apps/util/table.h"
#include "apps/util/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace apps {

namespace {

using nlohmann::json;

bool has_unit(const std::string &unit) { return !unit.empty() && unit != "1"; }

/// The objective at an index: its name without the unit that stands in the cells.
std::string objective_header(const json &search, std::size_t index) {
    const std::string name = search["objectives"][index], unit = search["units"][index];
    if (name == "error")
        return "accuracy";
    for (const std::string suffix : {"_pj", "_ns", "_um2"})
        if (has_unit(unit) && name.size() > suffix.size() &&
            name.compare(name.size() - suffix.size(), suffix.size(), suffix) == 0)
            return name.substr(0, name.size() - suffix.size());
    return name;
}

std::string objective_cell(const json &search, std::size_t index, double value) {
    if (search["objectives"][index] == "error")
        return percent(1 - value, 2);
    const std::string unit = search["units"][index];
    return has_unit(unit) ? quantity(value, unit) : number(value);
}

std::string measured_with(const json &accuracy) {
    return std::to_string(accuracy["chips"].get<int>()) + " x " +
           std::to_string(accuracy["images"].get<int>());
}

/// "84.10 % - 86.20 %", or that there is none of one chip.
std::string interval_cell(const json &ci95) {
    return ci95.is_null() ? "-" : percent(ci95[0], 2) + " - " + percent(ci95[1], 2);
}

/// What the verification says of a design: mean and interval; nothing if it was not verified.
std::string verified_cell(const json &search, const json &design) {
    const bool evolved = design["algorithm"] == "evolution";
    const char *list = evolved ? "verified" : "baseline_verified";
    if (search.contains(list))
        for (const json &verified : search[list])
            if (verified["id"] == design["id"] && verified.contains("accuracy") &&
                (evolved || verified["algorithm"] == design["algorithm"])) {
                const json &accuracy = verified["accuracy"];
                return percent(accuracy["mean"], 2) + " (" + interval_cell(accuracy["ci95"]) + ")";
            }
    return "-";
}

/// A line a design: its objectives, how sure its accuracy is, and its genes.
void print_designs(const json &search, const std::vector<const json *> &designs,
                   std::ostream &out) {
    std::vector<std::string> headers{"design"};
    for (std::size_t i = 0; i < search["objectives"].size(); ++i)
        headers.push_back(objective_header(search, i));
    headers.insert(headers.end(), {"chips", "95 % interval", "verified"});
    headers.push_back("genes (in the config's order)");
    Table table(headers);
    for (const json *design : designs) {
        std::vector<std::string> cells{std::to_string((*design)["id"].get<int>())};
        for (std::size_t i = 0; i < search["objectives"].size(); ++i)
            cells.push_back(objective_cell(search, i, (*design)["objectives"][i]));
        cells.push_back(std::to_string((*design)["chips"].get<int>()));
        cells.push_back(interval_cell((*design)["ci95"]));
        cells.push_back(verified_cell(search, *design));
        std::string genes;
        for (const json &gene : search["genes"])
            genes += (genes.empty() ? "" : " ") +
                     (*design)["genome"][gene["key"].get<std::string>()].get<std::string>();
        cells.push_back(genes);
        table.row(cells);
    }
    table.print(out);
}

/// The candidates of an algorithm whose ids are in the list, best in the first objective first.
std::vector<const json *> designs_of(const json &search, const std::string &algorithm,
                                     const json &ids) {
    std::vector<const json *> designs;
    for (const json &candidate : search["candidates"])
        if (candidate["algorithm"] == algorithm &&
            std::find(ids.begin(), ids.end(), candidate["id"]) != ids.end())
            designs.push_back(&candidate);
    std::stable_sort(designs.begin(), designs.end(), [](const json *a, const json *b) {
        return (*a)["objectives"][0] < (*b)["objectives"][0];
    });
    return designs;
}

/// Evolution and its baselines; "none" has no figures.
std::vector<std::string> algorithms_of(const json &search) {
    std::vector<std::string> names = comma_separated(search["baseline"].get<std::string>());
    names.insert(names.begin(), "evolution");
    return names;
}

/// " up to error 1, energy_pj 2e+06" where the reference was stated.
std::string reference_text(const json &search) {
    if (!search["hypervolume"]["stated"].get<bool>())
        return "";
    const json &flat = search["hypervolume"]["without_extent"];
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < search["objectives"].size(); ++i) {
        const std::string name = search["objectives"][i];
        if (std::find(flat.begin(), flat.end(), name) == flat.end())
            parts.push_back(name + " " + number(search["hypervolume"]["reference"][i]));
    }
    return " up to " + joined(parts, ", ");
}

/// "48 by evolution, 24 by random".
std::string asked_text(const json &look) {
    std::vector<std::string> parts;
    for (const auto &[algorithm, count] : look["asked"].items())
        parts.push_back(std::to_string(count.get<std::int64_t>()) + " by " + algorithm);
    return joined(parts, ", ");
}

} // namespace

void print_search(const json &search, std::ostream &out) {
    const auto front = designs_of(search, "evolution", search["front"]);
    out << "Pareto front of " << search["evaluated"] << " designs (" << front.size() << "):\n";
    if (!front.empty())
        print_designs(search, front, out);
    if (!front.empty())
        out << "(accuracy on at least " << search["chips"] << " x " << search["scored_on"]["images"]
            << " chips x images a design, " << search["scored_on"]["set"].get<std::string>()
            << (search["scored_on"].value("quick", false) ? ", quickly (search.quick)" : "")
            << ": the highest are also the luckiest; verified: on test images)\n";
    if (search.contains("nearest")) {
        const json &nearest = search["nearest"];
        const std::string algorithm = nearest["algorithm"];
        out << "No design meets the constraints; the nearest, of "
            << (algorithm == "random" ? "random search" : algorithm) << ":\n";
        print_designs(search, designs_of(search, algorithm, json::array({nearest["id"]})), out);
    }
    for (const std::string &algorithm : algorithms_of(search))
        if (const json history = search["hypervolume"].value(algorithm, json::array());
            !history.empty())
            out << "hypervolume, " << algorithm << ": " << number(history.back().get<double>())
                << " of 1 after " << history.size() << " evaluations" << reference_text(search)
                << "\n";
    for (const json &look : search["fidelities"])
        out << "asked, " << look["look"].get<std::string>() << ": " << asked_text(look) << "\n";
    const json stopped = search.value("stopped", json::object());
    if (stopped.contains("why_none"))
        out << "search.stop gives no design up: " << stopped["why_none"].get<std::string>() << "\n";
    else if (!stopped.empty())
        out << stopped["designs"] << " of " << stopped["of"]
            << " designs were given up after their first chip (search.stop), which spared "
            << stopped["chips_spared"] << " of " << stopped["of_chips"] << " chips\n";
    const auto failed =
        std::count_if(search["candidates"].begin(), search["candidates"].end(),
                      [](const json &candidate) { return candidate.contains("reason"); });
    if (failed > 0)
        out << failed << " designs could not be built; report.html lists the reasons\n";
}

namespace {

/// The designs of an algorithm on `list`, of which number `best_of` (null: none) is the best.
void print_verified(const std::string &algorithm, const std::vector<const json *> &list,
                    const json &best_of, std::ostream &out) {
    if (list.empty())
        return;
    std::string best;
    std::vector<std::string> headers{"design", "float", "integers, exact", "chip, no variation",
                                     "chips, mean"};
    headers.insert(headers.end(), interval_headers.begin(), interval_headers.end());
    headers.insert(headers.end(), {"worst chip", "chips x images"});
    Table table(headers);
    for (const json *verified : list) {
        const json &design = *verified;
        if (design.contains("reason"))
            continue;
        const json &accuracy = design["accuracy"];
        std::vector<std::string> cells{
            std::to_string(design["id"].get<int>()),
            accuracy["float"].is_null() ? "-" : percent(accuracy["float"], 2),
            percent(accuracy["ideal"], 2), percent(accuracy["no_variation"], 2),
            percent(accuracy["mean"], 2)};
        for (const std::string &cell : interval_cells(accuracy))
            cells.push_back(cell);
        cells.push_back(percent(accuracy["worst"], 2));
        cells.push_back(measured_with(accuracy));
        table.row(cells);
        if (design["id"] == best_of)
            best = "the best: design " + cells[0] + ", accuracy " + percent(accuracy["mean"], 2) +
                   ", " + spread_text(accuracy) + "\n";
    }
    out << "\nThe most accurate of " << (algorithm == "evolution" ? "them" : algorithm)
        << ", measured again on test images:\n";
    table.print(out);
    out << best;
}

} // namespace

void print_verified(const json &search, std::ostream &out) {
    for (const std::string &algorithm : algorithms_of(search)) {
        const bool evolved = algorithm == "evolution";
        std::vector<const json *> list;
        if (const auto all = search.find(evolved ? "verified" : "baseline_verified");
            all != search.end())
            for (const json &design : *all)
                if (evolved || design["algorithm"] == algorithm)
                    list.push_back(&design);
        const json best =
            evolved ? search.value("best", json())
                    : search.value("baseline_best", json::object()).value(algorithm, json());
        print_verified(algorithm, list, best, out);
    }
}

void print_robustness(const json &search, std::ostream &out) {
    if (!search.contains("robustness"))
        return;
    Table table({"the best network, trained on its own", "without variation", "the device's spread",
                 "three times it"});
    const json &robustness = search["robustness"];
    std::string spreads;
    const auto row = [&](const char *network, const char *key) {
        const json &calm = robustness[key]["sigma"], &tripled = robustness[key]["tripled"];
        table.row({network, percent(calm["no_variation"], 2), percent(calm["mean"], 2),
                   percent(tripled["mean"], 2)});
        spreads += std::string(network) + ": " + spread_text(calm) +
                   "; at three times the spread " + spread_text(tripled) + "\n";
    };
    row("with device noise", "trained_with_noise");
    row("without", "twin");
    const json &measured = robustness["trained_with_noise"]["sigma"];
    out << "\nWhat training with variation is worth (mean of " << measured["chips"] << " chips, "
        << measured["images"] << " images):\n";
    table.print(out);
    out << spreads;
}

} // namespace apps
