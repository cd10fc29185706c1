// SPDX-License-Identifier: Apache-2.0
#include "apps/design/mapped_design.h"
#include "tests/benchmarks/trained_resnet.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <ctime>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace apps {
namespace {

/// What a search asks of a candidate.
constexpr int chips = 2, images = 200;
/// Images that are measured, and stand for all.
constexpr int sample = 8;

/// A convolution with a border of zeros around each kernel: the same function, as much work as a
/// larger kernel.
void widen(nn::QuantizedOp &op, int border) {
    const int height = op.kernel_height + 2 * border, width = op.kernel_width + 2 * border;
    std::vector<nn::Weight> wide(static_cast<std::size_t>(op.in.channels * height * width) *
                                 static_cast<std::size_t>(op.cols()));
    const nn::Weight *row = op.weights.data();
    for (int channel = 0; channel < op.in.channels; ++channel)
        for (int y = 0; y < op.kernel_height; ++y)
            for (int x = 0; x < op.kernel_width; ++x, row += op.cols())
                std::copy_n(row, op.cols(),
                            wide.begin() + std::ptrdiff_t{(channel * height + y + border) * width +
                                                          x + border} *
                                               op.cols());
    op.weights = std::move(wide);
    op.kernel_height = height;
    op.kernel_width = width;
    op.padding_top += border;
    op.padding_left += border;
}

/// Multiplies nothing: what is left is the vector unit's work and that of gathering windows.
class NoProducts : public nn::MatMul {
  public:
    explicit NoProducts(const nn::QuantizedNetwork &network) : matrices_(network.matrices()) {}
    void multiply(int layer, const nn::InputVectors &in, std::int32_t *y) override {
        const nn::QuantizedOp &op = *matrices_[static_cast<std::size_t>(layer)];
        std::fill_n(y, in.count * op.cols() * op.input_bytes(), 0);
    }
    float unit(int) const override { return 1; }

  private:
    std::vector<const nn::QuantizedOp *> matrices_;
};

/// Arrays of which every 64th row is driven by every bit, no other: little is left but converting.
class FewInputs : public nn::MatMul {
  public:
    FewInputs(const nn::QuantizedNetwork &network, const cim::CrossbarMatMul &arrays)
        : matrices_(network.matrices()), arrays_(arrays) {}
    void multiply(int layer, const nn::InputVectors &in, std::int32_t *y) override {
        const nn::QuantizedOp &op = *matrices_[static_cast<std::size_t>(layer)];
        few_.assign(static_cast<std::size_t>(in.count * op.rows() * op.input_bytes()), 0);
        for (std::size_t i = 0; i < few_.size(); i += 64)
            few_[i] = 255;
        arrays_.multiply(layer, {few_.data(), in.count, in.image, in.position}, y);
    }
    float unit(int layer) const override { return arrays_.unit(layer); }

  private:
    std::vector<const nn::QuantizedOp *> matrices_;
    cim::CrossbarMatMul arrays_;
    std::vector<std::uint8_t> few_;
};

/// A candidate of a search on CIFAR-10: the trained ResNet-20 of the folder that CROSSWEAVE_DATA
/// names, its kernels in the middle of 5 x 5 (113 million products an image), on the default chip
/// and device.
class CandidateBench {
  public:
    /// Null, and the benchmark is skipped, where the folder holds no models/resnet20_cifar10.onnx
    /// and cifar10/.
    static CandidateBench *open(benchmark::State &state) {
        static const std::unique_ptr<CandidateBench> bench = made();
        if (!bench)
            state.SkipWithError(no_trained_resnet);
        return bench.get();
    }

    /// Processor time that `work` takes of this thread, s: the least of several runs.
    static double seconds(const std::function<void()> &work, int runs = 3) {
        double least = 1e9;
        for (int run = 0; run < runs; ++run) {
            const std::clock_t before = std::clock();
            work();
            least = std::min(least, double(std::clock() - before) / CLOCKS_PER_SEC);
        }
        return least;
    }

    /// Of the sample of images, for all images on all chips.
    double image_seconds(const nn::QuantizedNetwork &network, nn::MatMul &&matmul) const {
        std::vector<float> logits(static_cast<std::size_t>(sample * network.classes));
        return seconds([&] {
                   nn::infer(network, matmul, session_.data.test.batch(0, sample), logits.data());
               }) *
               chips * images / sample;
    }
    double image_seconds(const ProgrammedChip &chip) const {
        return image_seconds(chip.network, cim::CrossbarMatMul(*chip.arrays));
    }

