// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/base/clock.h"
#include "tlm/base/timeline.h"
#include "tlm/base/unit_time.h"

#include <boost/container/flat_map.hpp>

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
    /// `whom` must stay where it is.
    void enter(Cycle now, Doing doing, const std::string &whom = nobody()) {
        if (doing == doing_ && (&whom == whom_ || whom == *whom_))
            return;
        count(now);
        doing_ = doing;
        whom_ = &whom;
    }
    void enter(Cycle now, Doing doing, const std::string &&whom) = delete;
    Doing doing() const { return doing_; }
    const std::string &whom() const { return *whom_; }

    /// Up to the cycle `end`.
    UnitTime time(Cycle end) {
        count(end);
        UnitTime result = time_;
        for (const auto &[whom, cycles] : waited_)
            result.waited[*whom] += cycles;
        Cycle longest = 0;
        for (const auto &[whom, cycles] : result.waited)
            if (cycles > longest) {
                longest = cycles;
                result.waits_for = whom;
            }
        return result;
    }

  private:
    static const std::string &nobody() {
        static const std::string none;
        return none;
    }
    void count(Cycle now) {
        const Cycle cycles = now - since_;
        if (timeline_)
            timeline_->add(unit_, since_, now, doing_, *whom_);
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
    const std::string *whom_ = &nobody();
    Cycle since_ = 0;
    UnitTime time_;
    boost::container::flat_map<const std::string *, Cycle> waited_; ///< for few, again and again
    Timeline *timeline_ = nullptr;
    int unit_ = 0;
};

} // namespace cim
