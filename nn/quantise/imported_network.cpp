// SPDX-License-Identifier: Apache-2.0
#include "nn/quantise/imported_network.h"

#include "nn/base/parallel.h"
#include "nn/base/softmax.h"
#include "nn/graph/graph_output.h"
#include "nn/graph/graph_runner.h"
#include "nn/graph/operands.h"
#include "nn/quantise/graph_ranges.h"

#include <algorithm>
#include <memory>
#include <numeric>
#include <optional>
#include <set>
#include <string>

namespace nn {
namespace {

constexpr int images_per_job = 50;

/// The image that a network's input is made for: as its channels are read, or, where nothing reads
/// any, as its shape suggests.
Shape image_shape(const Graph &graph) {
    if (const std::optional<Shape> read = image_as_read(graph); read && fits_image(graph, *read))
        return *read;
    const Dims &input = graph.input_shape();
    const auto size = [&](std::size_t i) { return static_cast<int>(input[i]); };
    if (input.size() == 2)
        return {size(1), 1, size(0)};
    const bool channels_last = reads_channels_last(graph);
    if (input.size() == 3)
        return channels_last ? Shape{size(2), 1, size(1)} : Shape{size(1), 1, size(2)};
    if (input.size() != 4)
        throw GraphError("the network's input of shape " + shape_text(input) + " is no image");
    const bool pixels_last = channels_last || (size(1) > size(3) && size(3) <= 4);
    return pixels_last ? Shape{size(3), size(1), size(2)} : Shape{size(1), size(2), size(3)};
}

bool clips_at_zero(const Graph &graph, const Node &node) {
    const Operands operands(graph, node);
    if (!operands.has(1))
        return operands.number("min", -1) >= 0;
    const std::vector<float> &least = graph.value(node.inputs[1]).stored.values;
    return !least.empty() && least[0] >= 0;
}

/// Ranges of values that have not been seen: from -1 to 1, or from 0 where none can be negative.
ValueRanges signs(const Graph &graph, const Normalisation &normalisation) {
    static const std::set<std::string> products{
        "Conv", "Gemm",  "MatMul", "BatchNormalization", "Sub", "Mul",
        "Div",  "PRelu", "Pow",    "LayerNormalization"};
    const auto never = [](const std::string &op) { // below zero
        const ScalarFunction *function = find_scalar_function(op);
        return op == "Relu" || op == "Softmax" || (function && function->never_negative);
    };
    std::vector<ValueRange> ranges(graph.values.size());
    const auto range = [&](int value) -> ValueRange & {
        return ranges[static_cast<std::size_t>(value)];
    };
    const bool shifted = std::any_of(normalisation.mean.begin(), normalisation.mean.end(),
                                     [](float mean) { return mean > 0; });
    range(graph.input).low = shifted ? -1 : 0;
    for (const Node &node : graph.nodes) {
        const bool any_below = std::any_of(node.inputs.begin(), node.inputs.end(), [&](int input) {
            return input != no_value &&
                   (range(input).low < 0 ||
                    ((node.op == "Add" || node.op == "Sum") && graph.value(input).constant));
        });
        const bool below =
            products.count(node.op) > 0 || find_scalar_function(node.op) || any_below;
        range(node.output).low = below && !never(node.op) ? -1 : 0;
        if (node.op == "Clip" && any_below)
            range(node.output).low = clips_at_zero(graph, node) ? 0 : -1;
    }
    return [ranges = std::move(ranges)](int value, int) {
        return ranges[static_cast<std::size_t>(value)];
    };
}

} // namespace

ImportedNetwork::ImportedNetwork(const std::string &file, Weights weights)
    : graph_(read_onnx(file, weights)) {
    try {
        normalisation_ = read_normalisation(graph_);
    } catch (const GraphError &fault) {
        throw GraphError(file + ": " + fault.what());
    }
}

ImportedNetwork::ImportedNetwork(Graph graph, Normalisation normalisation)
    : graph_(std::move(graph)), normalisation_(std::move(normalisation)) {}

QuantizedNetwork ImportedNetwork::quantise(const Images &calibration, int count,
                                           const QuantisationSpec &spec) const {
    return nn::quantise(graph_, calibration.shape, normalisation_,
                        with_trained_ranges(graph_, with_quantised_ranges(
                                                        graph_, value_ranges(graph_, normalisation_,
                                                                             calibration, count))),
                        spec);
}

int ImportedNetwork::classes() const { return classes_told_apart(graph_); }

double ImportedNetwork::float_accuracy(const Images &images, int count, int threads) const {
    const std::vector<int> pixels = input_pixels(graph_, images.shape);
    const int outputs = static_cast<int>(value_count(graph_.output_shape()));
    const int total = std::min(count, images.count());
    const int jobs = (total + images_per_job - 1) / images_per_job;
    std::vector<std::unique_ptr<GraphRunner>> runners(
        static_cast<std::size_t>(std::max(1, threads)));
    std::vector<int> right(static_cast<std::size_t>(jobs), 0);
    parallel(jobs, threads, [&](int job, int thread) {
        std::unique_ptr<GraphRunner> &runner = runners[static_cast<std::size_t>(thread)];
        if (!runner)
            runner = std::make_unique<GraphRunner>(graph_);
        std::vector<float> input(pixels.size());
        const int end = std::min(total, (job + 1) * images_per_job);
        for (int i = job * images_per_job; i < end; ++i) {
            load_image(pixels, normalisation_, images.shape, images.image(i), input.data());
            right[static_cast<std::size_t>(job)] +=
                predicted_class(runner->run(input.data()), outputs) ==
                images.labels[static_cast<std::size_t>(i)];
        }
    });
    return std::accumulate(right.begin(), right.end(), 0) / static_cast<double>(total);
}

QuantizedNetwork network_shape(const Graph &graph, const QuantisationSpec &spec,
                               const Normalisation &normalisation) {
    QuantisationSpec shape = spec;
    shape.weights = false;
    return quantise(graph, image_shape(graph), normalisation, signs(graph, normalisation), shape);
}

} // namespace nn
