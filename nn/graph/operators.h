// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/base/scalar_function.h"
#include "nn/graph/operands.h"
#include "nn/integer/response_norm.h"

#include <functional>
#include <string>
#include <vector>

namespace nn {

/// Computes a node: the floats of its inputs (null: left out, or whole numbers) to those of its
/// output.
using Kernel = std::function<void(const std::vector<const float *> &in, float *out)>;

/// What an operator of ONNX means.
struct Operator {
    const char *name;
    int least_inputs, most_inputs;
    Dims (*shape)(const Operands &node);     ///< of the output
    Kernel (*compile)(const Operands &node); ///< prepares what depends on shapes only
    int first_whole = 0, last_whole = -1; ///< inputs that are whole numbers: sizes, axes, indices
    Element (*element)(const Operands &node) =
        nullptr; ///< of the output; null: it takes floats only
};

/// Null if there is none of that name.
const Operator *find_operator(const std::string &name);

/// Names of all operators, in alphabetical order.
std::vector<std::string> operator_names();

/// The operators of each kind.
const std::vector<Operator> &window_operators();      ///< convolutions and poolings
const std::vector<Operator> &product_operators();     ///< Gemm, MatMul
const std::vector<Operator> &elementwise_operators(); ///< activations, sums, products
const std::vector<Operator> &layout_operators();      ///< what only moves values
const std::vector<Operator> &norm_operators();        ///< normalisations, softmax, means
const std::vector<Operator> &code_operators();        ///< between floats and codes

/// All of these kinds.
const std::vector<const std::vector<Operator> *> &all_operators();

/// The function of one number that a node is, if it is one: Gelu has two.
const ScalarFunction *scalar_function(const Operands &node);

/// How a Softmax goes through its input: over `count` values at a time that are `inner` apart,
/// `outer` x `inner` times.
struct SoftmaxExtent {
    std::int64_t outer = 1, count = 1, inner = 1;
};
SoftmaxExtent softmax_extent(const Operands &node);

/// Which dimensions of its input a ReduceMean averages: an attribute before opset 18, then an
/// input.
std::vector<bool> averaged_axes(const Operands &node);

/// What an LRN is asked for.
ResponseNorm response_of(const Operands &node);

/// Of an operator that only moves values: what its first input is.
Element moved_element(const Operands &node);

/// Shapes that meet by ONNX's (numpy's) rules of broadcasting.
Dims broadcast(const Operands &node, const Dims &a, const Dims &b);

/// For each entry of `out`, calls visit(index in a tensor of `shape` that is broadcast to `out`).
void for_broadcast(const Dims &out, const Dims &shape,
                   const std::function<void(std::int64_t, std::int64_t)> &visit);

} // namespace nn
