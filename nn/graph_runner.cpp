// SPDX-License-Identifier: Apache-2.0
#include "nn/graph_runner.h"

namespace nn {

GraphRunner::GraphRunner(const Graph &graph)
    : graph_(graph), memory_(graph.values.size()), pointers_(graph.values.size(), nullptr) {
    for (std::size_t i = 0; i < graph.values.size(); ++i) {
        const Value &value = graph.values[i];
        if (value.whole)
            continue;
        if (value.constant && value.node < 0) {
            pointers_[i] = value.stored.values.data();
        } else if (static_cast<int>(i) != graph.input) {
            memory_[i].resize(static_cast<std::size_t>(value_count(value.shape)));
            pointers_[i] = memory_[i].data();
        }
    }
    const auto input = [&](int number) {
        return number == no_value ? nullptr : pointers_[static_cast<std::size_t>(number)];
    };
    for (const Node &node : graph.nodes) {
        const Value &out = graph.value(node.output);
        if (out.whole)
            continue;
        Job job{find_operator(node.op)->compile(Operands(graph, node)), node.inputs, node.output};
        if (!out.constant) {
            jobs_.push_back(std::move(job));
            continue;
        }
        std::vector<const float *> in;
        for (const int number : node.inputs)
            in.push_back(input(number));
        job.kernel(in, memory_[static_cast<std::size_t>(node.output)].data());
    }
}

const float *GraphRunner::run(const float *image) {
    pointers_[static_cast<std::size_t>(graph_.input)] = image;
    std::vector<const float *> in;
    for (const Job &job : jobs_) {
        in.clear();
        for (const int number : job.inputs)
            in.push_back(number == no_value ? nullptr
                                            : pointers_[static_cast<std::size_t>(number)]);
        job.kernel(in, memory_[static_cast<std::size_t>(job.output)].data());
    }
    return pointers_[static_cast<std::size_t>(graph_.output)];
}

} // namespace nn
