// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/tile/image_stream.h"
#include "tlm/tile/outbox.h"
#include "tlm/tile/vector_unit.h"

#include <vector>

namespace cim {

/// What the vector unit does for a pooling, an addition, a selection or a response normalisation.
class PixelTask : public VectorTask {
  public:
    /// `inputs` in the op's order.
    PixelTask(const ChipSpec &chip, const Dataflow &flow, const nn::QuantizedOp &op,
              const ImageStream &stream, std::vector<LineBuffer *> inputs, Outbox &output,
              VectorUnit &vector, BufferPorts &ports, bool data);

    bool can_start() const override;
    VectorWork work(const VectorSpec &vector) const override { return vector_work(vector, op_, 0); }
    void start(Cycle ready) override;
    void reset() override {
        image_ = 0;
        position_ = 0;
    }
    /// What the next pixel lacks; null if all is there.
    const Lack *lacks() const;

  private:
    const ChipSpec &chip_;
    const Dataflow &flow_;
    const nn::QuantizedOp &op_;
    const ImageStream &stream_;
    std::vector<LineBuffer *> inputs_;
    Outbox &output_;
    VectorUnit &vector_;
    BufferPorts &ports_;
    const bool data_;
    std::int64_t image_ = 0; ///< of the next pixel
    int position_ = 0;
};

} // namespace cim
