// SPDX-License-Identifier: Apache-2.0
#include "nn/networks/matrices.h"

#include "nn/base/random.h"
#include "nn/layers/elementwise.h"
#include "nn/layers/fake_quantise.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace nn {

namespace {

/// Calls visit(offset in whole, offset in part) for each row of a part cut out of a whole.
template <class Visit>
void for_each_row(const MatrixShape &whole, const MatrixShape &part, Visit visit) {
    const int above = whole.kernel.height / 2 - part.kernel.height / 2; // the centre stays ...
    const int before = whole.kernel.width / 2 - part.kernel.width / 2;  // ... the centre
    const int channels = part.depthwise ? 1 : part.in_channels;
    std::size_t row = 0;
    for (int c = 0; c < channels; ++c)
        for (int y = 0; y < part.kernel.height; ++y)
            for (int x = 0; x < part.kernel.width; ++x, ++row) {
                const int from =
                    (c * whole.kernel.height + y + above) * whole.kernel.width + x + before;
                visit(static_cast<std::ptrdiff_t>(from) * whole.out_channels,
                      static_cast<std::ptrdiff_t>(row) * part.out_channels);
            }
}

void add_values(const std::vector<float> &from, std::vector<float> &to) {
    add(static_cast<std::int64_t>(from.size()), from.data(), to.data());
}

} // namespace

std::vector<Matrix> fresh_matrices(const std::vector<Step> &steps, std::uint64_t seed) {
    std::vector<Matrix> matrices(static_cast<std::size_t>(steps.back().slot) + 1);
    for (const Step &step : steps) {
        if (!step.is_matrix())
            continue;
        Matrix &matrix = matrices[static_cast<std::size_t>(step.slot)];
        matrix.shape = step.matrix;
        matrix.weights.resize(static_cast<std::size_t>(step.matrix.size()));
        Random random(seed, Purpose::Weights, static_cast<std::uint64_t>(step.slot));
        const double deviation = std::sqrt(2.0 / step.matrix.rows());
        for (float &w : matrix.weights)
            w = static_cast<float>(deviation * random.normal());
        const auto outputs = static_cast<std::size_t>(step.matrix.out_channels);
        matrix.gamma.assign(step.classifier ? 0 : outputs, 1.0f);
        matrix.beta.assign(outputs, 0.0f);
    }
    return matrices;
}

std::vector<Matrix> zeros_like(const std::vector<Matrix> &matrices) {
    std::vector<Matrix> zeros = matrices;
    fill_zero(zeros);
    return zeros;
}

void fill_zero(std::vector<Matrix> &matrices) {
    for (Matrix &matrix : matrices)
        for (std::vector<float> *values :
             {&matrix.weights, &matrix.gamma, &matrix.beta, &matrix.ranges})
            std::fill(values->begin(), values->end(), 0.0f);
}

void add(const std::vector<Matrix> &from, std::vector<Matrix> &to) {
    for (std::size_t i = 0; i < from.size(); ++i) {
        add_values(from[i].weights, to[i].weights);
        add_values(from[i].gamma, to[i].gamma);
        add_values(from[i].beta, to[i].beta);
        add_values(from[i].ranges, to[i].ranges);
    }
}

std::vector<float> cut(const Matrix &whole, const MatrixShape &shape) {
    std::vector<float> part(static_cast<std::size_t>(shape.size()));
    for_each_row(whole.shape, shape, [&](std::ptrdiff_t from, std::ptrdiff_t to) {
        std::copy_n(whole.weights.begin() + from, shape.out_channels, part.begin() + to);
    });
    return part;
}

void add_cut(const MatrixShape &shape, const float *gradient, Matrix &whole) {
    for_each_row(whole.shape, shape, [&](std::ptrdiff_t to, std::ptrdiff_t from) {
        add(shape.out_channels, gradient + from, whole.weights.data() + to);
    });
}

std::vector<float> dense(const MatrixShape &shape, const std::vector<float> &weights) {
    if (!shape.depthwise)
        return weights;
    const int area = shape.kernel.area(), channels = shape.out_channels;
    std::vector<float> found(static_cast<std::size_t>(shape.dense_rows()) *
                             static_cast<std::size_t>(channels));
    for (int c = 0; c < channels; ++c)
        for (int k = 0; k < area; ++k)
            found[static_cast<std::size_t>((c * area + k) * channels + c)] =
                weights[static_cast<std::size_t>(k * channels + c)];
    return found;
}

std::vector<float> compact(const MatrixShape &shape, const std::vector<float> &all) {
    if (!shape.depthwise)
        return all;
    const int area = shape.kernel.area(), channels = shape.out_channels;
    std::vector<float> found(static_cast<std::size_t>(shape.size()));
    for (int c = 0; c < channels; ++c)
        for (int k = 0; k < area; ++k)
            found[static_cast<std::size_t>(k * channels + c)] =
                all[static_cast<std::size_t>((c * area + k) * channels + c)];
    return found;
}

IntegerWeights integer_weights(const std::vector<float> &weights, const MatrixUse &use,
                               const TrainSpec &train) {
    IntegerWeights made;
    if (use.column_scales) {
        made.values = quantise_columns(weights, use.shape.out_channels, use.bits, train.weight_clip,
                                       made.units);
    } else {
        QuantisedWeights quantised = quantise_weights(weights, use.bits, train.weight_clip);
        made.values = std::move(quantised.values);
        made.units.assign(static_cast<std::size_t>(use.shape.out_channels), quantised.unit);
    }
    return made;
}

std::vector<float> weights_at_work(std::vector<float> weights, const MatrixUse &use,
                                   const TrainSpec &train, const Disturb &disturb,
                                   std::uint64_t draw) {
    const MatrixShape &shape = use.shape;
    const auto columns = static_cast<std::size_t>(shape.out_channels);
    const auto [values, units] = integer_weights(weights, use, train);
    const auto most = static_cast<float>((1 << (use.bits - 1)) - 1);
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const float unit = units[i % columns], limit = unit * most;
        weights[i] = train.quantise ? values[i] * unit : std::clamp(weights[i], -limit, limit);
    }
    if (!disturb)
        return weights;
    std::vector<float> seen = dense(shape, values);
    disturb({use.matrix, shape.dense_rows(), shape.out_channels, use.bits, seen.data()}, draw);
    seen = compact(shape, seen);
    for (std::size_t i = 0; i < weights.size(); ++i)
        weights[i] += (seen[i] - values[i]) * units[i % columns];
    return weights;
}

} // namespace nn
