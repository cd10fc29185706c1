// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/graph/graph.h"
#include "nn/onnx/external_tensor.h"

#include <string>
#include <variant>

namespace onnx {
class TensorProto;
}

namespace nn {

/// What an ONNX file keeps in a tensor.
struct StoredTensor {
    std::variant<Tensor, IntegerTensor> values; ///< floats (also those of codes), or whole numbers
    Element element = Element::Float;
};

/// Whether numbers of 32 bits are sizes and indices, or codes that stand for floats.
enum class Int32 { Whole, Codes };

/// A tensor as an ONNX file stores it: floats of any width, codes of 8 or 16 bits, or whole numbers
/// (32 or 64 bits, yes and no). Its values may be in one of `files`; where they are not needed they
/// are ones. Throws GraphError that begins with `title` when it is of another type or not as long
/// as its shape says.
StoredTensor read_tensor(const onnx::TensorProto &stored, const std::string &title,
                         const WeightFiles &files = {}, Int32 int32 = Int32::Whole);

/// Floats, codes or 64-bit whole numbers, as raw bytes.
void write_tensor(const Tensor &tensor, Element element, const std::string &name,
                  onnx::TensorProto &out);
void write_tensor(const IntegerTensor &tensor, const std::string &name, onnx::TensorProto &out);

} // namespace nn
