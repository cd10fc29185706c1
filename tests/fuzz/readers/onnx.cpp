// SPDX-License-Identifier: Apache-2.0
// A network as an ONNX file: read, mapped as a chip would hold it, run in floats, brought to
// integers and run again.
#include "nn/quantise/imported_network.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/onnx_mutator.h"
#include "tests/fuzz/onnx_seeds.h"

namespace {

constexpr std::int64_t most_values = 200'000; ///< of what is run

/// Whether its values are few enough to run it in no time.
bool is_small(const nn::Graph &graph) {
    std::int64_t values = 0, largest = 1;
    for (const nn::Value &value : graph.values) {
        values += nn::value_count(value.shape);
        largest = std::max(largest, static_cast<std::int64_t>(value.stored.values.size()));
        if (values > most_values)
            return false;
    }
    return values * largest < 100 * most_values;
}

nn::Images images_for(const nn::QuantizedNetwork &network) {
    nn::Images images{network.input, network.classes, {}, {0, 0}};
    for (int i = 0; i < 2 * network.input.size(); ++i)
        images.pixels.push_back(static_cast<std::uint8_t>(i * 37));
    return images;
}

void run(const nn::ImportedNetwork &network) {
    const auto channels =
        static_cast<std::size_t>(nn::network_shape(network.graph(), {}).input.channels);
    for (const auto *list : {&network.normalisation().mean, &network.normalisation().deviation})
        if (list->size() > 1 && list->size() != channels)
            return; // refused by the command, which knows the images
    const nn::Images images = images_for(nn::network_shape(network.graph(), {}));
    network.float_accuracy(images, 1, 1);
    const nn::QuantizedNetwork integers = network.quantise(images, 2, {});
    nn::validate(integers);
    nn::ExactMatMul product(integers);
    std::vector<float> logits(static_cast<std::size_t>(integers.classes));
    nn::infer(integers, product, images.batch(0, 1), logits.data());
}

} // namespace

std::vector<std::string> fuzz::seeds() {
    write_weights_beside();
    return onnx_seeds();
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t *data, std::size_t size,
                                               std::size_t most, unsigned seed) {
    return fuzz::mutate_onnx(data, size, most, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const std::string file = fuzz::file("network.onnx", data, size);
    fuzz::hold([&] {
        const nn::ImportedNetwork network(file);
        if (is_small(network.graph()))
            run(network);
    });
    return 0;
}
