// SPDX-License-Identifier: Apache-2.0
#include "nn/graph/graph_runner.h"

#include <exception>

namespace nn {
namespace {

/// A fault of the library that multiplies is one of the node.
Kernel compiled(const Graph &graph, const Node &node) {
    try {
        return find_operator(node.op)->compile(Operands(graph, node));
    } catch (const GraphError &) {
        throw;
    } catch (const std::exception &fault) {
        throw GraphError(node.title() + ": " + fault.what());
    }
}

} // namespace

GraphRunner::GraphRunner(const Graph &graph)
    : graph_(graph), constants_(graph), memory_(graph.values.size()),
      pointers_(graph.values.size(), nullptr) {
    for (std::size_t i = 0; i < graph.values.size(); ++i) {
        const Value &value = graph.values[i];
        if (value.whole)
            continue;
        if (value.constant) {
            pointers_[i] = constants_.tensor(static_cast<int>(i)).values.data();
        } else if (static_cast<int>(i) != graph.input) {
            memory_[i].resize(static_cast<std::size_t>(value_count(value.shape)));
            pointers_[i] = memory_[i].data();
        }
    }
    for (const Node &node : graph.nodes)
        if (const Value &out = graph.value(node.output); !out.whole && !out.constant)
            jobs_.push_back({compiled(graph, node), node.inputs, node.output});
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
