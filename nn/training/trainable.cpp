// SPDX-License-Identifier: Apache-2.0
#include "nn/training/trainable.h"

#include "nn/base/softmax.h"
#include "nn/graph/graph_runner.h"
#include "nn/networks/learned_range.h"
#include "nn/training/calibrate.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>
#include <utility>

namespace nn {

namespace {

constexpr int images_compared = 8;
constexpr double tolerance = 2e-3; ///< of logits, as a share of the largest

void require(bool holds, const QuantizedOp &op, const std::string &what) {
    if (!holds)
        throw GraphError("node " + op.name + " cannot be trained: " + what);
}

/// Padding at the end of one direction, beyond that at its beginning.
int more_after(int in, int out, int kernel, int stride, int before) {
    return std::max((out - 1) * stride + kernel - in - 2 * before, -before);
}

void write_product(const QuantizedOp &op, const RealMatrix &real, Step &step) {
    const bool depthwise = op.groups > 1;
    require(op.groups == 1 || (op.groups == op.in.channels && op.in.channels == op.out.channels),
            op, "its channels are in groups");
    require(op.kernel_height == op.kernel_width, op,
            "a kernel of " + std::to_string(op.kernel_height) + " x " +
                std::to_string(op.kernel_width) + "; square ones are supported");
    require(op.stride_height == op.stride_width && op.dilation_height == 1 &&
                op.dilation_width == 1 && op.padding_top == op.padding_left,
            op, "stride or padding differ by direction, or its kernel is dilated");
    step.matrix = {op.in.channels, op.kernel_height, op.out.channels, depthwise};
    step.stride = op.stride_height;
    step.padding = op.padding_top;
    step.more_after =
        more_after(op.in.height, op.out.height, op.kernel_height, step.stride, step.padding);
    require(more_after(op.in.width, op.out.width, op.kernel_width, step.stride, step.padding) ==
                step.more_after,
            op, "height and width are padded differently");
    step.slot = op.matrix;
    step.residual = op.inputs.size() > 1 ? op.inputs[1] : no_step;
    step.relu = real.activated;
    step.classifier = op.logits;
    step.softmax = op.softmax;
}

void write_shortcut(const QuantizedOp &op, Step &step) {
    require(op.inputs.size() == 1, op, "it puts several maps together");
    require(op.stride_height == op.stride_width, op, "its strides differ");
    step.stride = op.stride_height;
    int last = -1; // channels in a row, zeros around them
    for (std::size_t c = 0; c < op.channels.size(); ++c) {
        const bool zero = op.channels[c].input < 0;
        const int channel = zero ? -1 : op.channels[c].channel;
        require(zero || (op.scale[c] == 1 && op.bias[c] == 0), op,
                "it scales, shifts or activates what no product has made");
        require(zero || last < 0 || (channel == last + 1 && step.channels.back() >= 0), op,
                "it changes the order of channels");
        last = zero ? last : channel;
        step.channels.push_back(channel);
    }
}

void write_max_pool(const QuantizedOp &op) {
    require(op.kernel_height == 2 && op.kernel_width == 2 && op.stride_height == 2 &&
                op.stride_width == 2 && op.padding_top == 0 && op.padding_left == 0 &&
                op.out.height == op.in.height / 2 && op.out.width == op.in.width / 2,
            op, "a maximum over other windows than 2 x 2");
}

/// How an op becomes a step.
struct StepRule {
    const OpKind *kind;
    void (*write)(const QuantizedOp &op, const std::vector<RealMatrix> &matrices, Step &step);
};

void write_step(const QuantizedOp &op, const std::vector<RealMatrix> &matrices, Step &step) {
    using Matrices = std::vector<RealMatrix>;
    static const StepRule rules[] = {
        {OpKind::MatMul,
         [](const QuantizedOp &o, const Matrices &m, Step &s) {
             write_product(o, m[static_cast<std::size_t>(o.matrix)], s);
         }},
        {OpKind::Select,
         [](const QuantizedOp &o, const Matrices &, Step &s) { write_shortcut(o, s); }},
        {OpKind::ResponseNorm,
         [](const QuantizedOp &o, const Matrices &, Step &s) { s.response = o.response; }},
        {OpKind::MaxPool,
         [](const QuantizedOp &o, const Matrices &, Step &) { write_max_pool(o); }},
        {OpKind::AveragePool,
         [](const QuantizedOp &o, const Matrices &, Step &) {
             require(o.out.pixels() == 1, o, "a mean over a part of a map");
         }},
        {OpKind::Add, [](const QuantizedOp &o, const Matrices &,
                         Step &) { require(false, o, "a sum without a product"); }},
        {OpKind::Multiply, [](const QuantizedOp &o, const Matrices &,
                              Step &) { require(false, o, "a product of two activations"); }},
    };
    const auto rule = std::find_if(std::begin(rules), std::end(rules),
                                   [&](const StepRule &r) { return r.kind == op.kind; });
    require(rule != std::end(rules), op,
            std::string("training has no step for a ") + op.kind->name());
    rule->write(op, matrices, step);
}

Step step_of(const QuantizedOp &op, const std::vector<RealMatrix> &matrices) {
    Step step;
    step.kind = op.kind;
    step.name = op.name;
    step.input = op.inputs[0];
    step.in = op.in;
    step.out = op.out;
    write_step(op, matrices, step);
    return step;
}

/// Training has no codes for what may be negative.
void require_above_zero(const QuantizedOp &op, const std::vector<Step> &steps) {
    const int source = matrix_behind(steps, op.inputs[0]);
    require(source != image_step && steps[static_cast<std::size_t>(source)].relu, op,
            "a local response normalisation of the image, or of values that may be negative");
}

/// The weights of each output brought to length 1, so that a learning rate moves all alike: what
/// they are multiplied by is in gamma.
Matrix matrix_of(const Step &step, const RealMatrix &real) {
    Matrix made;
    made.shape = step.matrix;
    made.weights = compact(step.matrix, real.weights);
    made.beta = real.bias;
    if (step.classifier)
        return made;
    const std::size_t outputs = real.bias.size();
    std::vector<double> squares(outputs);
    for (std::size_t i = 0; i < made.weights.size(); ++i)
        squares[i % outputs] += double{made.weights[i]} * double{made.weights[i]};
    for (const double square : squares)
        made.gamma.push_back(square > 0 ? static_cast<float>(std::sqrt(square)) : 1.0f);
    for (std::size_t i = 0; i < made.weights.size(); ++i)
        made.weights[i] /= made.gamma[i % outputs];
    return made;
}

/// Float passes over `count` images, with the weights as they are.
TrainSpec as_it_is(int count) {
    TrainSpec plain;
    plain.quantise = false;
    plain.weight_clip = 0;
    plain.calibration_images = count;
    return plain;
}

/// Gives each normalisation, before it is used, the scale and offset that undo it.
void put_back_normalisation(TrainedNetwork &network, const Images &images, int count) {
    Cutout cutout = make_cutout(network, network.steps, network.spec);
    Workspace workspace;
    calibrate(network.matrices, images, as_it_is(count), nullptr, cutout, workspace,
              [&](std::size_t step, const ChannelStatistics &statistics) {
                  Matrix &matrix =
                      network.matrices[static_cast<std::size_t>(network.steps[step].slot)];
                  for (std::size_t c = 0; c < matrix.gamma.size(); ++c) {
                      matrix.beta[c] += matrix.gamma[c] * statistics.mean[c];
                      matrix.gamma[c] *= std::sqrt(statistics.variance[c] + batch_norm_epsilon);
                  }
              });
}

/// Activations ahead of what only chooses and moves values: a maximum and ReLU may change places,
/// and a product takes the ReLU that follows it.
Graph activations_first(Graph graph) {
    static const std::set<std::string> choosing{"MaxPool", "GlobalMaxPool", "Identity",
                                                "Dropout", "Flatten",       "Reshape",
                                                "Squeeze", "Unsqueeze",     "Transpose"};
    std::vector<int> readers(graph.values.size(), 0);
    for (const Node &node : graph.nodes)
        for (const int input : node.inputs)
            if (input != no_value)
                ++readers[static_cast<std::size_t>(input)];
    for (bool moved = true; moved;) {
        moved = false;
        for (Node &relu : graph.nodes) {
            if (relu.op != "Relu" || graph.value(relu.inputs[0]).node < 0)
                continue;
            const int between = relu.inputs[0];
            Node &chooser = graph.nodes[static_cast<std::size_t>(graph.value(between).node)];
            if (choosing.count(chooser.op) == 0 || graph.value(chooser.inputs[0]).constant ||
                readers[static_cast<std::size_t>(between)] != 1 || between == graph.output)
                continue;
            std::swap(relu.op, chooser.op);
            std::swap(relu.name, chooser.name);
            std::swap(relu.attributes, chooser.attributes);
            relu.inputs.insert(relu.inputs.end(), chooser.inputs.begin() + 1, chooser.inputs.end());
            chooser.inputs.resize(1);
            graph.value(between).shape = graph.value(chooser.inputs[0]).shape;
            moved = true;
        }
    }
    return graph;
}

/// Why a network is not what its steps say: an activation that is none of theirs, by node.
GraphError other_than_steps(const Graph &graph, double difference) {
    for (const Node &node : graph.nodes)
        if ((node.op == "Clip" || node.op == "PRelu" || node.op == "Max" || node.op == "Min" ||
             find_scalar_function(node.op)) &&
            !graph.value(node.output).constant)
            return GraphError(node.title() +
                              " cannot be trained: ReLU is the only activation that is");
    return GraphError("the network cannot be trained: its logits would differ by " +
                      std::to_string(100 * difference) + " % from those of the file");
}

/// What the steps say must be what the graph says.
void compare(const TrainedNetwork &network, const Graph &graph, const Images &images, int count) {
    Cutout cutout = make_cutout(network, network.steps, network.spec);
    Workspace workspace;
    const auto statistics =
        calibrate(network.matrices, images, as_it_is(count), nullptr, cutout, workspace);
    const int compared = std::min({images_compared, count, images.count()});
    std::vector<float> found = logits(cutout, statistics, false, images, compared);
    if (network.steps.back().softmax)
        softmax(found.data(), compared, network.classes, found.data());
    GraphRunner runner(graph);
    const std::vector<int> pixels = input_pixels(graph, images.shape);
    std::vector<float> input(pixels.size());
    double largest = 0, worst = 0;
    for (int i = 0; i < compared; ++i) {
        load_image(pixels, network.normalisation, images.shape, images.image(i), input.data());
        const float *right = runner.run(input.data());
        for (int c = 0; c < network.classes; ++c) {
            const double value = double{right[c]};
            largest = std::max(largest, std::abs(value));
            worst = std::max(
                worst,
                std::abs(value - double{found[static_cast<std::size_t>(i * network.classes + c)]}));
        }
    }
    if (worst > tolerance * largest)
        throw other_than_steps(graph, worst / largest);
}

} // namespace

TrainedNetwork trainable(const ImportedNetwork &network, const Images &images, int count,
                         const NetworkSpec &spec) {
    for (const Node &node : network.graph().nodes)
        if (node.op == "QuantizeLinear" && !network.graph().value(node.output).constant)
            throw GraphError(node.title() +
                             " cannot be trained: the file quantises its activations; a network "
                             "in floats is right");
    const Graph graph = activations_first(network.graph());
    const RealNetwork real =
        real_network(graph, images.shape, network.normalisation(),
                     value_ranges(graph, network.normalisation(), images, count), {});
    TrainedNetwork made;
    made.spec = spec;
    made.spec.model = "imported";
    made.input = images.shape;
    made.classes = real.shape.classes;
    made.normalisation = network.normalisation();
    for (const QuantizedOp &op : real.shape.ops) {
        made.steps.push_back(step_of(op, real.matrices));
        if (op.kind == OpKind::ResponseNorm)
            require_above_zero(op, made.steps);
        if (op.is_matrix())
            made.matrices.push_back(
                matrix_of(made.steps.back(), real.matrices[made.matrices.size()]));
    }
    assign_activation_bits(made.spec, made.steps);
    put_back_normalisation(made, images, count);
    compare(made, network.graph(), images, count);
    return made;
}

} // namespace nn
