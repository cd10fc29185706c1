// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/commands.h"
#include "apps/commands/configured.h"

#include "apps/config/choices.h"
#include "apps/config/inputs.h"
#include "apps/design/session.h"
#include "apps/design/training_chip.h"
#include "apps/report/report.h"
#include "apps/report/warnings.h"
#include "apps/util/interrupt.h"
#include "apps/util/progress.h"
#include "apps/util/table.h"
#include "nn/onnx/onnx_file.h"
#include "nn/training/trainable.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <variant>

namespace apps {

namespace {

std::filesystem::path checkpoint_file(const Config &config) {
    return std::filesystem::path(config.run.out) / "checkpoint.safetensors";
}

void remove_checkpoint(const std::filesystem::path &file) {
    std::error_code fault;
    std::filesystem::remove(file, fault);
    if (fault)
        throw std::runtime_error(file.string() + ": cannot be removed (" + fault.message() +
                                 "); the training is done, remove it by hand");
}

/// Trains with a progress line; returns the learning curve, one entry an epoch.
nlohmann::ordered_json train(nn::Supernet &network, const Session &bench, const Config &config,
                             int threads) {
    nlohmann::ordered_json curve = nlohmann::ordered_json::array();
    Progress progress("training", 1000);
    const auto on_progress = [&](const nn::TrainProgress &now) {
        const double epochs = now.epoch + static_cast<double>(now.step) / now.steps;
        char note[120];
        std::snprintf(note, sizeof note, "epoch %d of %d, loss %.4f, training accuracy %.2f %%",
                      now.epoch + 1, now.epochs, now.loss, 100 * now.accuracy);
        progress.update(static_cast<std::int64_t>(1000 * epochs / now.epochs), note);
        if (now.test_accuracy >= 0) {
            curve.push_back({{"epoch", now.epoch + 1},
                             {"loss", now.loss},
                             {"accuracy", now.accuracy},
                             {"test_accuracy", now.test_accuracy},
                             {"learning_rate", now.learning_rate}});
            std::printf("epoch %d of %d: loss %.4f, training accuracy %.2f %%, "
                        "test accuracy (float, full size) %.2f %%\n",
                        now.epoch + 1, now.epochs, now.loss, 100 * now.accuracy,
                        100 * now.test_accuracy);
            std::fflush(stdout);
        }
        return !interrupted();
    };
    const nn::Choices choices =
        config.network.onnx.empty() ? network_choices(config) : nn::Choices();
    network.train(
        bench.data,
        {config.train, choices, training_disturbance(config),
         training_chip(config, bench.data.train), threads},
        on_progress,
        {checkpoint_file(config).string(), inputs(config, Resumed::Training), changed_input});
    return curve;
}

/// Throws ConfigError when a file that the training would write is the network that it reads.
void refuse_own_output(const Config &config) {
    const std::pair<const char *, std::string> inputs[] = {{"network.onnx", config.network.onnx},
                                                           {"network.file", config.network.file},
                                                           {"train.start", config.train.start}};
    for (const auto &[key, name] : inputs)
        for (const char *output :
             {"network.onnx", "network.safetensors", "checkpoint.safetensors"}) {
            std::error_code missing; // what is not there is no input
            if (std::filesystem::equivalent(name, std::filesystem::path(config.run.out) / output,
                                            missing))
                throw ConfigError(std::string(key) + ": the training would write over " + name +
                                  "; name another folder with run.out");
        }
}

void write_curve(const nlohmann::ordered_json &curve, std::ostream &out) {
    out << "epoch,loss,accuracy,test_accuracy,learning_rate\n";
    for (const auto &epoch : curve)
        out << epoch["epoch"] << ',' << epoch["loss"] << ',' << epoch["accuracy"] << ','
            << epoch["test_accuracy"] << ',' << epoch["learning_rate"] << '\n';
}

/// All that a training leaves, together: its network, its curve, its report so far. Returns the
/// names of the network's files.
std::string write_training(const nn::Supernet &network, const Session &bench, const Config &config,
                           const nlohmann::ordered_json &report) {
    nn::ResultFiles files;
    const std::string graph = result_file(config, "network.onnx");
    const std::string tensors = result_file(config, "network.safetensors");
    const bool imported = !config.network.onnx.empty();
    if (!imported)
        files.add(tensors, [&](std::ostream &out) { network.save(out); });
    files.add(graph, [&](std::ostream &out) {
        nn::write_onnx(network.graph({config.network, bench.data.train, config.train}), out);
    });
    files.add(result_file(config, "curve.csv"),
              [&](std::ostream &out) { write_curve(report["training"]["curve"], out); });
    add_report(config, report, files);
    files.keep();
    return imported ? graph : tensors + ", " + graph;
}

int execute_train(const Config &config) {
    const HostClock clock;
    refuse_own_output(config);
    const auto held = open_results(config);
    Session bench = open_session(config);
    if (!config.genes.empty()) // trained for a search
        hold_back(bench, config);
    const int threads = thread_count(config.run.threads);
    const std::string normalisation = source_of_normalisation(config, bench);
    nn::Supernet network = trainable(bench, config);
    nlohmann::ordered_json report;
    report["training"] = {{"curve", train(network, bench, config, threads)}};
    if (!bench.data.split.empty())
        report["training"]["held_back"] = bench.data.split;
    if (!normalisation.empty())
        report["training"]["normalisation"] = normalisation;
    if (const auto *imported = std::get_if<nn::ImportedNetwork>(&bench.network))
        if (const auto nodes = nn::other_activations(imported->graph()); !nodes.empty())
            report["training"]["taken_as_relu"] = nodes;

    report["host"] = clock.host(config);
    const std::string files = write_training(network, bench, config, report);
    const nn::Images &test = bench.data.test;
    const double accuracy = network.float_accuracy({config.network, bench.data.train, config.train},
                                                   test, test.count(), threads);
    report["accuracy"] = {{"float", accuracy}, {"images", test.count()}};
    report["host"] = clock.host(config);
    write_report(config, report);
    const bool stopped = interrupted();
    if (!stopped) // last: until here the same command goes on
        remove_checkpoint(checkpoint_file(config));
    std::cout << "float accuracy on " << test.count() << " test images: " << percent(accuracy, 2)
              << "\nnetwork: " << files << "\nresults: " << config.run.out
              << "/report.json, report.html, curve.csv, config.cfg\n";
    print_warnings(warnings_of(config, report), std::cout);
    if (stopped)
        std::cout << "stopped; the same command goes on from here\n";
    return stopped ? interrupted_status : 0;
}

} // namespace

Command train_command() {
    return {"train", "[CONFIG]", "trains the network with device noise and saves its weights",
            [](const CommandLine &line) {
                const Config config = configured(line, ConfigUse::Training);
                watch_interrupts();
                return execute_train(config);
            }};
}

} // namespace apps
