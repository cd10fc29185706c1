// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config/config.h"
#include "models/crossbar/adc_range.h"
#include "models/crossbar/crossbar_matmul.h"
#include "models/mapping/design.h"
#include "nn/integer/window_sample.h"

#include <memory>
#include <vector>

namespace apps {

/// One draw of a chip, ready for work: its arrays, and the network with the digital scales and
/// biases that were fitted to them.
struct ProgrammedChip {
    std::unique_ptr<cim::CrossbarMatMul> arrays;
    nn::QuantizedNetwork network;
};

/// The converters' ranges, where calibrated on the first config.accuracy.calibration_images of
/// `train`.
std::vector<cim::LayerRange> calibrated_ranges(const cim::Design &placed, const Config &config,
                                               const nn::Images &train);

/// A network on its chip and, layer by layer, the ranges that converters take for it.
struct Fitted {
    const cim::Design &placed;
    const std::vector<cim::LayerRange> &ranges;
    /// Of the network, if it is to be recalibrated by windows; null: each chip makes its own.
    std::shared_ptr<const nn::WindowSample> windows{};
};

/// Windows of the first config.accuracy.recalibration_images of `train` to recalibrate a network
/// by; null where that does not go by windows.
std::shared_ptr<const nn::WindowSample> recalibration_windows(const nn::QuantizedNetwork &network,
                                                              const Config &config,
                                                              const nn::Images &train);

/// Programs chip number `chip` of config.accuracy.seed and recalibrates it on the first
/// config.accuracy.recalibration_images of `train`. Arrays are programmed on up to `threads`
/// threads.
ProgrammedChip program_chip(const Fitted &fitted, const Config &config, const nn::Images &train,
                            int chip, int threads);

/// The network with scales and biases fitted to `matmul` on the first
/// config.accuracy.recalibration_images of `train`, or on windows of them: these, or else its own.
nn::QuantizedNetwork recalibrated(nn::QuantizedNetwork network, nn::MatMul &matmul,
                                  const Config &config, const nn::Images &train,
                                  std::shared_ptr<const nn::WindowSample> windows = nullptr);

} // namespace apps
