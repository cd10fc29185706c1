// SPDX-License-Identifier: Apache-2.0
#include "tlm/base/statistics.h"

#include "common/kind.h"

namespace cim {

namespace {

void gather(const sc_core::sc_object &object, std::map<std::string, const Statistic *> &all) {
    if (const auto *stats = dynamic_cast<const Stats *>(&object))
        for (const Statistic *statistic : stats->all())
            all.emplace(stats->unit() + "." + statistic->name(), statistic);
    for (const sc_core::sc_object *child : object.get_child_objects())
        gather(*child, all);
}

} // namespace

const char *text(Measure measure) {
    switch (measure) {
    case Measure::Count:
        return "count";
    case Measure::Cycles:
        return "cycle";
    case Measure::Bytes:
        return "byte";
    case Measure::Picojoules:
        return "pJ";
    }
    return "";
}

Stats::Stats(const sc_core::sc_object *unit) : sc_object(sc_core::sc_gen_unique_name("stats")) {
    if (const sc_core::sc_object *const owner = unit ? unit : get_parent_object())
        unit_ = owner->name();
}

Statistic::Statistic(Stats &stats, std::string name, Measure measure, const char *sentence)
    : name_(std::move(name)), measure_(measure), sentence_(sentence) {
    stats.all_.push_back(this);
}

std::map<std::string, const Statistic *> statistics_of(const sc_core::sc_object &top) {
    std::map<std::string, const Statistic *> all;
    gather(top, all);
    return all;
}

std::map<std::string, double> values_of(const sc_core::sc_object &top, Cycle end) {
    std::map<std::string, double> values;
    for (const auto &[name, statistic] : statistics_of(top))
        values[name] = statistic->value(end);
    return values;
}

Meanings meanings_of(const sc_core::sc_object &top) {
    Meanings all;
    for (const auto &[name, statistic] : statistics_of(top))
        all[common::kind_of(name)] = {statistic->measure(), statistic->sentence(),
                                      statistic->is_largest()};
    return all;
}

} // namespace cim
