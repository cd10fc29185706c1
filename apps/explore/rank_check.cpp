// SPDX-License-Identifier: Apache-2.0
#include "apps/explore/rank_check.h"

#include "apps/config/choices.h"
#include "apps/config/inputs.h"
#include "apps/config/parameter.h"
#include "apps/design/classification.h"
#include "apps/design/training_chip.h"
#include "apps/util/files/csv.h"
#include "apps/util/interrupt.h"
#include "apps/util/table.h"
#include "apps/util/text.h"
#include "search/archive/remember.h"
#include "search/front/kendall.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <stdexcept>

namespace apps {

namespace {

Config with_network_genes(Config config) {
    auto &genes = config.genes;
    genes.erase(std::remove_if(genes.begin(), genes.end(),
                               [](const GeneSpec &gene) { return !is_below(gene.key, "network"); }),
                genes.end());
    if (!shares_weights(config))
        throw ConfigError("search.rank_check: no genes choose among networks that share weights");
    if (config.search.split == 0)
        throw ConfigError("search.rank_check: search.split = 0 holds no images back to judge by");
    return config;
}

search::Archive open_ranks(const Config &config) {
    return {config.run.out + "/ranks.sqlite", {inputs(config, Resumed::Search), changed_input}};
}

search::Outcome failure(const std::string &reason) {
    search::Outcome outcome;
    outcome.reason = reason;
    return outcome;
}

/// The choices of a network, in the order of the genes.
std::vector<std::string> choices_of(const Config &config, const RankedNetwork &network) {
    std::vector<std::string> choices;
    for (std::size_t gene = 0; gene < config.genes.size(); ++gene)
        choices.push_back(
            config.genes[gene].choices[static_cast<std::size_t>(network.genome[gene])]);
    return choices;
}

} // namespace

RankCheck::RankCheck(const Config &config, Session bench)
    : config_(with_network_genes(config)), bench_(std::move(bench)), archive_(open_ranks(config_)) {
    bench_.data.test = {}; // trainings do not look at it
}

bool RankCheck::is_fair() const {
    return std::get<nn::Supernet>(bench_.network).is_new_to(bench_.data);
}

std::vector<RankedNetwork> RankCheck::measure(const OnTraining &on_training) {
    const auto evaluate = search::remember(
        archive_, "ranks",
        [&](const std::vector<search::Candidate> &asked, const search::Keep &keep) {
            for (std::size_t i = 0; i < asked.size(); ++i)
                keep(i, measured(asked[i], on_training), "{}");
        });
    search::Options options;
    options.evaluations = config_.search.rank_check;
    options.seed = config_.search.seed;
    std::vector<RankedNetwork> networks;
    for (const search::Candidate &each :
         search::random_search(search_space(config_), evaluate, options)) {
        RankedNetwork network{each.id, each.genome, 0, 0, each.outcome.reason};
        if (!each.outcome.failed()) {
            network.shared = 1 - each.outcome.objectives[0];
            network.own = 1 - each.outcome.objectives[1];
        }
        networks.push_back(std::move(network));
    }
    return networks;
}

search::Outcome RankCheck::measured(const search::Candidate &asked,
                                    const OnTraining &on_training) const {
    const auto &shared = std::get<nn::Supernet>(bench_.network);
    Config design;
    try {
        design = patched(config_, asked.genome);
        design.network = shared.cut(design.network).spec(); // as it is built
    } catch (const ConfigError &disagreement) {
        return failure(disagreement.what());
    } catch (const std::invalid_argument &misfit) {
        return failure(misfit.what());
    }
    const double of_shared = error(shared, design);
    search::Outcome outcome;
    outcome.objectives = {of_shared, error(trained(design, asked.id, on_training), design)};
    return outcome;
}

nn::Supernet RankCheck::trained(const Config &design, int number,
                                const OnTraining &on_training) const {
    const nn::Images &images = bench_.data.train;
    nn::Supernet own(design.network, images.shape, images.classes, design.train.seed);
    const std::string checkpoint =
        config_.run.out + "/rank_" + std::to_string(number) + ".checkpoint.safetensors";
    bool stopped = false;
    own.train(bench_.data,
              {design.train,
               {},
               training_disturbance(design),
               training_chip(design, images),
               thread_count(design.run.threads)},
              [&](const nn::TrainProgress &now) {
                  stopped = !on_training(number, now);
                  return !stopped;
              },
              {checkpoint, inputs(config_, Resumed::Search) + "network = " + std::to_string(number),
               changed_input});
    if (stopped)
        throw search::Stopped();
    std::error_code fault;
    std::filesystem::remove(checkpoint, fault);
    if (fault)
        throw std::runtime_error(checkpoint + ": cannot be removed (" + fault.message() +
                                 "); mend that, then the same command goes on");
    return own;
}

double RankCheck::error(const nn::Supernet &network, const Config &design) const {
    const nn::QuantizedNetwork integers =
        network.extract({design.network, bench_.data.train, design.train}, {});
    const nn::Images &images = bench_.data.held_back;
    const auto make = [&](int) {
        return Classifier{integers, [&] { return std::make_unique<nn::ExactMatMul>(integers); }};
    };
    const double right =
        shares_right({1, make}, images, images.count(), thread_count(config_.run.threads), [] {
            return !interrupted();
        }).front();
    if (right < 0)
        throw search::Stopped();
    return 1 - right;
}

std::optional<RankAgreement> agreement(const std::vector<RankedNetwork> &networks) {
    std::vector<double> shared, own;
    for (const RankedNetwork &network : networks)
        if (network.reason.empty()) {
            shared.push_back(network.shared);
            own.push_back(network.own);
        }
    const std::optional<double> tau = search::kendall_tau(shared, own);
    if (!tau)
        return std::nullopt;
    RankAgreement found{*tau, {}};
    if (shared.size() > 4 && std::abs(*tau) < 1) {
        const double half_width = 1.96 * std::sqrt(0.437 / static_cast<double>(shared.size() - 4));
        found.interval = {std::tanh(std::atanh(*tau) - half_width),
                          std::tanh(std::atanh(*tau) + half_width)};
    }
    return found;
}

void print_ranks(const Config &config, const std::vector<RankedNetwork> &networks,
                 std::ostream &out) {
    std::vector<RankedNetwork> sorted;
    for (const RankedNetwork &network : networks)
        if (network.reason.empty())
            sorted.push_back(network);
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto &a, const auto &b) { return a.own > b.own; });
    Table table({"network", "shared weights", "own training", "genes"});
    for (const RankedNetwork &network : sorted)
        table.row({std::to_string(network.number), percent(network.shared, 2),
                   percent(network.own, 2), joined(choices_of(config, network), " ")});
    table.print(out);
    const std::string epochs = std::to_string(config.train.epochs) + " epochs each";
    out << "\nKendall's tau of " << sorted.size()
        << " networks, between the weights that they share and a training of their own (" << epochs
        << "): ";
    if (const auto found = agreement(networks)) {
        char text[80];
        std::snprintf(text, sizeof text, "%.3f", found->tau);
        out << text;
        if (found->interval)
            std::snprintf(text, sizeof text, " (95 %% interval %.3f to %.3f)", found->interval->low,
                          found->interval->high);
        out << (found->interval ? text : "") << "; 1: the same order\n";
    } else {
        out << "none, they have no order\n";
    }
    if (sorted.size() < networks.size())
        out << networks.size() - sorted.size() << " networks could not be built\n";
}

std::string ranks_csv(const Config &config, const std::vector<RankedNetwork> &networks) {
    std::string text = "network";
    for (const GeneSpec &gene : config.genes)
        text += "," + csv_cell(gene.key);
    text += ",shared,own,reason\n";
    for (const RankedNetwork &network : networks) {
        text += std::to_string(network.number);
        for (const std::string &choice : choices_of(config, network))
            text += "," + csv_cell(choice);
        const bool measured = network.reason.empty();
        text += "," + (measured ? number_text(network.shared) : "") + "," +
                (measured ? number_text(network.own) : "") + "," + csv_cell(network.reason) + "\n";
    }
    return text;
}

} // namespace apps
