// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

namespace onnx {
class TensorProto;
}

namespace nn {

/// The files beside an ONNX file that hold values of its tensors (ONNX's external data).
struct WeightFiles {
    std::filesystem::path folder; ///< of the ONNX file
    bool needed = true;           ///< false: shapes are enough where a file is not there

    /// The `size` bytes of a tensor that is kept in another file. Nothing where they are not needed
    /// and cannot be had; else throws GraphError that begins with `title`.
    std::optional<std::string> bytes(const onnx::TensorProto &stored, std::size_t size,
                                     const std::string &title) const;
};

} // namespace nn
