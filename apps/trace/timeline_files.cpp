// SPDX-License-Identifier: Apache-2.0
#include "apps/trace/timeline_files.h"

#include "apps/util/json_text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <sstream>

namespace apps {

namespace {

using Json = nlohmann::ordered_json;

const char *phrase(cim::Doing doing) {
    switch (doing) {
    case cim::Doing::Work:
        return "works";
    case cim::Doing::WaitForInput:
        return "starved";
    case cim::Doing::WaitForSpace:
        return "blocked";
    case cim::Doing::Nothing:
        break;
    }
    return "done";
}

/// A short identifier of printable characters.
std::string identifier(std::size_t number) {
    std::string text;
    do {
        text += static_cast<char>('!' + number % 94);
        number /= 94;
    } while (number > 0);
    return text;
}

/// Opens the scopes of a dotted name and declares its two signals in the last
/// one.
void declare(const std::string &name, std::size_t number, std::ostream &out) {
    std::istringstream parts(name);
    int scopes = 0;
    for (std::string part; std::getline(parts, part, '.'); ++scopes)
        out << "$scope module " << part << " $end\n";
    out << "$var wire 2 " << identifier(2 * number) << " state $end\n"
        << "$var wire 1 " << identifier(2 * number + 1) << " working $end\n";
    while (scopes-- > 0)
        out << "$upscope $end\n";
}

/// What a signal changes to in a cycle.
using Changes = std::map<std::int64_t, std::map<std::size_t, cim::Doing>>;

std::string state(cim::Doing doing) {
    const int value = static_cast<int>(doing);
    return std::string(1, (value & 2) != 0 ? '1' : '0') + ((value & 1) != 0 ? '1' : '0');
}

} // namespace

void write_chrome_trace(const cim::Timeline &timeline, double period_ns, std::ostream &out) {
    out << "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n";
    Json process{{"name", "process_name"}, {"ph", "M"}, {"pid", 1}, {"args", {{"name", "chip"}}}};
    out << json_text(process);
    for (std::size_t u = 0; u < timeline.units.size(); ++u) {
        const cim::Timeline::Unit &unit = timeline.units[u];
        const std::size_t track = u + 1;
        out << ",\n"
            << json_text(Json{{"name", "thread_name"},
                              {"ph", "M"},
                              {"pid", 1},
                              {"tid", track},
                              {"args", {{"name", unit.name}}}});
        for (const cim::Span &span : unit.spans) {
            std::string text = phrase(span.doing);
            if (const cim::Lack &lack = timeline.lack(span); lack != cim::no_lack)
                text += ": " + sentence(lack);
            out << ",\n"
                << json_text(
                       Json{{"name", text},
                            {"cat", phrase(span.doing)},
                            {"ph", "X"},
                            {"pid", 1},
                            {"tid", track},
                            {"ts", static_cast<double>(span.begin) * period_ns},
                            {"dur", static_cast<double>(span.end - span.begin) * period_ns},
                            {"args", {{"cycle", span.begin}, {"cycles", span.end - span.begin}}}});
        }
    }
    out << "\n]}\n";
}

void write_vcd(const cim::Timeline &timeline, double period_ns, std::ostream &out) {
    std::vector<const cim::Timeline::Unit *> chosen;
    for (const cim::Timeline::Unit &unit : timeline.units)
        chosen.push_back(&unit);
    std::sort(chosen.begin(), chosen.end(),
              [](const auto *a, const auto *b) { return a->name < b->name; });

    out << "$timescale 1ps $end\n";
    Changes changes;
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        declare(chosen[i]->name, i, out);
        changes[0][i] = cim::Doing::Nothing;
        std::int64_t end = 0;
        for (const cim::Span &span : chosen[i]->spans) {
            if (span.begin > end)
                changes[end][i] = cim::Doing::Nothing;
            changes[span.begin][i] = span.doing;
            end = span.end;
        }
        changes[end][i] = cim::Doing::Nothing;
    }
    out << "$enddefinitions $end\n";
    for (const auto &[cycle, signals] : changes) {
        out << '#' << std::llround(static_cast<double>(cycle) * period_ns * 1000) << '\n';
        for (const auto &[signal, doing] : signals)
            out << 'b' << state(doing) << ' ' << identifier(2 * signal) << '\n'
                << (doing == cim::Doing::Work ? '1' : '0') << identifier(2 * signal + 1) << '\n';
    }
}

bool matches(const std::string &pattern, const std::string &name) {
    std::size_t p = 0, n = 0, star = std::string::npos, mark = 0;
    while (n < name.size()) {
        if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n])) {
            ++p;
            ++n;
        } else if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            mark = n;
        } else if (star != std::string::npos) {
            p = star + 1;
            n = ++mark;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*')
        ++p;
    return p == pattern.size();
}

} // namespace apps
