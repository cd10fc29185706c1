// SPDX-License-Identifier: Apache-2.0
#include "apps/validation/validation.h"

#include "apps/util/spelling.h"
#include "apps/util/table.h"
#include "apps/util/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iterator>
#include <stdexcept>

namespace apps {

namespace {

std::string printed(const char *format, double number) {
    char text[64];
    std::snprintf(text, sizeof text, format, number);
    return text;
}

std::string tolerance_text(const ValidationRow &row) {
    if (row.within == Within::Most)
        return "at most";
    if (row.within == Within::Factor)
        return "factor " + printed("%g", row.tolerance);
    if (row.within == Within::Distance)
        return printed("+- %g", row.tolerance);
    return row.tolerance > 0 ? printed("%g", 100 * row.tolerance) + " %" : "exact";
}

std::string error_text(const ValidationRow &row) {
    if (row.within == Within::Most)
        return "";
    if (row.within == Within::Distance)
        return printed("%+.3g", row.ours - row.target);
    return row.within == Within::Factor ? printed("x %.3f", row.ours / row.target)
                                        : printed("%+.3g %%", 100 * row.error());
}

std::size_t count_passed(const std::vector<ValidationRow> &rows) {
    return static_cast<std::size_t>(std::count_if(
        rows.begin(), rows.end(), [](const ValidationRow &row) { return row.passed(); }));
}

std::size_t count_skipped(const std::vector<ValidationRow> &rows) {
    return static_cast<std::size_t>(std::count_if(
        rows.begin(), rows.end(), [](const ValidationRow &row) { return !row.skipped.empty(); }));
}

} // namespace

double worse(double largest, double error) {
    return std::isnan(largest) || std::isnan(error) ? INFINITY : std::max(largest, std::abs(error));
}

double ValidationRow::error() const { return target == 0 ? ours : ours / target - 1; }

bool ValidationRow::passed() const {
    if (!std::isfinite(ours) || !skipped.empty())
        return false;
    if (within == Within::Most)
        return ours <= target;
    if (within == Within::Distance)
        return std::abs(ours - target) <= tolerance;
    if (within == Within::Factor)
        return ours <= target * tolerance && ours >= target / tolerance;
    return tolerance > 0 ? std::abs(error()) <= tolerance : ours == target;
}

std::vector<std::string> chosen_checks(const std::vector<std::string> &ids) {
    std::vector<std::string> known, chosen;
    for (const ValidationCheck &check : validation_checks())
        known.push_back(check.id);
    for (const std::string &id : ids)
        if (std::find(known.begin(), known.end(), id) == known.end())
            throw std::invalid_argument("validate: unknown check " + quoted(id) + "; there are " +
                                        joined(known, ", "));
    std::copy_if(known.begin(), known.end(), std::back_inserter(chosen), [&](const auto &id) {
        return ids.empty() || std::find(ids.begin(), ids.end(), id) != ids.end();
    });
    return chosen;
}

std::vector<ValidationRow> validate_against_published(const std::vector<std::string> &ids) {
    const std::vector<std::string> chosen = chosen_checks(ids);
    std::vector<ValidationRow> rows;
    for (const ValidationCheck &check : validation_checks())
        if (std::find(chosen.begin(), chosen.end(), check.id) != chosen.end()) {
            const std::vector<ValidationRow> own = check.rows(check.id);
            rows.insert(rows.end(), own.begin(), own.end());
        }
    return rows;
}

void print_validation(const std::vector<ValidationRow> &rows, std::ostream &out) {
    for (const ValidationCheck &check : validation_checks()) {
        Table table({"", "target", "ours", "unit", "error", "tolerance", "", "source"});
        bool empty = true;
        for (const ValidationRow &row : rows) {
            if (row.id != check.id)
                continue;
            empty = false;
            const bool skipped = !row.skipped.empty();
            table.row({row.what, printed("%.6g", row.target),
                       skipped ? "" : printed("%.6g", row.ours), row.unit == "1" ? "" : row.unit,
                       skipped ? "" : error_text(row), tolerance_text(row),
                       skipped        ? "skipped: " + row.skipped
                       : row.passed() ? (row.fit ? "ok, fit" : "ok")
                                      : "FAILED",
                       row.source});
        }
        if (empty)
            continue;
        out << check.id << "  " << check.title << '\n';
        table.print(out);
        out << '\n';
    }
    const std::size_t passed = count_passed(rows);
    out << passed << " of " << rows.size() << " passed";
    if (const auto fits = std::count_if(rows.begin(), rows.end(),
                                        [](const ValidationRow &row) { return row.fit; });
        fits > 0)
        out << "; " << fits << " are of runs that a constant of ours was fitted to";
    if (const auto skipped = count_skipped(rows); skipped > 0)
        out << ", " << skipped << " skipped";
    out << '\n';
}

nlohmann::ordered_json validation_report(const std::vector<ValidationRow> &rows) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const ValidationRow &row : rows)
        list.push_back({{"id", row.id},
                        {"what", row.what},
                        {"target", row.target},
                        {"ours", std::isfinite(row.ours) ? nlohmann::ordered_json(row.ours)
                                                         : nlohmann::ordered_json(nullptr)},
                        {"unit", row.unit},
                        {"tolerance", row.tolerance},
                        {"within", tolerance_text(row)},
                        {"passed", row.passed()},
                        {"skipped", row.skipped},
                        {"basis", row.fit ? "fit" : "independent"},
                        {"source", row.source}});
    return {{"passed", count_passed(rows)}, {"rows", list}};
}

} // namespace apps
