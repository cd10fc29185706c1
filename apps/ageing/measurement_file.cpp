// SPDX-License-Identifier: Apache-2.0
#include "apps/ageing/measurement_file.h"

#include "apps/util/files/csv_table.h"
#include "apps/util/text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <stdexcept>
#include <vector>

namespace apps {

namespace {

constexpr std::size_t most_targets = 256;
constexpr std::size_t most_times = 64; ///< that are taken as they are
constexpr double most_us = 1e6, most_s = 1e12, most_cells = 1e9;
constexpr std::array<const char *, 5> percentile_columns{"p05_us", "p25_us", "p50_us", "p75_us",
                                                         "p95_us"};

double number_within(const CsvTable &table, std::size_t row, const std::string &column, double low,
                     double high) {
    const double number = table.number(row, column);
    if (number < low || number > high)
        throw std::invalid_argument(
            table.place(row) + column + ": " + quoted(table.text(row, column)) +
            " is out of range: " + number_text(low) + " to " + number_text(high));
    return number;
}

double target(const CsvTable &table, std::size_t row, const std::string &column) {
    return number_within(table, row, column, 1e-3, 1e4); // what device.on_ohm and on_off allow
}

/// Lines that `only` keeps; all if it is empty.
std::vector<std::size_t> kept_rows(const CsvTable &table, const std::string &file,
                                   const std::string &only) {
    const std::size_t equals = only.find('=');
    if (!only.empty() && equals == std::string::npos)
        throw std::invalid_argument("--only " + quoted(only) +
                                    ": no value; it looks like --only technology=B");
    const std::string column = trimmed(only.substr(0, equals));
    const std::string value = only.empty() ? "" : trimmed(only.substr(equals + 1));
    std::vector<std::size_t> rows;
    std::set<std::string> values;
    for (std::size_t row = 0; row < table.rows(); ++row) {
        if (!only.empty())
            values.insert(table.text(row, column));
        if (only.empty() || table.text(row, column) == value)
            rows.push_back(row);
    }
    if (rows.empty() && !values.empty())
        throw std::invalid_argument(file + ": no line has " + column + " = " + quoted(value) +
                                    "; there are " +
                                    shortened(joined({values.begin(), values.end()}, ", ")));
    return rows;
}

/// Where each read has a time of its own, they are rounded to tenths of a decade, so that cells of
/// a level have times in common.
void share_times(std::vector<cim::MeasuredCell> &cells) {
    std::set<double> times;
    for (const cim::MeasuredCell &cell : cells)
        times.insert(cell.time_s);
    if (times.size() <= most_times)
        return;
    for (cim::MeasuredCell &cell : cells)
        if (cell.time_s > 0)
            cell.time_s = std::pow(10, std::round(10 * std::log10(cell.time_s)) / 10);
}

cim::Measurement cells_of(const CsvTable &table, const std::vector<std::size_t> &rows,
                          const char *unit_us, const char *unit_s) {
    const std::string target_us = std::string("target") + unit_us;
    const std::string measured_us = std::string("measured") + unit_us;
    const std::string time_s = std::string("time") + unit_s;
    std::vector<cim::MeasuredCell> cells;
    std::set<double> targets;
    for (const std::size_t row : rows) {
        cells.push_back({target(table, row, target_us),
                         number_within(table, row, measured_us, -most_us, most_us),
                         number_within(table, row, time_s, 0, most_s)});
        if (targets.insert(cells.back().target_us).second && targets.size() > most_targets)
            throw std::invalid_argument(table.place(row) + target_us + ": more than " +
                                        std::to_string(most_targets) +
                                        " targets; a level is a target that many cells share");
    }
    share_times(cells);
    return cim::summarised(std::move(cells));
}

cim::Measurement levels_of(const CsvTable &table, const std::string &file,
                           const std::vector<std::size_t> &rows) {
    cim::Measurement measurement;
    for (const std::size_t row : rows) {
        cim::MeasuredLevel level;
        level.target_us = target(table, row, "target_us");
        level.time_s = number_within(table, row, "time_s", 0, most_s);
        level.cells = static_cast<int>(number_within(table, row, "cells", 1, most_cells));
        level.mean_us = number_within(table, row, "mean_us", -most_us, most_us);
        level.sigma_us = number_within(table, row, "sd_us", 0, most_us);
        for (std::size_t p = 0; p < percentile_columns.size(); ++p)
            level.percentiles_us[p] =
                number_within(table, row, percentile_columns[p], -most_us, most_us);
        if (!std::is_sorted(level.percentiles_us.begin(), level.percentiles_us.end()))
            throw std::invalid_argument(table.place(row) +
                                        "percentiles rise from p05_us to p95_us");
        if (level.cells < cim::fewest_cells)
            ++measurement.left_out;
        else
            measurement.levels.push_back(level);
    }
    cim::sort_levels(measurement.levels);
    const auto twice = std::adjacent_find(
        measurement.levels.begin(), measurement.levels.end(), [](const auto &a, const auto &b) {
            return a.time_s == b.time_s && a.target_us == b.target_us;
        });
    if (twice != measurement.levels.end())
        throw std::invalid_argument(file + ": two lines of " + number_text(twice->target_us) +
                                    " uS at " + number_text(twice->time_s) +
                                    " s; --only COLUMN=VALUE keeps those of one device");
    return measurement;
}

cim::Measurement measurement_of(const CsvTable &table, const std::string &file,
                                const std::vector<std::size_t> &rows) {
    if (table.has("target_us") && table.has("measured_us") && table.has("time_s"))
        return cells_of(table, rows, "_us", "_s");
    if (table.has("target") && table.has("measured") && table.has("time"))
        return cells_of(table, rows, "", "");
    if (table.has("p50_us"))
        return levels_of(table, file, rows);
    throw std::invalid_argument(file + ": its head line names no columns target_us, measured_us "
                                       "and time_s, one line a read");
}

} // namespace

cim::Measurement read_measurement(const std::string &file, const std::string &only) {
    const CsvTable table(file);
    const std::vector<std::size_t> rows = kept_rows(table, file, only);
    cim::Measurement measurement = measurement_of(table, file, rows);
    if (measurement.levels.empty())
        throw std::invalid_argument(file + ": no target has " + std::to_string(cim::fewest_cells) +
                                    " cells at any time; percentiles need that many");
    if (measurement.targets_us().size() > most_targets)
        throw std::invalid_argument(file + ": more than " + std::to_string(most_targets) +
                                    " targets; a level is a target that many cells share");
    return measurement;
}

} // namespace apps
