// SPDX-License-Identifier: Apache-2.0
#include "nn/graph/operators.h"
#include "nn/layers/linear.h"

#include <algorithm>
#include <limits>

namespace nn {
namespace {

struct GemmSizes {
    std::int64_t m = 0, k = 0, n = 0;
    bool transpose_a = false, transpose_b = false;
};

GemmSizes gemm_sizes(const Operands &node) {
    const Dims &a = node.shape(0), &b = node.shape(1);
    node.require(a.size() == 2 && b.size() == 2,
                 "matrices of shapes " + shape_text(a) + " and " + shape_text(b) + " must be flat");
    GemmSizes sizes;
    sizes.transpose_a = node.integer("transA", 0) != 0;
    sizes.transpose_b = node.integer("transB", 0) != 0;
    sizes.m = a[sizes.transpose_a ? 1 : 0];
    sizes.k = a[sizes.transpose_a ? 0 : 1];
    sizes.n = b[sizes.transpose_b ? 0 : 1];
    node.require(b[sizes.transpose_b ? 1 : 0] == sizes.k,
                 "matrices of shapes " + shape_text(a) + " and " + shape_text(b) + " do not fit");
    return sizes;
}

Dims gemm_shape(const Operands &node) {
    const GemmSizes sizes = gemm_sizes(node);
    const Dims out{sizes.m, sizes.n};
    node.require(!node.has(2) || broadcast(node, out, node.shape(2)) == out,
                 "a third matrix that does not fit the product");
    return out;
}

/// rows x columns to columns x rows.
std::vector<float> transposed(const float *x, std::int64_t rows, std::int64_t columns) {
    std::vector<float> found;
    found.reserve(static_cast<std::size_t>(rows * columns));
    for (std::int64_t c = 0; c < columns; ++c)
        for (std::int64_t r = 0; r < rows; ++r)
            found.push_back(x[r * columns + c]);
    return found;
}

Kernel compile_gemm(const Operands &node) {
    const GemmSizes sizes = gemm_sizes(node);
    const float alpha = node.number("alpha", 1), beta = node.number("beta", 1);
    const Dims out_shape{sizes.m, sizes.n};
    const Dims offset = node.has(2) ? node.shape(2) : Dims{};
    return [=](const std::vector<const float *> &in, float *out) {
        std::vector<float> a, b;
        if (sizes.transpose_a)
            a = transposed(in[0], sizes.k, sizes.m);
        if (sizes.transpose_b)
            b = transposed(in[1], sizes.n, sizes.k);
        linear_forward({sizes.m, sizes.k, sizes.n}, sizes.transpose_a ? a.data() : in[0],
                       sizes.transpose_b ? b.data() : in[1], out);
        for (std::int64_t i = 0; i < sizes.m * sizes.n; ++i)
            out[i] *= alpha;
        if (in.size() > 2 && in[2])
            for_broadcast(out_shape, offset,
                          [&](std::int64_t i, std::int64_t j) { out[i] += beta * in[2][j]; });
    };
}

/// MatMul's operands as stacks of matrices.
struct Stacks {
    Dims a, b, out; ///< sizes of the stacks, broadcast to `out`
    std::int64_t m = 0, k = 0, n = 0;
};

Stacks stacks(const Operands &node) {
    const Dims &a = node.shape(0), &b = node.shape(1);
    node.require(a.size() >= 2 && b.size() >= 2,
                 "vectors are not multiplied; shapes " + shape_text(a) + " and " + shape_text(b));
    Stacks found{{a.begin(), a.end() - 2}, {b.begin(), b.end() - 2}, {}, 0, 0, 0};
    found.m = a[a.size() - 2];
    found.k = a.back();
    found.n = b.back();
    node.require(b[b.size() - 2] == found.k,
                 "matrices of shapes " + shape_text(a) + " and " + shape_text(b) + " do not fit");
    found.out = broadcast(node, found.a, found.b);
    return found;
}

Dims matmul_shape(const Operands &node) {
    const Stacks found = stacks(node);
    Dims out = found.out;
    out.push_back(found.m);
    out.push_back(found.n);
    return out;
}

Kernel compile_matmul(const Operands &node) {
    const Stacks s = stacks(node);
    std::vector<std::int64_t> of_a, of_b;
    for_broadcast(s.out, s.a, [&](std::int64_t, std::int64_t i) { of_a.push_back(i); });
    for_broadcast(s.out, s.b, [&](std::int64_t, std::int64_t i) { of_b.push_back(i); });
    return [=](const std::vector<const float *> &in, float *out) {
        for (std::size_t i = 0; i < of_a.size(); ++i)
            linear_forward({s.m, s.k, s.n}, in[0] + of_a[i] * s.m * s.k,
                           in[1] + of_b[i] * s.k * s.n,
                           out + static_cast<std::int64_t>(i) * s.m * s.n);
    };
}

} // namespace

const std::vector<Operator> &product_operators() {
    static const std::vector<Operator> operators{
        {"Gemm", 2, 3, gemm_shape, compile_gemm},
        {"MatMul", 2, 2, matmul_shape, compile_matmul},
    };
    return operators;
}

} // namespace nn
