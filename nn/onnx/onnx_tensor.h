// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/base/tensor.h"

#include <string>
#include <variant>

namespace onnx {
class TensorProto;
}

namespace nn {

using StoredTensor = std::variant<Tensor, IntegerTensor>;

/// A tensor as an ONNX file stores it: floats, or 32- or 64-bit whole numbers. Throws GraphError
/// that begins with `title` when it is of another type, kept in another file, or not as long as its
/// shape says.
StoredTensor read_tensor(const onnx::TensorProto &stored, const std::string &title);

/// Floats or 64-bit whole numbers, as raw bytes.
void write_tensor(const Tensor &tensor, const std::string &name, onnx::TensorProto &out);
void write_tensor(const IntegerTensor &tensor, const std::string &name, onnx::TensorProto &out);

} // namespace nn
