// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/base/lack.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace cim {

/// What a unit is doing: it works, waits for input, waits for buffer space, or has nothing more to
/// do.
enum class Doing { Nothing, Work, WaitForInput, WaitForSpace };

/// A stretch of cycles in which a unit did one thing: begin <= cycle < end.
struct Span {
    std::int64_t begin = 0, end = 0;
    Doing doing = Doing::Nothing;
    int lack = 0; ///< what it waited for: an index into Timeline::lacks
};

/// What units did over a run.
class Timeline {
  public:
    struct Unit {
        std::string name;
        std::vector<Span> spans; ///< in order; in between it did nothing
    };

    int unit(const std::string &name) {
        units.push_back({name, {}});
        return static_cast<int>(units.size()) - 1;
    }
    /// What a unit did next, and what it waited for.
    void add(int unit, Span span, const Lack &lack = no_lack) {
        if (span.begin >= span.end || span.doing == Doing::Nothing)
            return;
        span.lack = number(lack);
        units[static_cast<std::size_t>(unit)].spans.push_back(span);
    }
    /// What the units did in a run that began in cycle `begin` of this one, behind what they did
    /// before.
    void append(const Timeline &run, std::int64_t begin) {
        std::map<std::string, int> known;
        for (std::size_t i = 0; i < units.size(); ++i)
            known[units[i].name] = static_cast<int>(i);
        for (const Unit &theirs : run.units) {
            const auto same = known.find(theirs.name);
            const int ours = same == known.end() ? unit(theirs.name) : same->second;
            for (const Span &span : theirs.spans)
                add(ours, {begin + span.begin, begin + span.end, span.doing}, run.lack(span));
        }
    }
    /// Null if there is none of that name.
    const Unit *find(const std::string &name) const {
        for (const Unit &unit : units)
            if (unit.name == name)
                return &unit;
        return nullptr;
    }
    /// What a unit waited for in one of its spans.
    const Lack &lack(const Span &span) const { return lacks[static_cast<std::size_t>(span.lack)]; }

    std::vector<Unit> units;
    std::vector<Lack> lacks{no_lack};

  private:
    int number(const Lack &lack) {
        const auto [place, fresh] = numbers_.emplace(lack, static_cast<int>(lacks.size()));
        if (fresh)
            lacks.push_back(lack);
        return place->second;
    }

    std::map<Lack, int> numbers_{{no_lack, 0}};
};

} // namespace cim
