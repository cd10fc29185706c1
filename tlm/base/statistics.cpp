// SPDX-License-Identifier: Apache-2.0
#include "tlm/base/statistics.h"

#include "common/kind.h"

#include <algorithm>

namespace cim {

namespace {

/// Calls visit(stats) for those of `object` and of all below it.
template <class Visit> void each_stats(const sc_core::sc_object &object, const Visit &visit) {
    if (const auto *stats = dynamic_cast<const Stats *>(&object))
        visit(*stats);
    for (const sc_core::sc_object *child : object.get_child_objects())
        each_stats(*child, visit);
}

std::string full_name(const std::string &unit, const Statistic &statistic) {
    return unit + "." + statistic.name();
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
    each_stats(top, [&](const Stats &stats) {
        for (const Statistic *statistic : stats.all())
            all.emplace(full_name(stats.unit(), *statistic), statistic);
    });
    return all;
}

std::map<std::string, double> values_of(const sc_core::sc_object &top, Cycle end) {
    std::vector<std::pair<std::string, double>> values;
    each_stats(top, [&](const Stats &stats) {
        for (const Statistic *statistic : stats.all())
            values.emplace_back(full_name(stats.unit(), *statistic), statistic->value(end));
    });
    // A map takes what is sorted one behind the other.
    std::stable_sort(values.begin(), values.end(),
                     [](const auto &a, const auto &b) { return a.first < b.first; });
    return {values.begin(), values.end()};
}

Meanings meanings_of(const sc_core::sc_object &top) {
    Meanings all;
    each_stats(top, [&](const Stats &stats) {
        for (const Statistic *statistic : stats.all())
            if (const std::string kind = common::kind_of(full_name(stats.unit(), *statistic));
                all.find(kind) == all.end())
                all[kind] = {statistic->measure(), statistic->sentence(), statistic->is_largest()};
    });
    return all;
}

} // namespace cim
