// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/graph/constants.h"
#include "nn/graph/operators.h"

#include <vector>

namespace nn {

/// Computes a float network, image by image, on the calling thread. Compiled once; keeps its memory
/// from image to image. The graph outlives it.
class GraphRunner {
  public:
    /// Throws GraphError where a node cannot be run.
    explicit GraphRunner(const Graph &graph);

    /// `image`: as many values as the input's shape has, as its nodes expect them. Returns those
    /// of the output, valid until the next call.
    const float *run(const float *image);

    /// After run(): what a value that is not of whole numbers came to.
    const float *value(int number) const { return pointers_[static_cast<std::size_t>(number)]; }

  private:
    struct Job {
        Kernel kernel;
        std::vector<int> inputs;
        int output;
    };

    const Graph &graph_;
    Constants constants_;
    std::vector<std::vector<float>> memory_; ///< by value
    std::vector<const float *> pointers_;    ///< by value; null: whole numbers
    std::vector<Job> jobs_;
};

} // namespace nn
