// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config.h"

namespace apps {

/// What a command works on: the images and the (weight-sharing) network, loaded once.
struct Workbench {
    nn::Dataset data;
    nn::Supernet network;
};

/// Loads data.* and network.file; without a file the network is drawn untrained from train.seed.
/// Throws std::runtime_error or std::invalid_argument with one line when either does not fit.
Workbench open_workbench(const Config &config);

/// The variation of device.* on the weights, for training and calibration; empty when nothing
/// varies or train.noise is off.
nn::Disturb training_disturbance(const Config &config);

/// Cuts config.network out of the workbench's network and quantises it.
nn::QuantizedNetwork cut_out(const Workbench &bench, const Config &config);

/// Threads to use for `wanted` (0: one a core).
int thread_count(int wanted);

} // namespace apps
