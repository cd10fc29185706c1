// SPDX-License-Identifier: Apache-2.0
#include "tests/benchmarks/demo_network.h"

#include <benchmark/benchmark.h>

namespace cim {
namespace {

DeviceSpec cells(bool varied, bool read_noise) {
    DeviceSpec device = varied ? DeviceSpec{} : DeviceSpec{}.ideal();
    device.read_sigma = read_noise ? device.read_sigma : 0;
    return device;
}

/// One image through the batch engine: slices, bit planes and converters; arguments: the kernel's
/// number in read_method_names, variation, read noise.
void batch_engine(benchmark::State &state) {
    const auto method = static_cast<ReadMethod>(state.range(0));
    if (!runs_here(method)) {
        state.SkipWithError("this processor lacks the kernel's instructions");
        return;
    }
    const Bench bench(demo_network(), ChipSpec{}, {},
                      cells(state.range(1) != 0, state.range(2) != 0), 1);
    const auto ranges = converter_ranges(bench.network, bench.placement, bench.chip, {});
    CrossbarMatMul matmul(bench, ranges, {}, {{}, method});
    for (auto _ : state)
        benchmark::DoNotOptimize(logits(bench.network, matmul, bench.images, 1));
    state.SetLabel(name_of(method));
    state.counters["MAC/s"] = benchmark::Counter(static_cast<double>(bench.network.macs()),
                                                 benchmark::Counter::kIsIterationInvariantRate);
}
void kernels_and_cells(benchmark::internal::Benchmark *benchmark) {
    for (auto method :
         {ReadMethod::Amx, ReadMethod::Avx512, ReadMethod::Avx2, ReadMethod::Portable})
        for (const auto &[variation, read_noise] : {std::pair{0, 0}, {1, 0}, {1, 1}})
            benchmark->Args({static_cast<int>(method), variation, read_noise});
    benchmark->Args({static_cast<int>(ReadMethod::Reference), 1, 1});
}
BENCHMARK(batch_engine)
    ->ArgNames({"kernel", "variation", "read_noise"})
    ->Apply(kernels_and_cells)
    ->Unit(benchmark::kMillisecond);

/// The same with varied cells and read noise, by the bits of a digit; arguments: the kernel, those
/// bits.
void batch_engine_digits(benchmark::State &state) {
    const auto method = static_cast<ReadMethod>(state.range(0));
    if (!runs_here(method)) {
        state.SkipWithError("this processor lacks the kernel's instructions");
        return;
    }
    ChipSpec chip;
    chip.tile.pe.dac_bits = static_cast<int>(state.range(1));
    const Bench bench(demo_network(), chip, {}, cells(true, true), 1);
    CrossbarMatMul matmul(bench, converter_ranges(bench.network, bench.placement, chip, {}), {},
                          {{}, method});
    for (auto _ : state)
        benchmark::DoNotOptimize(logits(bench.network, matmul, bench.images, 1));
    state.SetLabel(name_of(method));
}
BENCHMARK(batch_engine_digits)
    ->ArgNames({"kernel", "dac_bits"})
    ->ArgsProduct({{static_cast<int>(ReadMethod::Avx512), static_cast<int>(ReadMethod::Avx2),
                    static_cast<int>(ReadMethod::Portable)},
                   {1, 2, 4, 8}})
    ->Unit(benchmark::kMillisecond);

/// One image of ResNet-20 through arrays with variation and wires, currents of cell pairs
/// subtracted ahead of 8-bit converters; arguments: the kernel, read noise.
void resnet20_image(benchmark::State &state) {
    const auto method = static_cast<ReadMethod>(state.range(0));
    if (!runs_here(method)) {
        state.SkipWithError("this processor lacks the kernel's instructions");
        return;
    }
    ChipSpec chip;
    chip.tile.array.encoding = Encoding::DifferentialCurrent;
    const nn::QuantizedNetwork network = resnet20();
    const Placement placement = placed(network, chip, {});
    WireSpec wires;
    wires.wires = true;
    CrossbarMatMul matmul({network, chip, cells(true, state.range(1) != 0), placement, {}},
                          converter_ranges(network, placement, chip, {}), {}, {wires, method});
    const auto images = nn::random_images(network, 1, 7);
    for (auto _ : state)
        benchmark::DoNotOptimize(logits(network, matmul, images, 1));
    state.SetLabel(name_of(method));
}
BENCHMARK(resnet20_image)
    ->ArgNames({"kernel", "read_noise"})
    ->ArgsProduct({{static_cast<int>(ReadMethod::Amx), static_cast<int>(ReadMethod::Avx512),
                    static_cast<int>(ReadMethod::Avx2), static_cast<int>(ReadMethod::Portable)},
                   {0, 1}})
    ->Unit(benchmark::kMillisecond);

/// One image of the demo as one exact integer product a layer: the floor of any faithful engine.
void exact_integers(benchmark::State &state) {
    const Bench bench(demo_network(), ChipSpec{}, {}, DeviceSpec{}, 1);
    nn::ExactMatMul exact(bench.network);
    std::vector<float> logits(10);
    for (auto _ : state) {
        nn::infer(bench.network, exact, {bench.images.data(), 1}, logits.data());
        benchmark::DoNotOptimize(logits.data());
    }
}
BENCHMARK(exact_integers)->Unit(benchmark::kMillisecond);

/// The same image through the SystemC chip, elaboration included; argument: images.
void systemc_chip(benchmark::State &state) {
    const auto images = static_cast<int>(state.range(0));
    const Bench bench(demo_network(), ChipSpec{}, {}, DeviceSpec{}, images);
    for (auto _ : state)
        benchmark::DoNotOptimize(bench.run(images));
}
BENCHMARK(systemc_chip)->ArgName("images")->Arg(1)->Arg(2)->Arg(4)->Unit(benchmark::kMillisecond);

/// The closed form of the same image's time.
void timing_estimate(benchmark::State &state) {
    const Bench bench(demo_network(), ChipSpec{}, {}, DeviceSpec{}, 1);
    for (auto _ : state)
        benchmark::DoNotOptimize(bench.estimate());
}
BENCHMARK(timing_estimate)->Unit(benchmark::kMillisecond);

/// Programming every array of the chip with variation.
void program_chip(benchmark::State &state) {
    const Bench bench(demo_network(), ChipSpec{});
    const std::vector<cim::LayerRange> ranges =
        converter_ranges(bench.network, bench.placement, bench.chip, {});
    for (auto _ : state)
        benchmark::DoNotOptimize(CrossbarMatMul(bench, ranges, {}));
}
BENCHMARK(program_chip)->Unit(benchmark::kMillisecond);

/// Chips of one layer whose windows grow fourfold a step: time must grow with them, not faster.
void windows(benchmark::State &state) {
    const auto side = static_cast<int>(state.range(0));
    using namespace nn;
    const Bench bench(random_network({4, side, side},
                                     {conv(8, 3, 1, 1), conv(8, 3, 1, 1), global_pool(), linear(4)},
                                     1),
                      ChipSpec{}, {}, DeviceSpec{}, 1);
    for (auto _ : state)
        benchmark::DoNotOptimize(bench.run(1));
    state.SetComplexityN(std::int64_t{side} * side);
}
BENCHMARK(windows)
    ->RangeMultiplier(2)
    ->Range(8, 64)
    ->Complexity(benchmark::oN)
    ->Unit(benchmark::kMillisecond);

} // namespace
} // namespace cim
