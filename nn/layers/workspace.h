// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/layers/convolution.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

namespace nn {

/// What one thread needs to run layers: scratch memory, reused from batch to batch, and the
/// convolutions that it used last, compiled. Networks that share weights come in many shapes, each
/// convolution with weights and scratch memory of its own: those that rest give way.
class Workspace {
  public:
    /// Room for `count` floats, aligned to 64 bytes, not initialised; valid until clear().
    float *take(std::int64_t count);
    void clear();

    /// Valid until the next call.
    Convolution &convolution(const ConvolutionShape &shape);
    std::size_t convolutions() const { return convolutions_.size(); }
    static constexpr std::size_t most_convolutions = 128; ///< that are kept

  private:
    struct Block {
        std::unique_ptr<float[]> memory;
        std::int64_t size = 0;
    };
    std::vector<Block> blocks_;
    std::size_t current_ = 0; ///< block that take() cuts from
    std::int64_t used_ = 0;   ///< floats of it already taken
    struct Compiled {
        std::unique_ptr<Convolution> convolution;
        std::int64_t last_use = 0;
    };
    std::map<ConvolutionShape, Compiled> convolutions_;
    std::int64_t uses_ = 0; ///< of convolutions
};

} // namespace nn
