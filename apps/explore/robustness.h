// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/design/accuracy.h"
#include "apps/design/session.h"

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <string>

namespace apps {

/// What training with variation is worth: one network trained with it and its twin trained without,
/// on the same chips at the device's programming_sigma and at three times that.
struct Robustness {
    nn::NetworkSpec network; ///< as it was trained; its file holds the one trained with variation
    double sigma = 0;        ///< device.programming_sigma
    Accuracy aware, aware_tripled;
    Accuracy plain, plain_tripled;
};

/// The network that compare_with_twin() trains, and saves as `file`.
nn::NetworkSpec trained_alone(const nn::Dataset &data, const Config &config,
                              const std::string &file);

/// Trains config.network on its own from fresh weights, with the device's variation and without,
/// otherwise alike (train.*), and measures both with config.accuracy. The one trained with
/// variation is saved as `file`. False from `go_on` stops: throws Interrupted.
Robustness compare_with_twin(const nn::Dataset &data, const Config &config, const std::string &file,
                             int threads,
                             const std::function<bool(const char *what, double share)> &go_on);

nlohmann::ordered_json robustness_report(const Config &config, const Robustness &robustness);

} // namespace apps
