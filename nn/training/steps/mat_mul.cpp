// SPDX-License-Identifier: Apache-2.0
#include "nn/layers/elementwise.h"
#include "nn/layers/linear.h"
#include "nn/training/step_kind.h"
#include "nn/training/steps/product.h"
#include "nn/training/trained/graph_builder.h"
#include "nn/training/trained/integer_source.h"

#include <algorithm>
#include <cmath>

namespace nn {

namespace {

/// Padding at the end of one direction, beyond that at its beginning.
int more_after(int in, int out, int kernel, int stride, int before) {
    return std::max((out - 1) * stride + kernel - in - 2 * before, -before);
}

/// rows x outputs to outputs x rows.
std::vector<float> outputs_first(const std::vector<float> &weights, std::size_t outputs) {
    std::vector<float> turned;
    turned.reserve(weights.size());
    for (std::size_t c = 0; c < outputs; ++c)
        for (std::size_t i = c; i < weights.size(); i += outputs)
            turned.push_back(weights[i]);
    return turned;
}

void add_convolution(const Step &step, const Operand &operand, GraphBuilder &builder) {
    const MatrixShape &shape = step.matrix;
    const std::int64_t high = shape.kernel.height, wide = shape.kernel.width;
    const std::int64_t inputs = shape.depthwise ? 1 : shape.in_channels;
    const int weights = builder.stored(
        step.name + ".weight", {shape.out_channels, inputs, high, wide},
        outputs_first(operand.weights[0], static_cast<std::size_t>(shape.out_channels)));
    Node &node = builder.node("Conv", step.name, {builder.last(), weights});
    node.attributes["kernel_shape"] = std::vector<std::int64_t>{high, wide};
    node.attributes["pads"] = std::vector<std::int64_t>{
        step.padding.height, step.padding.width, step.padding.height + step.more_after.height,
        step.padding.width + step.more_after.width};
    node.attributes["strides"] = std::vector<std::int64_t>{step.stride, step.stride};
    node.attributes["group"] = std::int64_t{shape.depthwise ? shape.in_channels : 1};
}

/// A product of the flattened map; `bias` may be null.
void add_linear(const Step &step, const Operand &operand, const float *bias,
                GraphBuilder &builder) {
    const std::int64_t rows = step.matrix.rows(), outputs = step.matrix.out_channels;
    builder.node("Flatten", step.name + ".flat", {builder.last()});
    std::vector<int> inputs{
        builder.last(), builder.stored(step.name + ".weight", {rows, outputs}, operand.weights[0])};
    if (bias)
        inputs.push_back(builder.stored(step.name + ".bias", {outputs}, {bias, bias + outputs}));
    builder.node("Gemm", step.name, inputs);
}

void add_normalisation(const Step &step, const Operand &operand,
                       const ChannelStatistics &statistics, GraphBuilder &builder) {
    const std::int64_t channels = step.out.channels;
    const auto list = [&](const char *what, std::vector<float> values) {
        return builder.stored(step.name + what, {channels}, std::move(values));
    };
    const std::string name = step.name + ".bn";
    const std::vector<int> inputs{
        builder.last(), list(".gamma", {operand.gamma, operand.gamma + channels}),
        list(".beta", {operand.beta, operand.beta + channels}), list(".mean", statistics.mean),
        list(".variance", statistics.variance)};
    builder.node("BatchNormalization", name, inputs).attributes["epsilon"] = batch_norm_epsilon;
}

/// A product with batch normalisation, residual, ReLU and rounding behind it, or with the bias of a
/// classifier.
class MatMulSteps final : public StepKind {
  public:
    void take(const QuantizedOp &op, const Imported &from, Step &step) const override {
        const bool depthwise = op.groups > 1;
        require_trainable(op.groups == 1 ||
                              (op.groups == op.in.channels && op.in.channels == op.out.channels),
                          op, "its channels are in groups");
        require_trainable(op.stride_height == op.stride_width && op.dilation_height == 1 &&
                              op.dilation_width == 1,
                          op, "its stride differs by direction, or its kernel is dilated");
        step.matrix = {
            op.in.channels, {op.kernel_height, op.kernel_width}, op.out.channels, depthwise};
        step.stride = op.stride_height;
        step.padding = {op.padding_top, op.padding_left};
        step.more_after = {
            more_after(op.in.height, op.out.height, op.kernel_height, step.stride, op.padding_top),
            more_after(op.in.width, op.out.width, op.kernel_width, step.stride, op.padding_left)};
        step.slot = op.matrix;
        step.residual = op.inputs.size() > 1 ? op.inputs[1] : no_step;
        step.relu = from.matrices[static_cast<std::size_t>(op.matrix)].activated;
        step.classifier = op.logits;
        step.softmax = op.softmax;
    }

