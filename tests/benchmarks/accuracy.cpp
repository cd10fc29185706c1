// SPDX-License-Identifier: Apache-2.0
#include "apps/classification.h"
#include "tests/benchmarks/demo_network.h"

#include <benchmark/benchmark.h>

namespace cim {
namespace {

DeviceSpec quiet_cells() {
    DeviceSpec device;
    device.read_sigma = 0;
    return device;
}

/// A chip of ResNet-20 with variation and wires, as an accuracy run programs it.
struct ProgrammedBench {
    explicit ProgrammedBench(Encoding encoding) {
        chip.tile.array.encoding = encoding;
        placement = placed(network, chip, {});
        wires.wires = true;
        arrays = std::make_unique<CrossbarMatMul>(
            network, placement, chip, device,
            converter_ranges(network, placement, chip, nullptr, 0), ChipDraw{}, wires);
    }
    const nn::QuantizedNetwork network = resnet20();
    const DeviceSpec device = quiet_cells();
    ChipSpec chip;
    Placement placement;
    WireSpec wires;
    std::unique_ptr<CrossbarMatMul> arrays;
};

/// Images of ResNet-20 on one programmed chip; arguments: subtracted ahead of the converter or
/// behind it, threads.
void accuracy_images(benchmark::State &state) {
    const ProgrammedBench bench(state.range(0) != 0 ? Encoding::DifferentialCurrent
                                                    : Encoding::Differential);
    const auto threads = static_cast<int>(state.range(1));
    constexpr int count = 400;
    nn::Images images{bench.network.input, bench.network.classes,
                      nn::random_images(bench.network, count, 7), std::vector<std::uint8_t>(count)};
    const auto make = [&](int) {
        return apps::Classifier{bench.network,
                                [&] { return std::make_unique<CrossbarMatMul>(*bench.arrays); }};
    };
    for (auto _ : state)
        benchmark::DoNotOptimize(
            apps::shares_right(1, make, images, count, threads, [] { return true; }));
    state.SetItemsProcessed(state.iterations() * count);
}
BENCHMARK(accuracy_images)
    ->ArgNames({"current", "threads"})
    ->ArgsProduct({{1, 0}, {1, 2}})
    ->UseRealTime()
    ->MeasureProcessCPUTime()
    ->Unit(benchmark::kMillisecond);

/// The chip's set-up: drawing, programming and wires of all arrays.
void accuracy_set_up(benchmark::State &state) {
    for (auto _ : state)
        benchmark::DoNotOptimize(ProgrammedBench(Encoding::DifferentialCurrent).arrays.get());
}
BENCHMARK(accuracy_set_up)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

} // namespace
} // namespace cim
