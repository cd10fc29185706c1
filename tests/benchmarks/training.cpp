// SPDX-License-Identifier: Apache-2.0
#include "models/crossbar/training_noise.h"
#include "nn/training/supernet.h"
#include "tests/random_network.h"

#include <benchmark/benchmark.h>

namespace {

nn::Dataset random_data(int count, nn::Shape shape) {
    nn::Dataset data;
    data.train = {shape, 10, {}, {}};
    nn::RandomIntegers random(1, 0);
    for (int i = 0; i < count; ++i)
        data.train.labels.push_back(static_cast<std::uint8_t>(random(0, 9)));
    for (int i = 0; i < count * shape.size(); ++i)
        data.train.pixels.push_back(static_cast<std::uint8_t>(random(0, 255)));
    data.test = data.train;
    return data;
}

/// Steps of the demo's full-size network on one thread; argument: device noise on the weights.
void train_full_size(benchmark::State &state) {
    const int images = 1280;
    const nn::Dataset data = random_data(images, {1, 28, 28});
    nn::TrainSpec train;
    train.epochs = 1;
    nn::Disturb disturb;
    if (state.range(0) != 0)
        disturb = [](const nn::WeightMatrix &of, std::uint64_t draw) {
            cim::disturb_weights({}, {}, {1, draw},
                                 {of.number, of.rows, of.cols, of.bits, of.weights});
        };
    for (auto _ : state) {
        nn::Supernet network({}, data.train.shape, data.train.classes, 1);
        network.train(data, {train, {}, disturb}, [](const nn::TrainProgress &) { return true; });
    }
    state.counters["images/s"] =
        benchmark::Counter(images, benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(train_full_size)->ArgName("noise")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

/// Steps of ResNet-20 on CIFAR-10's shape at batch 128, on one thread, without tests; argument:
/// convolutions in bfloat16.
void train_resnet20(benchmark::State &state) {
    const int images = 1280;
    nn::Dataset data = random_data(images, {3, 32, 32});
    data.test.labels.clear();
    nn::NetworkSpec spec;
    spec.model = "resnet";
    spec.channels = {16, 32, 64};
    spec.kernels = {3, 3, 3};
    spec.blocks = {3, 3, 3};
    nn::TrainSpec train;
    train.epochs = 1;
    train.batch = 128;
    train.shards = 4;
    train.augment = true;
    train.quantise = train.noise = false;
    train.bfloat16 = state.range(0) != 0;
    for (auto _ : state) {
        nn::Supernet network(spec, data.train.shape, data.train.classes, 1);
        network.train(data, {train}, [](const nn::TrainProgress &) { return true; });
    }
    state.counters["images/s"] =
        benchmark::Counter(images, benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(train_resnet20)->ArgName("bfloat16")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

} // namespace
