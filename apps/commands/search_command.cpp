// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/commands.h"
#include "apps/commands/configured.h"
#include "apps/commands/searched.h"

#include "apps/config/choices.h"
#include "apps/explore/algorithm/baselines.h"
#include "apps/explore/algorithm/beginning.h"
#include "apps/explore/comparison.h"
#include "apps/explore/exploration.h"
#include "apps/explore/fidelity_check.h"
#include "apps/explore/rank_check.h"
#include "apps/explore/report/search_table.h"
#include "apps/explore/robustness.h"
#include "apps/report/report.h"
#include "apps/report/warnings.h"
#include "apps/util/interrupt.h"
#include "apps/util/progress.h"
#include "common/launch.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <iostream>

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

/// What mpirun cannot share among its ranks, which serve one search and end with it.
void refuse_ranks(const SearchSpec &search) {
    if (common::launch().is_alone())
        return;
    if (search.seeds > 1)
        throw ConfigError("search.seeds: the ranks of mpirun serve one search; a command for each "
                          "search.seed is right");
    if (search.rank_check > 0)
        throw ConfigError("search.rank_check trains in one process; start it without mpirun");
}

void check(const Config &config) {
    refuse_ranks(config.search);
    if (config.genes.empty())
        throw ConfigError("search: the section [genes] is empty; name config keys and their "
                          "choices, e.g. chip.tile.adc.bits = 5, 6, 8");
    Objectives(config.search.objectives, config.search.constraints)
        .reference(config.search.reference); // ahead of a network, whose training takes long
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
    if (config.search.fidelity_check > 0 && config.search.rank_check > 0)
        throw ConfigError("search.fidelity_check and search.rank_check are a command each; one of "
                          "them must be 0");
    refuse_idle_baseline(config);
    designs_to_begin_with(config); // what is wrong there is said at once
}

/// Writes a design as a config of its own, ready for `crossweave run`; returns its name.
std::string write_design(const Config &design, const std::string &name) {
    const std::string file = result_file(design, name + ".cfg");
    nn::write_whole(file, design_text(design, name));
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

/// search.fidelity_check: what the fidelities say of random designs, none of which is given up.
int check_fidelities(Config config, const Session &bench) {
    config.search.stop = false; // nor goes a search that stops on from its archive
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

/// search.rank_check: whether shared weights order networks as trainings of their own do.
int check_ranks(const Config &config, Session bench) {
    RankCheck check(config, std::move(bench));
    const int count = config.search.rank_check;
    if (check.known() > 0)
        std::cerr << check.known() << " networks are known from before\n";
    if (!check.is_fair())
        std::cerr << "the training of network.file has seen the images that judge it here "
                     "(search.split): its accuracies are too high\n";
    Progress progress("networks trained on their own", std::int64_t{1000} * count);
    const auto on_training = [&](int number, const nn::TrainProgress &now) {
        const double share = (now.epoch + static_cast<double>(now.step) / now.steps) / now.epochs;
        char note[120];
        std::snprintf(note, sizeof note, "network %d of %d, epoch %d of %d, loss %.4f", number + 1,
                      count, now.epoch + 1, now.epochs, now.loss);
        progress.update(static_cast<std::int64_t>(1000 * (number + share)), note);
        return !interrupted();
    };
    try {
        const std::vector<RankedNetwork> networks = check.measure(on_training);
        const std::string file = result_file(config, "ranks.csv");
        nn::write_whole(file,
                        [&](std::ostream &out) { out << ranks_csv(check.config(), networks); });
        print_ranks(check.config(), networks, std::cout);
        std::cout << "\nresults: " << file << ", ranks.sqlite\n";
    } catch (const search::Stopped &) {
        std::cout << "\nstopped; the same command goes on from here\n";
        return interrupted_status;
    }
    return 0;
}

int execute_search(const Config &config) {
    if (!config.run.data)
        throw ConfigError("run.data: a search measures accuracies; it must be yes");
    if (!config.run.timeline.empty() || !config.run.vcd.empty())
        throw ConfigError("run.timeline and run.vcd are of a single run; run best.cfg with them");
    const HostClock clock;
    check(config);
    const auto held = open_results(config);
    if (config.search.design >= 0)
        return common::launch().is_first() ? write_known(config) : 0;
    Session bench = open_session(config);
    hold_back(bench, config);
    if (config.search.fidelity_check > 0)
        return check_fidelities(config, bench);
    if (config.search.rank_check > 0)
        return check_ranks(config, std::move(bench));
    const FurtherSeeds further(config);
    const Place place{config, bench, clock};
    Searched searched = search_once(place, true);
    Json &found = searched.report;
    const search::Genome &best = searched.best;
    print_search(found, std::cout);
    print_verified(found, std::cout);
    if (config.search.seeds > 1 && !found.contains("interrupted")) {
        further.compare(place, searched);
        print_comparison(found, std::cout);
    }
    bool cut_short = found.contains("interrupted");
    if (!cut_short && config.search.twin && !best.empty()) {
        try {
            Progress progress("comparing with the twin", 1000);
            const Robustness robustness = compare_with_twin(
                bench.data, patched(config, best), twin_file(config),
                thread_count(config.run.threads), [&](const char *what, double share) {
                    progress.update(static_cast<std::int64_t>(1000 * share), what);
                    return !interrupted();
                });
            found["robustness"] = robustness_report(config, robustness);
            place.write(found, best);
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
              << (found.contains("comparison") ? "comparison.csv, " : "") << "config.cfg\n";
    return cut_short ? interrupted_status : 0;
}

} // namespace

Command search_command() {
    Command command{
        "search",
        "[CONFIG]",
        "evolves network and hardware over the config's [genes]; resumes if interrupted",
        [](const CommandLine &line) {
            const Config config =
                configured(line.command, line.argument(), keys_and_options(line, "search"));
            watch_interrupts();
            return execute_search(config);
        },
        {{"--design", "N",
          "searches nothing: writes design N of the archive as a config (search.design)"}}};
    command.takes_ranks = true;
    return command;
}

} // namespace apps
