// SPDX-License-Identifier: Apache-2.0
#include "apps/design/session.h"

#include "apps/config/choices.h"
#include "apps/config/layer_entries.h"
#include "apps/config/tile_kinds.h"
#include "common/launch.h"
#include "models/crossbar/crossbar_matmul.h"
#include "nn/data/hold_back.h"

#include <algorithm>

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

nn::QuantizedNetwork network_shape(const nn::ImportedNetwork &imported,
                                   const nn::NetworkSpec &network) {
    return from_file("network.onnx",
                     [&] { return nn::network_shape(imported.graph(), quantisation(network)); });
}

nn::Supernet trained_network(const nn::NetworkSpec &network) {
    return from_file("network.file", [&] { return nn::Supernet::load(network.file); });
}

/// Gives a fresh network the weights of the file of a smaller one.
void begin(nn::Supernet &network, const std::string &file) {
    const std::string key = "train.start";
    const nn::Supernet small = from_file(key, [&] { return nn::Supernet::load(file); });
    try {
        network.begin_with(small);
    } catch (const std::invalid_argument &fault) {
        throw ConfigError(key + ": " + file +
                          " is no part of the network of the config: " + fault.what());
    }
}

/// One drawn from train.seed for such images.
nn::Supernet fresh_network(const Config &config, const nn::Images &images) {
    return {config.network, images.shape, images.classes, config.train.seed};
}

/// Where images of `shape` are not what the network is made for.
void refuse_other_images(const Session &bench, nn::Shape shape) {
    if (const auto *imported = std::get_if<nn::ImportedNetwork>(&bench.network)) {
        from_file("network.onnx", [&] { return nn::input_pixels(imported->graph(), shape); });
        return;
    }
    const auto text = [](nn::Shape of) {
        return nn::shape_text({1, of.channels, of.height, of.width});
    };
    const nn::Shape input = std::get<nn::Supernet>(bench.network).input();
    if (text(input) != text(shape))
        throw ConfigError("network.file: the network's input has shape " + text(input) +
                          ", the images of the data set " + text(shape));
}

} // namespace

nn::QuantisationSpec quantisation(const nn::NetworkSpec &network) {
    return {network.weight_bits,
            network.activation_bits,
            true,
            network.layer_weight_bits,
            network.layer_activation_bits,
            nn::scales_by_output(network, true)};
}

