// SPDX-License-Identifier: Apache-2.0
#include "nn/base/scalar_function.h"

#include <algorithm>
#include <cmath>

namespace nn {
namespace {

float unit_clamp(float x) { return std::min(std::max(x, 0.0F), 1.0F); }

float celu(float x, float alpha, float) { return x < 0 ? alpha * std::expm1(x / alpha) : x; }
float elu(float x, float alpha, float) { return x < 0 ? alpha * std::expm1(x) : x; }
float erf(float x, float, float) { return std::erf(x); }
float exp(float x, float, float) { return std::exp(x); }
float gelu(float x, float, float) { return x / 2 * (1 + std::erf(x * std::sqrt(0.5F))); }
float hard_sigmoid(float x, float alpha, float beta) { return unit_clamp(alpha * x + beta); }
float hard_swish(float x, float, float) { return x * unit_clamp(x / 6 + 0.5F); }
float leaky_relu(float x, float alpha, float) { return x < 0 ? x * alpha : x; }
float reciprocal(float x, float, float) { return 1 / x; }
float selu(float x, float alpha, float gamma) {
    return gamma * (x > 0 ? x : alpha * std::expm1(x));
}
float sigmoid(float x, float, float) { return 1 / (1 + std::exp(-x)); }
float softplus(float x, float, float) {
    return std::max(x, 0.0F) + std::log1p(std::exp(-std::abs(x)));
}
float mish(float x, float, float) { return x * std::tanh(softplus(x, 0, 0)); }
float softsign(float x, float, float) { return x / (1 + std::abs(x)); }
float sqrt(float x, float, float) { return std::sqrt(x); }
float tanh(float x, float, float) { return std::tanh(x); }
float thresholded_relu(float x, float alpha, float) { return x > alpha ? x : 0; }

} // namespace

const std::vector<ScalarFunction> &scalar_functions() {
    constexpr bool never_negative = true;
    static const std::vector<ScalarFunction> functions{
        {"Celu", celu, {"alpha", 1}, {}},
        {"Elu", elu, {"alpha", 1}, {}},
        {"Erf", erf, {}, {}},
        {"Exp", exp, {}, {}, never_negative},
        {"Gelu", gelu, {}, {}},
        {"HardSigmoid", hard_sigmoid, {"alpha", 0.2F}, {"beta", 0.5F}, never_negative},
        {"HardSwish", hard_swish, {}, {}},
        {"LeakyRelu", leaky_relu, {"alpha", 0.01F}, {}},
        {"Mish", mish, {}, {}},
        {"Reciprocal", reciprocal, {}, {}},
        {"Selu",
         selu,
         {"alpha", 1.67326319217681884765625F},
         {"gamma", 1.05070102214813232421875F}},
        {"Sigmoid", sigmoid, {}, {}, never_negative},
        {"Softplus", softplus, {}, {}, never_negative},
        {"Softsign", softsign, {}, {}},
        {"Sqrt", sqrt, {}, {}, never_negative},
        {"Tanh", tanh, {}, {}},
        {"ThresholdedRelu", thresholded_relu, {"alpha", 1}, {}},
    };
    return functions;
}

const ScalarFunction *find_scalar_function(const std::string &name) {
    const std::vector<ScalarFunction> &all = scalar_functions();
    const auto found = std::find_if(all.begin(), all.end(), [&](const ScalarFunction &function) {
        return name == function.name;
    });
    return found == all.end() ? nullptr : &*found;
}

const ScalarFunction affine_function{
    "affine", [](float x, float alpha, float beta) { return x * alpha + beta; }, {}, {}};
const ScalarFunction clamp_function{
    "clamp",
    [](float x, float alpha, float beta) { return std::min(std::max(x, alpha), beta); },
    {},
    {}};

} // namespace nn
