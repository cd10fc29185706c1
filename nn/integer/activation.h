// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/base/scalar_function.h"

#include <cstddef>
#include <string>
#include <vector>

namespace nn {

constexpr int most_activation_steps = 24;

/// What the vector unit makes of a value before it is rounded and clipped to the output's bits: a
/// function that may differ by channel, put together in steps. Without steps nothing more, which is
/// ReLU where code 0 stands for zero. In hardware it is one look-up in a table.
struct Activation {
    /// The result of an earlier step (0: the value itself, k: of step k - 1), or numbers: one, or
    /// one a channel.
    struct Parameter {
        int result = -1; ///< -1: numbers
        std::vector<float> numbers{0};
    };
    struct Step {
        const ScalarFunction *function = nullptr;
        int x = 0; ///< a result
        Parameter alpha, beta;
    };
    std::vector<Step> steps;

    bool clips_only() const { return steps.empty(); }
    float of(float x, std::size_t channel) const;
};

/// A function of ONNX with its parameters, or with those that it has by default.
Activation activation(const std::string &name);
Activation activation(const std::string &name, float alpha, float beta = 0);

} // namespace nn
