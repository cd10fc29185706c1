// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace nn {

/// The files beside an ONNX file that hold values of its tensors (external data), each once, in
/// order; none if it holds all of them, or is no ONNX file. Throws std::runtime_error when it
/// cannot be read.
std::vector<std::string> weight_files(const std::string &onnx_file);

} // namespace nn
