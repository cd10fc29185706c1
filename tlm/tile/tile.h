// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/base/statistics.h"
#include "tlm/tile/combine_task.h"
#include "tlm/tile/image_stream.h"
#include "tlm/tile/pixel_task.h"

#include <boost/container/flat_map.hpp>

#include <memory>
#include <string>
#include <vector>

namespace cim {

/// What all units of a chip are built from.
struct ChipContext {
    const nn::QuantizedNetwork &network;
    const Placement &placement;
    const ChipSpec &spec;
    const DeviceSpec &device;
    const CrossbarMatMul *matmul; ///< null: payloads have a length but no data
    const Dataflow &flow;
    Clock &clock;
    PacketPool &pool;
    ImageStream &stream;
    Timeline *timeline; ///< null: none is kept
    PacketTrace *trace; ///< null: none is kept

    bool data() const { return matmul != nullptr; }
};

/// A tile: network interface, line buffers, processing elements, vector unit and output queues of
/// the ops that are placed on it.
class Tile : public sc_core::sc_module {
  public:
    Tile(const sc_core::sc_module_name &name, const ChipContext &chip, int tile);

    Traffic traffic;
    BufferPorts ports;
    NetworkInterface network;
    VectorUnit vector;
    std::unique_ptr<MatrixUnit> matrix; ///< null on a tile without a layer

    LineBuffer &buffer(int receiver) { return *buffers_.at(receiver); }
    OutputQueue &output_queue(int op) { return *output_queues_.at(op); }
    /// Another tile of the layer will send partial sums here, when there is space for them.
    void add_source(MatrixUnit &unit, CreditLink &space);

    /// Idle and empty, as at the start; counters go on.
    void reset();
    /// Grows whenever the tile does something.
    std::int64_t work_done() const;
    /// What its units wait for; empty if for nothing.
    std::vector<Waiting> waits() const;

  private:
    NodeParts parts() { return {chip_.clock, network, chip_.pool, traffic, ports}; }
    void build_buffers();
    void build_matrix();
    void build_ops();
    void receive(Packet &packet);
    Cycle blocked(Cycle end);
    std::int64_t peak_bytes() const;

    const ChipContext &chip_;
    const ChipSpec &spec_; ///< the chip as this tile's kind has it
    const int tile_;
    const int layer_;
    boost::container::flat_map<int, std::unique_ptr<LineBuffer>> buffers_;        ///< by receiver
    boost::container::flat_map<int, std::unique_ptr<OutputQueue>> output_queues_; ///< by op
    std::unique_ptr<CombineTask> combine_;
    std::vector<std::unique_ptr<PixelTask>> pixel_tasks_;
    boost::container::flat_map<int, MatrixUnit *>
        sources_; ///< by tile: who sends partial sums here

    Stats stats_{*this};
    Figure reads_{stats_, "buffer.reads", Measure::Count, "accesses that read the buffer",
                  [this](Cycle) { return ports.reads; }};
    Figure writes_{stats_, "buffer.writes", Measure::Count, "accesses that wrote the buffer",
                   [this](Cycle) { return ports.writes; }};
    Largest peak_bytes_{stats_, "buffer.peak_bytes", Measure::Bytes,
                        "most bytes of the buffer that waiting pixels took, input by input",
                        [this](Cycle) { return peak_bytes(); }};
    Figure blocked_{stats_, "noc.blocked", Measure::Cycles,
                    "cycles that output queues waited for buffer space",
                    [this](Cycle end) { return blocked(end); }};
};

} // namespace cim
