// SPDX-License-Identifier: Apache-2.0
#include "apps/explore/robustness.h"

#include "apps/design/accuracy_report.h"
#include "apps/design/design.h"
#include "apps/design/training_chip.h"
#include "models/crossbar/crossbar_matmul.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace apps {

namespace {

using GoOn = std::function<bool(const char *what, double share)>;

Config tripled(Config config) {
    config.device.programming_scale *= 3; // whatever its law
    return config;
}

/// A trained network in integers, fitted to the cells of the device and to such as do not vary.
struct Fits {
    nn::QuantizedNetwork device, perfect;
};

Fits fits(const nn::Supernet &trained, const nn::Dataset &data, const Config &config) {
    const auto fit = [&](const nn::Disturb &disturb) {
        return trained.extract(config.network, data.train, config.train, disturb);
    };
    return {fit(training_disturbance(config)), fit({})};
}

Accuracy on_chips(const Fits &fits, const nn::Dataset &data, const Config &config, int threads,
                  const char *what, const GoOn &go_on) {
    const cim::Placement placement = common::value_of(
        cim::map_network(fits.device, config.chip, mapping_of(config, fits.device)));
    const auto ranges = [&](const nn::QuantizedNetwork &network) {
        return calibrated_ranges(network, placement, config, data.train);
    };
    const std::vector<cim::LayerRange> device = ranges(fits.device), perfect = ranges(fits.perfect);
    return measure_accuracy(
        {placement, {fits.device, device}, {fits.perfect, perfect}}, config, data,
        {config.accuracy.chips, config.accuracy.images, threads},
        [&](int done, int total) { return go_on(what, static_cast<double>(done) / total); });
}

/// The cut-out as a network of its own: residual layers have as many channels as what they are
/// given.
nn::NetworkSpec as_built(nn::NetworkSpec network) {
    if (nn::has_stages(network))
        return network;
    int given = 0;
    for (std::size_t i = 0; i < network.channels.size(); ++i) {
        const auto number = static_cast<int>(i) + 1;
        const auto &residual = network.residual;
        if (given > 0 && std::find(residual.begin(), residual.end(), number) != residual.end())
            network.channels[i] = given;
        if (network.model == "mlp" || network.kernels[i] > 0)
            given = network.channels[i];
    }
    return network;
}

nn::Supernet train(const nn::Dataset &data, const Config &config, int threads, const char *what,
                   const GoOn &go_on) {
    nn::Supernet network(config.network, data.train.shape, data.train.classes, config.train.seed);
    const auto on_progress = [&](const nn::TrainProgress &now) {
        const double epochs = now.epoch + static_cast<double>(now.step) / now.steps;
        if (!go_on(what, epochs / now.epochs))
            throw Interrupted("interrupted while training");
        return true;
    };
    network.train(data, config.train, {}, training_disturbance(config), threads, on_progress, {},
                  training_chip(config, data.train));
    return network;
}

} // namespace

Robustness compare_with_twin(const nn::Dataset &data, const Config &config, const std::string &file,
                             int threads, const GoOn &go_on) {
    Config aware = config;
    aware.network = as_built(config.network);
    aware.train.noise = true;
    Config plain = aware;
    plain.train.noise = false;

    const nn::Supernet with = train(data, aware, threads, "training with noise", go_on);
    with.save(file);
    const nn::Supernet without = train(data, plain, threads, "training without", go_on);
    const Fits aware_network = fits(with, data, aware), plain_network = fits(without, data, plain);

    Robustness found;
    found.network = aware.network;
    found.network.file = file;
    found.sigma = config.device.programming_sigma;
    found.aware = on_chips(aware_network, data, aware, threads, "with noise, on chips", go_on);
    found.aware_tripled =
        on_chips(aware_network, data, tripled(aware), threads, "with noise, 3 sigma", go_on);
    found.plain = on_chips(plain_network, data, plain, threads, "without, on chips", go_on);
    found.plain_tripled =
        on_chips(plain_network, data, tripled(plain), threads, "without, 3 sigma", go_on);
    return found;
}

nlohmann::ordered_json robustness_report(const Config &config, const Robustness &robustness) {
    return {{"programming_sigma", robustness.sigma},
            {"without_variation", robustness.aware.no_variation},
            {"with_variation", robustness.aware.mean},
            {"trained_without_noise", robustness.plain.mean},
            {"trained_with_noise",
             {{"sigma", accuracy_report(config, robustness.aware)},
              {"tripled", accuracy_report(config, robustness.aware_tripled)}}},
            {"twin",
             {{"sigma", accuracy_report(config, robustness.plain)},
              {"tripled", accuracy_report(config, robustness.plain_tripled)}}}};
}

} // namespace apps
