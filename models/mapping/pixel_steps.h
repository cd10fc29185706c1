// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/mapping/dataflow.h"

namespace cim {

/// How an op that is no matrix product goes through an image: a step an output pixel, in raster
/// order. A running pooling has a step a pixel of its map, and the last one completes its output.
class PixelSteps {
  public:
    /// `op`: index; network and flow must outlive the steps.
    PixelSteps(const nn::QuantizedNetwork &network, const Dataflow &flow, int op);

    const nn::QuantizedOp &op() const { return op_; }
    /// Of an image.
    int count() const { return running_ ? op_.in.pixels() : op_.out.pixels(); }
    bool completes(int step) const { return !running_ || step + 1 == count(); }
    /// The output pixel that the step completes.
    int position(int step) const { return running_ ? 0 : step; }

    /// Last pixel of the input's map that must be there; -1: none.
    int last_pixel(int input, int step) const;
    /// First pixel that this step or a later one needs; of step count(): all pixels of the map.
    int first_pixel(int input, int step) const;

    /// On a tile of the chip. What reads a whole map for each output pixel takes no less than the
    /// buffer's ports do.
    VectorWork work(const ChipSpec &chip, int step) const;
    /// Accesses of the tile's buffer: a running pooling also takes what it has kept, and puts back
    /// what goes on.
    std::int64_t reads(const ChipSpec &chip, int step) const;
    std::int64_t writes(const ChipSpec &chip, int step) const;

  private:
    const nn::QuantizedOp &op_;
    const Dataflow &flow_;
    const bool running_;
    bool waits_ = false; ///< each output pixel reads all of an input
};

} // namespace cim
