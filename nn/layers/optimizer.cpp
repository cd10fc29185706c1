// SPDX-License-Identifier: Apache-2.0
#include "nn/layers/optimizer.h"

#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <utility>

namespace nn {
namespace {

/// One zero for every value of every parameter.
std::vector<std::vector<float>> zeros_like(const std::vector<Parameter> &parameters) {
    std::vector<std::vector<float>> zeros;
    for (const Parameter &parameter : parameters)
        zeros.emplace_back(static_cast<std::size_t>(parameter.count), 0.0F);
    return zeros;
}

} // namespace

Sgd::Sgd(std::vector<Parameter> parameters, double momentum, double weight_decay)
    : parameters_(std::move(parameters)), momentum_(static_cast<float>(momentum)),
      weight_decay_(static_cast<float>(weight_decay)) {
    state_.moments = zeros_like(parameters_); // velocities
}

void Sgd::step(double rate) {
    const float step = static_cast<float>(rate);
    ++state_.steps;
    for (std::size_t p = 0; p < parameters_.size(); ++p) {
        const Parameter &parameter = parameters_[p];
        float *velocity = state_.moments[p].data();
        const float decay = parameter.decay ? weight_decay_ : 0.0F;
        for (std::int64_t i = 0; i < parameter.count; ++i) {
            velocity[i] =
                momentum_ * velocity[i] + parameter.gradient[i] + decay * parameter.values[i];
            parameter.values[i] -= step * velocity[i];
        }
    }
}

Adam::Adam(std::vector<Parameter> parameters, double beta1, double weight_decay)
    : parameters_(std::move(parameters)), beta1_(beta1),
      weight_decay_(static_cast<float>(weight_decay)) {
    state_.moments = zeros_like(parameters_); // means, then squares
    for (std::vector<float> &squares : zeros_like(parameters_))
        state_.moments.push_back(std::move(squares));
}

void Adam::step(double rate) {
    constexpr double beta2 = 0.999;
    constexpr float epsilon = 1e-8F;
    ++state_.steps; // once for all tensors
    const double count = static_cast<double>(state_.steps);
    const float step = static_cast<float>(rate / (1 - std::pow(beta1_, count)));
    const float square_correction = static_cast<float>(1 / (1 - std::pow(beta2, count)));
    const float keep_mean = static_cast<float>(beta1_), take_mean = static_cast<float>(1 - beta1_);
    const float keep_square = static_cast<float>(beta2);
    const float take_square = static_cast<float>(1 - beta2);
    for (std::size_t p = 0; p < parameters_.size(); ++p) {
        const Parameter &parameter = parameters_[p];
        float *mean = state_.moments[p].data();
        float *square = state_.moments[parameters_.size() + p].data();
        const float decay = parameter.decay ? weight_decay_ : 0.0F;
        for (std::int64_t i = 0; i < parameter.count; ++i) {
            const float gradient = parameter.gradient[i] + decay * parameter.values[i];
            mean[i] = keep_mean * mean[i] + take_mean * gradient;
            square[i] = keep_square * square[i] + take_square * (gradient * gradient);
            parameter.values[i] -=
                step * mean[i] / (std::sqrt(square[i] * square_correction) + epsilon);
        }
    }
}

std::unique_ptr<Optimizer> make_optimizer(const std::string &name,
                                          std::vector<Parameter> parameters, double momentum,
                                          double weight_decay) {
    if (name == "sgd")
        return std::make_unique<Sgd>(std::move(parameters), momentum, weight_decay);
    if (name == "adam")
        return std::make_unique<Adam>(std::move(parameters), momentum, weight_decay);
    throw std::invalid_argument("unknown optimizer '" + name + "'; known: sgd, adam");
}

double cosine_rate(double peak, std::int64_t step, std::int64_t steps) {
    const double pi = std::acos(-1.0);
    return peak * (1 + std::cos(pi * static_cast<double>(step) / static_cast<double>(steps))) / 2;
}

double warmed_rate(double peak, std::int64_t warm_up, std::int64_t step, std::int64_t steps) {
    if (step < warm_up)
        return peak * static_cast<double>(step + 1) / static_cast<double>(warm_up);
    return cosine_rate(peak, step - warm_up, steps - warm_up);
}

} // namespace nn
