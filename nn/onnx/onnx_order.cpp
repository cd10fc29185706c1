// SPDX-License-Identifier: Apache-2.0
#include "nn/onnx/onnx_order.h"

#include "nn/graph/graph.h"

#include <onnx/onnx_pb.h>

#include <deque>

namespace nn {

std::string onnx_title(const onnx::NodeProto &node) {
    return "node " +
           (!node.name().empty()     ? node.name()
            : node.output_size() > 0 ? "of " + node.output(0)
                                     : "without a name") +
           " (" + node.op_type() + ")";
}

/// After Kahn 1962.
std::vector<int> reading_order(const onnx::GraphProto &graph,
                               const std::unordered_map<std::string, int> &stored) {
    std::unordered_map<std::string, std::vector<int>> readers;
    std::vector<int> lacking(static_cast<std::size_t>(graph.node_size()), 0);
    std::unordered_map<std::string, int> makers;
    for (int i = 0; i < graph.node_size(); ++i)
        for (const std::string &output : graph.node(i).output())
            if (!output.empty())
                makers.emplace(output, i);
    for (int i = 0; i < graph.node_size(); ++i)
        for (const std::string &input : graph.node(i).input()) {
            if (input.empty() || stored.count(input) > 0)
                continue;
            if (makers.count(input) == 0)
                throw GraphError(onnx_title(graph.node(i)) + ": reads " + input +
                                 ", which nothing makes");
            readers[input].push_back(i);
            ++lacking[static_cast<std::size_t>(i)];
        }
    std::deque<int> ready;
    for (int i = 0; i < graph.node_size(); ++i)
        if (lacking[static_cast<std::size_t>(i)] == 0)
            ready.push_back(i);
    std::vector<int> sorted;
    while (!ready.empty()) {
        const int next = ready.front();
        ready.pop_front();
        sorted.push_back(next);
        for (const std::string &output : graph.node(next).output())
            for (const int reader : readers[output])
                if (--lacking[static_cast<std::size_t>(reader)] == 0)
                    ready.push_back(reader);
        for (const std::string &output : graph.node(next).output())
            readers.erase(output);
    }
    if (sorted.size() < lacking.size())
        for (int i = 0; i < graph.node_size(); ++i)
            if (lacking[static_cast<std::size_t>(i)] > 0)
                throw GraphError(onnx_title(graph.node(i)) + ": is part of a cycle or behind one");
    return sorted;
}

} // namespace nn
