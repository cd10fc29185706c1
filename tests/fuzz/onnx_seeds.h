// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace fuzz {

/// Small networks as ONNX files, which between them have each form that is read: windows, groups,
/// residues, gates, turned axes, codes, one dimension, weights in another file.
std::vector<std::string> onnx_seeds();

/// Writes that other file into folder().
void write_weights_beside();

} // namespace fuzz
