// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/command.h"

#include "apps/config/choices.h"
#include "apps/design/training_chip.h"
#include "apps/design/workbench.h"
#include "apps/report/report.h"
#include "apps/util/interrupt.h"
#include "apps/util/progress.h"
#include "apps/util/sha256.h"
#include "apps/util/table.h"
#include "nn/onnx/onnx_file.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace apps {

namespace {

/// What a training depends on: all but where its results go and on how many threads.
std::string identity(Config config) {
    config.run = {};
    AccuracySpec ranges; // of the converters
    if (config.train.converters)
        ranges.calibration_images = config.accuracy.calibration_images;
    config.accuracy = ranges;
    config.search = {};
    std::ostringstream text;
    write_config(config, text);
    for (const std::string &name : {config.network.onnx, config.network.file})
        if (!name.empty())
            text << std::ifstream(name, std::ios::binary).rdbuf();
    return sha256(text.str());
}

std::filesystem::path checkpoint_file(const Config &config) {
    return std::filesystem::path(config.run.out) / "checkpoint.safetensors";
}

/// Trains with a progress line; returns the learning curve, one entry an epoch.
nlohmann::ordered_json train(nn::Supernet &network, const Workbench &bench, const Config &config,
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
    network.train(bench.data, config.train, choices, training_disturbance(config), threads,
                  on_progress, {checkpoint_file(config).string(), identity(config)},
                  training_chip(config, bench.data.train));
    return curve;
}

/// Throws ConfigError when a file that the training would write is the network that it reads.
void refuse_own_output(const Config &config) {
    const std::pair<const char *, std::string> inputs[] = {{"network.onnx", config.network.onnx},
                                                           {"network.file", config.network.file}};
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

void write_curve(const nlohmann::ordered_json &curve, const std::filesystem::path &file) {
    std::ofstream out(file);
    out << "epoch,loss,accuracy,test_accuracy,learning_rate\n";
    for (const auto &epoch : curve)
        out << epoch["epoch"] << ',' << epoch["loss"] << ',' << epoch["accuracy"] << ','
            << epoch["test_accuracy"] << ',' << epoch["learning_rate"] << '\n';
    out.close();
    if (!out)
        throw std::runtime_error(file.string() +
                                 ": cannot be written; choose another folder with run.out");
}

} // namespace

int train_command(const Config &config) {
    const HostClock clock;
    refuse_own_output(config);
    open_results(config);
    Workbench bench = open_workbench(config);
    const int threads = thread_count(config.run.threads);
    nn::Supernet network = trainable(bench, config);
    nlohmann::ordered_json report;
    report["training"] = {{"curve", train(network, bench, config, threads)}};

    const std::filesystem::path folder = config.run.out;
    std::string files = (folder / "network.onnx").string();
    if (config.network.onnx.empty()) {
        network.save((folder / "network.safetensors").string());
        files = (folder / "network.safetensors").string() + ", " + files;
    }
    nn::write_onnx(network.graph(config.network, bench.data.train, config.train),
                   (folder / "network.onnx").string());
    if (!interrupted())
        std::filesystem::remove(checkpoint_file(config));
    write_curve(report["training"]["curve"], folder / "curve.csv");
    const nn::Images &test = bench.data.test;
    const double accuracy = network.float_accuracy(config.network, bench.data.train, config.train,
                                                   test, test.count(), threads);
    report["accuracy"] = {{"float", accuracy}, {"images", test.count()}};
    report["host"] = clock.host(config);
    write_results(config, report);
    std::cout << "float accuracy on " << test.count() << " test images: " << percent(accuracy, 2)
              << "\nnetwork: " << files << "\nresults: " << config.run.out
              << "/report.json, report.html, curve.csv, config.cfg\n";
    if (interrupted())
        std::cout << "stopped; the same command goes on from here\n";
    return interrupted() ? interrupted_status : 0;
}

} // namespace apps
