// SPDX-License-Identifier: Apache-2.0
#include "apps/robustness.h"

#include "apps/design.h"
#include "apps/report.h"
#include "models/crossbar_matmul.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace apps {

namespace {

using GoOn = std::function<bool(const char *what, double share)>;

Config tripled(Config config) {
    config.device.programming_sigma = std::min(1.0, 3 * config.device.programming_sigma);
    return config;
}

Accuracy on_chips(const nn::QuantizedNetwork &network, const nn::Dataset &data,
                  const Config &config, int threads, const char *what, const GoOn &go_on) {
    const cim::MapResult mapped = cim::map_network(
        network, config.chip, mapping_of_present_layers(config.mapping, config.network));
    if (!mapped.placement)
        throw std::invalid_argument(mapped.reason);
    const int calibration = std::min(config.accuracy.calibration_images, data.train.count());
    const std::vector<double> lsbs =
        cim::adc_lsbs(network, *mapped.placement, config.chip, data.train.image(0), calibration);
    return measure_accuracy(
        network, *mapped.placement, lsbs, config, data.test,
        {config.accuracy.chips, config.accuracy.images, threads},
        [&](int done, int total) { return go_on(what, static_cast<double>(done) / total); });
}

nn::Supernet train_twin(const nn::Dataset &data, const Config &config, int threads,
                        const GoOn &go_on) {
    nn::Supernet twin(config.network, data.train.shape, data.train.classes, config.train.seed);
    twin.train(data, config.train, {}, {}, threads, [&](const nn::TrainProgress &now) {
        const double epochs = now.epoch + static_cast<double>(now.step) / now.steps;
        if (!go_on("training the twin", epochs / now.epochs))
            throw Interrupted("interrupted while training the twin");
        return true;
    });
    return twin;
}

} // namespace

Robustness compare_with_twin(const Workbench &aware, const Config &config, int threads,
                             const GoOn &go_on) {
    Config plain = config;
    plain.train.noise = false;
    const nn::Dataset &data = aware.data;
    const nn::QuantizedNetwork aware_network = cut_out(aware, config);
    const nn::Supernet twin = train_twin(data, plain, threads, go_on);
    const nn::QuantizedNetwork plain_network =
        twin.extract(plain.network, data.train, plain.train, {});

    Robustness found;
    found.sigma = config.device.programming_sigma;
    found.aware = on_chips(aware_network, data, config, threads, "trained with noise", go_on);
    found.aware_tripled = on_chips(aware_network, data, tripled(config), threads,
                                   "trained with noise, 3 sigma", go_on);
    found.plain = on_chips(plain_network, data, config, threads, "trained without", go_on);
    found.plain_tripled =
        on_chips(plain_network, data, tripled(config), threads, "trained without, 3 sigma", go_on);
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
