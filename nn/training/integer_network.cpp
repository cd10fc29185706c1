// SPDX-License-Identifier: Apache-2.0
#include "nn/training/integer_network.h"

#include <cmath>

namespace nn {

namespace {

constexpr int input_bits = 8;

/// Writes the ops of a network one by one. `unit` is what one count of an activation stands for.
struct Writer {
    const Cutout &cutout;
    const std::vector<Matrix> &matrices;
    const std::vector<StepStatistics> &statistics;
    const TrainSpec &train;
    Shape image;

    int bits(int step) const {
        return step == image_step ? input_bits
                                  : cutout.steps[static_cast<std::size_t>(step)].activation_bits;
    }

    float unit(int step) const {
        const float range =
            step == image_step ? 1.0f : statistics[static_cast<std::size_t>(step)].range;
        return range / static_cast<float>((1 << bits(step)) - 1);
    }

    QuantizedOp op(int step) const {
        const Step &from = cutout.steps[static_cast<std::size_t>(step)];
        QuantizedOp made;
        made.kind = from.kind;
        made.name = from.name;
        made.inputs = {from.input};
        made.in = from.in;
        made.out = from.out;
        made.input_bits = bits(from.input);
        made.output_bits = bits(step);
        if (from.is_matrix())
            write_matrix(step, made);
        else if (from.kind == OpKind::Select)
            write_shortcut(from, made);
        else if (from.kind == OpKind::ResponseNorm)
            write_response(step, made);
        else
            write_pool(step, made);
        return made;
    }

    void write_pool(int step, QuantizedOp &made) const {
        const Step &from = cutout.steps[static_cast<std::size_t>(step)];
        const bool whole = made.kind == OpKind::AveragePool;
        made.kernel_height = whole ? made.in.height : 2;
        made.kernel_width = whole ? made.in.width : 2;
        made.stride_height = made.kernel_height;
        made.stride_width = made.kernel_width;
        if (!whole) {
            made.output_bits = made.input_bits;
            return;
        }
        const float pixels = static_cast<float>(made.in.pixels());
        made.scale = {unit(from.input) / (pixels * unit(step))};
        made.bias = {0};
    }

    void write_response(int step, QuantizedOp &made) const {
        const Step &from = cutout.steps[static_cast<std::size_t>(step)];
        const auto channels = static_cast<std::size_t>(made.in.channels);
        made.response = from.response;
        made.scale.assign(channels, unit(from.input));
        made.bias.assign(channels, 0.0f);
        made.gain = 1 / unit(step);
    }

    /// Codes stay as they are; channels that are added are zero.
    static void write_shortcut(const Step &from, QuantizedOp &made) {
        made.output_bits = made.input_bits;
        made.stride_height = made.stride_width = from.stride;
        made.input_channels = {from.in.channels};
        for (const int channel : from.channels)
            made.channels.push_back(channel < 0 ? QuantizedOp::Channel{}
                                                : QuantizedOp::Channel{0, channel});
        made.scale.assign(made.channels.size(), 1.0f);
        made.bias.assign(made.channels.size(), 0.0f);
    }

    void write_matrix(int step, QuantizedOp &made) const {
        const auto at = static_cast<std::size_t>(step);
        const Step &from = cutout.steps[at];
        const MatrixShape &shape = from.matrix;
        made.matrix = cutout.matrix_number(at);
        made.weight_bits =
            layer_bits(cutout.spec.layer_weight_bits, cutout.spec.weight_bits, made.matrix);
        made.kernel_height = made.kernel_width = shape.kernel;
        made.padding_top = made.padding_left = from.padding;
        made.stride_height = made.stride_width = from.stride;
        made.groups = shape.depthwise ? shape.in_channels : 1;
        if (step == 0 && cutout.spec.model == "mlp") {
            made.in = image;
            made.kernel_height = image.height;
            made.kernel_width = image.width;
        }
        const IntegerWeights integers = integer_weights(matrices, train, cutout, at);
        for (float weight : dense(shape, integers.values))
            made.weights.push_back(static_cast<Weight>(weight));
        std::vector<float> product;
        for (const float weight : integers.units)
            product.push_back(weight * unit(from.input));
        const Operand &operand = cutout.operands[at];
        const auto outputs = static_cast<std::size_t>(shape.out_channels);
        if (from.classifier) {
            made.logits = true;
            made.softmax = from.softmax;
            made.scale = product;
            made.bias.assign(operand.beta, operand.beta + outputs);
            return;
        }
        const ChannelStatistics &channels = statistics[at].channels;
        for (std::size_t c = 0; c < outputs; ++c) {
            const float slope =
                operand.gamma[c] / std::sqrt(channels.variance[c] + batch_norm_epsilon);
            made.scale.push_back(product[c] * slope / unit(step));
            made.bias.push_back((operand.beta[c] - channels.mean[c] * slope) / unit(step));
        }
        if (from.residual != no_step) {
            made.inputs.push_back(from.residual);
            made.residual_scale = unit(from.residual) / unit(step);
        }
    }
};

} // namespace

QuantizedNetwork integer_network(const TrainedNetwork &network, const Cutout &cutout,
                                 const std::vector<StepStatistics> &statistics,
                                 const TrainSpec &train) {
    const Writer writer{cutout, network.matrices, statistics, train, network.input};
    QuantizedNetwork made;
    made.name = cutout.spec.model;
    made.input = network.input;
    made.input_bits = input_bits;
    made.classes = network.classes;
    for (std::size_t i = 0; i < cutout.steps.size(); ++i)
        made.ops.push_back(writer.op(static_cast<int>(i)));
    note_input_bits(made);
    return made;
}

} // namespace nn
