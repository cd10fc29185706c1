// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/graph/graph.h"

#include <iosfwd>
#include <string>

namespace nn {

constexpr int first_opset = 6, last_opset = 22; ///< of ONNX that are read

/// What is wanted of values that a file keeps in others beside it: all of them, or, where shapes
/// are enough, those that are there (ones stand for the rest).
enum class Weights { All, IfThere };

/// Whether the first of several dimensions of the input is a batch, of which one image is taken.
enum class Batch { One, AsItIs };

/// Reads an ONNX file: one input (floats; whatever its batch, open or a number, shapes are those of
/// one image) and one output. Nodes that the output does not need are left out; shapes are
/// inferred. Throws GraphError, one line that names the file and the node or value at fault.
Graph read_onnx(const std::string &file, Weights weights = Weights::All);

/// The same from the bytes of a file; `name` stands for it in messages.
Graph parse_onnx(const std::string &bytes, const std::string &name, Weights weights = Weights::All,
                 Batch batch = Batch::One);

/// Writes the network, with its metadata, so that read_onnx() gives the same graph bit for bit; a
/// file is there whole or not at all (WriteError).
void write_onnx(const Graph &graph, std::ostream &out);
void write_onnx(const Graph &graph, const std::string &file);

} // namespace nn
