// SPDX-License-Identifier: Apache-2.0
#include "apps/workbench.h"

#include "models/crossbar_matmul.h"

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

} // namespace

Workbench open_workbench(const Config &config) {
    nn::Dataset data = from_file("data", [&] { return nn::load_dataset(config.data); });
    if (!config.network.file.empty())
        return {std::move(data),
                from_file("network.file", [&] { return nn::Supernet::load(config.network.file); })};
    nn::Supernet fresh(config.network, data.train.shape, data.train.classes, config.train.seed);
    return {std::move(data), std::move(fresh)};
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
    return bench.network.extract(config.network, bench.data.train, config.train,
                                 training_disturbance(config));
}

int thread_count(int wanted) {
    return wanted > 0 ? wanted : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

} // namespace apps