    void forward(Tape &tape, std::size_t i) const override {
        const Step &step = tape.step(i);
        const Operand &operand = tape.operand(i);
        const PassOptions &options = tape.options();
        Tape::Record &record = tape.record(i);
        const int channels = step.out.channels;
        const std::int64_t pixels = std::int64_t{tape.batch().count} * step.out.pixels();

        record.product = tape.take(step.out);
        product_forward(tape, i);
        if (step.classifier) {
            record.out = record.product;
            bias_forward(pixels, channels, operand.beta, record.out);
            return;
        }
        ChannelStatistics &statistics = tape.statistics(i).channels;
        if (tape.batch().measure)
            statistics = channel_statistics(record.product, pixels, channels);
        if (options.on_statistics)
            options.on_statistics(i, statistics);
        record.exact = options.keep ? tape.take(step.out) : record.product;
        batch_norm_relu_forward(
            {pixels, channels, statistics, operand.gamma, operand.beta, step.relu}, record.product,
            step.residual == no_step ? nullptr : tape.output(step.residual), record.exact);
        tape.requantise(i, operand.ranges);
    }

    void backward(Tape &tape, std::size_t i, std::vector<Matrix> &gradients) const override {
        const Step &step = tape.step(i);
        const Operand &operand = tape.operand(i);
        const Tape::Record &record = tape.record(i);
        Matrix &gradient = gradients[static_cast<std::size_t>(step.slot)];
        const int channels = step.out.channels;
        const std::int64_t pixels = std::int64_t{tape.batch().count} * step.out.pixels();
        float *dy = record.gradient;
        float *dgamma = tape.workspace().take(channels), *dbeta = tape.workspace().take(channels);

        if (step.classifier) {
            bias_backward(pixels, channels, dy, dbeta);
        } else {
            tape.requantise_backward(i, &gradient);
            float *dproduct = tape.take(step.out);
            batch_norm_relu_backward({pixels, channels, tape.statistics(i).channels, operand.gamma,
                                      operand.beta, step.relu},
                                     record.product, record.exact, dy, {dproduct, dgamma, dbeta});
            if (step.residual >= 0)
                tape.pass_back(step.residual, dy);
            dy = dproduct;
            add(channels, dgamma, gradient.gamma.data());
        }
        add(channels, dbeta, gradient.beta.data());
        product_backward(tape, i, dy, gradient);
    }

    void add_nodes(const Cutout &cutout, const std::vector<StepStatistics> &statistics,
                   std::size_t i, GraphBuilder &builder) const override {
        const Step &step = cutout.steps[i];
        const Operand &operand = cutout.operands[i];
        if (step.classifier) {
            add_linear(step, operand, operand.beta, builder);
            if (step.softmax)
                builder.node("Softmax", step.name + ".softmax", {builder.last()});
            return;
        }
        if (cutout.spec.model == "mlp")
            add_linear(step, operand, nullptr, builder);
        else
            add_convolution(step, operand, builder);
        add_normalisation(step, operand, statistics[i].channels, builder);
        if (step.residual != no_step)
            builder.node("Add", step.name + ".sum",
                         {builder.last(), builder.output(step.residual)});
        if (step.relu)
            builder.node("Relu", step.name + ".relu", {builder.last()});
    }

    /// Batch normalisation becomes each output's scale and bias.
    void write(const IntegerSource &source, int step, QuantizedOp &op) const override {
        const auto at = static_cast<std::size_t>(step);
        const Cutout &cutout = source.cutout;
        const Step &from = source.step(step);
        const MatrixShape &shape = from.matrix;
        op.matrix = cutout.matrix_number(at);
        op.weight_bits =
            layer_bits(cutout.spec.layer_weight_bits, cutout.spec.weight_bits, op.matrix);
        op.kernel_height = shape.kernel.height;
        op.kernel_width = shape.kernel.width;
        op.padding_top = from.padding.height;
        op.padding_left = from.padding.width;
        op.stride_height = op.stride_width = from.stride;
        op.groups = shape.depthwise ? shape.in_channels : 1;
        if (step == 0 && cutout.spec.model == "mlp") {
            op.in = source.image;
            op.kernel_height = source.image.height;
            op.kernel_width = source.image.width;
        }
        const IntegerWeights integers = integer_weights(source.matrices, source.train, cutout, at);
        for (float weight : dense(shape, integers.values))
            op.weights.push_back(static_cast<Weight>(weight));
        std::vector<float> product;
        for (const float weight : integers.units)
            product.push_back(weight * source.unit(from.input));
        const Operand &operand = cutout.operands[at];
        const auto outputs = static_cast<std::size_t>(shape.out_channels);
        if (from.classifier) {
            op.logits = true;
            op.softmax = from.softmax;
            op.scale = product;
            op.bias.assign(operand.beta, operand.beta + outputs);
            return;
        }
        const float unit = source.unit(step);
        const ChannelStatistics &channels = source.statistics[at].channels;
        for (std::size_t c = 0; c < outputs; ++c) {
            const float slope =
                operand.gamma[c] / std::sqrt(channels.variance[c] + batch_norm_epsilon);
            op.scale.push_back(product[c] * slope / unit);
            op.bias.push_back((operand.beta[c] - channels.mean[c] * slope) / unit);
        }
        if (from.residual != no_step) {
            op.inputs.push_back(from.residual);
            op.residual_scale = source.unit(from.residual) / unit;
        }
    }
};

constexpr MatMulSteps mat_mul_step;

} // namespace

const StepKind *const StepKind::MatMul = &mat_mul_step;

} // namespace nn
