// SPDX-License-Identifier: Apache-2.0
#include "nn/graph/operators.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nn {
namespace {

Dims batch_norm_shape(const Operands &node) {
    const Dims &in = node.shape(0);
    node.require(in.size() >= 2, "an input of shape " + shape_text(in) + " has no channels");
    node.require(node.integer("training_mode", 0) == 0, "it is in training mode");
    for (int i = 1; i < 5; ++i)
        node.require(node.shape(i) == Dims{in[1]},
                     "input " + std::to_string(i + 1) + " is not one value a channel");
    return in;
}

Kernel compile_batch_norm(const Operands &node) {
    const Dims in = node.shape(0);
    const std::int64_t channels = in[1], maps = in[0] * channels;
    const std::int64_t size = maps > 0 ? value_count(in) / maps : 0;
    const float epsilon = node.number("epsilon", 1e-5F);
    return [=](const std::vector<const float *> &x, float *y) {
        for (std::int64_t m = 0; m < maps; ++m) {
            const std::int64_t c = m % channels;
            const float slope = x[1][c] / std::sqrt(x[4][c] + epsilon);
            const float offset = x[2][c] - x[3][c] * slope;
            for (std::int64_t i = m * size; i < (m + 1) * size; ++i)
                y[i] = x[0][i] * slope + offset;
        }
    };
}

Dims input_shape(const Operands &node) { return node.shape(0); }

/// Softmax over `count` values that are `stride` apart.
void softmax(const float *x, std::int64_t count, std::int64_t stride, float *y) {
    float largest = x[0];
    for (std::int64_t i = 1; i < count; ++i)
        largest = std::max(largest, x[i * stride]);
    float sum = 0;
    for (std::int64_t i = 0; i < count; ++i)
        sum += y[i * stride] = std::exp(x[i * stride] - largest);
    for (std::int64_t i = 0; i < count; ++i)
        y[i * stride] /= sum;
}

Kernel compile_softmax(const Operands &node) {
    const auto [outer, count, inner] = softmax_extent(node);
    return [outer = outer, count = count, inner = inner](const std::vector<const float *> &x,
                                                         float *y) {
        for (std::int64_t o = 0; o < outer; ++o)
            for (std::int64_t i = 0; i < inner && count > 0; ++i)
                softmax(x[0] + o * count * inner + i, count, inner, y + o * count * inner + i);
    };
}

/// Inputs behind the first one go with the axes that are normalised.
Dims layer_norm_shape(const Operands &node) {
    const Dims &in = node.shape(0);
    const std::size_t axis = node.axis(node.integer("axis", -1), in.size());
    const Dims normalised(in.begin() + static_cast<std::ptrdiff_t>(axis), in.end());
    for (int i = 1; i < node.count(); ++i)
        node.require(!node.has(i) || broadcast(node, normalised, node.shape(i)) == normalised,
                     "input " + std::to_string(i + 1) + " does not fit the axes it normalises");
    return in;
}

Kernel compile_layer_norm(const Operands &node) {
    const Dims &in = node.shape(0);
    const std::size_t axis = node.axis(node.integer("axis", -1), in.size());
    const Dims normalised(in.begin() + static_cast<std::ptrdiff_t>(axis), in.end());
    const Dims &of_scale = node.shape(1);
    const Dims of_bias = node.has(2) ? node.shape(2) : Dims{};
    const std::int64_t count = value_count(normalised), values = value_count(in);
    const float epsilon = node.number("epsilon", 1e-5F);
    return [=](const std::vector<const float *> &x, float *y) {
        for (std::int64_t first = 0; first < values; first += count) {
            const float *row = x[0] + first;
            double sum = 0, squares = 0;
            for (std::int64_t i = 0; i < count; ++i)
                sum += row[i];
            const double mean = sum / static_cast<double>(count);
            for (std::int64_t i = 0; i < count; ++i)
                squares += (row[i] - mean) * (row[i] - mean);
            const double root = std::sqrt(squares / static_cast<double>(count) + epsilon);
            for_broadcast(normalised, of_scale, [&](std::int64_t i, std::int64_t j) {
                y[first + i] = static_cast<float>((row[i] - mean) / root) * x[1][j];
            });
            if (x.size() > 2 && x[2])
                for_broadcast(normalised, of_bias,
                              [&](std::int64_t i, std::int64_t j) { y[first + i] += x[2][j]; });
        }
    };
}

Dims response_shape(const Operands &node) {
    const std::int64_t size = node.integer("size", 0);
    node.require(node.shape(0).size() >= 2 && size > 0 && size <= std::numeric_limits<int>::max(),
                 "it needs channels and a positive size");
    return node.shape(0);
}

Kernel compile_response(const Operands &node) {
    const Dims in = node.shape(0);
    const ResponseNorm norm = response_of(node);
    const std::int64_t channels = in[1], images = in[0], values = value_count(in);
    const std::int64_t area = values > 0 ? values / (images * channels) : 0;
    return [=](const std::vector<const float *> &x, float *y) {
        for (std::int64_t n = 0; n < images; ++n)
            for (std::int64_t p = 0; p < area; ++p) {
                const std::int64_t pixel = n * channels * area + p;
                response_norm(norm, static_cast<int>(channels), area, x[0] + pixel, y + pixel);
            }
    };
}

Dims mean_shape(const Operands &node) {
    const std::vector<bool> averaged = averaged_axes(node);
    const bool keep = node.integer("keepdims", 1) != 0;
    Dims out;
    for (std::size_t i = 0; i < averaged.size(); ++i)
        if (!averaged[i] || keep)
            out.push_back(averaged[i] ? 1 : node.shape(0)[i]);
    return out;
}

Kernel compile_mean(const Operands &node) {
    const Dims in = node.shape(0);
    const std::vector<bool> averaged = averaged_axes(node);
    Dims kept = in;
    for (std::size_t i = 0; i < in.size(); ++i)
        if (averaged[i])
            kept[i] = 1;
    const std::int64_t outputs = value_count(kept), inputs = value_count(in);
    return [=](const std::vector<const float *> &x, float *y) {
        std::fill_n(y, outputs, 0.0F);
        for_broadcast(in, kept, [&](std::int64_t i, std::int64_t j) { y[j] += x[0][i]; });
        for (std::int64_t j = 0; j < outputs; ++j)
            y[j] /= static_cast<float>(inputs / outputs);
    };
}

} // namespace

