// SPDX-License-Identifier: Apache-2.0
#include "apps/design/classification.h"
#include "apps/design/mapped_design.h"
#include "tests/benchmarks/trained_resnet.h"

#include <benchmark/benchmark.h>

#include <map>
#include <memory>
#include <utility>

namespace apps {
namespace {

/// ResNet-20 with trained weights and real images, on chips with variation; of the folder that
/// CROSSWEAVE_DATA names.
class TrainedBench {
  public:
    /// Null, and the benchmark is skipped, where the folder holds no models/resnet20_cifar10.onnx
    /// and cifar10/.
    static TrainedBench *open(benchmark::State &state) {
        static const std::unique_ptr<TrainedBench> bench = made();
        if (!bench)
            state.SkipWithError(no_trained_resnet);
        return bench.get();
    }

    /// Converters' ranges, draws, programming and wires.
    ProgrammedChip program(cim::Encoding encoding, bool wires) {
        config_.chip.tile.array.encoding = encoding;
        config_.array.wires = wires;
        const cim::Design placed = common::value_of(place_design(config_, network_));
        const nn::Images &train = session_.data.train;
        const std::vector<cim::LayerRange> ranges = calibrated_ranges(placed, config_, train);
        return program_chip({placed, ranges}, config_, train, 0, 1);
    }
    /// The same, programmed once.
    const ProgrammedChip &programmed(cim::Encoding encoding, bool wires) {
        const auto [chip, is_new] = chips_.try_emplace({encoding, wires});
        if (is_new)
            chip->second = program(encoding, wires);
        return chip->second;
    }
    const nn::Images &images() const { return session_.data.test; }

  private:
    explicit TrainedBench(Config config)
        : config_(std::move(config)), session_(open_session(config_)),
          network_(cut_out(session_, config_)) {}

    static std::unique_ptr<TrainedBench> made() {
        std::optional<Config> found = trained_resnet();
        if (!found)
            return nullptr;
        Config &config = *found;
        config.chip.tile.buffer.kbytes = 64;
        config.device.read_sigma = 0;
        config.accuracy.recalibration_images = 0;
        return std::unique_ptr<TrainedBench>(new TrainedBench(std::move(config)));
    }

    Config config_;
    Session session_;
    nn::QuantizedNetwork network_;
    std::map<std::pair<cim::Encoding, bool>, ProgrammedChip> chips_;
};

/// Images classified on one programmed chip. Arguments: currents are subtracted ahead of the
/// converter or behind it; wires; threads.
void accuracy_images(benchmark::State &state) {
    TrainedBench *const bench = TrainedBench::open(state);
    if (bench == nullptr)
        return;
    const ProgrammedChip &chip = bench->programmed(
        state.range(0) != 0 ? cim::Encoding::DifferentialCurrent : cim::Encoding::Differential,
        state.range(1) != 0);
    constexpr int count = 500;
    const auto make = [&](int) {
        return Classifier{chip.network,
                          [&] { return std::make_unique<cim::CrossbarMatMul>(*chip.arrays); }};
    };
    for (auto _ : state)
        benchmark::DoNotOptimize(shares_right({1, make}, bench->images(), count,
                                              static_cast<int>(state.range(2)),
                                              [] { return true; }));
    state.SetItemsProcessed(state.iterations() * count);
}
BENCHMARK(accuracy_images)
    ->ArgNames({"current", "wires", "threads"})
    ->ArgsProduct({{1, 0}, {1, 0}, {1, 2}})
    ->UseRealTime()
    ->MeasureProcessCPUTime()
    ->Unit(benchmark::kMillisecond);

/// The chip's set-up on one thread.
void accuracy_set_up(benchmark::State &state) {
    TrainedBench *const bench = TrainedBench::open(state);
    if (bench == nullptr)
        return;
    for (auto _ : state)
        benchmark::DoNotOptimize(
            bench->program(cim::Encoding::DifferentialCurrent, true).arrays.get());
}
BENCHMARK(accuracy_set_up)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

} // namespace
} // namespace apps
