// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/graph/graph.h"

#include <vector>

namespace nn {

/// The floats of a network that do not depend on the image, each computed once. The graph outlives
/// it.
class Constants {
  public:
    explicit Constants(const Graph &graph);

    /// Throws GraphError if the value is not floats that do not depend on the image.
    const Tensor &tensor(int value) const;

  private:
    const Graph &graph_;
    std::vector<Tensor> made_; ///< by value; of those that nodes make
};

} // namespace nn
