// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/graph/graph.h"

#include <string>
#include <vector>

namespace nn {

/// A list of numbers in a graph's metadata, with commas between them; empty without that entry.
/// Throws GraphError naming the entry when it is something else.
std::vector<float> metadata_numbers(const Graph &graph, const std::string &key);
void write_metadata(const std::string &key, const std::vector<float> &numbers, Graph &graph);

} // namespace nn
