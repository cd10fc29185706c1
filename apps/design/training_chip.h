// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config/config.h"

namespace apps {

/// The chip that train.converters trains on: that of chip.* and array.*, the converters' ranges set
/// on the first accuracy.calibration_images of `train`, with the cells of device.* if train.noise,
/// else ideal ones. Empty without train.converters; `train` outlives it. Preparing it throws
/// std::invalid_argument with the reason where the network does not fit.
nn::PrepareChip training_chip(const Config &config, const nn::Images &train);

} // namespace apps
