// SPDX-License-Identifier: Apache-2.0
#include "nn/graph/codes.h"
#include "nn/graph/operators.h"

#include <algorithm>
#include <cmath>

namespace nn {
namespace {

/// How the entries of a tensor go with scales and zeros: entry i has that of i / inner % count.
struct Spread {
    std::int64_t all = 1, inner = 1, count = 1;
};

Spread spread(const Operands &node) {
    const Dims &in = node.shape(0);
    node.require(node.integer("block_size", 0) == 0, "scales of blocks");
    Spread found{value_count(in), 1, value_count(node.shape(1))};
    if (found.count == 1)
        return found;
    const std::size_t axis = node.axis(node.opset() >= 13 ? node.integer("axis", 1)
                                       : in.empty()       ? 0
                                                          : 1,
                                       in.size());
    node.require(node.shape(1) == Dims{in[axis]},
                 "scales of shape " + shape_text(node.shape(1)) +
                     " are neither one nor one for each entry of axis " + std::to_string(axis) +
                     " of " + shape_text(in));
    for (std::size_t i = axis + 1; i < in.size(); ++i)
        found.inner *= in[i];
    return found;
}

Dims coded_shape(const Operands &node) {
    spread(node);
    node.require(!node.has(2) || value_count(node.shape(2)) == value_count(node.shape(1)),
                 "its zeros are not as many as its scales");
    return node.shape(0);
}

float zero_of(const std::vector<const float *> &in, std::int64_t entry) {
    return in.size() > 2 && in[2] ? in[2][entry] : 0;
}

/// Rounds to the nearest even code and clips.
Kernel compile_quantise(const Operands &node) {
    const Spread s = spread(node);
    const CodeRange codes = code_range(quantised_element(node));
    return [=](const std::vector<const float *> &in, float *out) {
        for (std::int64_t i = 0; i < s.all; ++i) {
            const std::int64_t entry = i / s.inner % s.count;
            const float code = std::nearbyint(in[0][i] / in[1][entry]) + zero_of(in, entry);
            out[i] = std::min(std::max(code, codes.low), codes.high);
        }
    };
}

Kernel compile_dequantise(const Operands &node) {
    const Spread s = spread(node);
    return [=](const std::vector<const float *> &in, float *out) {
        for (std::int64_t i = 0; i < s.all; ++i) {
            const std::int64_t entry = i / s.inner % s.count;
            out[i] = (in[0][i] - zero_of(in, entry)) * in[1][entry];
        }
    };
}

Element dequantised_element(const Operands &node) {
    node.require(node.value(0).element != Element::Float,
                 "input 1 is floats where codes are needed");
    return Element::Float;
}

} // namespace

CodeRange code_range(Element element) {
    switch (element) {
    case Element::Int8:
        return {-128, 127, 8};
    case Element::UInt8:
        return {0, 255, 8};
    case Element::Int16:
        return {-32768, 32767, 16};
    case Element::UInt16:
        return {0, 65535, 16};
    default:
        return {};
    }
}

Element quantised_element(const Operands &node) {
    constexpr std::int64_t uint8 = 2, int8 = 3, uint16 = 4, int16 = 5; // ONNX's numbers of types
    if (node.has(2)) {
        node.require(code_range(node.value(2).element).bits > 0,
                     "its zero is of a type that is not supported; codes of 8 and 16 bits are");
        return node.value(2).element;
    }
    const std::int64_t type = node.integer("output_dtype", 0);
    node.require(type == 0 || (type >= uint8 && type <= int16),
                 "codes of a type that is not supported; of 8 and 16 bits are");
    return type == int8     ? Element::Int8
           : type == uint16 ? Element::UInt16
           : type == int16  ? Element::Int16
                            : Element::UInt8;
}

const std::vector<Operator> &code_operators() {
    static const std::vector<Operator> operators{
        {"QuantizeLinear", 2, 3, coded_shape, compile_quantise, 0, -1, quantised_element},
        {"DequantizeLinear", 2, 3, coded_shape, compile_dequantise, 0, -1, dequantised_element},
    };
    return operators;
}

} // namespace nn
