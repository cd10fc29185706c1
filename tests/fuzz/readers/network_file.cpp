// SPDX-License-Identifier: Apache-2.0
// The trained network of a builder (network.file): loaded and brought to integers.
#include "nn/networks/network_file.h"
#include "nn/training/supernet.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/safetensors_mutator.h"

#include <sstream>

namespace {

constexpr std::int64_t most_values = 20'000; ///< of what is run

nn::NetworkSpec small(const std::string &model) {
    nn::NetworkSpec spec;
    spec.model = model;
    spec.channels = {4, 6};
    spec.kernels = {3, 3};
    spec.pool_after = {1};
    spec.residual = {};
    if (model == "resnet")
        spec.blocks = {1, 1};
    return spec;
}

bool is_small(const nn::TrainedNetwork &network) {
    std::int64_t values = network.input.size();
    for (const nn::Matrix &matrix : network.matrices)
        values += static_cast<std::int64_t>(matrix.weights.size());
    return values <= most_values;
}

nn::Images images_for(const nn::TrainedNetwork &network) {
    nn::Images images{network.input, network.classes, {}, {0, 0}};
    for (int i = 0; i < 2 * network.input.size(); ++i)
        images.pixels.push_back(static_cast<std::uint8_t>(i * 37));
    return images;
}

} // namespace

std::vector<std::string> fuzz::seeds() {
    std::vector<std::string> files;
    for (const char *model : {"convnet", "mlp", "resnet"}) {
        std::ostringstream out;
        nn::save_network(nn::fresh_network(small(model), {1, 8, 8}, 3, 1), out);
        files.push_back(out.str());
    }
    return files;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t *data, std::size_t size,
                                               std::size_t most, unsigned seed) {
    return fuzz::mutate_safetensors(data, size, most, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const std::string file = fuzz::file("network.safetensors", data, size);
    fuzz::hold([&] {
        const nn::TrainedNetwork network = nn::load_network(file);
        if (!is_small(network))
            return;
        nn::TrainSpec train;
        train.calibration_images = 2;
        nn::Supernet::load(file).extract({network.spec, images_for(network), train}, nullptr);
    });
    return 0;
}
