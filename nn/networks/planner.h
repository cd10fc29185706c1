// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/base/tensor.h"
#include "nn/networks/plan.h"

#include <string>
#include <vector>

namespace nn {

/// How a kernel moves over a map.
struct Slide {
    int stride = 1;
    Span padding{};
};

/// Half a kernel around a map, so that its size stays at stride 1.
inline Span half(const KernelSize &kernel) { return {kernel.height / 2, kernel.width / 2}; }

/// Writes a plan step by step; each step reads the last one. `map` is what that puts out.
class Planner {
  public:
    /// Throws std::invalid_argument when that is no image.
    explicit Planner(Shape input);

    /// A convolution (or a linear layer: kernel 1, or one that covers the map without padding) of
    /// matrix `slot`; `residual`: the step added before ReLU. An even kernel is padded by one less
    /// below and right.
    void matrix(const std::string &name, int slot, const MatrixShape &shape,
                const Slide &slide = {}, int residual = no_step);
    void max_pool(const std::string &name); ///< 2 x 2
    void global_pool();
    void linear(const std::string &name, int slot, int outputs);
    void classifier(int slot, int classes);

    /// A step beside the path: `source` as a map of that shape, channels left out or added as
    /// zeros at the end. Returns its number.
    int shortcut(const std::string &name, int source, Shape out, int stride);

    /// Goes on behind that step, which may stand beside the path.
    void go_on_behind(int step);

    int last() const { return last_; }
    std::vector<Step> steps() && { return std::move(steps_); }

    Shape map;

  private:
    /// Counts the values of a tensor that a step has. Throws std::invalid_argument when they, or
    /// all up to here, are more than a network may have.
    void count(const std::string &what, const Dims &sizes);
    Step &push(const OpKind *kind, const std::string &name, Shape out);

    std::vector<Step> steps_;
    int last_ = image_step;
    std::int64_t values_ = 0; ///< of all matrices and maps
};

/// The steps of a network whose lists have one entry a stage (see NetworkSpec).
std::vector<Step> staged_plan(const NetworkSpec &network, Shape input, int classes);

} // namespace nn
