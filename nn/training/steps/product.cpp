// SPDX-License-Identifier: Apache-2.0
#include "nn/training/steps/product.h"

#include "nn/layers/linear.h"
#include "nn/training/training_chip.h"

namespace nn {

namespace {

LinearShape linear_shape(const Step &step, int count) {
    return {std::int64_t{count} * step.in.pixels(), step.matrix.in_channels,
            step.matrix.out_channels};
}

/// Convolution of a step over `count` maps.
ConvolutionShape convolution_shape(const Step &step, int count, bool bfloat16) {
    ConvolutionShape shape;
    shape.count = count;
    shape.height = step.in.height;
    shape.width = step.in.width;
    shape.in_channels = step.matrix.in_channels;
    shape.out_channels = step.matrix.out_channels;
    shape.kernel_height = step.matrix.kernel.height;
    shape.kernel_width = step.matrix.kernel.width;
    shape.stride = step.stride;
    shape.padding_top = step.padding.height;
    shape.padding_left = step.padding.width;
    shape.more_below = step.more_after.height;
    shape.more_right = step.more_after.width;
    shape.depthwise = step.matrix.depthwise;
    shape.bfloat16 = bfloat16 && !step.matrix.depthwise;
    return shape;
}

void multiply(Tape &tape, std::size_t i) {
    const Step &step = tape.step(i);
    const Tape::Record &record = tape.record(i);
    const Operand &operand = tape.operand(i);
    const int draws = static_cast<int>(operand.weights.size()), all = tape.batch().count;
    for (int d = 0; d < draws; ++d) {
        const int first = all * d / draws, count = all * (d + 1) / draws - first;
        if (count == 0)
            continue;
        const float *x = record.in + std::int64_t{first} * step.in.size();
        float *y = record.product + std::int64_t{first} * step.out.size();
        const float *weights = operand.weights[static_cast<std::size_t>(d)].data();
        if (step.is_pointwise())
            linear_forward(linear_shape(step, count), x, weights, y);
        else
            tape.workspace()
                .convolution(convolution_shape(step, count, tape.options().bfloat16))
                .forward(x, weights, y);
    }
}

/// What one code of what a step reads is worth on the chip.
float input_unit(Tape &tape, const Step &step) {
    if (step.input == image_step)
        return tape.options().chip->image_unit();
    const auto from = static_cast<std::size_t>(step.input);
    return tape.statistics(from).range /
           static_cast<float>((1 << tape.step(from).activation_bits) - 1);
}

} // namespace

void product_forward(Tape &tape, std::size_t i) {
    const Tape::Record &record = tape.record(i);
    ChipReader *const chip = tape.options().chip;
    if (chip && chip->runs(i))
        chip->multiply(tape.step(i), i,
                       {record.in, tape.batch().count, input_unit(tape, tape.step(i))},
                       record.product);
    else
        multiply(tape, i);
}

void product_backward(Tape &tape, std::size_t i, const float *dy, Matrix &gradient) {
    const Step &step = tape.step(i);
    const MatrixShape &shape = step.matrix;
    const float *in = tape.record(i).in;
    const float *weights = tape.operand(i).weights.front().data();
    float *dweights = tape.workspace().take(shape.size());
    float *dx = step.input != image_step ? tape.take(step.in) : nullptr;
    if (step.is_pointwise()) {
        const LinearShape linear = linear_shape(step, tape.batch().count);
        linear_backward_weights(linear, in, dy, dweights);
        if (dx)
            linear_backward_data(linear, dy, weights, dx);
    } else {
        Convolution &convolution = tape.workspace().convolution(
            convolution_shape(step, tape.batch().count, tape.options().bfloat16));
        convolution.backward_weights(in, dy, dweights);
        if (dx)
            convolution.backward_data(dy, weights, dx);
    }
    add_cut(shape, dweights, gradient);
    if (dx)
        tape.pass_back(step.input, dx);
}

} // namespace nn
