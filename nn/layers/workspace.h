// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/layers/convolution.h"

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

namespace nn {

/// What one thread needs to run layers: scratch memory, reused from batch to batch, and the
/// convolutions compiled so far.
class Workspace {
  public:
    /// Room for `count` floats, aligned to 64 bytes, not initialised; valid until clear().
    float *take(std::int64_t count);
    void clear();

    Convolution &convolution(const ConvolutionShape &shape);

  private:
    struct Block {
        std::unique_ptr<float[]> memory;
        std::int64_t size = 0;
    };
    std::vector<Block> blocks_;
    std::size_t current_ = 0; ///< block that take() cuts from
    std::int64_t used_ = 0;   ///< floats of it already taken
    std::map<ConvolutionShape, std::unique_ptr<Convolution>> convolutions_;
};

} // namespace nn
