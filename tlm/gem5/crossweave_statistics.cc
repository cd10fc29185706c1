// SPDX-License-Identifier: Apache-2.0
#include "crossweave_statistics.hh"

#include "sim/root.hh"
#include "sim/sim_object.hh"

#include <tuple>
#include <utility>

namespace crossweave {

namespace {

using gem5::statistics::units::Base;

bool ends_with(const std::string &name, const std::string &end) {
    return name.size() >= end.size() &&
           name.compare(name.size() - end.size(), end.size(), end) == 0;
}

/// The largest value ever: no reset begins it anew.
bool is_peak(const std::string &name) { return ends_with(name, ".peak_bytes"); }

const Base *unit_of(const std::string &name) {
    if (ends_with(name, "bytes") || ends_with(name, ".bytes_read") ||
        ends_with(name, ".bytes_written"))
        return gem5::statistics::units::Byte::get();
    if (ends_with(name, "cycles") || ends_with(name, ".busy") || ends_with(name, ".starved") ||
        ends_with(name, ".blocked"))
        return gem5::statistics::units::Cycle::get();
    if (ends_with(name, "_pj"))
        return gem5::statistics::units::Unspecified::get(); // gem5's unit is the joule
    return gem5::statistics::units::Count::get();
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

Statistics::Statistics(const std::string &path, std::function<Counters()> counters)
    : Group(nullptr), counters_(std::move(counters)) {
    std::string name = path;
    group_above(name).addStatGroup(name.c_str(), this);
    for (const auto &[counter, value] : counters_())
        values_.emplace(std::piecewise_construct, std::forward_as_tuple(counter),
                        std::forward_as_tuple(this, counter.c_str(), unit_of(counter),
                                              "of the accelerator, see docs/gem5.md"));
}

void Statistics::preDumpStats() {
    Group::preDumpStats();
    const Counters now = counters_();
    for (auto &[counter, value] : values_) {
        const auto before = zero_.find(counter);
        value = now.at(counter) - (before == zero_.end() || is_peak(counter) ? 0 : before->second);
    }
}

void Statistics::resetStats() {
    Group::resetStats();
    zero_ = counters_();
}

} // namespace crossweave
