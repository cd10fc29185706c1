// SPDX-License-Identifier: Apache-2.0
#include "models/estimate/stage_model.h"
#include "tests/network_shapes.h"
#include "tlm/system/chip_run.h"

#include <benchmark/benchmark.h>

#include <stdexcept>

namespace {

using namespace cim;

ChipSpec large_chip() {
    ChipSpec chip;
    chip.tile.buffer.kbytes = 4096; // rows of 224 pixels, partial sums of thousands of arrays
    chip.global_buffer.kbytes = 1024;
    chip.noc.multicast = true;
    chip.noc.reduction = true;
    return chip;
}

Design placed(const nn::QuantizedNetwork &network, const ChipSpec &chip) {
    return common::value_of(place(network, chip, {}, {}));
}

/// One image through the SystemC chip without its data: from the network to its cycles.
template <nn::QuantizedNetwork (*shape)()> void timing_only(benchmark::State &state) {
    const nn::QuantizedNetwork network = shape();
    const ChipSpec chip = large_chip();
    for (auto _ : state) {
        const Design design = placed(network, chip);
        const ChipResult result = run_chip(design, {}, 1);
        state.counters["cycles"] = static_cast<double>(result.cycles);
        state.counters["tiles"] = design.placement.tiles;
    }
}
/// The same by the first fidelity of a search.
template <nn::QuantizedNetwork (*shape)()> void stages_only(benchmark::State &state) {
    const nn::QuantizedNetwork network = shape();
    const ChipSpec chip = large_chip();
    const Design design = placed(network, chip);
    for (auto _ : state)
        state.counters["cycles"] = static_cast<double>(estimate_stages(design).latency_cycles);
}
nn::QuantizedNetwork resnet20() { return nn::resnet20_shape(); }
BENCHMARK(timing_only<resnet20>)->Name("timing/resnet20")->Unit(benchmark::kMillisecond);
BENCHMARK(timing_only<nn::vgg8_shape>)->Name("timing/vgg8")->Unit(benchmark::kMillisecond);
BENCHMARK(timing_only<nn::resnet18_shape>)
    ->Name("timing/resnet18_224")
    ->Unit(benchmark::kMillisecond);
BENCHMARK(timing_only<nn::resnet50_shape>)
    ->Name("timing/resnet50_224")
    ->Unit(benchmark::kMillisecond);
BENCHMARK(timing_only<nn::vgg16_shape>)->Name("timing/vgg16_224")->Unit(benchmark::kMillisecond);
BENCHMARK(stages_only<resnet20>)->Name("stages/resnet20")->Unit(benchmark::kMillisecond);
BENCHMARK(stages_only<nn::vgg8_shape>)->Name("stages/vgg8")->Unit(benchmark::kMillisecond);
BENCHMARK(stages_only<nn::resnet18_shape>)
    ->Name("stages/resnet18_224")
    ->Unit(benchmark::kMillisecond);
BENCHMARK(stages_only<nn::resnet50_shape>)
    ->Name("stages/resnet50_224")
    ->Unit(benchmark::kMillisecond);
BENCHMARK(stages_only<nn::vgg16_shape>)->Name("stages/vgg16_224")->Unit(benchmark::kMillisecond);

/// ResNet-20 over images of growing side: cost grows with the windows.
void timing_by_windows(benchmark::State &state) {
    const nn::QuantizedNetwork network = nn::resnet20_shape(static_cast<int>(state.range(0)));
    const ChipSpec chip = large_chip();
    const Design design = placed(network, chip);
    for (auto _ : state)
        run_chip(design, {}, 1);
    std::int64_t windows = 0;
    for (const LayerPlacement &layer : design.placement.layers)
        windows += layer.gemm.vectors;
    state.SetComplexityN(windows);
}
BENCHMARK(timing_by_windows)
    ->Name("timing/windows")
    ->RangeMultiplier(2)
    ->Range(16, 128)
    ->Unit(benchmark::kMillisecond)
    ->Complexity();

/// Spare tiles cost nothing.
void timing_with_tiles(benchmark::State &state) {
    const nn::QuantizedNetwork network = nn::vgg_shape("tiny", 16, {{8}, {8}}, {10});
    ChipSpec chip;
    chip.tiles = static_cast<int>(state.range(0));
    for (auto _ : state)
        run_chip(placed(network, chip), {}, 1);
}
BENCHMARK(timing_with_tiles)
    ->Name("timing/spare_tiles")
    ->Arg(64)
    ->Arg(1024)
    ->Unit(benchmark::kMillisecond);

} // namespace
