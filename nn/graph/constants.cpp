// SPDX-License-Identifier: Apache-2.0
#include "nn/graph/constants.h"

#include "nn/graph/operators.h"

namespace nn {

Constants::Constants(const Graph &graph) : graph_(graph), made_(graph.values.size()) {
    for (const Node &node : graph.nodes) {
        const Value &out = graph.value(node.output);
        if (!out.constant || out.whole)
            continue;
        std::vector<const float *> inputs;
        for (const int input : node.inputs)
            inputs.push_back(input == no_value || graph.value(input).whole
                                 ? nullptr
                                 : tensor(input).values.data());
        Tensor &made = made_[static_cast<std::size_t>(node.output)];
        made.shape = out.shape;
        made.values.resize(static_cast<std::size_t>(value_count(out.shape)));
        find_operator(node.op)->compile(Operands(graph, node))(inputs, made.values.data());
    }
}

const Tensor &Constants::tensor(int value) const {
    const Value &wanted = graph_.value(value);
    if (!wanted.constant || wanted.whole)
        throw GraphError("value " + wanted.name +
                         " must be floats that do not depend on the image");
    return wanted.node < 0 ? wanted.stored : made_[static_cast<std::size_t>(value)];
}

} // namespace nn
