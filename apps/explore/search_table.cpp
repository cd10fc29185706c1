// SPDX-License-Identifier: Apache-2.0
#include "apps/explore/search_table.h"

#include "apps/util/accuracy_text.h"
#include "apps/util/table.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace apps {

namespace {

using Json = nlohmann::json;

bool has_unit(const std::string &unit) { return !unit.empty() && unit != "1"; }

/// The objective at an index: its name without the unit that stands in the cells.
std::string objective_header(const Json &search, std::size_t index) {
    const std::string name = search["objectives"][index], unit = search["units"][index];
    if (name == "error")
        return "accuracy";
    for (const std::string suffix : {"_pj", "_ns", "_um2"})
        if (has_unit(unit) && name.size() > suffix.size() &&
            name.compare(name.size() - suffix.size(), suffix.size(), suffix) == 0)
            return name.substr(0, name.size() - suffix.size());
    return name;
}

std::string objective_cell(const Json &search, std::size_t index, double value) {
    if (search["objectives"][index] == "error")
        return percent(1 - value, 2);
    const std::string unit = search["units"][index];
    return has_unit(unit) ? quantity(value, unit) : number(value);
}

std::string measured_with(const Json &accuracy) {
    return std::to_string(accuracy["chips"].get<int>()) + " x " +
           std::to_string(accuracy["images"].get<int>());
}

/// A line a design: its objectives and its genes.
void print_designs(const Json &search, const std::vector<const Json *> &designs,
                   std::ostream &out) {
    std::vector<std::string> headers{"design"};
    for (std::size_t i = 0; i < search["objectives"].size(); ++i)
        headers.push_back(objective_header(search, i));
    headers.push_back("genes (in the config's order)");
    Table table(headers);
    for (const Json *design : designs) {
        std::vector<std::string> cells{std::to_string((*design)["id"].get<int>())};
        for (std::size_t i = 0; i < search["objectives"].size(); ++i)
            cells.push_back(objective_cell(search, i, (*design)["objectives"][i]));
        std::string genes;
        for (const Json &gene : search["genes"])
            genes += (genes.empty() ? "" : " ") +
                     (*design)["genome"][gene["key"].get<std::string>()].get<std::string>();
        cells.push_back(genes);
        table.row(cells);
    }
    table.print(out);
}

/// The candidates of an algorithm whose ids are in the list, best in the first objective first.
std::vector<const Json *> designs_of(const Json &search, const std::string &algorithm,
                                     const Json &ids) {
    std::vector<const Json *> designs;
    for (const Json &candidate : search["candidates"])
        if (candidate["algorithm"] == algorithm &&
            std::find(ids.begin(), ids.end(), candidate["id"]) != ids.end())
            designs.push_back(&candidate);
    std::stable_sort(designs.begin(), designs.end(), [](const Json *a, const Json *b) {
        return (*a)["objectives"][0] < (*b)["objectives"][0];
    });
    return designs;
}

} // namespace

void print_search(const Json &search, std::ostream &out) {
    const auto front = designs_of(search, "evolution", search["front"]);
    out << "Pareto front of " << search["evaluated"] << " designs (" << front.size() << "):\n";
    if (!front.empty())
        print_designs(search, front, out);
    if (!front.empty())
        out << "(accuracy on " << measured_with(search)
            << " chips x images a design: the highest are also the luckiest)\n";
    if (search.contains("nearest")) {
        const Json &nearest = search["nearest"];
        const std::string algorithm = nearest["algorithm"];
        out << "No design meets the constraints; the nearest, of "
            << (algorithm == "random" ? "random search" : algorithm) << ":\n";
        print_designs(search, designs_of(search, algorithm, Json::array({nearest["id"]})), out);
    }
    for (const char *algorithm : {"evolution", "random"})
        if (const Json &history = search["hypervolume"][algorithm]; !history.empty())
            out << "hypervolume, " << algorithm << ": " << number(history.back().get<double>())
                << " of 1 after " << history.size() << " evaluations\n";
    const auto failed =
        std::count_if(search["candidates"].begin(), search["candidates"].end(),
                      [](const Json &candidate) { return candidate.contains("reason"); });
    if (failed > 0)
        out << failed << " designs could not be built; report.html lists the reasons\n";
}

void print_verified(const Json &search, std::ostream &out) {
    if (!search.contains("verified") || search["verified"].empty())
        return;
    std::string best;
    std::vector<std::string> headers{"design", "float", "integers, exact", "chip, no variation",
                                     "chips, mean"};
    headers.insert(headers.end(), interval_headers.begin(), interval_headers.end());
    headers.insert(headers.end(), {"worst chip", "chips x images"});
    Table table(headers);
    for (const Json &design : search["verified"]) {
        if (design.contains("reason"))
            continue;
        const Json &accuracy = design["accuracy"];
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
        if (search.contains("best") && design["id"] == search["best"])
            best = "the best: design " + cells[0] + ", accuracy " + percent(accuracy["mean"], 2) +
                   ", " + spread_text(accuracy) + "\n";
    }
    out << "\nThe most accurate of them, measured again:\n";
    table.print(out);
    out << best;
}

void print_robustness(const Json &search, std::ostream &out) {
    if (!search.contains("robustness"))
        return;
    Table table({"the best network, trained on its own", "without variation", "the device's spread",
                 "three times it"});
    const Json &robustness = search["robustness"];
    std::string spreads;
    const auto row = [&](const char *network, const char *key) {
        const Json &calm = robustness[key]["sigma"], &tripled = robustness[key]["tripled"];
        table.row({network, percent(calm["no_variation"], 2), percent(calm["mean"], 2),
                   percent(tripled["mean"], 2)});
        spreads += std::string(network) + ": " + spread_text(calm) +
                   "; at three times the spread " + spread_text(tripled) + "\n";
    };
    row("with device noise", "trained_with_noise");
    row("without", "twin");
    const Json &measured = robustness["trained_with_noise"]["sigma"];
    out << "\nWhat training with variation is worth (mean of " << measured["chips"] << " chips, "
        << measured["images"] << " images):\n";
    table.print(out);
    out << spreads;
}

} // namespace apps
