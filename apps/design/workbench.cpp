// SPDX-License-Identifier: Apache-2.0
#include "apps/design/workbench.h"

#include "models/crossbar/crossbar_matmul.h"

#include <algorithm>
#include <thread>

namespace apps {

namespace {

/// What `load` yields; a fault of the file is one of the config that names it.
template <class Load> auto from_file(const std::string &key, Load load) {
    try {
        return load();
    } catch (const std::runtime_error &fault) {
        throw ConfigError(key + ": " + fault.what());
    }
}

void check_channels(const std::string &key, const std::vector<float> &list, int channels) {
    if (list.size() > 1 && list.size() != static_cast<std::size_t>(channels))
        throw ConfigError(key + " has " + std::to_string(list.size()) + " entries, the images " +
                          std::to_string(channels) +
                          " channels; one each, or one for all, is right");
}

void refuse_two_networks(const nn::NetworkSpec &network) {
    if (!network.onnx.empty() && !network.file.empty())
        throw ConfigError("network.onnx and network.file are both given; one network is right");
}

nn::QuantisationSpec quantisation(const nn::NetworkSpec &network) {
    return {network.weight_bits, network.activation_bits, true, network.layer_weight_bits,
            network.layer_activation_bits};
}

nn::QuantizedNetwork network_shape(const nn::ImportedNetwork &imported,
                                   const nn::NetworkSpec &network) {
    return from_file("network.onnx",
                     [&] { return nn::network_shape(imported.graph(), quantisation(network)); });
}

/// The network of network.file, or one drawn from train.seed for such images.
nn::Supernet trained_or_fresh(const Config &config, const nn::Images &images) {
    const nn::NetworkSpec &network = config.network;
    if (!network.file.empty())
        return from_file("network.file", [&] { return nn::Supernet::load(network.file); });
    return {network, images.shape, images.classes, config.train.seed};
}

} // namespace

nn::ImportedNetwork import_network(const nn::NetworkSpec &network) {
    nn::ImportedNetwork imported =
        from_file("network.onnx", [&] { return nn::ImportedNetwork(network.onnx); });
    nn::Normalisation normalisation = imported.normalisation();
    if (network.divisor > 0)
        normalisation.divisor = static_cast<float>(network.divisor);
    if (!network.mean.empty())
        normalisation.mean.assign(network.mean.begin(), network.mean.end());
    if (!network.deviation.empty())
        normalisation.deviation.assign(network.deviation.begin(), network.deviation.end());
    imported.normalise(std::move(normalisation));
    return imported;
}

Workbench open_workbench(const Config &config) {
    const nn::NetworkSpec &network = config.network;
    refuse_two_networks(network);
    nn::Dataset data = from_file("data", [&] { return nn::load_dataset(config.data); });
    if (!network.onnx.empty()) {
        nn::ImportedNetwork imported = import_network(network);
        check_channels("network.mean", imported.normalisation().mean, data.train.shape.channels);
        check_channels("network.deviation", imported.normalisation().deviation,
                       data.train.shape.channels);
        from_file("network.onnx",
                  [&] { return nn::input_pixels(imported.graph(), data.train.shape); });
        const std::int64_t classes = nn::value_count(imported.graph().output_shape());
        if (classes != data.train.classes)
            throw ConfigError("network.onnx: " + network.onnx + " tells " +
                              std::to_string(classes) + " classes apart, the data set has " +
                              std::to_string(data.train.classes));
        return {std::move(data), std::move(imported)};
    }
    nn::Supernet own = trained_or_fresh(config, data.train);
    return {std::move(data), std::move(own)};
}

nn::Supernet trainable(Workbench &bench, const Config &config) {
    if (auto *network = std::get_if<nn::Supernet>(&bench.network))
        return std::move(*network);
    return from_file("network.onnx", [&] {
        return nn::Supernet(std::get<nn::ImportedNetwork>(bench.network), bench.data.train,
                            config.train.calibration_images, config.network);
    });
}

double float_accuracy(const Workbench &bench, const Config &config, int count, int threads) {
    if (const auto *imported = std::get_if<nn::ImportedNetwork>(&bench.network))
        return imported->float_accuracy(bench.data.test, count, threads);
    return std::get<nn::Supernet>(bench.network)
        .float_accuracy(config.network, bench.data.train, config.train, bench.data.test, count,
                        threads);
}

nn::Disturb training_disturbance(const Config &config) {
    const cim::DeviceSpec device = config.device.at(config.chip.temperature_k);
    if (!config.train.noise || !device.varies())
        return {};
    return [array = config.chip.tile.array, device, seed = config.train.seed](
               int matrix, int rows, int cols, int bits, std::uint64_t draw, float *weights) {
        cim::disturb_weights(array, device, seed, draw, matrix, rows, cols, bits, weights);
    };
}

nn::QuantizedNetwork cut_out(const Workbench &bench, const Config &config) {
    if (const auto *imported = std::get_if<nn::ImportedNetwork>(&bench.network))
        return from_file("network.onnx", [&] {
            return imported->quantise(bench.data.train, config.train.calibration_images,
                                      quantisation(config.network));
        });
    return std::get<nn::Supernet>(bench.network)
        .extract(config.network, bench.data.train, config.train, training_disturbance(config));
}

nn::QuantizedNetwork network_to_time(const Config &config) {
    const nn::NetworkSpec &network = config.network;
    refuse_two_networks(network);
    if (!network.onnx.empty())
        return network_shape(import_network(network), network);
    const nn::Images image = nn::stand_in(config.data);
    Config quiet = config; // noise would set ranges, which time does not depend on
    quiet.train.noise = false;
    return cut_out({{image, image}, trained_or_fresh(config, image)}, quiet);
}

int thread_count(int wanted) {
    return wanted > 0 ? wanted : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

} // namespace apps
