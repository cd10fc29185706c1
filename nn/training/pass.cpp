// SPDX-License-Identifier: Apache-2.0
#include "nn/training/pass.h"

#include "nn/layers/elementwise.h"
#include "nn/layers/fake_quantise.h"
#include "nn/layers/linear.h"
#include "nn/layers/pooling.h"
#include "nn/layers/response_layer.h"
#include "nn/networks/learned_range.h"
#include "nn/networks/shortcut.h"
#include "nn/training/training_chip.h"

#include <algorithm>

namespace nn {

namespace {

/// Convolution of a step over `count` maps.
ConvolutionShape convolution_shape(const Step &step, int count, bool bfloat16) {
    ConvolutionShape shape;
    shape.count = count;
    shape.height = step.in.height;
    shape.width = step.in.width;
    shape.in_channels = step.matrix.in_channels;
    shape.out_channels = step.matrix.out_channels;
    shape.kernel = step.matrix.kernel;
    shape.stride = step.stride;
    shape.padding = step.padding;
    shape.more_after = step.more_after;
    shape.depthwise = step.matrix.depthwise;
    shape.bfloat16 = bfloat16 && !step.matrix.depthwise;
    return shape;
}

bool is_linear(const Step &step) {
    return step.matrix.kernel == 1 && step.stride == 1 && !step.matrix.depthwise;
}

} // namespace

Pass::Pass(const std::vector<Step> &steps, const PassOptions &options, Workspace &workspace)
    : steps_(steps), options_(options), workspace_(workspace), statistics_(steps.size()) {
    workspace_.clear();
}

float *Pass::forward(int count, const float *images, const std::vector<Operand> &operands) {
    return run(count, images, operands, true);
}

float *Pass::forward(int count, const float *images, const std::vector<Operand> &operands,
                     const std::vector<StepStatistics> &given) {
    statistics_ = given;
    return run(count, images, operands, false);
}

float *Pass::run(int count, const float *images, const std::vector<Operand> &operands,
                 bool measure) {
    count_ = count;
    records_.assign(steps_.size(), {});
    for (std::size_t i = 0; i < steps_.size(); ++i) {
        records_[i].in = output(steps_[i].input, images);
        if (steps_[i].is_matrix())
            matrix_forward(i, operands[i], measure);
        else if (steps_[i].kind == OpKind::Select)
            shortcut_forward(i, measure);
        else if (steps_[i].kind == OpKind::ResponseNorm)
            response_forward(i, measure);
        else
            pool_forward(i, operands, measure);
    }
    return records_.back().out;
}

void Pass::multiply(const Step &step, const Operand &operand, const float *in, float *out) {
    const int draws = static_cast<int>(operand.weights.size());
    for (int d = 0; d < draws; ++d) {
        const int first = count_ * d / draws, count = count_ * (d + 1) / draws - first;
        if (count == 0)
            continue;
        const float *x = in + std::int64_t{first} * step.in.size();
        float *y = out + std::int64_t{first} * step.out.size();
        const float *weights = operand.weights[static_cast<std::size_t>(d)].data();
        if (is_linear(step))
            linear_forward(std::int64_t{count} * step.in.pixels(), step.matrix.in_channels,
                           step.matrix.out_channels, x, weights, y);
        else
            workspace_.convolution(convolution_shape(step, count, options_.bfloat16))
                .forward(x, weights, y);
    }
}

/// What one code of what a step reads is worth on the chip.
float Pass::input_unit(const Step &step) const {
    if (step.input == image_step)
        return options_.chip->image_unit();
    const auto from = static_cast<std::size_t>(step.input);
    return statistics_[from].range / static_cast<float>((1 << steps_[from].activation_bits) - 1);
}

void Pass::matrix_forward(std::size_t i, const Operand &operand, bool measure) {
    const Step &step = steps_[i];
    Record &record = records_[i];
    const int channels = step.out.channels;
    const std::int64_t pixels = std::int64_t{count_} * step.out.pixels(), values = size(step.out);

    record.product = workspace_.take(values);
    if (options_.chip && options_.chip->runs(i))
        options_.chip->multiply(step, i, count_, record.in, input_unit(step), record.product);
    else
        multiply(step, operand, record.in, record.product);
    if (step.classifier) {
        record.out = record.product;
        bias_forward(pixels, channels, operand.beta, record.out);
        return;
    }
    if (measure)
        statistics_[i].channels = channel_statistics(record.product, pixels, channels);
    if (options_.on_statistics)
        options_.on_statistics(i, statistics_[i].channels);
    record.exact = options_.keep ? workspace_.take(values) : record.product;
    const float *residual =
        step.residual == no_step ? nullptr : output(step.residual, records_[0].in);
    batch_norm_relu_forward(
        {pixels, channels, statistics_[i].channels, operand.gamma, operand.beta, step.relu},
        record.product, residual, record.exact);
    requantise(i, operand.ranges, measure);
}

void Pass::pool_forward(std::size_t i, const std::vector<Operand> &operands, bool measure) {
    const Step &step = steps_[i];
    Record &record = records_[i];
    if (step.kind == OpKind::MaxPool) {
        record.out = workspace_.take(size(step.out));
        max_pool_forward({count_, step.in, 2, 2}, record.in, record.out);
        if (measure)
            keep_range(i);
        return;
    }
    record.exact = workspace_.take(size(step.out));
    average_pool_forward({count_, step.in, step.in.height, step.in.width}, record.in, record.exact);
    const int source = matrix_behind(steps_, step.input);
    requantise(i,
               source == image_step ? nullptr : operands[static_cast<std::size_t>(source)].ranges,
               measure);
}

void Pass::shortcut_forward(std::size_t i, bool measure) {
    const Step &step = steps_[i];
    Record &record = records_[i];
    record.out = workspace_.take(size(step.out));
    nn::shortcut_forward(count_, step, record.in, record.out);
    if (measure)
        keep_range(i);
}

/// Its range is measured, not learned.
void Pass::response_forward(std::size_t i, bool measure) {
    const Step &step = steps_[i];
    Record &record = records_[i];
    record.exact = workspace_.take(size(step.out));
    nn::response_forward(step.response, std::int64_t{count_} * step.in.pixels(), step.in.channels,
                         record.in, record.exact);
    requantise(i, nullptr, measure);
}

/// Of a step whose values are some of its input's.
void Pass::keep_range(std::size_t i) {
    if (steps_[i].input != image_step)
        statistics_[i].range = statistics_[static_cast<std::size_t>(steps_[i].input)].range;
}

/// `ranges`: learned, of the matrix that the values come from; may be null.
void Pass::requantise(std::size_t i, const float *ranges, bool measure) {
    const std::int64_t values = size(steps_[i].out);
    Record &record = records_[i];
    record.out = record.exact;
    if (!options_.quantise || !has_range(steps_[i]))
        return;
    const float learned = ranges && learns_range(steps_[i]) ? ranges[range_index(steps_[i])] : 0;
    if (measure)
        statistics_[i].range = learned > 0
                                   ? learned
                                   : activation_range(record.exact, values, activation_percentile,
                                                      options_.range_samples);
    if (options_.keep)
        record.out = workspace_.take(values);
    fake_quantise_forward(values, statistics_[i].range, steps_[i].activation_bits, record.exact,
                          record.out);
}

/// `source`: the gradient of the matrix that the values come from, or null.
void Pass::requantise_backward(std::size_t i, Matrix *source) {
    const Step &step = steps_[i];
    const Record &record = records_[i];
    if (!options_.quantise || !has_range(step))
        return;
    const float range = statistics_[i].range;
    if (source && !source->ranges.empty() && learns_range(step))
        source->ranges[range_index(step)] +=
            static_cast<float>(range_gradient(size(step.out), range, step.activation_bits,
                                              record.exact, record.gradient) *
                               double{range_rate(step)});
    fake_quantise_backward(size(step.out), range, record.exact, record.gradient);
}

void Pass::backward(float *gradient, const std::vector<Operand> &operands,
                    std::vector<Matrix> &gradients) {
    records_.back().gradient = gradient;
    for (std::size_t i = steps_.size(); i-- > 0;) {
        if (steps_[i].is_matrix())
            matrix_backward(i, operands[i], gradients[static_cast<std::size_t>(steps_[i].slot)]);
        else if (steps_[i].input != image_step && steps_[i].kind == OpKind::Select)
            shortcut_backward(i);
        else if (steps_[i].input != image_step && steps_[i].kind == OpKind::ResponseNorm)
            response_backward(i);
        else if (steps_[i].input != image_step)
            pool_backward(i, gradients);
    }
}

void Pass::matrix_backward(std::size_t i, const Operand &operand, Matrix &gradient) {
    const Step &step = steps_[i];
    const Record &record = records_[i];
    const MatrixShape &shape = step.matrix;
    const int channels = step.out.channels;
    const std::int64_t pixels = std::int64_t{count_} * step.out.pixels(), values = size(step.out);
    float *dy = record.gradient;
    float *dgamma = workspace_.take(channels), *dbeta = workspace_.take(channels);

    if (step.classifier) {
        bias_backward(pixels, channels, dy, dbeta);
    } else {
        requantise_backward(i, &gradient);
        float *dproduct = workspace_.take(values);
        batch_norm_relu_backward(
            {pixels, channels, statistics_[i].channels, operand.gamma, operand.beta, step.relu},
            record.product, record.exact, dy, {dproduct, dgamma, dbeta});
        if (step.residual >= 0)
            pass_back(step.residual, dy);
        dy = dproduct;
        add(channels, dgamma, gradient.gamma.data());
    }
    add(channels, dbeta, gradient.beta.data());

    float *dweights = workspace_.take(shape.size());
    float *dx = step.input != image_step ? workspace_.take(size(step.in)) : nullptr;
    const float *weights = operand.weights.front().data();
    if (is_linear(step)) {
        linear_backward_weights(pixels, shape.in_channels, shape.out_channels, record.in, dy,
                                dweights);
        if (dx)
            linear_backward_data(pixels, shape.in_channels, shape.out_channels, dy, weights, dx);
    } else {
        Convolution &convolution =
            workspace_.convolution(convolution_shape(step, count_, options_.bfloat16));
        convolution.backward_weights(record.in, dy, dweights);
        if (dx)
            convolution.backward_data(dy, weights, dx);
    }
    add_cut(shape, dweights, gradient);
    if (dx)
        pass_back(step.input, dx);
}

void Pass::shortcut_backward(std::size_t i) {
    const Step &step = steps_[i];
    float *dx = workspace_.take(size(step.in));
    nn::shortcut_backward(count_, step, records_[i].gradient, dx);
    pass_back(step.input, dx);
}

void Pass::pool_backward(std::size_t i, std::vector<Matrix> &gradients) {
    const Step &step = steps_[i];
    const Record &record = records_[i];
    float *dx = workspace_.take(size(step.in));
    if (step.kind == OpKind::MaxPool) {
        max_pool_backward({count_, step.in, 2, 2}, record.in, record.out, record.gradient, dx);
    } else {
        const int source = matrix_behind(steps_, step.input);
        requantise_backward(i, source == image_step
                                   ? nullptr
                                   : &gradients[static_cast<std::size_t>(
                                         steps_[static_cast<std::size_t>(source)].slot)]);
        average_pool_backward({count_, step.in, step.in.height, step.in.width}, record.gradient,
                              dx);
    }
    pass_back(step.input, dx);
}

void Pass::response_backward(std::size_t i) {
    const Step &step = steps_[i];
    const Record &record = records_[i];
    requantise_backward(i, nullptr);
    float *dx = workspace_.take(size(step.in));
    nn::response_backward(step.response, std::int64_t{count_} * step.in.pixels(), step.in.channels,
                          record.in, record.gradient, dx);
    pass_back(step.input, dx);
}

void Pass::pass_back(int step, float *gradient) {
    Record &source = records_[static_cast<std::size_t>(step)];
    if (source.gradient)
        add(size(steps_[static_cast<std::size_t>(step)].out), gradient, source.gradient);
    else
        source.gradient = gradient;
}

} // namespace nn