nn::ImportedNetwork import_network(const nn::NetworkSpec &network, nn::Weights weights) {
    nn::ImportedNetwork imported =
        from_file("network.onnx", [&] { return nn::ImportedNetwork(network.onnx, weights); });
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

void refuse_misfit(const Session &bench, const nn::NetworkSpec &network) {
    refuse_other_images(bench, bench.data.train.shape);
    const auto *imported = std::get_if<nn::ImportedNetwork>(&bench.network);
    const int classes =
        imported ? imported->classes() : std::get<nn::Supernet>(bench.network).classes();
    if (imported && classes == 0)
        throw ConfigError("network.onnx: " + network.onnx + " puts out a map of " +
                          nn::shape_text(imported->graph().output_shape()) +
                          ", which names no classes; its time is measured with run.data = no");
    if (classes != bench.data.train.classes)
        throw ConfigError(
            (imported ? "network.onnx: " + network.onnx : "network.file: " + network.file) +
            " tells " + std::to_string(classes) + " classes apart, the data set has " +
            std::to_string(bench.data.train.classes));
}

Session open_session(const Config &config) {
    const nn::NetworkSpec &network = config.network;
    refuse_two_networks(network);
    nn::Dataset data = from_file("data", [&] { return nn::load_dataset(config.data); });
    if (begins_anew(config)) {
        nn::Supernet fresh = fresh_network(config, data.train);
        return {std::move(data), std::move(fresh)};
    }
    Session bench = network.onnx.empty() ? Session{std::move(data), trained_network(network)}
                                         : Session{std::move(data), import_network(network)};
    if (const auto *imported = std::get_if<nn::ImportedNetwork>(&bench.network)) {
        const int channels = bench.data.train.shape.channels;
        check_channels("network.mean", imported->normalisation().mean, channels);
        check_channels("network.deviation", imported->normalisation().deviation, channels);
    }
    refuse_misfit(bench, network);
    return bench;
}

std::string source_of_normalisation(const Config &config, const Session &bench) {
    const auto *imported = std::get_if<nn::ImportedNetwork>(&bench.network);
    if (imported == nullptr)
        return "";
    const nn::NetworkSpec &network = config.network;
    const bool given = network.divisor > 0 || !network.mean.empty() || !network.deviation.empty() ||
                       nn::names_normalisation(imported->graph());
    return given ? "given" : "assumed";
}

void hold_back(Session &bench, const Config &config) {
    if (config.search.split == 0)
        return;
    try {
        bench.data =
            nn::hold_back(std::move(bench.data), config.search.split, config.search.split_seed);
    } catch (const std::invalid_argument &none) {
        throw ConfigError(std::string("search.split: ") + none.what() +
                          "; a larger share is right, or 0: test images score then");
    }
}

nn::Supernet trainable(Session &bench, const Config &config) {
    if (auto *network = std::get_if<nn::Supernet>(&bench.network)) {
        if (begins_anew(config) && !config.train.start.empty())
            begin(*network, config.train.start);
        if (config.network.file.empty() || shares_weights(config))
            return std::move(*network);
        try {
            return network->cut(config.network);
        } catch (const std::invalid_argument &fault) {
            throw ConfigError(config.network.file +
                              " does not hold the network of the config: " + fault.what());
        }
    }
    return from_file("network.onnx", [&] {
        return nn::Supernet(std::get<nn::ImportedNetwork>(bench.network), bench.data.train,
                            config.train.calibration_images, config.network);
    });
}

double float_accuracy(const Session &bench, const Config &config, int count, int threads) {
    if (const auto *imported = std::get_if<nn::ImportedNetwork>(&bench.network))
        return imported->float_accuracy(bench.data.test, count, threads);
    return std::get<nn::Supernet>(bench.network)
        .float_accuracy({config.network, bench.data.train, config.train}, bench.data.test, count,
                        threads);
}

nn::Disturb training_disturbance(const Config &config) {
    struct Cells {
        cim::ArraySpec array;
        cim::DeviceSpec device;
    };
    std::vector<Cells> kinds; // of tiles, chip.tile first
    each_tile(config, [&](const cim::TileSpec &tile, const cim::DeviceSpec &device) {
        kinds.push_back({tile.array, device.at(config.chip.temperature_k)});
    });
    const auto varies = [](const Cells &cells) { return cells.device.varies(); };
    if (!config.train.noise || std::none_of(kinds.begin(), kinds.end(), varies))
        return {};
    std::vector<int> numbers = with_layer_entries(config).kind;
    if (numbers.empty())
        numbers.push_back(0);
    return [kinds, numbers, seed = config.train.seed](const nn::WeightMatrix &matrix,
                                                      std::uint64_t draw) {
        const auto layer = std::min(static_cast<std::size_t>(matrix.number), numbers.size() - 1);
        const Cells &cells = kinds[static_cast<std::size_t>(numbers[layer])];
        if (cells.device.varies())
            cim::disturb_weights(
                cells.array, cells.device, {seed, draw},
                {matrix.number, matrix.rows, matrix.cols, matrix.bits, matrix.weights});
    };
}

nn::QuantizedNetwork cut_out(const Session &bench, const Config &config) {
    if (const auto *imported = std::get_if<nn::ImportedNetwork>(&bench.network))
        return from_file("network.onnx", [&] {
            return imported->quantise(bench.data.train, config.train.calibration_images,
                                      quantisation(config.network));
        });
    return std::get<nn::Supernet>(bench.network)
        .extract({config.network, bench.data.train, config.train}, training_disturbance(config));
}

nn::QuantizedNetwork cut_out_shape(const Session &bench, const Config &config) {
    if (const auto *imported = std::get_if<nn::ImportedNetwork>(&bench.network))
        return network_shape(*imported, config.network);
    const auto &network = std::get<nn::Supernet>(bench.network);
    const nn::Images images = nn::stand_in(network.input(), network.classes());
    return network.extract({config.network, images, config.train}, {});
}

bool fits_variation(const Session &bench, const Config &config) {
    return std::holds_alternative<nn::Supernet>(bench.network) && training_disturbance(config);
}

nn::QuantizedNetwork network_to_time(const Config &config) {
    const nn::NetworkSpec &network = config.network;
    refuse_two_networks(network);
    if (!network.onnx.empty())
        return network_shape(import_network(network, nn::Weights::IfThere), network);
    Config quiet = config; // noise would set ranges, which time does not depend on
    quiet.train.noise = false;
    if (!network.file.empty()) {
        nn::Supernet trained = trained_network(network);
        const nn::Images image = nn::stand_in(trained.input(), trained.classes());
        return cut_out({{image, image}, std::move(trained)}, quiet);
    }
    const nn::Images image = nn::stand_in(config.data);
    // Made before the session: g++ 12 destroys an aggregate's first members twice where a later one
    // throws.
    nn::Supernet fresh = fresh_network(config, image);
    return cut_out({{image, image}, std::move(fresh)}, quiet);
}

int thread_count(int wanted) { return wanted > 0 ? wanted : common::own_cores(); }

} // namespace apps
