// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/graph/graph.h"

#include <iosfwd>
#include <string>

namespace nn {

constexpr int first_opset = 6, last_opset = 17; ///< of ONNX that are read

/// Reads an ONNX file: one input (floats; whatever its batch, open or a number, shapes are those of
/// one image) and one output. Nodes that the output does not need are left out; shapes are
/// inferred. Throws GraphError, one line that names the file and the node or value at fault.
Graph read_onnx(const std::string &file);

/// The same from the bytes of a file; `name` stands for it in messages.
Graph parse_onnx(const std::string &bytes, const std::string &name);

/// Writes the network, with its metadata, so that read_onnx() gives the same graph bit for bit; a
/// file is there whole or not at all (WriteError).
void write_onnx(const Graph &graph, std::ostream &out);
void write_onnx(const Graph &graph, const std::string &file);

} // namespace nn
