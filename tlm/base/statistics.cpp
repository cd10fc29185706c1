// SPDX-License-Identifier: Apache-2.0
#include "tlm/base/statistics.h"

#include "common/kind.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>

namespace cim {

namespace {

/// Calls visit(stats) for those of `object` and of all below it.
template <class Visit> void each_stats(const sc_core::sc_object &object, const Visit &visit) {
    if (object.num_attributes() > 0)
        for (const sc_core::sc_attr_base *attribute : object.attr_cltn())
            if (const auto *stats = dynamic_cast<const Stats *>(attribute))
                visit(*stats);
    for (const sc_core::sc_object *child : object.get_child_objects())
        each_stats(*child, visit);
}

std::string full_name(const std::string &unit, const Statistic &statistic) {
    std::string name;
    name.reserve(unit.size() + 1 + statistic.name().size());
    return name.append(unit).append(1, '.').append(statistic.name());
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
    std::vector<const Stats *> units;
    each_stats(top, [&](const Stats &stats) { units.push_back(&stats); });
    std::sort(units.begin(), units.end(),
              [](const Stats *a, const Stats *b) { return a->unit() < b->unit(); });
    // What is sorted by units is nearly sorted by names: most come behind the one before.
    std::map<std::string, double> values;
    auto next = values.end();
    for (const Stats *stats : units)
        for (const Statistic *statistic : stats->all())
            next = std::next(values.emplace_hint(next, full_name(stats->unit(), *statistic),
                                                 statistic->value(end)));
    return values;
}

Meanings meanings_of(const sc_core::sc_object &top) {
    Meanings all;
    std::map<std::string, std::set<std::string_view>> seen; // names, by kind of unit
    each_stats(top, [&](const Stats &stats) {
        std::set<std::string_view> &names = seen[common::kind_of(stats.unit() + ".")];
        for (const Statistic *statistic : stats.all())
            if (names.insert(statistic->name()).second)
                all.emplace(
                    common::kind_of(full_name(stats.unit(), *statistic)),
                    Meaning{statistic->measure(), statistic->sentence(), statistic->is_largest()});
    });
    return all;
}

} // namespace cim
