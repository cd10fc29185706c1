// SPDX-License-Identifier: Apache-2.0
#include "tlm/system/critical_path.h"

#include <algorithm>
#include <map>

namespace cim {

namespace {

/// Walks from the end of a run to its start.
class Walk {
  public:
    Walk(const Timeline &timeline, const PathEnds &ends) : timeline_(timeline), ends_(ends) {
        for (std::size_t u = 0; u < timeline.units.size(); ++u)
            units_[timeline.units[u].name] = u;
    }

    std::vector<PathLeg> run(std::int64_t end) {
        std::string unit = ends_.result;
        for (std::int64_t now = end; now > 0;) {
            const Span *span = before(unit, now);
            if (!span) { // from the image's start on
                leg({ends_.image, PathLeg::What::FetchesImage, {}, 0, now});
                break;
            }
            if (span->end < now) {
                leg({unit, PathLeg::What::IsBetweenUnits, {}, span->end, now});
                now = span->end;
            } else if (span->doing == Doing::Work) {
                leg({unit, PathLeg::What::Works, {}, span->begin, now});
                now = span->begin;
            } else {
                const Lack &lack = timeline_.lack(*span);
                if (leads_on(lack, unit, now)) {
                    unit = lack.unit;
                    ++jumps_;
                } else {
                    leg({waiter(lack, unit), PathLeg::What::Waits, lack, span->begin, now});
                    now = span->begin;
                }
            }
        }
        std::reverse(legs_.begin(), legs_.end());
        return std::move(legs_);
    }

  private:
    static constexpr int most_jumps = 8; ///< at one moment: two units may wait for each other

    /// The last span of a unit that begins before `now`; null if there is none.
    const Span *before(const std::string &unit, std::int64_t now) const {
        const auto found = units_.find(unit);
        if (found == units_.end())
            return nullptr;
        const std::vector<Span> &spans = timeline_.units[found->second].spans;
        const auto next =
            std::lower_bound(spans.begin(), spans.end(), now,
                             [](const Span &s, std::int64_t t) { return s.begin < t; });
        return next == spans.begin() ? nullptr : &*std::prev(next);
    }
    /// Whether the unit that is waited for did something by then that says why.
    bool leads_on(const Lack &lack, const std::string &unit, std::int64_t now) const {
        return lack.what != Lack::What::Image && lack.unit != unit && before(lack.unit, now) &&
               jumps_ < most_jumps;
    }
    /// Where memory is waited for, the device's own way to it.
    const std::string &waiter(const Lack &lack, const std::string &unit) const {
        const bool memory = lack.what == Lack::What::Image ||
                            (lack.what == Lack::What::Space && units_.count(lack.unit) == 0);
        return memory ? ends_.image : unit;
    }
    void leg(const PathLeg &next) {
        jumps_ = 0;
        if (!legs_.empty() && legs_.back().unit == next.unit && legs_.back().what == next.what &&
            legs_.back().lack == next.lack)
            legs_.back().begin = next.begin;
        else
            legs_.push_back(next);
    }

    const Timeline &timeline_;
    const PathEnds &ends_;
    std::map<std::string, std::size_t> units_;
    std::vector<PathLeg> legs_;
    int jumps_ = 0;
};

} // namespace

std::string sentence(const PathLeg &leg) {
    switch (leg.what) {
    case PathLeg::What::Works:
        return "works";
    case PathLeg::What::IsBetweenUnits:
        return "vector unit and network";
    case PathLeg::What::FetchesImage:
        return "image from memory";
    case PathLeg::What::Waits:
        return "waits for " + sentence(leg.lack);
    case PathLeg::What::WritesCells:
        return "writes the cells";
    }
    return "";
}

std::vector<PathLeg> critical_path(const Timeline &timeline, const PathEnds &ends,
                                   std::int64_t end) {
    return Walk(timeline, ends).run(end);
}

} // namespace cim
