// SPDX-License-Identifier: Apache-2.0
#include "apps/explore/comparison.h"

#include "apps/design/interval.h"
#include "apps/explore/algorithm/baselines.h"
#include "apps/explore/hypervolume_box.h"
#include "apps/util/table.h"
#include "apps/util/text.h"
#include "search/front/rank_test.h"

#include <algorithm>
#include <numeric>

namespace apps {

using Json = nlohmann::ordered_json;

namespace {

using Values = std::vector<double>;

/// The last hypervolume of each seed; empty where there is none.
Values ends_of(const Json &histories) {
    Values ends;
    for (const Json &history : histories)
        if (!history.empty())
            ends.push_back(history.back());
    return ends;
}

Json algorithm_report(const std::string &name, const Json &histories, const Values &evolved) {
    const Values ends = ends_of(histories);
    Json report{{"algorithm", name}, {"hypervolume", histories}};
    if (ends.empty())
        return report;
    report["mean"] = mean(ends, ends.size());
    report["deviation"] = ends.size() > 1 ? Json(deviation(ends, ends.size())) : Json(nullptr);
    if (name != evolution && !evolved.empty()) {
        const search::RankTest test = search::mann_whitney(evolved, ends);
        report["evolution_better"] = {
            {"u", test.u}, {"pairs", evolved.size() * ends.size()}, {"p", test.p}};
    }
    return report;
}

/// The p of lists that do not overlap.
double least_p(std::size_t seeds) {
    Values low(seeds), high(seeds);
    std::iota(low.begin(), low.end(), 0.0);
    std::iota(high.begin(), high.end(), static_cast<double>(seeds));
    return search::mann_whitney(low, high).p;
}

std::string up_to(const Json &search) {
    const Json &box = search["comparison"]["box"], &flat = box["without_extent"];
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < search["objectives"].size(); ++i) {
        const std::string name = search["objectives"][i];
        if (std::find(flat.begin(), flat.end(), name) == flat.end())
            parts.push_back(name + " " +
                            (box["reference"][i].is_null() ? "-" : number(box["reference"][i])));
    }
    return (box["stated"].get<bool>() ? "up to search.reference, "
                                      : "in the box of all that they found, up to ") +
           joined(parts, ", ");
}

} // namespace

Seeded seeded(std::uint64_t seed, const std::vector<Run> &runs) {
    Seeded all{seed, {}, {}};
    for (const Run &run : runs) {
        all.algorithms.push_back(run.algorithm);
        all.candidates.push_back(run.candidates);
    }
    return all;
}

Json comparison_report(const Config &config, const std::vector<Seeded> &seeds) {
    std::vector<const std::vector<search::Candidate> *> searches;
    const std::vector<std::string> &algorithms = seeds.front().algorithms;
    for (const Seeded &one : seeds)
        for (std::size_t i = 0; i < algorithms.size(); ++i)
            if (knows_the_hardware(algorithms[i]))
                searches.push_back(&one.candidates[i]);
    const Objectives objectives(config.search.objectives, config.search.constraints);
    const HypervolumeBox box(objectives, config.search.reference, searches);
    Json report{{"seeds", Json::array()}, {"box", box.report()}, {"algorithms", Json::array()}};
    for (const Seeded &one : seeds)
        report["seeds"].push_back(one.seed);
    Values evolved;
    for (std::size_t i = 0; i < algorithms.size(); ++i) {
        Json histories = Json::array();
        for (const Seeded &one : seeds)
            histories.push_back(knows_the_hardware(algorithms[i]) ? box.history(one.candidates[i])
                                                                  : Values());
        if (algorithms[i] == evolution)
            evolved = ends_of(histories);
        report["algorithms"].push_back(algorithm_report(algorithms[i], histories, evolved));
    }
    report["least_p"] = least_p(seeds.size());
    return report;
}

void print_comparison(const Json &search, std::ostream &out) {
    if (!search.contains("comparison"))
        return;
    const Json &comparison = search["comparison"];
    Table table({"hypervolume", "mean", "deviation", "evolution better", "p"});
    bool believes = false;
    for (const Json &algorithm : comparison["algorithms"]) {
        std::vector<std::string> cells{algorithm["algorithm"], "-", "-", "-", "-"};
        believes = believes || !knows_the_hardware(cells[0]);
        if (algorithm.contains("mean"))
            cells[1] = number(algorithm["mean"]);
        if (algorithm.contains("deviation") && !algorithm["deviation"].is_null())
            cells[2] = number(algorithm["deviation"]);
        if (algorithm.contains("evolution_better")) {
            const Json &test = algorithm["evolution_better"];
            cells[3] = number(test["u"]) + " of " + number(test["pairs"]) + " pairs";
            cells[4] = number(test["p"]);
        }
        table.row(cells);
    }
    const std::string count = std::to_string(comparison["seeds"].size());
    out << "\nSearches with " << count << " seeds, hypervolume " << up_to(search) << ":\n";
    table.print(out);
    out << "(p: exact test of Mann and Whitney, two-sided; of " << count
        << " seeds each it is at least " << number(comparison["least_p"]) << ")\n";
    if (believes)
        out << "(-: what a baseline believes of other hardware is no hypervolume)\n";
}

std::string comparison_csv(const Json &comparison) {
    std::string text = "algorithm,seed,evaluation,hypervolume\n";
    for (const Json &algorithm : comparison["algorithms"])
        for (std::size_t seed = 0; seed < comparison["seeds"].size(); ++seed) {
            const Json &history = algorithm["hypervolume"][seed];
            for (std::size_t i = 0; i < history.size(); ++i)
                text += algorithm["algorithm"].get<std::string>() + "," +
                        std::to_string(comparison["seeds"][seed].get<std::uint64_t>()) + "," +
                        std::to_string(i + 1) + "," + number_text(history[i]) + "\n";
        }
    return text;
}

} // namespace apps
