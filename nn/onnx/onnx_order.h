// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

namespace onnx {
class GraphProto;
class NodeProto;
} // namespace onnx

namespace nn {

/// "node conv1 (Conv)", for messages; a node without a name is called after what it makes.
std::string onnx_title(const onnx::NodeProto &node);

/// The nodes of a file in an order in which each follows those that it reads; `stored`: values that
/// are there before all. Throws GraphError naming a node that reads what nothing makes, or that is
/// part of a cycle.
std::vector<int> reading_order(const onnx::GraphProto &graph,
                               const std::unordered_map<std::string, int> &stored);

} // namespace nn
