// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/chip_run.h"
#include "tlm/clock.h"
#include "tlm/timeline.h"

#include <map>
#include <string>

namespace cim {

/// How long a unit did what, and for whom it waited.
class Activity {
  public:
    /// Notes in `timeline` (null: nowhere) what the unit does.
    void observe(Timeline *timeline, const std::string &unit) {
        timeline_ = timeline;
        if (timeline)
            unit_ = timeline->unit(unit);
    }
    void enter(Cycle now, Doing doing, const std::string &whom) {
        if (doing == doing_ && whom == whom_)
            return;
        count(now);
        doing_ = doing;
        whom_ = whom;
    }
    Doing doing() const { return doing_; }
    const std::string &whom() const { return whom_; }

    /// Up to the cycle `end`.
    UnitTime time(Cycle end) {
        count(end);
        UnitTime result = time_;
        result.waited = waited_;
        Cycle longest = 0;
        for (const auto &[whom, cycles] : waited_)
            if (cycles > longest) {
                longest = cycles;
                result.waits_for = whom;
            }
        return result;
    }

  private:
    void count(Cycle now) {
        const Cycle cycles = now - since_;
        if (timeline_)
            timeline_->add(unit_, since_, now, doing_, whom_);
        since_ = now;
        switch (doing_) {
        case Doing::Nothing:
            return;
        case Doing::Work:
            time_.busy += cycles;
            return;
        case Doing::WaitForInput:
            time_.starved += cycles;
            break;
        case Doing::WaitForRoom:
            time_.blocked += cycles;
            break;
        }
        waited_[whom_] += cycles;
    }

    Doing doing_ = Doing::Nothing;
    std::string whom_;
    Cycle since_ = 0;
    UnitTime time_;
    std::map<std::string, Cycle> waited_;
    Timeline *timeline_ = nullptr;
    int unit_ = 0;
};

} // namespace cim
