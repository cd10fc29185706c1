// SPDX-License-Identifier: Apache-2.0
#include "apps/classification.h"
#include "apps/mapped_design.h"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <memory>

namespace apps {
namespace {

/// ResNet-20 with trained weights and real images, on chips with variation and wires; of the folder
/// that CROSSWEAVE_DATA names.
class TrainedBench {
  public:
    /// Null where the folder holds no models/resnet20_cifar10.onnx and cifar10/.
    static const TrainedBench *here() {
        static const std::unique_ptr<TrainedBench> bench = open();
        return bench.get();
    }

    ProgrammedDesign program(cim::Encoding encoding, bool wires, int threads) const {
        Config config = config_;
        config.chip.tile.array.encoding = encoding;
        config.array.wires = wires;
        config.run.threads = threads;
        return program_design(config, *workbench_, 0);
    }
    const nn::Images &images() const { return workbench_->data.test; }

  private:
    static std::unique_ptr<TrainedBench> open() {
        namespace fs = std::filesystem;
        const char *root = std::getenv("CROSSWEAVE_DATA");
        if (root == nullptr || !fs::exists(fs::path(root) / "models/resnet20_cifar10.onnx") ||
            !fs::exists(fs::path(root) / "cifar10/test_batch.bin"))
            return nullptr;
        auto bench = std::make_unique<TrainedBench>();
        Config &config = bench->config_;
        config.data.set = "cifar10";
        config.network.onnx = fs::path(root) / "models/resnet20_cifar10.onnx";
        config.network.mean = {0.485, 0.456, 0.406};
        config.network.deviation = {0.229, 0.224, 0.225};
        config.chip.tile.buffer.kbytes = 64;
        config.device.read_sigma = 0;
        config.accuracy.recalibration_images = 0;
        bench->workbench_ = std::make_unique<Workbench>(open_workbench(config));
        return bench;
    }

    Config config_;
    std::unique_ptr<Workbench> workbench_;
};

/// Images classified on one programmed chip. Arguments: currents are subtracted ahead of the
/// converter or behind it; wires; threads.
void accuracy_images(benchmark::State &state) {
    const TrainedBench *const bench = TrainedBench::here();
    if (bench == nullptr) {
        state.SkipWithError("CROSSWEAVE_DATA names no folder with models/resnet20_cifar10.onnx and "
                            "cifar10/");
        return;
    }
    const auto threads = static_cast<int>(state.range(2));
    const ProgrammedDesign design =
        bench->program(state.range(0) != 0 ? cim::Encoding::DifferentialCurrent
                                           : cim::Encoding::Differential,
                       state.range(1) != 0, threads);
    constexpr int count = 500;
    const auto make = [&](int) {
        return Classifier{design.chip.network, [&] {
                              return std::make_unique<cim::CrossbarMatMul>(*design.chip.arrays);
                          }};
    };
    for (auto _ : state)
        benchmark::DoNotOptimize(
            shares_right(1, make, bench->images(), count, threads, [] { return true; }));
    state.SetItemsProcessed(state.iterations() * count);
}
BENCHMARK(accuracy_images)
    ->ArgNames({"current", "wires", "threads"})
    ->ArgsProduct({{1, 0}, {1, 0}, {1, 2}})
    ->UseRealTime()
    ->MeasureProcessCPUTime()
    ->Unit(benchmark::kMillisecond);

/// The chip's set-up: ranges of the converters, drawing, programming and wires of all arrays.
void accuracy_set_up(benchmark::State &state) {
    const TrainedBench *const bench = TrainedBench::here();
    if (bench == nullptr) {
        state.SkipWithError("CROSSWEAVE_DATA names no folder with models/resnet20_cifar10.onnx and "
                            "cifar10/");
        return;
    }
    for (auto _ : state)
        benchmark::DoNotOptimize(
            bench->program(cim::Encoding::DifferentialCurrent, true, 1).chip.arrays.get());
}
BENCHMARK(accuracy_set_up)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

} // namespace
} // namespace apps
