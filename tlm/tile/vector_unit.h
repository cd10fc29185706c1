// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"
#include "models/mapping/dataflow.h"
#include "tlm/base/clock.h"
#include "tlm/base/statistics.h"
#include "tlm/base/timeline.h"

#include <vector>

namespace cim {

/// The work of one op on a vector unit, one output pixel after another.
class VectorTask {
  public:
    virtual ~VectorTask() = default;
    /// All inputs of the next pixel and a place for it are there.
    virtual bool can_start() const = 0;
    /// What the next pixel takes.
    virtual VectorWork work(const VectorSpec &vector) const = 0;
    /// Takes the inputs; the pixel is complete in cycle `ready`.
    virtual void start(Cycle ready) = 0;
    /// Begins anew with the first pixel of the first image.
    virtual void reset() = 0;
};

/// The vector unit of a tile: shared by its ops, which take turns.
class VectorUnit : public sc_core::sc_module {
  public:
    VectorUnit(const sc_core::sc_module_name &name, Clock &clock, const VectorSpec &spec);

    void add(VectorTask &task) { tasks_.push_back(&task); }
    /// Idle, as at the start, and so are its tasks; counters go on.
    void reset();
    /// Something that a task waits for has come.
    void wake() { timer_.at(std::max(clock_.now(), free_)); }

    /// Notes in `timeline` (null: nowhere) when it works.
    void observe(Timeline *timeline) {
        timeline_ = timeline;
        if (timeline)
            unit_ = timeline->unit(name());
    }

    Stats stats{*this};
    Counter elements{stats, "elements", Measure::Count, "elements that the vector unit worked on"};
    Counter busy{stats, "busy", Measure::Cycles, "cycles that the vector unit worked"};

  private:
    void choose();

    Clock &clock_;
    const VectorSpec spec_;
    std::vector<VectorTask *> tasks_;
    std::size_t turn_ = 0;
    Cycle free_ = 0;
    Timeline *timeline_ = nullptr;
    int unit_ = 0;
    Timer timer_;
};

} // namespace cim
