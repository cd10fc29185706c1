// SPDX-License-Identifier: Apache-2.0
// The checkpoint of an unfinished training.
#include "nn/training/checkpoint.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/safetensors_mutator.h"

namespace {

/// What a training holds that a checkpoint fills.
struct Training {
    std::vector<nn::Matrix> matrices;
    nn::OptimizerState optimizer;
    std::vector<nn::Matrix> average;

    Training() : matrices(2) {
        matrices[0].weights = {1, 2, 3, 4, 5, 6};
        matrices[0].gamma = matrices[0].beta = {1, 0};
        matrices[1].weights = {0.5F, -0.5F};
        matrices[1].beta = {0};
        optimizer.moments = {{1, 2, 3}, {4}};
        average = matrices;
    }

    nn::Carried carried() { return {matrices, optimizer, average}; }
};

} // namespace

std::vector<std::string> fuzz::seeds() {
    const std::string file = folder() + "/seed.checkpoint";
    Training training;
    nn::save_checkpoint({file, "this one"},
                        {1, 2, {0.5, 3}, {{0, 5, 7, 7, 1.5, 0.25, 1.0 / 3, 0.125}}},
                        training.carried());
    return {contents(file)};
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t *data, std::size_t size,
                                               std::size_t most, unsigned seed) {
    return fuzz::mutate_safetensors(data, size, most, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const std::string file = fuzz::file("any.checkpoint", data, size);
    fuzz::hold([&] {
        Training training;
        nn::load_checkpoint({file, "this one"}, {5, 7}, training.carried());
    });
    return 0;
}
