// SPDX-License-Identifier: Apache-2.0
#include "apps/design/programmed_chip.h"

#include "nn/integer/recalibrate.h"

#include <algorithm>

namespace apps {

namespace {

/// Training images get numbers of their own, away from those of the test images: the read noise of
/// calibration is not that of the measurement.
constexpr std::int64_t first_training_image = std::int64_t{1} << 31;

} // namespace

std::vector<cim::LayerRange> calibrated_ranges(const cim::Design &placed, const Config &config,
                                               const nn::Images &train) {
    return cim::converter_ranges(
        placed.network, placed.placement, placed.chip, placed.device,
        train.batch(0, std::min(config.accuracy.calibration_images, train.count())));
}

ProgrammedChip program_chip(const Fitted &fitted, const Config &config, const nn::Images &train,
                            int chip, int threads) {
    const cim::ChipDraw draw{config.accuracy.seed, static_cast<std::uint32_t>(chip)};
    const cim::ArrayOptions options{config.array, cim::fastest_method(), threads,
                                    config.accuracy.read_noise};
    ProgrammedChip made{
        std::make_unique<cim::CrossbarMatMul>(fitted.placed, fitted.ranges, draw, options),
        fitted.placed.network};
    made.network =
        recalibrated(std::move(made.network), *made.arrays, config, train, fitted.windows);
    return made;
}

std::shared_ptr<const nn::WindowSample> recalibration_windows(const nn::QuantizedNetwork &network,
                                                              const Config &config,
                                                              const nn::Images &train) {
    const int images = std::min(config.accuracy.recalibration_images, train.count());
    const int windows = config.accuracy.recalibration_windows;
    if (images == 0 || windows == 0)
        return nullptr;
    auto sample = std::make_shared<nn::WindowSample>(network, images, windows);
    std::vector<float> logits(static_cast<std::size_t>(images) *
                              static_cast<std::size_t>(network.classes));
    nn::infer(network, *sample, train.batch(0, images), logits.data());
    return sample;
}

nn::QuantizedNetwork recalibrated(nn::QuantizedNetwork network, nn::MatMul &matmul,
                                  const Config &config, const nn::Images &train,
                                  std::shared_ptr<const nn::WindowSample> windows) {
    const int images = std::min(config.accuracy.recalibration_images, train.count());
    if (images == 0)
        return network;
    if (!windows)
        windows = recalibration_windows(network, config, train);
    if (windows)
        return nn::recalibrate(std::move(network), matmul, *windows, first_training_image);
    return nn::recalibrate(std::move(network), matmul,
                           {train.image(0), images, first_training_image});
}

} // namespace apps