    /// Of all chips. By images: of a sample of them, which stands for all.
    double recalibration_seconds(const cim::Design &placed, ProgrammedChip &chip) const {
        Config own = config;
        if (own.accuracy.recalibration_windows == 0)
            own.accuracy.recalibration_images = sample;
        std::shared_ptr<const nn::WindowSample> windows;
        const double once = seconds(
            [&] { windows = recalibration_windows(placed.network, own, session_.data.train); }, 1);
        const double each = seconds([&] {
            chip.network =
                recalibrated(placed.network, *chip.arrays, own, session_.data.train, windows);
        });
        return once + chips * each * config.accuracy.recalibration_images /
                          own.accuracy.recalibration_images;
    }

    Config config;
    const nn::QuantizedNetwork &network() const { return network_; }
    const nn::Images &train() const { return session_.data.train; }

  private:
    explicit CandidateBench(Config of) : config(std::move(of)), session_(open_session(config)) {
        network_ = cut_out(session_, config);
        for (nn::QuantizedOp &op : network_.ops)
            if (op.is_matrix() && op.kernel_width == 3)
                widen(op, 1);
        nn::validate(network_);
    }

    static std::unique_ptr<CandidateBench> made() {
        std::optional<Config> config = trained_resnet();
        return std::unique_ptr<CandidateBench>(config ? new CandidateBench(std::move(*config))
                                                      : nullptr);
    }

    Session session_;
    nn::QuantizedNetwork network_;
};

/// Where the processor time of a candidate goes: each counter is in seconds, for 2 chips and 200
/// images. `total_s` is their sum. Arguments: currents are subtracted ahead of the converter; as a
/// search looks (search.quick) or as `run` measures.
void candidate_seconds(benchmark::State &state) {
    CandidateBench *const bench = CandidateBench::open(state);
    if (bench == nullptr)
        return;
    Config &config = bench->config;
    config.chip.tile.array.encoding =
        state.range(0) != 0 ? cim::Encoding::DifferentialCurrent : cim::Encoding::Differential;
    config.accuracy.read_noise =
        state.range(1) != 0 ? cim::ReadNoise::DrivenRows : cim::ReadNoise::Exact;
    config.accuracy.recalibration_images = state.range(1) != 0 ? 64 : 256;
    const nn::Images &train = bench->train();
    for (auto _ : state) {
        const cim::Design placed = common::value_of(place_design(config, bench->network()));
        auto &found = state.counters;
        std::vector<cim::LayerRange> ranges;
        found["ranges_s"] =
            bench->seconds([&] { ranges = calibrated_ranges(placed, config, train); }, 1);
        Config own = config;
        own.accuracy.recalibration_images = 0;
        ProgrammedChip noisy;
        found["programming_s"] =
            chips * bench->seconds(
                        [&] {
                            noisy = program_chip({placed, ranges}, own, train, 0, 1);
                        },
                        2);
        found["recalibration_s"] = bench->recalibration_seconds(placed, noisy);
        cim::Design quiet_design = placed;
        quiet_design.device.read_sigma = 0;
        const ProgrammedChip quiet = program_chip({quiet_design, ranges}, own, train, 0, 1);
        const double all = bench->image_seconds(noisy);
        const double without_noise = bench->image_seconds(quiet);
        const double converting =
            bench->image_seconds(quiet.network, FewInputs(quiet.network, *quiet.arrays));
        const double nothing = bench->image_seconds(quiet.network, NoProducts(quiet.network));
        found["read_noise_s"] = all - without_noise;
        found["products_s"] = without_noise - converting;
        found["conversion_s"] = converting - nothing;
        found["vector_unit_s"] = nothing;
        double total = 0;
        for (const auto &[name, part] : found)
            total += part.value;
        found["total_s"] = total;
        found["noise_ratio"] = all / without_noise;
        found["images_per_s"] = chips * images / all;
    }
}
BENCHMARK(candidate_seconds)
    ->ArgNames({"current", "quick"})
    ->ArgsProduct({{1, 0}, {1, 0}})
    ->Iterations(1)
    ->Unit(benchmark::kSecond);

} // namespace
} // namespace apps
