// SPDX-License-Identifier: Apache-2.0
#include "nn/graph/graph.h"

#include "nn/graph/operators.h"

#include <algorithm>
#include <cmath>

namespace nn {
namespace {

/// Floats hold whole numbers up to here exactly.
constexpr std::int64_t largest_whole = std::int64_t{1} << 24;
constexpr std::int64_t most_whole_in_all = std::int64_t{1} << 22;

/// Inputs of a node that computes floats: floats with at least one entry, but for its whole
/// numbers.
void check_inputs(const Operands &node, const Operator &op) {
    for (int i = 0; i < node.count(); ++i) {
        if (!node.has(i) || (i >= op.first_whole && i <= op.last_whole))
            continue;
        const std::string title = "input " + std::to_string(i + 1);
        const bool codes = !op.element && node.value(i).element != Element::Float;
        node.require(!node.value(i).whole && !codes,
                     title + " is whole numbers where floats are needed");
        node.require(value_count(node.shape(i)) > 0, title + " has no entries");
    }
}

const Operator &operator_of(const Node &node) {
    const Operator *found = find_operator(node.op);
    if (!found)
        throw GraphError(node.title() + ": the operator " + node.op + " is not supported");
    return *found;
}

/// Runs a node whose inputs are whole numbers (the sizes of a shape).
std::vector<std::int64_t> computed(const Operands &node, const Operator &op, const Dims &shape) {
    std::vector<std::vector<float>> inputs;
    std::vector<const float *> pointers;
    for (int i = 0; i < node.count(); ++i) {
        std::vector<float> &values = inputs.emplace_back();
        if (node.has(i))
            for (const std::int64_t value : node.value(i).integers) {
                node.require(std::abs(value) <= largest_whole,
                             "whole numbers beyond 2^24 are not computed with");
                values.push_back(static_cast<float>(value));
            }
    }
    for (int i = 0; i < node.count(); ++i)
        pointers.push_back(node.has(i) ? inputs[static_cast<std::size_t>(i)].data() : nullptr);
    std::vector<float> out(static_cast<std::size_t>(value_count(shape)));
    op.compile(node)(pointers, out.data());
    std::vector<std::int64_t> whole;
    for (const float value : out)
        whole.push_back(static_cast<std::int64_t>(std::trunc(value)));
    return whole;
}

/// The numbers that a ConstantOfShape of whole numbers is filled with.
const IntegerTensor *whole_filling(const Node &node) {
    const auto value = node.attributes.find("value");
    return node.op == "ConstantOfShape" && value != node.attributes.end()
               ? std::get_if<IntegerTensor>(&value->second)
               : nullptr;
}

/// Whether a Cast makes floats.
bool to_floats(const Operands &node) {
    return node.node().op == "Cast" && is_float_type(node.integer("to", 0));
}

void infer(Graph &graph, const Node &node) {
    const Operands operands(graph, node);
    Value &out = graph.value(node.output);
    if (node.op == "Shape") {
        const Dims &in = operands.shape(0);
        const auto rank = static_cast<std::int64_t>(in.size());
        const auto entry = [&](const char *name, std::int64_t otherwise) {
            const std::int64_t at = operands.integer(name, otherwise);
            return std::clamp<std::int64_t>(at < 0 ? at + rank : at, 0, rank);
        };
        for (std::int64_t i = entry("start", 0); i < entry("end", rank); ++i)
            out.integers.push_back(in[static_cast<std::size_t>(i)]);
        out.shape = {static_cast<std::int64_t>(out.integers.size())};
        out.whole = out.constant = true;
        return;
    }
    const Operator &op = operator_of(node);
    operands.require(operands.count() >= op.least_inputs && operands.count() <= op.most_inputs,
                     std::to_string(operands.count()) + " inputs");
    bool whole = operands.count() > 0;
    out.constant = true;
    for (int i = 0; i < operands.count(); ++i) {
        operands.require(i >= op.least_inputs || operands.has(i),
                         "input " + std::to_string(i + 1) + " is missing");
        whole = whole && (!operands.has(i) || operands.value(i).whole);
        out.constant = out.constant && (!operands.has(i) || operands.value(i).constant);
    }
    out.shape = op.shape(operands);
    operands.require(static_cast<int>(out.shape.size()) <= most_dimensions,
                     "a result of more than " + std::to_string(most_dimensions) + " dimensions");
    const std::int64_t count = value_count(out.shape);
    if (const IntegerTensor *filling = whole_filling(node)) {
        operands.require(filling->values.size() == 1, "attribute value must be one number");
        operands.require(count <= most_whole, "too many whole numbers");
        out.integers.assign(static_cast<std::size_t>(count), filling->values[0]);
        out.whole = true;
    } else if (whole && node.op != "ConstantOfShape" && !to_floats(operands)) {
        operands.require(count <= most_whole, "too many whole numbers");
        out.integers = computed(operands, op, out.shape);
        out.whole = true;
    } else {
        check_inputs(operands, op);
        if (op.element)
            out.element = op.element(operands);
        operands.require(count > 0,
                         "a result of shape " + shape_text(out.shape) + ", which has no entries");
    }
}

} // namespace

std::string Node::title() const {
    return "node " + (name.empty() ? "without a name" : name) + " (" + op + ")";
}

void infer_shapes(Graph &graph) {
    std::int64_t all = 0, whole = 0;
    for (const Node &node : graph.nodes) {
        try {
            infer(graph, node);
        } catch (const std::invalid_argument &fault) { // of a shape
            throw GraphError(node.title() + ": " + fault.what());
        }
        const Value &out = graph.value(node.output);
        all += value_count(out.shape);
        whole += static_cast<std::int64_t>(out.integers.size());
        if (whole > most_whole_in_all)
            throw GraphError(node.title() + ": the network computes more than " +
                             std::to_string(most_whole_in_all) + " whole numbers up to here");
        if (all > most_values_in_all)
            throw GraphError(node.title() + ": the network has more than " +
                             std::to_string(most_values_in_all) + " values up to here");
    }
}

const std::vector<const std::vector<Operator> *> &all_operators() {
    static const std::vector<const std::vector<Operator> *> all{
        &window_operators(), &product_operators(), &elementwise_operators(),
        &layout_operators(), &norm_operators(),    &code_operators()};
    return all;
}

const Operator *find_operator(const std::string &name) {
    for (const std::vector<Operator> *operators : all_operators())
        for (const Operator &one : *operators)
            if (name == one.name)
                return &one;
    return nullptr;
}

std::vector<std::string> operator_names() {
    std::vector<std::string> names{"Constant", "Shape"};
    for (const std::vector<Operator> *operators : all_operators())
        for (const Operator &one : *operators)
            names.emplace_back(one.name);
    std::sort(names.begin(), names.end());
    return names;
}

} // namespace nn
