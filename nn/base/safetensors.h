// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/base/tensor.h"

#include <cstdint>
#include <iosfwd>
#include <map>
#include <string>
#include <vector>

namespace nn {

/// What a safetensors file holds: named tensors of 32-bit floats and a table of text.
struct TensorFile {
    std::string file; ///< where it was read from; names it in errors
    std::map<std::string, Tensor> tensors;
    std::map<std::string, std::string> metadata;

    /// The tensor or text of that name. Throws std::runtime_error naming file and name when it is
    /// missing or (if a shape is given) of another shape.
    const Tensor &tensor(const std::string &name) const;
    const Tensor &tensor(const std::string &name, const std::vector<std::int64_t> &shape) const;
    const std::string &text(const std::string &key) const;
};

/// Reads a safetensors file (8-byte header length, JSON header, little-endian data). Throws
/// std::runtime_error, one line that names the file and its fault.
TensorFile read_safetensors(const std::string &file);

/// Writes tensors and metadata. Throws std::invalid_argument when a tensor's values do not fill its
/// shape; a file is there whole or not at all (WriteError).
void write_safetensors(std::ostream &out, const std::map<std::string, Tensor> &tensors,
                       const std::map<std::string, std::string> &metadata);
void write_safetensors(const std::string &file, const std::map<std::string, Tensor> &tensors,
                       const std::map<std::string, std::string> &metadata);

} // namespace nn