std::vector<bool> averaged_axes(const Operands &node) {
    const Dims &in = node.shape(0);
    const bool as_input = node.opset() >= 18;
    node.require(as_input || !node.has(1), "its axes are an attribute before opset 18");
    const std::vector<std::int64_t> axes = !as_input     ? node.list("axes", {})
                                           : node.has(1) ? node.integers(1)
                                                         : std::vector<std::int64_t>{};
    const bool all = axes.empty() && node.integer("noop_with_empty_axes", 0) == 0;
    std::vector<bool> found(in.size(), all);
    for (const std::int64_t axis : axes)
        found[node.axis(axis, in.size())] = true;
    return found;
}

/// Before opset 13 all dimensions from the axis on are one.
SoftmaxExtent softmax_extent(const Operands &node) {
    const Dims in = node.shape(0);
    const bool one_axis = node.opset() >= 13;
    const std::size_t axis = node.axis(node.integer("axis", one_axis ? -1 : 1), in.size());
    SoftmaxExtent extent;
    for (std::size_t i = 0; i < in.size(); ++i)
        (i < axis ? extent.outer : i == axis || !one_axis ? extent.count : extent.inner) *= in[i];
    return extent;
}

ResponseNorm response_of(const Operands &node) {
    return {static_cast<int>(node.integer("size", 1)), node.number("alpha", 1e-4F),
            node.number("beta", 0.75F), node.number("bias", 1)};
}

const std::vector<Operator> &norm_operators() {
    static const std::vector<Operator> operators{
        {"BatchNormalization", 5, 5, batch_norm_shape, compile_batch_norm},
        {"Softmax", 1, 1, input_shape, compile_softmax},
        {"LayerNormalization", 2, 3, layer_norm_shape, compile_layer_norm},
        {"LRN", 1, 1, response_shape, compile_response},
        {"ReduceMean", 1, 2, mean_shape, compile_mean, 1, 1},
    };
    return operators;
}

} // namespace nn
