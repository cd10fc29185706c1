// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/training/cutout.h"

#include <cstddef>
#include <vector>

namespace nn {

/// What the ops of a network in integers are written from, one by one: a calibrated cut-out.
struct IntegerSource {
    static constexpr int input_bits = 8;

    const Cutout &cutout;
    const std::vector<Matrix> &matrices;
    const std::vector<StepStatistics> &statistics;
    const TrainSpec &train;
    Shape image;

    const Step &step(int number) const { return cutout.steps[static_cast<std::size_t>(number)]; }
    int bits(int number) const {
        return number == image_step ? input_bits : step(number).activation_bits;
    }
    /// What one count of an activation stands for.
    float unit(int number) const {
        const float range =
            number == image_step ? 1.0f : statistics[static_cast<std::size_t>(number)].range;
        return range / static_cast<float>((1 << bits(number)) - 1);
    }
};

} // namespace nn
