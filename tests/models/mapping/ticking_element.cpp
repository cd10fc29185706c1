// SPDX-License-Identifier: Apache-2.0
#include "models/chip/adc.h"
#include "models/mapping/timing.h"
#include "tests/random_network.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace cim;

namespace {

using Cycle = std::int64_t;

/// A stage that works on one item at a time for some cycles, then keeps it until it is taken.
struct Stage {
    std::int64_t item = -1; ///< -1: empty
    Cycle left = 0;

    bool done() const { return item >= 0 && left == 0; }
    void take(std::int64_t next, Cycle cycles) {
        item = next;
        left = cycles;
    }
    std::int64_t give() { return std::exchange(item, -1); }
    void tick() { left -= left > 0; }
};

/// A processing element that is looked at in every cycle: drivers and bit lines, one converter of
/// those that all do the same with its multiplexer, and shift-and-add with the output register.
class TickingElement {
  public:
    TickingElement(const ChipSpec &chip, double read_ns, const LayerPlacement &layer, Cycle steps)
        : pe_(chip.tile.pe), steps_(steps),
          front_cycles_(pe_.drive_cycles + chip.cycles(read_ns) + pe_.hold_cycles),
          convert_cycles_(conversion_cycles(chip, layer.adc)),
          store_cycles_(pe_.shift_add_cycles + pe_.register_cycles),
          columns_(std::min(layer.adc.columns, codes(layer.array))) {}

    /// Cycles in which products are complete that arrive in the given ones.
    std::vector<Cycle> run(const std::vector<Cycle> &arrivals) {
        std::vector<Cycle> complete;
        for (Cycle now = 0; complete.size() < arrivals.size(); ++now) {
            // what follows in one cycle settles within it
            while (settle(now, arrivals, complete)) {
            }
            front_.tick();
            converter_.tick();
            store_.tick();
        }
        return complete;
    }

  private:
    /// Moves one thing on that can move; false when nothing can.
    bool settle(Cycle now, const std::vector<Cycle> &arrivals, std::vector<Cycle> &complete) {
        // (1) A code has been added and written; the last one of the last digit ends a product.
        if (store_.done()) {
            store_.give();
            if (++stored_ == columns_) {
                stored_ = 0;
                adding_ = false;
                if (++digits_done_ % steps_ == 0)
                    complete.push_back(now);
            }
            return true;
        }
        // (2) The next code of the digit that is being added: as they come, or one by one of a
        // digit that has been converted.
        if (store_.item < 0 &&
            (pe_.add_stage ? adding_ && stored_ < columns_ : converter_.done())) {
            store_.take(pe_.add_stage ? 0 : converter_.give(), store_cycles_);
            return true;
        }
        // (3) With a stage of its own, codes wait in registers until the digit is whole.
        if (pe_.add_stage && converter_.done() && (converted_ < columns_ || !adding_)) {
            converter_.give();
            if (converted_ == columns_) {
                adding_ = true;
                converting_ = false;
            }
            return true;
        }
        // (4) The multiplexer's next column.
        if (converting_ && converter_.item < 0 && converted_ < columns_) {
            ++converted_;
            converter_.take(0, convert_cycles_);
            return true;
        }
        if (!pe_.add_stage && converting_ && converted_ == columns_ && converter_.item < 0 &&
            store_.item < 0 && stored_ == 0) {
            converting_ = false;
            return true;
        }
        // (5) A held sample goes to the converters.
        if (front_.done() && !converting_) {
            front_.give();
            converting_ = true;
            converted_ = 0;
            return true;
        }
        // (6) The next digit is driven.
        const bool idle = pe_.pipelined || (!converting_ && !adding_);
        if (front_.item < 0 && idle && driven_ < steps_ * std::int64_t(arrivals.size()) &&
            arrivals[static_cast<std::size_t>(driven_ / steps_)] <= now) {
            front_.take(driven_++, front_cycles_);
            return true;
        }
        return false;
    }

    const PeSpec pe_;
    const Cycle steps_, front_cycles_, convert_cycles_, store_cycles_;
    const std::int64_t columns_;
    Stage front_, converter_, store_;
    bool converting_ = false, adding_ = false;
    std::int64_t converted_ = 0, stored_ = 0, driven_ = 0, digits_done_ = 0;
};

} // namespace

TEST(TickingElement, EqualsTheStageRecurrenceOnRandomConfigurations) {
    for (int seed = 0; seed < 400; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        nn::RandomIntegers draw(21, static_cast<std::uint32_t>(seed));
        ChipSpec chip;
        chip.tile.pe.drive_cycles = draw(1, 4);
        chip.tile.pe.hold_cycles = draw(0, 3);
        chip.tile.pe.shift_add_cycles = draw(1, 12);
        chip.tile.pe.register_cycles = draw(0, 3);
        chip.tile.pe.pipelined = draw(0, 2) > 0;
        chip.tile.pe.add_stage = draw(0, 1) == 1;
        chip.tile.pe.dac_bits = draw(1, 4);
        chip.tile.adc.columns = draw(1, 20);
        chip.tile.adc.conversion_time = ConversionTime::Rate;
        chip.tile.adc.rate_gsps = 1.0 / draw(1, 12);
        LayerPlacement layer;
        layer.array = chip.tile.array;
        layer.array.rows = layer.array.columns = 16;
        layer.array.active_rows = draw(0, 16);
        layer.adc = chip.tile.adc;
        layer.input_bits = draw(1, 8);
        layer.blocks = {{0, draw(1, 16), 0, 2}};
        const double read_ns = draw(1, 60);
        const MvmTiming timing = mvm_timing(chip, read_ns, layer);

        std::vector<Cycle> arrivals, expected;
        Cycle arrival = 0, start = -timing.interval;
        for (int product = 0; product < 4; ++product) {
            arrival += draw(0, static_cast<int>(2 * timing.interval));
            arrivals.push_back(arrival);
            start = std::max(arrival, start + timing.interval);
            expected.push_back(start + timing.latency);
        }
        EXPECT_EQ(TickingElement(chip, read_ns, layer, timing.steps).run(arrivals), expected);
    }
}
