// SPDX-License-Identifier: Apache-2.0
#include "crossweave_statistics.hh"

#include "sim/root.hh"
#include "sim/sim_object.hh"

#include <utility>

namespace crossweave {

namespace {

const gem5::statistics::units::Base *unit(cim::Measure measure) {
    namespace units = gem5::statistics::units;
    switch (measure) {
    case cim::Measure::Count:
        return units::Count::get();
    case cim::Measure::Cycles:
        return units::Cycle::get();
    case cim::Measure::Bytes:
        return units::Byte::get();
    case cim::Measure::Picojoules: // gem5 has joules alone
        break;
    }
    return units::Unspecified::get();
}

/// What it means, with its unit where gem5 has none like it.
std::string sentence(const cim::Statistic &statistic) {
    const bool energy = statistic.measure() == cim::Measure::Picojoules;
    return std::string(statistic.sentence()) + (energy ? ", pJ" : "");
}

/// The nearest SimObject above a path that is one in C++, too; SystemC modules are not.
gem5::statistics::Group &group_above(std::string &path) {
    for (std::size_t dot = path.rfind('.'); dot != std::string::npos && dot > 0;
         dot = path.rfind('.', dot - 1))
        if (gem5::SimObject *const above = gem5::SimObject::find(path.substr(0, dot).c_str())) {
            path.erase(0, dot + 1);
            return *above;
        }
    return *gem5::Root::root();
}

} // namespace

Statistics::Shown::Shown(Statistics &group, const std::string &name, const cim::Statistic &source)
    : statistic(source),
      scalar(&group, name.c_str(), unit(source.measure()), sentence(source).c_str()) {}

Statistics::Statistics(const sc_core::sc_object &device, std::function<cim::Cycle()> now)
    : Group(nullptr), now_(std::move(now)) {
    std::string name = device.name();
    const std::size_t own = name.size() + 1; // names within the group are those behind its own
    group_above(name).addStatGroup(name.c_str(), this);
    for (const auto &[full, statistic] : cim::statistics_of(device))
        shown_.emplace_back(*this, full.substr(own), *statistic);
}

void Statistics::preDumpStats() {
    Group::preDumpStats();
    for (Shown &shown : shown_)
        shown.scalar = shown.statistic.value(now_()) - shown.zero;
}

void Statistics::resetStats() {
    Group::resetStats();
    for (Shown &shown : shown_)
        if (!shown.statistic.is_largest())
            shown.zero = shown.statistic.value(now_());
}

} // namespace crossweave
