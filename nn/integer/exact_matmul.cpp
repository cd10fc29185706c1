// SPDX-License-Identifier: Apache-2.0
#include "nn/integer/quantized_network.h"

#include <dnnl.h>
#include <omp.h>

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <utility>

namespace nn {
namespace {

/// oneDNN's int8 product is exact only with VNNI instructions: without them it adds pairs of
/// products in 16 bits and saturates.
bool library_is_exact() {
    const unsigned isa = dnnl_get_effective_cpu_isa();
    const auto includes = [isa](unsigned wanted) { return (isa & wanted) == wanted; };
    return includes(dnnl_cpu_isa_avx512_core_vnni) || includes(dnnl_cpu_isa_avx2_vnni);
}

/// Keeps OpenMP inside a library on the calling thread for the length of a scope.
class OneThread {
  public:
    OneThread() : outer_(omp_get_max_threads()) { omp_set_num_threads(1); }
    ~OneThread() { omp_set_num_threads(outer_); }
    OneThread(const OneThread &) = delete;
    OneThread &operator=(const OneThread &) = delete;

  private:
    int outer_;
};

/// Of 16-bit numbers on both sides, which processors multiply and add in pairs.
std::int32_t product(const std::int16_t *inputs, const Weight *weights, int count) {
    std::int32_t sum = 0;
    for (int i = 0; i < count; ++i)
        sum += std::int32_t{inputs[i]} * weights[i];
    return sum;
}

} // namespace

ExactMatMul::ExactMatMul(const QuantizedNetwork &network) {
    for (const QuantizedOp *op : network.matrices()) {
        Matrix matrix{op->rows(), op->cols(), op->groups, op->input_bytes()};
        const int group_rows = matrix.rows / matrix.groups;
        const int group_cols = matrix.cols / matrix.groups;
        if (op->groups == 1 && op->weight_bits <= 8 && library_is_exact()) {
            matrix.bytes.assign(op->weights.begin(), op->weights.end());
        } else {
            for (int col = 0; col < matrix.cols; ++col) {
                const int first = col / group_cols * group_rows;
                for (int row = first; row < first + group_rows; ++row)
                    matrix.weights.push_back(op->weights[static_cast<std::size_t>(row) *
                                                             static_cast<std::size_t>(matrix.cols) +
                                                         static_cast<std::size_t>(col)]);
            }
        }
        matrices_.push_back(std::move(matrix));
    }
}

void ExactMatMul::multiply(int layer, const InputVectors &in, std::int32_t *y) {
    const Matrix &matrix = matrices_[static_cast<std::size_t>(layer)];
    // Each byte of the inputs is a vector of its own.
    const std::int64_t vectors = in.count * matrix.input_bytes;
    const std::uint8_t *x = in.x;
    if (!matrix.bytes.empty()) {
        const OneThread one_thread;
        const std::int32_t zero = 0;
        if (dnnl_gemm_u8s8s32('N', 'N', 'F', vectors, matrix.cols, matrix.rows, 1.0F, x,
                              matrix.rows, 0, matrix.bytes.data(), matrix.cols, 0, 0.0F, y,
                              matrix.cols, &zero) != dnnl_success)
            throw std::runtime_error("exact product: oneDNN refused an int8 matrix product");
        return;
    }
    const int group_rows = matrix.rows / matrix.groups;
    const int group_cols = matrix.cols / matrix.groups;
    std::vector<std::int16_t> wide(static_cast<std::size_t>(matrix.rows));
    for (std::int64_t vector = 0; vector < vectors; ++vector, x += matrix.rows) {
        const Weight *weights = matrix.weights.data();
        std::copy(x, x + matrix.rows, wide.begin());
        for (int col = 0; col < matrix.cols; ++col, weights += group_rows)
            *y++ = product(wide.data() + col / group_cols * group_rows, weights, group_rows);
    }
}

float ExactMatMul::unit(int) const { return 1; }

} // namespace nn
