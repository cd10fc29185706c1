// SPDX-License-Identifier: Apache-2.0
#include "apps/explore/robustness.h"

#include "apps/config/tile_kinds.h"
#include "apps/design/accuracy_report.h"
#include "apps/design/design.h"
#include "apps/design/training_chip.h"
#include "models/crossbar/crossbar_matmul.h"
#include "nn/networks/plan.h"

#include <nlohmann/json.hpp>

namespace apps {

namespace {

using GoOn = std::function<bool(const char *what, double share)>;

Config tripled(Config config) {
    change_tiles(config, [](cim::TileSpec &, cim::DeviceSpec &device) {
        device.programming_scale *= 3; // whatever its law
    });
    return config;
}

/// A trained network in integers, fitted to the cells of the device and to such as do not vary.
struct Fits {
    nn::QuantizedNetwork device, perfect;
};

Fits fits(const nn::Supernet &trained, const nn::Dataset &data, const Config &config) {
    const auto fit = [&](const nn::Disturb &disturb) {
        return trained.extract({config.network, data.train, config.train}, disturb);
    };
    return {fit(training_disturbance(config)), fit({})};
}

Accuracy on_chips(const Fits &fits, const nn::Dataset &data, const Config &config, int threads,
                  const OnPart &on_part) {
    // Accuracy does not ask for the flow of pixels.
    cim::Design device{fits.device, config.chip, config.device, {}, {}};
    device.placement = common::value_of(
        cim::map_network(fits.device, config.chip, mapping_of(config, fits.device)));
    cim::Design perfect = cim::with_network(device, fits.perfect);
    const auto device_ranges = calibrated_ranges(device, config, data.train);
    const auto perfect_ranges = calibrated_ranges(perfect, config, data.train);
    Config ideal = config;
    change_devices(ideal, [](const cim::DeviceSpec &cell) { return cell.ideal(); });
    perfect = cim::with_chip(std::move(perfect), ideal.chip, ideal.device);
    return measure_accuracy({{device, device_ranges}, {perfect, perfect_ranges}}, config, data,
                            {config.accuracy.chips, config.accuracy.images, threads}, on_part)
        .accuracy;
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
    network.train(data,
                  {config.train,
                   {},
                   training_disturbance(config),
                   training_chip(config, data.train),
                   threads},
                  on_progress);
    return network;
}

} // namespace

nn::NetworkSpec trained_alone(const nn::Dataset &data, const Config &config,
                              const std::string &file) {
    nn::NetworkSpec network = nn::as_built(config.network, data.train.shape, data.train.classes);
    network.file = file;
    return network;
}

Robustness compare_with_twin(const nn::Dataset &data, const Config &config, const std::string &file,
                             int threads, const GoOn &go_on) {
    Config aware = config;
    aware.network = trained_alone(data, config, config.network.file);
    aware.train.noise = true;
    Config plain = aware;
    plain.train.noise = false;

    const nn::Supernet with = train(data, aware, threads, "training with noise", go_on);
    with.save(file);
    const nn::Supernet without = train(data, plain, threads, "training without", go_on);
    const Fits aware_network = fits(with, data, aware), plain_network = fits(without, data, plain);

    Robustness found;
    found.network = trained_alone(data, config, file);
    found.sigma = config.device.programming_sigma;
    const auto accuracy = [&](const Fits &network, const Config &own, const char *what) {
        return on_chips(network, data, own, threads, [&](int done, int total) {
            return go_on(what, static_cast<double>(done) / total);
        });
    };
    found.aware = accuracy(aware_network, aware, "with noise, on chips");
    found.aware_tripled = accuracy(aware_network, tripled(aware), "with noise, 3 sigma");
    found.plain = accuracy(plain_network, plain, "without, on chips");
    found.plain_tripled = accuracy(plain_network, tripled(plain), "without, 3 sigma");
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
