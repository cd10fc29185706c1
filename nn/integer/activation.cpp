// SPDX-License-Identifier: Apache-2.0
#include "nn/integer/activation.h"

#include <array>

namespace nn {
namespace {

using Results = std::array<float, most_activation_steps + 1>;

float number(const Activation::Parameter &parameter, const Results &results, std::size_t channel) {
    if (parameter.result >= 0)
        return results[static_cast<std::size_t>(parameter.result)];
    return parameter.numbers[parameter.numbers.size() == 1 ? 0 : channel];
}

} // namespace

float Activation::of(float x, std::size_t channel) const {
    Results results;
    results[0] = x;
    std::size_t last = 0;
    for (const Step &step : steps) {
        const float result = step.function->of(results[static_cast<std::size_t>(step.x)],
                                               number(step.alpha, results, channel),
                                               number(step.beta, results, channel));
        results[++last] = result;
    }
    return results[last];
}

Activation activation(const std::string &name) {
    const ScalarFunction *function = find_scalar_function(name);
    return activation(name, function->alpha.otherwise, function->beta.otherwise);
}

Activation activation(const std::string &name, float alpha, float beta) {
    return {{{find_scalar_function(name), 0, {-1, {alpha}}, {-1, {beta}}}}};
}

} // namespace nn
