// SPDX-License-Identifier: Apache-2.0
#include "tlm/system/critical_path.h"

#include <algorithm>

namespace cim {

namespace {

/// Walks from the end of a run to its start.
class Walk {
  public:
    Walk(const nn::QuantizedNetwork &network, const Placement &placement, const Timeline &timeline)
        : timeline_(timeline) {
        for (std::size_t u = 0; u < timeline.units.size(); ++u)
            units_[timeline.units[u].name] = u;
        for (std::size_t i = 0; i < network.ops.size(); ++i)
            tiles_["pixels of " + network.ops[i].name] =
                "chip.tile" + std::to_string(placement.ops[i].tile);
    }

    std::vector<PathLeg> run(std::string unit, std::int64_t end) {
        for (std::int64_t now = end; now > 0;) {
            const Span *span = before(unit, now);
            if (!span) { // from the image's start on
                leg("chip.host_interface", "image from memory", 0, now);
                break;
            }
            if (span->end < now) {
                leg(unit, "vector unit and network", span->end, now);
                now = span->end;
            } else if (span->doing == Doing::Work) {
                leg(unit, "works", span->begin, now);
                now = span->begin;
            } else {
                const std::string &whom = timeline_.names[static_cast<std::size_t>(span->whom)];
                const std::string other = unit_of(whom);
                if (other.empty() || other == unit || !before(other, now) || jumps_ == most_jumps) {
                    const bool image = other.empty();
                    leg(image ? "chip.host_interface" : unit, "waits for " + whom, span->begin,
                        now);
                    now = span->begin;
                } else {
                    unit = other;
                    ++jumps_;
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
    /// The unit behind "pixels of conv1", "room in chip.tile2", "partial sums of
    /// chip.tile2".
    std::string unit_of(const std::string &whom) const {
        if (const auto tile = tiles_.find(whom); tile != tiles_.end())
            return tile->second;
        const std::size_t at = whom.find("chip.tile");
        return at == std::string::npos ? "" : whom.substr(at);
    }
    void leg(const std::string &unit, const std::string &what, std::int64_t begin,
             std::int64_t end) {
        jumps_ = 0;
        if (!legs_.empty() && legs_.back().unit == unit && legs_.back().what == what)
            legs_.back().begin = begin;
        else
            legs_.push_back({unit, what, begin, end});
    }

    const Timeline &timeline_;
    std::map<std::string, std::size_t> units_;
    std::map<std::string, std::string> tiles_; ///< by what is waited for
    std::vector<PathLeg> legs_;
    int jumps_ = 0;
};

} // namespace

std::vector<PathLeg> critical_path(const nn::QuantizedNetwork &network, const Placement &placement,
                                   const Timeline &timeline, std::int64_t end) {
    return Walk(network, placement, timeline)
        .run("chip.tile" + std::to_string(placement.ops.back().tile), end);
}

} // namespace cim
