// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/commands.h"
#include "apps/commands/configured.h"

#include "apps/config/choices.h"
#include "apps/explore/baselines.h"
#include "apps/explore/exploration.h"
#include "apps/explore/fidelity_check.h"
#include "apps/explore/robustness.h"
#include "apps/explore/search_csv.h"
#include "apps/explore/search_report.h"
#include "apps/explore/search_table.h"
#include "apps/report/report.h"
#include "apps/report/warnings.h"
#include "apps/util/interim.h"
#include "apps/util/interrupt.h"
#include "apps/util/progress.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <iostream>
#include <tuple>

namespace apps {

namespace {

using Json = nlohmann::ordered_json;

/// Why choices of a key make no other designs in a search; empty if they do.
std::string why_idle(const std::string &key) {
    if (key.rfind("data.", 0) == 0 || key == "network.file" || key == "network.onnx")
        return "a search reads images and network once; crossweave sweep takes several";
    for (const char *amount : {"accuracy.chips", "accuracy.images", "accuracy.budget_chips"})
        if (key == amount)
            return "search.chips and search.images are what each design is measured with";
    return "";
}

void check(const Config &config) {
    if (config.genes.empty())
        throw ConfigError("search: the section [genes] is empty; name config keys and their "
                          "choices, e.g. chip.tile.adc.bits = 5, 6, 8");
    for (const GeneSpec &gene : config.genes)
        if (const std::string why = why_idle(gene.key); !why.empty())
            throw ConfigError("search: the gene " + gene.key + " has no effect; " + why);
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
    refuse_idle_baseline(config);
    Objectives(config.search.objectives, config.search.constraints)
        .reference(config.search.reference);
}

/// The most accurate designs of an algorithm's front, at most `count`.
std::vector<search::Candidate> most_accurate(const Exploration &exploration,
                                             const std::string &algorithm,
                                             const std::vector<search::Candidate> &candidates,
                                             int count) {
    std::vector<search::Candidate> front;
    for (const int index : search::pareto_front(candidates))
        front.push_back(candidates[static_cast<std::size_t>(index)]);
    const auto accuracy = [&](const search::Candidate &candidate) {
        return exploration.detail(algorithm, candidate.genome)["figures"]["accuracy"].get<double>();
    };
    std::stable_sort(front.begin(), front.end(),
                     [&](const auto &a, const auto &b) { return accuracy(a) > accuracy(b); });
    front.resize(std::min(front.size(), static_cast<std::size_t>(count)));
    return front;
}

/// What the archive holds so far.
Found known(const Exploration &exploration, const Config &config) {
    return {exploration.remembered(evolution), exploration.remembered(config.search.baseline),
            true};
}

/// Both searches, as far as they come; `report` is called now and then with what is found so far.
Found find(Exploration &exploration, const Config &config,
           const std::function<void(const Found &)> &report) {
    Found found = known(exploration, config);
    const bool compares = config.search.baseline != "none";
    const int searches = compares ? 2 : 1;
    const std::int64_t all = std::int64_t{searches} * config.search.evaluations;
    std::size_t done = found.evolution.size() + found.baseline.size();
    if (done > 0)
        std::cerr << done << " of " << all << " designs are known from before\n";
    Progress progress("designs", all);
    Interim interim(false); // the archive has each design
    const auto on_candidate = [&] {
        progress.update(static_cast<std::int64_t>(++done));
        if (interim.due(done))
            interim.write(done, [&] { report(known(exploration, config)); });
    };
    found = {};
    try {
        found.evolution = exploration.explore(evolution, on_candidate);
        if (compares)
            found.baseline = exploration.explore(config.search.baseline, on_candidate);
    } catch (const search::Stopped &) {
        found = known(exploration, config);
    }
    return found;
}

/// The first of those that meet the constraints best: the most accurate one on the images that
/// scored. Test images choose nothing.
std::vector<Json>::const_iterator best_verified(const std::vector<Json> &verified) {
    const auto rank = [](const Json &design) { // less is better; what cannot be built comes last
        const bool failed = design.contains("reason");
        return std::pair(failed, failed ? 0.0 : design["violation"].get<double>());
    };
    const auto best =
        std::min_element(verified.begin(), verified.end(),
                         [&](const Json &a, const Json &b) { return rank(a) < rank(b); });
    return best == verified.end() || best->contains("reason") ? verified.end() : best;
}

/// Measures the most accurate designs of an algorithm's front again and adds them to the `search`
/// part of a report, as `list` and the id of the best of them as `best_of`. Returns the genome of
/// the best of them; none if there is none, or when interrupted.
search::Genome verify(Exploration &exploration, const std::string &algorithm,
                      const std::vector<search::Candidate> &chosen, Json &report) {
    const bool evolved = algorithm == evolution;
    Progress progress("verifying the front", static_cast<std::int64_t>(chosen.size()));
    std::int64_t done = 0;
    search::Genome best;
    try {
        const std::vector<Json> verified =
            exploration.verify(algorithm, chosen, [&] { progress.update(++done); });
        report[evolved ? "verified" : "baseline_verified"] = verified;
        if (const auto first = best_verified(verified); first != verified.end()) {
            report[evolved ? "best" : "baseline_best"] = first->at("id");
            best = chosen[static_cast<std::size_t>(first - verified.begin())].genome;
        }
    } catch (const search::Stopped &) {
        report["interrupted"] = true;
    }
    return best;
}

/// Of evolution, and of a baseline that cannot be compared otherwise. Returns evolution's best.
search::Genome verify(Exploration &exploration, const Config &config, const Found &found,
                      Json &report) {
    const std::string &baseline = config.search.baseline;
    const auto chosen = [&](const std::string &algorithm, const auto &candidates) {
        return most_accurate(exploration, algorithm, candidates, config.search.verify);
    };
    const search::Genome best =
        verify(exploration, evolution, chosen(evolution, found.evolution), report);
    if (baseline != "none" && !knows_the_hardware(baseline) && !report.contains("interrupted"))
        verify(exploration, baseline, chosen(baseline, found.baseline), report);
    return best;
}

/// Writes a design as a config of its own, ready for `crossweave run`; returns its name.
std::string write_design(Config design, const std::string &name) {
    const std::string file = result_file(design, name + ".cfg");
    design.run.out = result_file(design, name);
    design.genes.clear();
    design.search.design = -1;
    design.search.fidelity_check = 0;
    nn::write_whole(file, [&](std::ostream &out) { write_config(design, out); });
    return file;
}

void write_best(Config design, const nn::NetworkSpec &network) {
    design.network = network;
    const std::string file = write_design(design, "best");
    std::cout << "\nthe best design: crossweave run " << file << '\n';
}

/// search.design: the config of one that the archive knows.
int write_known(const Config &config) {
    const int number = config.search.design;
    const std::string name = "search.design: design " + std::to_string(number);
    const std::vector<search::Candidate> designs = known_designs(config);
    const auto found =
        std::find_if(designs.begin(), designs.end(),
                     [&](const search::Candidate &candidate) { return candidate.id == number; });
    if (found == designs.end())
        throw ConfigError(name + " is not in " + result_file(config, "archive.sqlite") +
                          ", which has " +
                          (designs.empty() ? "none" : "0 to " + std::to_string(designs.back().id)));
    if (found->outcome.failed())
        throw ConfigError(name + " could not be built: " + found->outcome.reason);
    const std::string file =
        write_design(patched(config, found->genome), "design_" + std::to_string(number));
    std::cout << "design " << number << " (" << genes_text(config, found->genome)
              << "): crossweave run " << file << '\n';
    return 0;
}

/// search.fidelity_check: what the fidelities say of random designs.
int check_fidelities(const Config &config, const Session &bench) {
    Exploration exploration(config, bench);
    std::int64_t done = 0;
    Progress progress("designs in every fidelity", config.search.fidelity_check);
    try {
        const FidelityCheck check =
            check_fidelities(exploration, config, [&] { progress.update(++done); });
        const std::string file = result_file(config, "fidelities.csv");
        nn::write_whole(file, [&](std::ostream &out) { out << fidelities_csv(check); });
        print_fidelities(check, std::cout);
        std::cout << "\nresults: " << file << ", archive.sqlite\n";
    } catch (const search::Stopped &) {
        std::cout << "\nstopped; the same command goes on from here\n";
        return interrupted_status;
    }
    return 0;
}

int execute(const Config &config) {
    if (!config.run.data)
        throw ConfigError("run.data: a search measures accuracies; it must be yes");
    if (!config.run.timeline.empty() || !config.run.vcd.empty())
        throw ConfigError("run.timeline and run.vcd are of a single run; run best.cfg with them");
    const HostClock clock;
    check(config);
    const FolderLock held = open_results(config);
    if (config.search.design >= 0)
        return write_known(config);
    Session bench = open_session(config);
    hold_back(bench, config);
    if (config.search.fidelity_check > 0)
        return check_fidelities(config, bench);
    Json found;
    const auto write = [&](const Json &search) {
        nn::ResultFiles files;
        files.add(result_file(config, "search.csv"), search_csv(search));
        add_report(config, {{"search", search}, {"host", clock.host(config)}}, files);
        files.keep();
    };
    search::Genome best;
    {
        Exploration exploration(config, bench); // its workers end before threads begin
        const std::string normalisation = source_of_normalisation(config, bench);
        const auto report = [&](const Found &so_far) {
            Json search = search_report(config, exploration, so_far);
            search["scored_on"] = scored_on(config, bench);
            if (!normalisation.empty())
                search["normalisation"] = normalisation;
            return search;
        };
        const Found designs =
            find(exploration, config, [&](const Found &so_far) { write(report(so_far)); });
        found = report(designs);
        write(found); // before anything else that could go wrong
        if (!designs.interrupted)
            best = verify(exploration, config, designs, found);
        found["fidelities"] = fidelities_report(config, exploration.asked());
    }
    write(found);
    bool cut_short = found.contains("interrupted");
    print_search(found, std::cout);
    print_verified(found, std::cout);
    if (!cut_short && config.search.twin && !best.empty()) {
        try {
            Progress progress("comparing with the twin", 1000);
            const Robustness robustness = compare_with_twin(
                bench.data, patched(config, best), config.run.out + "/best.safetensors",
                thread_count(config.run.threads), [&](const char *what, double share) {
                    progress.update(static_cast<std::int64_t>(1000 * share), what);
                    return !interrupted();
                });
            found["robustness"] = robustness_report(config, robustness);
            write(found);
            print_robustness(found, std::cout);
            write_best(patched(config, best), robustness.network);
        } catch (const Interrupted &) {
            cut_short = true;
        }
    } else if (!cut_short && !best.empty()) {
        const Config design = patched(config, best);
        write_best(design, design.network);
    }
    print_warnings(warnings_of(config, {{"search", found}}), std::cout);
    if (cut_short)
        std::cout << "\nstopped; the same command goes on from here\n";
    std::cout << "\nresults: " << config.run.out
              << "/report.html (open it in a browser), report.json, search.csv, archive.sqlite, "
                 "config.cfg\n";
    return cut_short ? interrupted_status : 0;
}

} // namespace

Command search_command() {
    return {"search",
            "[CONFIG]",
            "evolves network and hardware over the config's [genes]; resumes if interrupted",
            [](const CommandLine &line) {
                const Config config =
                    configured(line.command, line.argument(), keys_and_options(line, "search"));
                watch_interrupts();
                return execute(config);
            },
            {{"--design", "N",
              "searches nothing: writes design N of the archive as a config (search.design)"}}};
}

} // namespace apps
