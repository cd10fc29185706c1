// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/base/tensor.h"

#include <map>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

namespace nn {

/// What is wrong with a float network, one line that names the node or value.
struct GraphError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

using Attribute = std::variant<std::int64_t, float, std::string, std::vector<std::int64_t>,
                               std::vector<float>, Tensor, IntegerTensor>;

/// What the numbers of a value are in the file: floats, or codes that stand for them. Here both are
/// kept as floats.
enum class Element { Float, Int8, UInt8, Int16, UInt16, Int32 };

constexpr int most_dimensions = 8;                         ///< of a value
constexpr std::int64_t most_whole = std::int64_t{1} << 16; ///< entries of a value of whole numbers
constexpr int no_value = -1;                               ///< stands for an input that is left out

/// One operation of a float network, as ONNX defines it.
struct Node {
    std::string op; ///< ONNX's name of the operator: "Conv"
    std::string name;
    std::vector<int> inputs; ///< values; no_value: left out
    int output = no_value;
    std::map<std::string, Attribute> attributes;
    int part = 0,
        parts = 1; ///< of an operator with several outputs: which one this is, of how many

    /// "node conv1 (Conv)", for messages.
    std::string title() const;
};

/// What flows between nodes: the input, a weight or the result of a node. A batch of one image.
struct Value {
    std::string name;
    Dims shape;            ///< known once the shapes are inferred
    bool whole = false;    ///< of whole numbers; its values are then known: `integers`
    bool constant = false; ///< does not depend on the input
    Element element = Element::Float;
    int node = -1; ///< that makes it; -1: the input or a stored tensor
    Tensor stored; ///< of a stored tensor of floats
    std::vector<std::int64_t> integers;
};

/// A network in floats, as an ONNX file holds it: nodes in an order in which each reads only what
/// was made before.
struct Graph {
    std::string name;
    int opset = 13;         ///< version of ONNX's operators that the nodes follow
    std::int64_t batch = 1; ///< images at once that the file is made for; shapes here are of one
    std::map<std::string, std::string> metadata;
    std::vector<Value> values;
    std::vector<Node> nodes;
    int input = no_value, output = no_value;

    const Value &value(int number) const { return values[static_cast<std::size_t>(number)]; }
    Value &value(int number) { return values[static_cast<std::size_t>(number)]; }
    const Node *maker(int number) const {
        const int node = value(number).node;
        return node < 0 ? nullptr : &nodes[static_cast<std::size_t>(node)];
    }
    const Dims &input_shape() const { return value(input).shape; }
    const Dims &output_shape() const { return value(output).shape; }
};

/// Checks every node and works out the shape of every value from that of the input, the values of
/// those of whole numbers, and which are constant. Throws GraphError naming the node that does not
/// fit or whose operator is not known.
void infer_shapes(Graph &graph);

} // namespace nn
