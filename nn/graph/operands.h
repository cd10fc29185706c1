// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/graph/graph.h"

#include <string>
#include <vector>

namespace nn {

/// A node with what is known of its inputs before it runs: attributes, shapes, and the values of
/// whole numbers. What it throws is a GraphError that names the node.
class Operands {
  public:
    Operands(const Graph &graph, const Node &node) : graph_(graph), node_(node) {}

    const Node &node() const { return node_; }
    int opset() const { return graph_.opset; }
    std::int64_t batch() const { return graph_.batch; }
    [[noreturn]] void refuse(const std::string &reason) const;
    void require(bool fits, const std::string &reason) const {
        if (!fits)
            refuse(reason);
    }

    int count() const { return static_cast<int>(node_.inputs.size()); }
    bool has(int input) const;
    /// Throws if the input is left out.
    const Dims &shape(int input) const;
    const Value &value(int input) const;
    /// An input of whole numbers. Throws if it is none.
    const std::vector<std::int64_t> &integers(int input) const;

    bool has(const std::string &attribute) const { return node_.attributes.count(attribute) > 0; }
    /// Attributes, or `otherwise` if the node has none of that name. Whole numbers are within
    /// +-2^31 but for the ends of a Slice, so that sums of a few do not overflow.
    std::int64_t integer(const std::string &attribute, std::int64_t otherwise) const;
    float number(const std::string &attribute, float otherwise) const;
    std::string word(const std::string &attribute, const std::string &otherwise) const;
    std::vector<std::int64_t> list(const std::string &attribute,
                                   const std::vector<std::int64_t> &otherwise) const;

    /// An axis of a tensor of `rank` dimensions, counted from 0; negative ones count from the end.
    std::size_t axis(std::int64_t number, std::size_t rank) const;

  private:
    template <class T> const T *find(const std::string &attribute) const;
    std::int64_t bounded(std::int64_t number, const std::string &attribute) const;

    const Graph &graph_;
    const Node &node_;
};

/// Whether ONNX's number of a type is one of floats: of 32, 16 (two kinds) or 64 bits.
bool is_float_type(std::int64_t type);

} // namespace nn
