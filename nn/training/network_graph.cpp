// SPDX-License-Identifier: Apache-2.0
#include "nn/training/network_graph.h"

#include "nn/networks/learned_range.h"
#include "nn/quantise/graph_ranges.h"

#include <algorithm>

namespace nn {
namespace {

/// Appends values and nodes; values are named after the step that they belong to.
class GraphBuilder {
  public:
    explicit GraphBuilder(const Cutout &cutout, Shape input) {
        graph_.name = cutout.spec.model;
        graph_.input = graph_.output = value("image");
        graph_.value(graph_.input).shape = {1, input.channels, input.height, input.width};
        write_normalisation(cutout.normalisation, graph_);
    }

    int last() const { return graph_.output; }
    /// The value that the next nodes read.
    void go_on_from(int value) { graph_.output = value; }

    int stored(const std::string &name, const Dims &shape, std::vector<float> values) {
        const int number = value(name);
        Value &made = graph_.value(number);
        made.shape = shape;
        made.constant = true;
        made.stored = {shape, std::move(values)};
        return number;
    }

    int stored(const std::string &name, std::vector<std::int64_t> numbers) {
        const int number = value(name);
        Value &made = graph_.value(number);
        made.shape = {static_cast<std::int64_t>(numbers.size())};
        made.whole = made.constant = true;
        made.integers = std::move(numbers);
        return number;
    }

    /// Reads `inputs`; its output is the last from now on.
    Node &node(const std::string &op, const std::string &name, const std::vector<int> &inputs) {
        const int output = value(name);
        graph_.value(output).node = static_cast<int>(graph_.nodes.size());
        graph_.nodes.push_back({op, name, inputs, output, {}});
        graph_.output = output;
        return graph_.nodes.back();
    }

    /// The last value, trained to be told apart from 0 to `range`.
    void trained_range(int bits, float range) { write_range(last(), bits, range, graph_); }

    Graph graph() {
        infer_shapes(graph_);
        return std::move(graph_);
    }

  private:
    int value(const std::string &name) {
        graph_.values.emplace_back();
        graph_.values.back().name = name;
        return static_cast<int>(graph_.values.size()) - 1;
    }

    Graph graph_;
};

std::vector<std::int64_t> square(std::int64_t size) { return {size, size}; }

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
    const std::int64_t k = shape.kernel, inputs = shape.depthwise ? 1 : shape.in_channels;
    const int weights = builder.stored(
        step.name + ".weight", {shape.out_channels, inputs, k, k},
        outputs_first(operand.weights[0], static_cast<std::size_t>(shape.out_channels)));
    Node &node = builder.node("Conv", step.name, {builder.last(), weights});
    node.attributes["kernel_shape"] = square(k);
    node.attributes["pads"] = std::vector<std::int64_t>{
        step.padding, step.padding, step.padding + step.more_after, step.padding + step.more_after};
    node.attributes["strides"] = square(step.stride);
    node.attributes["group"] = std::int64_t{shape.depthwise ? shape.in_channels : 1};
}

/// Every stride-th pixel of channels in a row, with channels of zeros around them.
void add_shortcut(const Step &step, GraphBuilder &builder) {
    const std::vector<int> &channels = step.channels;
    const auto is_kept = [](int channel) { return channel >= 0; };
    const std::int64_t stride = step.stride,
                       before = std::find_if(channels.begin(), channels.end(), is_kept) -
                                channels.begin(),
                       kept = std::count_if(channels.begin(), channels.end(), is_kept),
                       first = channels[static_cast<std::size_t>(before)],
                       after = step.out.channels - before - kept;
    const auto list = [&](const char *what, std::vector<std::int64_t> numbers) {
        return builder.stored(step.name + what, std::move(numbers));
    };
    const std::vector<int> inputs{builder.last(), list(".starts", {first, 0, 0}),
                                  list(".ends", {first + kept, step.in.height, step.in.width}),
                                  list(".axes", {1, 2, 3}), list(".steps", {1, stride, stride})};
    builder.node("Slice", step.name + ".slice", inputs);
    if (before + after > 0)
        builder.node("Pad", step.name,
                     {builder.last(), list(".pads", {0, before, 0, 0, 0, after, 0, 0})});
}

void add_response(const Step &step, GraphBuilder &builder) {
    Node &node = builder.node("LRN", step.name, {builder.last()});
    node.attributes["size"] = std::int64_t{step.response.size};
    node.attributes["alpha"] = step.response.alpha;
    node.attributes["beta"] = step.response.beta;
    node.attributes["bias"] = step.response.bias;
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

} // namespace

Graph float_graph(const Cutout &cutout, const std::vector<StepStatistics> &statistics,
                  Shape input) {
    GraphBuilder builder(cutout, input);
    if (cutout.spec.model == "mlp")
        builder.node("Flatten", "flat", {builder.last()});
    const int image = builder.last();
    std::vector<int> outputs; // of each step
    const auto output = [&](int step) {
        return step == image_step ? image : outputs[static_cast<std::size_t>(step)];
    };
    for (std::size_t i = 0; i < cutout.steps.size(); ++i) {
        const Step &step = cutout.steps[i];
        builder.go_on_from(output(step.input));
        if (step.kind == OpKind::MaxPool) {
            Node &node = builder.node("MaxPool", step.name, {builder.last()});
            node.attributes["kernel_shape"] = node.attributes["strides"] = square(2);
        } else if (step.kind == OpKind::AveragePool) {
            builder.node("GlobalAveragePool", step.name, {builder.last()});
        } else if (step.kind == OpKind::Select) {
            add_shortcut(step, builder);
        } else if (step.kind == OpKind::ResponseNorm) {
            add_response(step, builder);
        } else if (step.classifier) {
            add_linear(step, cutout.operands[i], cutout.operands[i].beta, builder);
            if (step.softmax)
                builder.node("Softmax", step.name + ".softmax", {builder.last()});
        } else {
            if (cutout.spec.model == "mlp")
                add_linear(step, cutout.operands[i], nullptr, builder);
            else
                add_convolution(step, cutout.operands[i], builder);
            add_normalisation(step, cutout.operands[i], statistics[i].channels, builder);
            if (step.residual != no_step)
                builder.node("Add", step.name + ".sum", {builder.last(), output(step.residual)});
            if (step.relu)
                builder.node("Relu", step.name + ".relu", {builder.last()});
        }
        const int source = matrix_behind(cutout.steps, static_cast<int>(i));
        if (const float *ranges = learns_range(step) && source != image_step
                                      ? cutout.operands[static_cast<std::size_t>(source)].ranges
                                      : nullptr;
            ranges && ranges[range_index(step)] > 0)
            builder.trained_range(step.activation_bits, ranges[range_index(step)]);
        outputs.push_back(builder.last());
    }
    return builder.graph();
}

} // namespace nn
