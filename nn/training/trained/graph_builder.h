// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/graph/graph.h"
#include "nn/networks/plan.h"
#include "nn/training/cutout.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace nn {

/// Appends values and nodes to a float graph, step by step; values are named after the step that
/// they belong to.
class GraphBuilder {
  public:
    GraphBuilder(const Cutout &cutout, Shape input);

    int last() const { return graph_.output; }
    /// From now on a step follows: the next nodes read what it reads.
    void begin(const Step &step) { graph_.output = output(step.input); }
    /// The last value is what that step puts out.
    void end() { outputs_.push_back(last()); }
    /// Value that a step puts out.
    int output(int step) const {
        return step == image_step ? image_ : outputs_[static_cast<std::size_t>(step)];
    }

    int stored(const std::string &name, const Dims &shape, std::vector<float> values);
    int stored(const std::string &name, std::vector<std::int64_t> numbers);
    /// Reads `inputs`; its output is the last from now on.
    Node &node(const std::string &op, const std::string &name, const std::vector<int> &inputs);
    /// The last value, trained to be told apart from 0 to `range`.
    void trained_range(int bits, float range);

    Graph graph() {
        infer_shapes(graph_);
        return std::move(graph_);
    }

  private:
    int value(const std::string &name);

    Graph graph_;
    int image_ = 0;            ///< value that steps read as the image
    std::vector<int> outputs_; ///< of each step
};

} // namespace nn
