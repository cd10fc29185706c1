// SPDX-License-Identifier: Apache-2.0
#include "nn/training/trainable.h"

#include "nn/base/softmax.h"
#include "nn/graph/graph_runner.h"
#include "nn/training/step_kind.h"
#include "nn/training/trained/calibrate.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

namespace nn {

namespace {

constexpr int images_compared = 8;
constexpr double tolerance = 2e-3; ///< of logits, as a share of the largest

Step step_of(const QuantizedOp &op, const StepKind::Imported &from) {
    Step step;
    step.kind = op.kind;
    step.name = op.name;
    step.input = op.inputs[0];
    step.in = op.in;
    step.out = op.out;
    const common::Expected<const StepKind *> kind = step_kind(op.kind);
    require_trainable(kind.has_value(), op, kind ? "" : kind.error());
    (*kind)->take(op, from, step);
    return step;
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
    calibrate({network.matrices, as_it_is(count)}, images, cutout, workspace,
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

/// Whether a node is ReLU by another name: a Clip from zero on, a Max with zeros.
bool cuts_at_zero(const Graph &graph, const Node &node) {
    const Constants constants(graph);
    const Operands operands(graph, node);
    const auto all = [&](int input, const auto &holds) {
        const std::vector<float> &values = constants.tensor(input).values;
        return std::all_of(values.begin(), values.end(), holds);
    };
    const auto zero = [](float value) { return value == 0; };
    const auto no_limit = [](float value) { return value >= std::numeric_limits<float>::max(); };
    if (node.op == "Max")
        return std::count_if(node.inputs.begin(), node.inputs.end(), [&](int input) {
                   return !graph.value(input).constant || !all(input, zero);
               }) == 1;
    const auto bound = [&](int input, const char *attribute, const auto &holds, float otherwise) {
        return operands.has(input) ? all(node.inputs[static_cast<std::size_t>(input)], holds)
                                   : holds(operands.number(attribute, otherwise));
    };
    return node.op == "Clip" && bound(1, "min", zero, -1) &&
           bound(2, "max", no_limit, std::numeric_limits<float>::max());
}

/// Why a network is not what its steps say: an activation that is none of theirs, by node.
GraphError other_than_steps(const Graph &graph, double difference) {
    const std::vector<std::string> others = other_activations(graph);
    if (!others.empty())
        return GraphError(others[0] + " cannot be trained: ReLU is the only activation that is");
    return GraphError("the network cannot be trained: its logits would differ by " +
                      std::to_string(100 * difference) + " % from those of the file");
}

/// What the steps say must be what the graph says.
void compare(const TrainedNetwork &network, const Graph &graph, const Images &images, int count) {
    Cutout cutout = make_cutout(network, network.steps, network.spec);
    Workspace workspace;
    const auto statistics =
        calibrate({network.matrices, as_it_is(count)}, images, cutout, workspace);
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

std::vector<std::string> other_activations(const Graph &graph) {
    std::vector<std::string> found;
    for (const Node &node : graph.nodes)
        if ((node.op == "Clip" || node.op == "PRelu" || node.op == "Max" || node.op == "Min" ||
             find_scalar_function(node.op)) &&
            !graph.value(node.output).constant && !cuts_at_zero(graph, node))
            found.push_back(node.title());
    return found;
}

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
        const bool altered = real.altering.count(static_cast<int>(made.steps.size())) > 0;
        made.steps.push_back(step_of(op, {real.matrices, made.steps, altered}));
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
