// SPDX-License-Identifier: Apache-2.0
#include "apps/report/report_diff.h"

#include "apps/util/json_text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <sstream>

namespace apps {

using nlohmann::json;

namespace {

/// Every value that is neither object nor list, by its dotted key.
void flatten(const json &value, const std::string &key, std::map<std::string, json> &values) {
    if (value.is_object()) {
        for (const auto &[name, member] : value.items())
            flatten(member, key.empty() ? name : key + "." + name, values);
    } else if (value.is_array()) {
        for (std::size_t i = 0; i < value.size(); ++i)
            flatten(value[i], key + "[" + std::to_string(i) + "]", values);
    } else {
        values[key] = value;
    }
}

std::map<std::string, json> values_of(json report) {
    report.erase("host");
    report.erase("counter_meanings"); // words about the counters, no figures
    std::map<std::string, json> values;
    flatten(report, "", values);
    return values;
}

/// By how much floating-point values may part: mathematics libraries of two machines part in the
/// last digits. Counts may not.
constexpr double last_digits = 1e-12;

double relative(const json &a, const json &b) {
    if (!a.is_number() || !b.is_number())
        return 1;
    const double x = a, y = b;
    return std::abs(x - y) / std::max(std::abs(x), std::abs(y));
}

bool is_same(const json &a, const json &b) {
    if (a.is_number_integer() && b.is_number_integer())
        return a == b;
    return a == b || relative(a, b) <= last_digits;
}

} // namespace

std::vector<ReportDifference> report_differences(const json &a, const json &b) {
    std::vector<ReportDifference> list;
    std::map<std::string, json> others = values_of(b);
    for (const auto &[key, value] : values_of(a)) {
        const auto other = others.find(key);
        if (other == others.end()) {
            list.push_back({key, json_text(value), ""});
            continue;
        }
        if (!is_same(value, other->second))
            list.push_back(
                {key, json_text(value), json_text(other->second), relative(value, other->second)});
        others.erase(other);
    }
    for (const auto &[key, value] : others)
        list.push_back({key, "", json_text(value)});
    std::stable_sort(list.begin(), list.end(),
                     [](const auto &x, const auto &y) { return x.relative > y.relative; });
    return list;
}

std::string described(const std::vector<ReportDifference> &differences, const std::string &name_a,
                      const std::string &name_b) {
    if (differences.empty())
        return "equal\n";
    constexpr std::size_t most = 20;
    std::ostringstream out;
    out << differences.size() << " values differ between " << name_a << " and " << name_b << '\n';
    for (std::size_t i = 0; i < std::min(most, differences.size()); ++i) {
        const ReportDifference &one = differences[i];
        out << "  " << one.key << ": " << (one.a.empty() ? "none" : one.a) << " and "
            << (one.b.empty() ? "none" : one.b);
        if (!one.a.empty() && !one.b.empty() && one.relative < 1)
            out << ", " << std::round(one.relative * 1e4) / 100 << " %";
        out << '\n';
    }
    if (differences.size() > most)
        out << "  and " << differences.size() - most << " that differ less\n";
    return out.str();
}

} // namespace apps
