// SPDX-License-Identifier: Apache-2.0
#include "nn/graph/layer_table.h"

namespace nn {
namespace {

/// Products of one output value.
std::int64_t products(const Graph &graph, const Node &node) {
    if (node.op == "Conv") {
        const Dims &weights = graph.value(node.inputs[1]).shape;
        return weights[0] > 0 ? value_count(weights) / weights[0] : 0;
    }
    if (node.op == "MatMul")
        return graph.value(node.inputs[0]).shape.back();
    if (node.op == "Gemm") {
        const std::int64_t columns = graph.value(node.output).shape[1];
        return columns > 0 ? value_count(graph.value(node.inputs[1]).shape) / columns : 0;
    }
    return 0;
}

} // namespace

std::vector<LayerRow> layer_table(const Graph &graph) {
    std::vector<LayerRow> rows;
    for (const Node &node : graph.nodes) {
        const Value &out = graph.value(node.output);
        if (out.constant || out.whole)
            continue;
        LayerRow row{node.name, node.op, out.shape, 0, 0};
        for (const int input : node.inputs)
            if (input != no_value && graph.value(input).constant && !graph.value(input).whole)
                row.weights += value_count(graph.value(input).shape);
        row.macs = products(graph, node) * value_count(out.shape);
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace nn
