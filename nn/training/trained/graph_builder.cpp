// SPDX-License-Identifier: Apache-2.0
#include "nn/training/trained/graph_builder.h"

#include "nn/quantise/graph_ranges.h"

namespace nn {

GraphBuilder::GraphBuilder(const Cutout &cutout, Shape input) {
    graph_.name = cutout.spec.model;
    graph_.input = graph_.output = value("image");
    graph_.value(graph_.input).shape = {1, input.channels, input.height, input.width};
    write_normalisation(cutout.normalisation, graph_);
    if (cutout.spec.model == "mlp")
        node("Flatten", "flat", {last()});
    image_ = last();
}

int GraphBuilder::stored(const std::string &name, const Dims &shape, std::vector<float> values) {
    const int number = value(name);
    Value &made = graph_.value(number);
    made.shape = shape;
    made.constant = true;
    made.stored = {shape, std::move(values)};
    return number;
}

int GraphBuilder::stored(const std::string &name, std::vector<std::int64_t> numbers) {
    const int number = value(name);
    Value &made = graph_.value(number);
    made.shape = {static_cast<std::int64_t>(numbers.size())};
    made.whole = made.constant = true;
    made.integers = std::move(numbers);
    return number;
}

Node &GraphBuilder::node(const std::string &op, const std::string &name,
                         const std::vector<int> &inputs) {
    const int output = value(name);
    graph_.value(output).node = static_cast<int>(graph_.nodes.size());
    graph_.nodes.push_back({op, name, inputs, output, {}});
    graph_.output = output;
    return graph_.nodes.back();
}

void GraphBuilder::trained_range(int bits, float range) {
    write_range(last(), bits, range, graph_);
}

int GraphBuilder::value(const std::string &name) {
    graph_.values.emplace_back();
    graph_.values.back().name = name;
    return static_cast<int>(graph_.values.size()) - 1;
}

} // namespace nn
