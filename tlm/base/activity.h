// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/base/clock.h"
#include "tlm/base/timeline.h"
#include "tlm/base/unit_time.h"

#include <boost/container/flat_map.hpp>

#include <string>

namespace cim {

/// How long a unit did what, and what it waited for.
class Activity {
  public:
    /// Notes in `timeline` (null: nowhere) what the unit does.
    void observe(Timeline *timeline, const std::string &unit) {
        timeline_ = timeline;
        if (timeline)
            unit_ = timeline->unit(unit);
    }
    /// `lack` must stay where it is.
    void enter(Cycle now, Doing doing, const Lack &lack = no_lack) {
        if (doing == doing_ && (&lack == lack_ || lack == *lack_))
            return;
        count(now);
        doing_ = doing;
        lack_ = &lack;
    }
    void enter(Cycle now, Doing doing, const Lack &&lack) = delete;
    Doing doing() const { return doing_; }
    const Lack &lack() const { return *lack_; }

    /// Cycles up to the cycle `end`, whatever it waited for.
    Cycle busy(Cycle end) {
        count(end);
        return time_.busy;
    }
    Cycle starved(Cycle end) {
        count(end);
        return time_.starved;
    }
    Cycle blocked(Cycle end) {
        count(end);
        return time_.blocked;
    }
    /// All of that, and what it waited for.
    UnitTime time(Cycle end) {
        count(end);
        UnitTime result = time_;
        for (const auto &[lack, cycles] : waited_)
            result.waited[*lack] += cycles;
        return result;
    }

  private:
    void count(Cycle now) {
        const Cycle cycles = now - since_;
        if (timeline_)
            timeline_->add(unit_, {since_, now, doing_}, *lack_);
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
        case Doing::WaitForSpace:
            time_.blocked += cycles;
            break;
        }
        waited_[lack_] += cycles;
    }

    Doing doing_ = Doing::Nothing;
    const Lack *lack_ = &no_lack;
    Cycle since_ = 0;
    UnitTime time_;
    boost::container::flat_map<const Lack *, Cycle> waited_; ///< for few, again and again
    Timeline *timeline_ = nullptr;
    int unit_ = 0;
};

} // namespace cim
