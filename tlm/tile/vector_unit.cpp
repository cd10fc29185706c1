// SPDX-License-Identifier: Apache-2.0
#include "tlm/tile/vector_unit.h"

namespace cim {

VectorUnit::VectorUnit(const sc_core::sc_module_name &name, Clock &clock, const VectorSpec &spec)
    : sc_module(name), clock_(clock), spec_(spec),
      timer_(clock, Phase::Choose, [this] { choose(); }) {}

void VectorUnit::reset() {
    turn_ = 0;
    free_ = 0;
    timer_.cancel();
    for (VectorTask *task : tasks_)
        task->reset();
}

void VectorUnit::choose() {
    const Cycle now = clock_.now();
    if (free_ > now) {
        timer_.at(free_);
        return;
    }
    for (std::size_t i = 0; i < tasks_.size(); ++i) {
        const std::size_t index = (turn_ + i) % tasks_.size();
        VectorTask &task = *tasks_[index];
        if (!task.can_start())
            continue;
        const VectorWork work = task.work(spec_);
        elements += work.elements;
        busy += work.cycles;
        free_ = now + work.cycles;
        if (timeline_)
            timeline_->add(unit_, {now, free_, Doing::Work});
        turn_ = index + 1;
        task.start(free_ + work.latency);
        timer_.at(free_);
        return;
    }
}

} // namespace cim
