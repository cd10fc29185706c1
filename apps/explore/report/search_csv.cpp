// SPDX-License-Identifier: Apache-2.0
#include "apps/explore/report/search_table.h"

#include "apps/explore/figures.h"
#include "apps/util/files/csv.h"
#include "apps/util/json_text.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace apps {

namespace {

using Json = nlohmann::ordered_json;

bool is_on_front(const Json &search, const Json &candidate) {
    const std::string algorithm = candidate["algorithm"];
    const Json &front = search[algorithm == "evolution" ? "front" : algorithm + "_front"];
    return std::find(front.begin(), front.end(), candidate["id"]) != front.end();
}

std::string header(const Json &search) {
    std::string line = "algorithm,design,";
    for (const Json &gene : search["genes"])
        line += csv_cell(gene["key"]) + ",";
    for (const Figure &figure : known_figures())
        line += std::string(figure.name) + ",";
    return line + "chips,violation,front,reason\n";
}

std::string line(const Json &search, const Json &candidate) {
    std::string text = candidate["algorithm"].get<std::string>() + "," +
                       std::to_string(candidate["id"].get<int>()) + ",";
    for (const Json &gene : search["genes"])
        text += csv_cell(candidate["genome"][gene["key"].get<std::string>()]) + ",";
    if (candidate.contains("reason"))
        return text + std::string(known_figures().size(), ',') + ",,no," +
               csv_cell(candidate["reason"]) + "\n";
    for (const Figure &figure : known_figures())
        text += json_text(candidate["figures"].value(figure.name, Json())) + ",";
    return text + json_text(candidate["chips"]) + "," + json_text(candidate["violation"]) +
           (is_on_front(search, candidate) ? ",yes,\n" : ",no,\n");
}

} // namespace

std::string search_csv(const Json &search) {
    std::string text = header(search);
    for (const Json &candidate : search["candidates"])
        text += line(search, candidate);
    return text;
}

} // namespace apps
