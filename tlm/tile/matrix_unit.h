// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/crossbar/crossbar_matmul.h"
#include "models/mapping/timing.h"
#include "tlm/base/activity.h"
#include "tlm/base/pipeline.h"
#include "tlm/base/statistics.h"
#include "tlm/tile/image_stream.h"
#include "tlm/tile/line_buffer.h"
#include "tlm/tile/node_parts.h"
#include "tlm/tile/power_gate.h"

#include <boost/container/flat_map.hpp>

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace cim {

/// A tile's partial sums of one window, for all outputs of the layer (zero where it has none).
using PartialSum = std::vector<std::int32_t>;

/// The processing elements of one tile: loads windows, multiplies them by the tile's arrays, adds
/// the arrays' results on the tile's bus, and hands them to the layer's home tile.
class MatrixUnit : public sc_core::sc_module {
  public:
    struct Setup {
        const nn::QuantizedNetwork &network;
        const LayerPlacement &layer;
        int index; ///< of the layer
        const ChipSpec &chip;
        const DeviceSpec &device;
        const CrossbarMatMul *matmul; ///< null: no data
        const Dataflow &flow;
        ImageStream &stream;
        const Interconnect &interconnect;
        int tile;
    };

    MatrixUnit(const sc_core::sc_module_name &name, const NodeParts &parts, const Setup &setup,
               LineBuffer &input);

    /// On the home tile: whom to call with each window's sums, and who says what they wait for.
    /// They hold their place until result_taken().
    void on_result(std::function<void(PartialSum)> result,
                   std::function<const Lack &()> waits_for) {
        result_ = std::move(result);
        blocked_by_ = std::move(waits_for);
    }
    void result_taken();
    /// Empty, as at the start; counters go on.
    void reset();

    /// Another tile of the layer sends partial sums here, which this one adds to its own; what
    /// tells it of space for them.
    void add_source(MatrixUnit &unit, CreditLink &space) {
        const int tile = unit.setup().tile;
        sources_[tile] = {&unit, &space, {}};
    }
    /// The next partial sum of that tile.
    void accept(int tile, PartialSum sum);
    /// Partial sums of this one go to another tile, when there is space for them.
    void sends_to(int tile, CreditLink &space) { targets_.at(tile).space = &space; }

    /// Unpacks the bytes of a partial sum from another tile of the layer.
    static PartialSum unpack(const TileShare &share, int outputs, const std::uint8_t *bytes);
    const TileShare &share(int copy) const { return copies_[static_cast<std::size_t>(copy)].share; }
    const Setup &setup() const { return setup_; }

    ReadCounts counts;
    /// What the arrays in use were without power, up to the cycle `end`.
    GatedTime gated(Cycle end) const;
    Activity activity;
    const Lack sums; ///< what a unit lacks that waits for partial sums of this tile
    /// Whatever a window that has been multiplied waits for.
    const Lack &blocked_by() const { return blocked_by_(); }
    /// On other tiles: the full name of the home tile, whose space they wait for.
    void set_home(const std::string &name) { home_space_ = {Lack::What::Space, name}; }

  private:
    /// Another tile that adds the sums of this one.
    struct Target {
        int node;
        CreditLink *space = nullptr;
    };
    /// A tile whose sums are added here.
    struct Source {
        MatrixUnit *unit;
        CreditLink *space;
        Fifo<PartialSum> sums;
    };
    /// The tile's arrays that hold one copy of the weights.
    struct Copy {
        const TileShare &share;
        Target *target;              ///< null on the home tile
        ReadCounts expected{};       ///< of a window, without data
        Cycle free = 0;              ///< from when on it can multiply again
        bool register_taken = false; ///< a window waits in its input register
        PowerGate gate{};
    };
    /// Where a window is: read, in the arrays, in the adder behind them, or before the door.
    enum class Step { Loaded, Multiplied, Reduced, Result };
    /// A window on its way.
    struct Job {
        std::int64_t image;
        int position;
        std::size_t copy;
        Cycle due; ///< end of the step that it is in
        std::vector<std::uint8_t> inputs;
        PartialSum sums;
    };

    Target *target_of(const TileShare &share);
    /// The copy that the next window is for.
    const Copy &next_copy() const {
        return copies_[static_cast<std::size_t>(setup_.layer.copy_of(position_))];
    }
    void sent();
    void advance();
    void finish_load(Cycle now);
    bool can_load(Cycle now) const;
    bool load(Cycle now);
    bool multiply(Cycle now);
    void multiply_data(const Copy &copy, Job &job);
    bool reduce(Cycle now);
    /// Whose sums the oldest product needs and has not got; null: none.
    const Source *lacks() const;
    void take_sums(Source &source, Job &job);
    bool deliver(Cycle now);
    void sleep(Cycle now);
    void report(Cycle now);
    Packet &pack(const Job &job);

    Clock &clock_;
    const Setup setup_;
    const nn::QuantizedOp &op_;
    const MvmTiming timing_;
    LineBuffer &input_;
    NetworkInterface &network_;
    PacketPool &pool_;
    Traffic &traffic_;
    BufferPorts &ports_;
    const int sender_;
    std::vector<Copy> copies_;
    GatedTime gated_;        ///< before the products so far
    std::int64_t image_ = 0; ///< of the next window to load
    int position_ = 0;
    int last_pixel_;           ///< that it needs
    Cycle bus_free_ = 0;       ///< of loads
    Cycle reduction_free_ = 0; ///< of the adder behind the arrays
    bool loading_ = false;     ///< the last one loaded is being read: its pixels are not free yet
    Pipeline<Job, Step, 4> jobs_;
    std::int64_t places_;           ///< for results, from the start of the product on
    std::map<int, Target> targets_; ///< by tile
    boost::container::flat_map<int, Source> sources_; ///< likewise
    std::function<void(PartialSum)> result_;
    Lack home_space_;
    std::function<const Lack &()> blocked_by_;
    Timer timer_;

    Stats stats_{*this, get_parent_object()}; ///< of the tile
    Figure mvms_{stats_, "array.mvms", Measure::Count, "vectors that an array multiplied",
                 [this](Cycle) { return counts.mvms; }};
    Figure reads_{stats_, "array.reads", Measure::Count,
                  "reads of an array, one for each input digit and row group",
                  [this](Cycle) { return counts.reads; }};
    Figure active_rows_{stats_, "array.active_rows", Measure::Count,
                        "word lines driven with a digit that is not zero, all reads",
                        [this](Cycle) { return counts.active_rows; }};
    Figure conversions_{stats_, "adc.conversions", Measure::Count,
                        "columns converted, or pairs where their currents are subtracted",
                        [this](Cycle) { return counts.conversions; }};
    Figure busy_{stats_, "busy", Measure::Cycles,
                 "cycles that the tile loaded, multiplied or added",
                 [this](Cycle end) { return activity.busy(end); }};
    Figure starved_{stats_, "starved", Measure::Cycles,
                    "cycles that the tile waited for pixels or partial sums",
                    [this](Cycle end) { return activity.starved(end); }};
    Figure blocked_{stats_, "blocked", Measure::Cycles,
                    "cycles that the tile waited for buffer space",
                    [this](Cycle end) { return activity.blocked(end); }};
};

} // namespace cim
