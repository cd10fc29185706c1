// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/command.h"

#include "apps/config/choices.h"
#include "apps/explore/exploration.h"
#include "apps/explore/robustness.h"
#include "apps/explore/search_report.h"
#include "apps/report/report.h"
#include "apps/util/interrupt.h"
#include "apps/util/progress.h"
#include "apps/util/table.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <memory>

namespace apps {

namespace {

using Json = nlohmann::ordered_json;

void check(const Config &config) {
    if (config.genes.empty())
        throw ConfigError("search: the section [genes] is empty; name config keys and their "
                          "choices, e.g. chip.tile.adc.bits = 5, 6, 8");
    if (!config.network.onnx.empty()) {
        if (config.search.twin)
            throw ConfigError("search.twin: an imported network (network.onnx) is not trained "
                              "again; search.twin = no is right");
        for (const GeneSpec &gene : config.genes)
            if (gene.key.rfind("network.", 0) == 0 && !is_bits_key(gene.key))
                throw ConfigError("search: the gene " + gene.key +
                                  " has no effect on an imported network (network.onnx)");
    } else if (config.network.file.empty())
        throw ConfigError("search: network.file is empty; train a weight-sharing network first "
                          "(crossweave train CONFIG) and name the file that it writes");
}

/// The most accurate designs of the front, at most `count`.
std::vector<search::Candidate> most_accurate(const Exploration &exploration,
                                             const std::vector<search::Candidate> &candidates,
                                             int count) {
    std::vector<search::Candidate> front;
    for (const int index : search::pareto_front(candidates))
        front.push_back(candidates[static_cast<std::size_t>(index)]);
    const auto accuracy = [&](const search::Candidate &candidate) {
        return exploration.detail(candidate.genome)["figures"]["accuracy"].get<double>();
    };
    std::stable_sort(front.begin(), front.end(),
                     [&](const auto &a, const auto &b) { return accuracy(a) > accuracy(b); });
    front.resize(std::min(front.size(), static_cast<std::size_t>(count)));
    return front;
}

/// Runs both searches and the verification, filling `report` as far as it comes.
/// Returns the genome of the best verified design, if there is one.
search::Genome explore(Exploration &exploration, const Config &config, Json &report) {
    Found found;
    search::Genome best;
    try {
        {
            const int searches = config.search.baseline ? 2 : 1;
            Progress progress("designs", std::int64_t{searches} * config.search.evaluations);
            std::size_t done = exploration.remembered("evolution").size() +
                               exploration.remembered("random").size();
            const auto on_candidate = [&] { progress.update(static_cast<std::int64_t>(++done)); };
            found.evolution = exploration.explore("evolution", on_candidate);
            if (config.search.baseline)
                found.random = exploration.explore("random", on_candidate);
        }
        const auto chosen = most_accurate(exploration, found.evolution, config.search.verify);
        Progress progress("verifying the front", static_cast<std::int64_t>(chosen.size()));
        std::int64_t done = 0;
        const std::vector<Json> verified =
            exploration.verify(chosen, [&] { progress.update(++done); });
        double highest = -1;
        for (std::size_t i = 0; i < verified.size(); ++i)
            if (!verified[i].contains("reason") && verified[i]["accuracy"]["mean"] > highest) {
                highest = verified[i]["accuracy"]["mean"];
                best = chosen[i].genome;
            }
        report["search"] = search_report(config, exploration, found);
        report["search"]["verified"] = verified;
    } catch (const search::Stopped &) {
        found = {exploration.remembered("evolution"), exploration.remembered("random")};
        report["search"] = search_report(config, exploration, found);
        report["search"]["interrupted"] = true;
    }
    return best;
}

void print_verified(const Json &verified, std::ostream &out) {
    Table table({"design", "float", "integers, exact", "chip, no variation", "chips, mean",
                 "95 % interval", "worst chip", "chips x images"});
    for (const Json &design : verified) {
        if (design.contains("reason"))
            continue;
        const Json &accuracy = design["accuracy"];
        table.row({std::to_string(design["id"].get<int>()),
                   accuracy["float"].is_null() ? "-" : percent(accuracy["float"], 2),
                   percent(accuracy["ideal"], 2), percent(accuracy["no_variation"], 2),
                   percent(accuracy["mean"], 2),
                   percent(accuracy["ci95"][0], 2) + " - " + percent(accuracy["ci95"][1], 2),
                   percent(accuracy["worst"], 2),
                   std::to_string(accuracy["chips"].get<int>()) + " x " +
                       std::to_string(accuracy["images"].get<int>())});
    }
    out << "\nThe most accurate of them, measured again:\n";
    table.print(out);
}

void print_robustness(const Robustness &found, std::ostream &out) {
    Table table({"the best network, trained on its own", "without variation", "the device's spread",
                 "three times it"});
    table.row({"with device noise", percent(found.aware.no_variation, 2),
               percent(found.aware.mean, 2), percent(found.aware_tripled.mean, 2)});
    table.row({"without", percent(found.plain.no_variation, 2), percent(found.plain.mean, 2),
               percent(found.plain_tripled.mean, 2)});
    out << "\nWhat training with variation is worth (mean of " << found.aware.chips.size()
        << " chips, " << found.aware.images << " images):\n";
    table.print(out);
}

/// The best design as a config of its own, ready for `crossweave run`.
void write_best(Config design, const nn::NetworkSpec &network) {
    const std::string folder = design.run.out;
    design.network = network;
    design.run.out = folder + "/best";
    design.genes.clear();
    std::ofstream out(folder + "/best.cfg");
    write_config(design, out);
    std::cout << "\nthe best design: crossweave run " << folder << "/best.cfg\n";
}

} // namespace

int search_command(const Config &config) {
    if (!config.run.data)
        throw ConfigError("run.data: a search measures accuracies; it must be yes");
    if (!config.run.timeline.empty() || !config.run.vcd.empty())
        throw ConfigError("run.timeline and run.vcd are of a single run; run best.cfg with them");
    const HostClock clock;
    check(config);
    open_results(config);
    const Workbench bench = open_workbench(config);
    Json report;
    search::Genome best;
    {
        Exploration exploration(config, bench); // its workers end before threads begin
        best = explore(exploration, config, report);
    }
    const bool stopped = report["search"].contains("interrupted");
    print_search(nlohmann::json(report["search"]), std::cout);
    if (report["search"].contains("verified") && !report["search"]["verified"].empty())
        print_verified(report["search"]["verified"], std::cout);

    bool cut_short = stopped;
    if (!stopped && config.search.twin && !best.empty()) {
        try {
            Progress progress("comparing with the twin", 1000);
            const Robustness robustness = compare_with_twin(
                bench.data, patched(config, best), config.run.out + "/best.safetensors",
                thread_count(config.run.threads), [&](const char *what, double share) {
                    progress.update(static_cast<std::int64_t>(1000 * share), what);
                    return !interrupted();
                });
            report["search"]["robustness"] = robustness_report(config, robustness);
            print_robustness(robustness, std::cout);
            write_best(patched(config, best), robustness.network);
        } catch (const Interrupted &) {
            cut_short = true;
        }
    }
    report["host"] = clock.host(config);
    write_results(config, report);
    if (cut_short)
        std::cout << "\nstopped; the same command goes on from here\n";
    std::cout << "\nresults: " << config.run.out
              << "/report.html (open it in a browser), report.json, archive.sqlite, config.cfg\n";
    return cut_short ? interrupted_status : 0;
}

} // namespace apps
