// SPDX-License-Identifier: Apache-2.0
#include "apps/explore/algorithm/baselines.h"

#include "apps/config/choices.h"
#include "apps/config/parameter.h"
#include "apps/config/tile_kinds.h"
#include "apps/design/error_budget.h"
#include "apps/explore/algorithm/beginning.h"
#include "apps/explore/objectives.h"
#include "apps/util/text.h"
#include "search/algorithm/subspace.h"

#include <algorithm>
#include <map>
#include <memory>
#include <stdexcept>

namespace apps {

namespace {

using Candidates = std::vector<search::Candidate>;

search::Options options_of(const Config &config) {
    search::Options options;
    options.evaluations = config.search.evaluations;
    options.population = config.search.population;
    options.offspring = config.search.offspring;
    options.crossover = config.search.crossover;
    options.mutation = config.search.mutation;
    options.screening = config.search.screening;
    options.halving = config.search.halving;
    options.seed = config.search.seed;
    return options;
}

search::Options with_beginning(const Config &config) {
    search::Options options = options_of(config);
    options.begin = designs_to_begin_with(config);
    return options;
}

Candidates evolve(const Config &config, const search::Measures &measures) {
    return search::evolve(search_space(config), measures, with_beginning(config));
}

Candidates change_greedily(const Config &config, const search::Measures &measures) {
    return search::greedy(search_space(config), measures, with_beginning(config));
}

Candidates draw(const Config &config, const search::Measures &measures) {
    return search::random_search(search_space(config), measures, options_of(config));
}

Candidates climb(const Config &config, const search::Measures &measures) {
    return search::local_search(search_space(config), measures, options_of(config));
}

Candidates learn(const Config &config, const search::Measures &measures) {
    return search::reinforce(search_space(config), measures, options_of(config));
}

std::vector<bool> of_network(const Config &config) {
    std::vector<bool> genes;
    for (const GeneSpec &gene : config.genes)
        genes.push_back(is_below(gene.key, "network"));
    return genes;
}

/// The first objective that is an accuracy's; as many as there are: none is.
std::size_t objective_of_network(const Config &config) {
    const std::vector<std::string> objectives =
        Objectives(config.search.objectives, config.search.constraints).names();
    const std::vector<std::string> accuracies = names_of_accuracy();
    return static_cast<std::size_t>(std::find_if(objectives.begin(), objectives.end(),
                                                 [&](const std::string &name) {
                                                     return std::find(accuracies.begin(),
                                                                      accuracies.end(),
                                                                      name) != accuracies.end();
                                                 }) -
                                    objectives.begin());
}

Candidates network_first(const Config &config, const search::Measures &measures) {
    return search::staged_search(search_space(config), measures, options_of(config),
                                 of_network(config), objective_of_network(config));
}

/// Genes that say the same of several layers: entries of one list of mapping.*, but for how often a
/// layer's weights are there.
struct Tie {
    std::vector<std::size_t> genes;
    std::vector<std::string> choices; ///< that all of them have
};

std::map<std::string, Tie> ties(const Config &config) {
    std::map<std::string, Tie> found;
    for (std::size_t i = 0; i < config.genes.size(); ++i) {
        const GeneSpec &gene = config.genes[i];
        if (!is_below(gene.key, "mapping") || is_below(gene.key, "mapping.duplication") ||
            !entry_number(gene.key))
            continue;
        Tie &tie = found[gene.key.substr(0, gene.key.rfind('.'))];
        if (tie.genes.empty())
            tie.choices = gene.choices;
        tie.genes.push_back(i);
        const auto missing = [&](const std::string &choice) {
            return std::find(gene.choices.begin(), gene.choices.end(), choice) ==
                   gene.choices.end();
        };
        tie.choices.erase(std::remove_if(tie.choices.begin(), tie.choices.end(), missing),
                          tie.choices.end());
    }
    return found;
}

/// The space in which every tie is one gene.
search::Subspace tied_space(const Config &config) {
    const std::vector<search::Gene> genes = search_space(config);
    std::vector<const Tie *> tie_of(genes.size(), nullptr);
    const auto all = std::make_shared<std::map<std::string, Tie>>(ties(config));
    for (const auto &[list, tie] : *all)
        for (const std::size_t gene : tie.genes)
            tie_of[gene] = &tie;
    search::Subspace space;
    std::vector<std::size_t> place(genes.size()); // of each gene among the space's own
    std::map<const Tie *, std::size_t> placed;
    for (std::size_t i = 0; i < genes.size(); ++i) {
        const Tie *tie = tie_of[i];
        const bool first = tie == nullptr || placed.count(tie) == 0;
        place[i] = first ? space.genes.size() : placed[tie];
        if (!first)
            continue;
        space.genes.push_back(genes[i]);
        if (tie != nullptr) {
            placed[tie] = place[i];
            space.genes.back().choices = static_cast<int>(tie->choices.size());
        }
    }
    space.expand = [all, tie_of, place, specs = config.genes](const search::Genome &own) {
        search::Genome whole;
        for (std::size_t i = 0; i < place.size(); ++i) {
            int choice = own[place[i]];
            if (tie_of[i] != nullptr) {
                const std::vector<std::string> &choices = specs[i].choices;
                const std::string &value = tie_of[i]->choices[static_cast<std::size_t>(choice)];
                choice = static_cast<int>(std::find(choices.begin(), choices.end(), value) -
                                          choices.begin());
            }
            whole.push_back(choice);
        }
        return whole;
    };
    return space;
}

Candidates uniform(const Config &config, const search::Measures &measures) {
    return search::evolve_within(tied_space(config), measures, options_of(config));
}

Config without_variation(Config design) {
    change_devices(design, [](const cim::DeviceSpec &device) { return device.ideal(); });
    return design;
}

/// Why it is no other search than evolution; empty if it is one.
std::string one_kind_of_gene(const Config &config) {
    const std::vector<bool> network = of_network(config);
    return std::count(network.begin(), network.end(), network.front()) ==
                   static_cast<std::ptrdiff_t>(network.size())
               ? "it needs genes of network.* and others"
               : "";
}

/// Likewise: it has nothing to choose the network by, or one kind of gene.
std::string no_network_first(const Config &config) {
    const std::size_t objectives =
        Objectives(config.search.objectives, config.search.constraints).names().size();
    return objective_of_network(config) == objectives
               ? "it needs an objective of accuracy by itself, e.g. error"
               : one_kind_of_gene(config);
}

std::string nothing_to_tie(const Config &config) {
    bool tied = false;
    for (const auto &[list, tie] : ties(config)) {
        if (tie.choices.empty())
            return "the genes of " + list + ".* have no choice in common";
        tied = tied || tie.genes.size() > 1;
    }
    return tied ? "" : "it needs genes of several layers, e.g. mapping.array_size.1 and .2";
}

/// Whether a gene may change the section.
bool varies(const Config &config, const std::string &section) {
    return std::any_of(config.genes.begin(), config.genes.end(), [&](const GeneSpec &gene) {
        return gene.key == section || is_below(gene.key, section);
    });
}

std::string nothing_varies(const Config &config) {
    bool known = varies(config, "device") || varies(config, "chip.tile_kinds");
    each_tile(config, [&](const cim::TileSpec &, const cim::DeviceSpec &device) {
        known = known || device.at(config.chip.temperature_k).varies();
    });
    return known ? "" : "no device has variation";
}

std::string all_is_ideal(const Config &config) {
    const std::vector<ErrorSource> sources = error_sources(config);
    return !sources.empty() || varies(config, "device") || varies(config, "array") ||
                   varies(config, "chip")
               ? ""
               : "there is no non-ideality";
}

std::string none(const Config &) { return ""; }
Config as_it_is(Config design) { return design; }

/// A search that evolution is held against, or evolution itself.
struct Algorithm {
    const char *name;
    Candidates (*run)(const Config &config, const search::Measures &measures);
    Config (*believed)(Config design);
    std::string (*idle)(const Config &config);
};

const Algorithm algorithms[] = {{evolution, evolve, as_it_is, none},
                                {"random", draw, as_it_is, none},
                                {"local", climb, as_it_is, none},
                                {"greedy", change_greedily, as_it_is, none},
                                {"reinforce", learn, as_it_is, none},
                                {"blind", evolve, without_variation, nothing_varies},
                                {"ideal-arrays", evolve, without_errors, all_is_ideal},
                                {"network-first", network_first, as_it_is, no_network_first},
                                {"uniform", uniform, as_it_is, nothing_to_tie}};

const Algorithm &algorithm_of(const std::string &name) {
    for (const Algorithm &algorithm : algorithms)
        if (algorithm.name == name)
            return algorithm;
    throw std::logic_error(name + ": no algorithm");
}

} // namespace

std::vector<search::Candidate> run_algorithm(const std::string &algorithm, const Config &config,
                                             const search::Measures &measures) {
    return algorithm_of(algorithm).run(config, measures);
}

Config believed(const std::string &algorithm, Config design) {
    return algorithm_of(algorithm).believed(std::move(design));
}

bool knows_the_hardware(const std::string &algorithm) {
    return algorithm_of(algorithm).believed == as_it_is;
}

std::vector<std::string> algorithms_of(const Config &config) {
    std::vector<std::string> names{evolution};
    const std::vector<std::string> &baselines = config.search.baseline;
    for (const std::string &name : baselines) {
        if (std::find(names.begin(), names.end(), name) != names.end())
            throw ConfigError("search.baseline: " + name + " is there twice; once is right");
        if (name == "none" && baselines.size() > 1)
            throw ConfigError("search.baseline: none stands alone, not in a list; " +
                              joined(baselines, ", ") + " names others");
        if (name != "none")
            names.push_back(name);
    }
    return names;
}

void refuse_idle_baseline(const Config &config) {
    for (const std::string &name : algorithms_of(config))
        if (const std::string why = algorithm_of(name).idle(config); !why.empty())
            throw ConfigError("search.baseline: " + name + " would be no other search: " + why);
}

} // namespace apps
