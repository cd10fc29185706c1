// SPDX-License-Identifier: Apache-2.0
#include "nn/graph/graph_output.h"

#include <algorithm>
#include <array>

namespace nn {
namespace {

/// Whether a value is made by one of these operators, but for what moves or rounds it.
bool comes_of_a_share(const Graph &graph, int value) {
    static const std::array<const char *, 9> passing{
        "Flatten",  "Reshape", "Squeeze",        "Unsqueeze",       "Transpose",
        "Identity", "Cast",    "QuantizeLinear", "DequantizeLinear"};
    const Node *maker = graph.maker(value);
    while (maker && std::find(passing.begin(), passing.end(), maker->op) != passing.end())
        maker = graph.maker(maker->inputs[0]);
    return maker && (maker->op == "Sigmoid" || maker->op == "HardSigmoid");
}

} // namespace

int classes_told_apart(const Graph &graph) {
    const Dims &shape = graph.output_shape();
    const auto extents =
        std::count_if(shape.begin(), shape.end(), [](std::int64_t size) { return size > 1; });
    if (extents > 1)
        return 0;
    const auto outputs = static_cast<int>(value_count(shape));
    return outputs == 1 && comes_of_a_share(graph, graph.output) ? 2 : outputs;
}

} // namespace nn
