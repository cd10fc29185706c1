// SPDX-License-Identifier: Apache-2.0
#include "apps/html/parts.h"
#include "apps/html/report_part.h"
#include "apps/html/search_result.h"
#include "apps/html/sections.h"
#include "apps/util/accuracy_text.h"
#include "apps/util/json_text.h"

#include <algorithm>
#include <cctype>

namespace apps {
namespace {

using nlohmann::json;

/// Genes by column: entries of one list (network.kernels.1, .2, ...) share a column.
struct GeneColumn {
    std::string header, prefix;
    std::vector<std::string> keys;
};

std::vector<GeneColumn> gene_columns(const json *genes) {
    std::vector<GeneColumn> columns;
    if (genes == nullptr)
        return columns;
    for (const json &gene : *genes) {
        const std::string key = gene.at("key");
        const std::size_t dot = key.rfind('.');
        const bool entry =
            dot != std::string::npos && std::isdigit(static_cast<unsigned char>(key[dot + 1])) != 0;
        const std::string prefix = entry ? key.substr(0, dot) : key;
        const auto same = std::find_if(columns.begin(), columns.end(),
                                       [&](const GeneColumn &c) { return c.prefix == prefix; });
        if (same != columns.end()) {
            same->keys.push_back(key);
            continue;
        }
        std::string header = prefix;
        const std::size_t last = prefix.rfind('.');
        if (last != std::string::npos) {
            const std::size_t before = prefix.rfind('.', last - 1);
            header = prefix.substr(before == std::string::npos ? 0 : before + 1);
        }
        std::replace(header.begin(), header.end(), '.', ' ');
        std::replace(header.begin(), header.end(), '_', ' ');
        columns.push_back({header, prefix, {key}});
    }
    return columns;
}

std::string gene_text(const json &value) {
    return escape(value.is_string() ? value.get<std::string>() : json_text(value));
}

/// A row a design: its objectives and its genes.
std::string designs_table(const SearchResult &result, const json &search,
                          const std::vector<const Candidate *> &designs) {
    std::vector<Column> columns{{"design", true, ""}};
    for (const Objective &objective : result.objectives)
        columns.push_back({objective.name, true, ""});
    const bool sure = std::any_of(designs.begin(), designs.end(),
                                  [](const Candidate *design) { return !design->chips.empty(); });
    if (sure)
        columns.insert(columns.end(), {{"chips", true, ""},
                                       {"95 % interval", true, "of the accuracy"},
                                       {"verified", true, "accuracy on test images"}});
    const auto genes = gene_columns(part(&search, "genes"));
    for (const GeneColumn &gene : genes)
        columns.push_back({gene.header, true, gene.prefix});
    std::vector<std::vector<std::string>> rows;
    std::vector<std::string> row_ids;
    for (const Candidate *design : designs) {
        std::vector<std::string> cells{std::to_string(design->id)};
        for (std::size_t i = 0; i < result.objectives.size(); ++i)
            cells.push_back(result.objectives[i].share
                                ? percent(1 - design->objectives[i], 2)
                                : shown(design->objectives[i], result.objectives[i].unit));
        if (sure)
            cells.insert(cells.end(), {design->chips, design->interval, design->verified});
        for (const GeneColumn &gene : genes) {
            std::string text;
            for (const std::string &key : gene.keys)
                if (const auto *value = part(design->genome, key.c_str()))
                    text += (text.empty() ? "" : " ") + gene_text(*value);
            cells.push_back(text);
        }
        rows.push_back(cells);
        row_ids.push_back(design->anchor());
    }
    return html_table(columns, rows, row_ids);
}

std::string front_section(const SearchResult &result, const json &search) {
    std::vector<const Candidate *> front;
    for (const Candidate &design : result.designs)
        if (design.evolved && design.on_front)
            front.push_back(&design);
    if (front.empty())
        return "";
    std::stable_sort(front.begin(), front.end(), [](const Candidate *a, const Candidate *b) {
        return a->objectives.front() < b->objectives.front();
    });
    return section("Designs on the front",
                   "None of them is worse than another in every objective. Lists have one entry a "
                   "layer; the pointer on a column's name shows the config key.",
                   designs_table(result, search, front));
}

/// Where no design meets the constraints: the one that misses them by least, and by how much.
std::string nearest_section(const SearchResult &result, const json &search) {
    const auto *nearest = part(&search, "nearest");
    if (nearest == nullptr)
        return "";
    const std::string algorithm = in_words(nearest->value("algorithm", "evolution"));
    std::vector<const Candidate *> designs;
    for (const Candidate &design : result.designs)
        if (design.algorithm == algorithm && design.id == nearest->at("id"))
            designs.push_back(&design);
    std::vector<std::vector<std::string>> rows;
    for (const json &missed : nearest->at("missed")) {
        const auto *share = part(&missed, "share");
        rows.push_back({escape(missed.at("constraint").get<std::string>()),
                        number(missed.at("value")), number(missed.at("excess")),
                        share == nullptr ? "" : percent(*share)});
    }
    return section("No design meets the constraints",
                   "The nearest is of " + algorithm +
                       "; its violation, the sum of what it misses as shares of the limits, is " +
                       number(nearest->at("violation")) + ".",
                   designs_table(result, search, designs) +
                       html_table({{"constraint", false, ""},
                                   {"the design's figure", true, ""},
                                   {"missed by", true, ""},
                                   {"of the limit", true, ""}},
                                  rows));
}

std::string failures_section(const SearchResult &result) {
    if (result.failures.empty())
        return "";
    std::size_t all = 0;
    std::vector<std::vector<std::string>> rows;
    for (const auto &[reason, failed] : result.failures) {
        all += failed.size();
        rows.push_back({escape(reason), number(static_cast<double>(failed.size()))});
    }
    return section(
        "Designs that could not be built",
        number(static_cast<double>(all)) +
            " candidates carry a reason instead of a result and count for nothing.",
        fold("Reasons", html_table({{"reason", false, ""}, {"designs", true, ""}}, rows)));
}

std::string space_section(const json &search) {
    std::vector<std::vector<std::string>> rows;
    if (const auto *genes = part(&search, "genes"))
        for (const json &gene : *genes) {
            std::string choices;
            if (const auto *list = part(&gene, "choices"))
                for (const json &choice : *list)
                    choices += (choices.empty() ? "" : ", ") + gene_text(choice);
            rows.push_back({gene_text(gene.at("key")), choices});
        }
    if (rows.empty())
        return "";
    return section("Search space", "",
                   fold(std::to_string(rows.size()) + " genes and their choices",
                        html_table({{"config key", false, ""}, {"choices", false, ""}}, rows)));
}

/// What scored the designs, and how often each look was asked.
std::string protocol_section(const json &search) {
    const auto *looks = part(&search, "fidelities"), *scored_on = part(&search, "scored_on");
    if (looks == nullptr || scored_on == nullptr)
        return "";
    std::vector<std::vector<std::string>> rows;
    for (const json &look : *looks) {
        const auto *asked = part(&look, "asked");
        if (asked == nullptr)
            continue;
        const auto count = [&](const char *key) {
            const int value = look.value(key, 0);
            return value > 0 ? std::to_string(value) : std::string();
        };
        for (const auto &[algorithm, times] : asked->items())
            rows.push_back({escape(look.value("look", "")), escape(algorithm), number(times),
                            count("chips"), count("images")});
    }
    const auto *of = part(scored_on, "of");
    return section("How designs were looked at",
                   "Scored on " + number(scored_on->at("images")) + " " +
                       escape(scored_on->value("set", "")) +
                       (of == nullptr ? "" : " (" + escape(of->get<std::string>()) + ")") +
                       (scored_on->value("quick", false) ? ", quickly (search.quick)" : "") +
                       "; verified on test images. Chips are the same draws for every design.",
                   html_table({{"look", false, ""},
                               {"asked by", false, ""},
                               {"designs", true, ""},
                               {"chips, at most", true, ""},
                               {"images", true, ""}},
                              rows));
}

/// The entry of the verified designs that the report calls the best; null without one.
const json *best_verified(const json &search) {
    const auto *best = part(&search, "best"), *verified = part(&search, "verified");
    if (best != nullptr && verified != nullptr)
        for (const json &design : *verified)
            if (design.at("id") == *best)
                return &design;
    return nullptr;
}

std::string headline(const SearchResult &result, const json &search) {
    std::vector<Tile> figures;
    const auto add = [&](const char *label, const json *value, const std::string &note) {
        if (value != nullptr)
            figures.push_back({label, {*value, ""}, note});
    };
    std::string budget;
    if (const auto *population = part(&search, "population"))
        budget = "population " + number(*population);
    if (const auto *seed = part(&search, "seed"))
        budget += (budget.empty() ? "seed " : ", seed ") + number(*seed);
    add("Evaluated", part(&search, "evaluated"), budget);
    if (const auto *front = part(&search, "front"))
        figures.push_back({"On the front", {static_cast<double>(front->size()), "designs"}, ""});
    const auto last = [&](const char *method) -> const json * {
        const auto *history = part(&search, "hypervolume", method);
        return history == nullptr || history->empty() ? nullptr : &history->back();
    };
    std::string others;
    for (const std::string &name : result.baselines)
        if (const json *other = last(name.c_str()))
            others += (others.empty() ? "" : ", ") + in_words(name) + " " + number(*other);
    add("Hypervolume", last("evolution"), others);
    if (const auto *verified = best_verified(search))
        figures.push_back({"Best accuracy, measured again",
                           {100 * verified->at("accuracy").at("mean").get<double>(), "%"},
                           "design " + number(verified->at("id")) + ", " +
                               spread_text(verified->at("accuracy"))});
    for (std::size_t i = 0; i < result.objectives.size(); ++i) {
        const Objective &of = result.objectives[i];
        if (of.share && best_verified(search) != nullptr) // the search's own is its luckiest draw
            continue;
        const Candidate *best = nullptr;
        for (const Candidate &design : result.designs)
            if (design.evolved && design.feasible &&
                (best == nullptr || design.objectives[i] < best->objectives[i]))
                best = &design;
        if (best == nullptr)
            continue;
        const double value = best->objectives[i];
        figures.push_back(
            {of.share ? "Luckiest draw of " + of.name : "Least " + of.name,
             of.share ? Quantity{100 * (1 - value), "%"} : scaled(value, of.unit),
             "design " + std::to_string(best->id) + (of.share ? ", not measured again" : "")});
    }
    return tiles(figures);
}

} // namespace

std::string search_sections(const json &report) {
    const auto *search = part(&report, "search");
    if (search == nullptr)
        return "";
    const SearchResult result = search_result_of(*search);
    return headline(result, *search) + pareto_section(result, *search) +
           front_section(result, *search) + nearest_section(result, *search) +
           verified_sections(*search) + protocol_section(*search) + failures_section(result) +
           space_section(*search);
}

} // namespace apps
