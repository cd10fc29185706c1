// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/base/fifo.h"
#include "tlm/tile/matrix_unit.h"
#include "tlm/tile/task_parts.h"

#include <boost/container/flat_map.hpp>

#include <vector>

namespace cim {

/// What the vector unit does for a matrix layer at its home tile: adds the partial sums of all
/// tiles, then bias, residual, ReLU and requantisation (or the logits' scale).
class CombineTask : public VectorTask {
  public:
    struct Setup {
        const nn::QuantizedNetwork &network;
        const Dataflow &flow;
        const LayerPlacement &layer;
        float unit; ///< that a sum is counted in, in units of the exact product
    };

    /// `residual` may be null.
    CombineTask(const Setup &setup, LineBuffer *residual, const TaskParts &parts);

    /// A tile of the layer that sends partial sums, and what tells it of space for them; the home
    /// tile itself, which needs none (null), is one.
    void add_source(MatrixUnit &unit, CreditLink *space);
    /// The next partial sum of a tile.
    void accept(int tile, PartialSum sum);

    bool can_start() const override;
    VectorWork work(const VectorSpec &vector) const override;
    void start(Cycle ready) override;
    void reset() override;
    /// What the next pixel lacks.
    const Lack &waits_for() const;

  private:
    void wake();
    void count_lacking();
    bool has_residual() const;
    /// The bytes of an output pixel whose sums are complete.
    std::vector<std::uint8_t> finish(const PartialSum &total, std::int64_t image, int pixel) const;

    struct Source {
        MatrixUnit *unit;
        CreditLink *space;
        Fifo<PartialSum> sums;
    };
    int position() const { return static_cast<int>(window_ % op_.out.pixels()); }
    bool takes_part(const Source &source) const {
        const TileShare &share = source.unit->share(layer_.copy_of(position()));
        return share.takes_part() && share.target == layer_.home;
    }
    bool lacks_sums(const Source &source) const {
        return source.sums.empty() && takes_part(source);
    }

    const nn::QuantizedNetwork &network_;
    const Dataflow &flow_;
    const nn::QuantizedOp &op_;
    const LayerPlacement &layer_;
    const float unit_;
    const ImageStream &stream_;
    LineBuffer *residual_;
    OutputQueue &output_;
    VectorUnit &vector_;
    BufferPorts &ports_;
    const bool data_;
    boost::container::flat_map<int, Source> sources_; ///< by tile
    const MatrixUnit *home_ = nullptr;
    std::int64_t window_ = 0;
    int lacking_ = 0; ///< sources whose sums the window needs and has not got
};

} // namespace cim
