// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace cim {

/// What a unit is doing: it works, waits for input, waits for room, or has nothing more to do.
enum class Doing { Nothing, Work, WaitForInput, WaitForRoom };

/// A stretch of cycles in which a unit did one thing: begin <= cycle < end.
struct Span {
    std::int64_t begin = 0, end = 0;
    Doing doing = Doing::Nothing;
    int whom = 0; ///< what it waited for: an index into Timeline::names
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
    void add(int unit, std::int64_t begin, std::int64_t end, Doing doing, const std::string &whom) {
        if (begin < end && doing != Doing::Nothing)
            units[static_cast<std::size_t>(unit)].spans.push_back({begin, end, doing, name(whom)});
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
                add(ours, begin + span.begin, begin + span.end, span.doing,
                    run.names[static_cast<std::size_t>(span.whom)]);
        }
    }
    /// Null if there is none of that name.
    const Unit *find(const std::string &name) const {
        for (const Unit &unit : units)
            if (unit.name == name)
                return &unit;
        return nullptr;
    }

    std::vector<Unit> units;
    std::vector<std::string> names{""};

  private:
    int name(const std::string &text) {
        const auto [place, fresh] = numbers_.emplace(text, static_cast<int>(names.size()));
        if (fresh)
            names.push_back(text);
        return place->second;
    }

    std::map<std::string, int> numbers_{{"", 0}};
};

} // namespace cim
