// SPDX-License-Identifier: Apache-2.0
#include "apps/ageing/ageing_page.h"

#include "apps/html/page.h"
#include "apps/html/parts.h"
#include "apps/html/svg.h"
#include "apps/util/quantity.h"
#include "apps/util/text.h"

#include <cmath>
#include <functional>
#include <vector>

namespace apps {

namespace {

using Figure = std::function<double(const cim::MeasuredLevel &)>;

std::string time_text(double time_s) { return number_text(time_s) + " s"; }

/// A figure of every level at a time, over the target.
std::vector<Mark> marks(const std::vector<cim::MeasuredLevel> &levels, double time_s,
                        const Figure &figure) {
    std::vector<Mark> found;
    for (const cim::MeasuredLevel &level : levels)
        if (level.time_s == time_s)
            found.push_back({level.target_us, figure(level),
                             number(level.target_us) + " uS: " + number(figure(level)) + " uS",
                             ""});
    return found;
}

/// Points that were measured on the line of the law.
void add(const LawComparison &comparison, double time_s, const std::string &colour,
         const Figure &figure, std::vector<Series> &series) {
    series.push_back({Draw::Line, colour, marks(comparison.law, time_s, figure)});
    series.push_back({Draw::Faint, colour, marks(comparison.measured.levels, time_s, figure)});
}

std::string percentiles_plot(const LawComparison &comparison, double time_s) {
    std::vector<Series> series;
    for (std::size_t p = 0; p < cim::percentile_shares.size(); ++p)
        add(
            comparison, time_s,
            colour(static_cast<int>(p == 2             ? 0
                                    : p == 1 || p == 3 ? 2
                                                       : 1)),
            [p](const cim::MeasuredLevel &level) {
                return level.percentiles_us[p] - level.target_us;
            },
            series);
    return plot({"target", "uS"}, {time_text(time_s) + " after: percentiles less the target", "uS"},
                series);
}

std::string moments_plot(const LawComparison &comparison, const char *name, const Figure &figure) {
    std::vector<Series> series;
    std::vector<LegendEntry> entries;
    int i = 0;
    for (const TimeComparison &time : comparison.times) {
        const std::string own = colour(i++);
        add(comparison, time.time_s, own, figure, series);
        entries.push_back({own, time_text(time.time_s)});
    }
    return plot({"target", "uS"}, {name, "uS"}, series) + legend(entries);
}

std::string shares_section(const LawComparison &comparison) {
    Series law{Draw::Line, colour(0), {}}, measured{Draw::Points, colour(1), {}};
    std::vector<std::vector<std::string>> rows;
    for (const TimeComparison &time : comparison.times) {
        if (time.time_s > 0) {
            law.marks.push_back({time.time_s, time.law, percent(time.law), ""});
            measured.marks.push_back({time.time_s, time.measured, percent(time.measured), ""});
        }
        rows.push_back({time_text(time.time_s), number(time.cells), percent(time.measured),
                        percent(time.law), number(time.percentiles_off),
                        shown(time.sigma_measured_us, "uS"), shown(time.sigma_law_us, "uS")});
    }
    return section(
        "Cells nearest to their own level", "Points are measured, lines are the law.",
        plot({"time after the first read", "s", true}, {"share of cells", "share"},
             {law, measured}) +
            html_table({{"time", false, ""},
                        {"cells", true, ""},
                        {"measured", true, ""},
                        {"law", true, ""},
                        {"percentiles off by", true, "mean distance, in steps between levels"},
                        {"sigma measured", true, "mean over levels"},
                        {"law", true, "mean over levels"}},
                       rows));
}

std::string levels_section(const LawComparison &comparison) {
    std::string plots;
    for (const TimeComparison &time : comparison.times)
        plots += percentiles_plot(comparison, time.time_s);
    return section(
        "Every level", "Percentiles 5 and 95, 25 and 75, and the median.",
        legend({{colour(1), "5 and 95 %"}, {colour(2), "25 and 75 %"}, {colour(0), "median"}}) +
            "<div class=\"columns\">\n" + plots + "</div>\n");
}

std::string moments_section(const LawComparison &comparison) {
    const std::string means =
        moments_plot(comparison, "mean less the target", [](const cim::MeasuredLevel &level) {
            return level.mean_us - level.target_us;
        });
    const std::string sigmas =
        moments_plot(comparison, "standard deviation",
                     [](const cim::MeasuredLevel &level) { return level.sigma_us; });
    return section("Mean and spread", "Over the cells of each level.",
                   "<div class=\"columns\">\n<div>" + means + "</div><div>" + sigmas +
                       "</div></div>\n");
}

} // namespace

std::string ageing_page(const LawComparison &comparison, const std::string &title,
                        const std::string &config) {
    const std::vector<double> targets = comparison.measured.targets_us();
    return html_page(
        {title,
         number(double(targets.size())) + " levels from " + shown(targets.front(), "uS") + " to " +
             shown(targets.back(), "uS") + " &middot; " + number(comparison.times.front().cells) +
             " cells &middot; up to " + time_text(comparison.times.back().time_s),
         shares_section(comparison) + levels_section(comparison) + moments_section(comparison) +
             (config.empty() ? ""
                             : section("Device", "The law, as a piece of config.",
                                       "<pre>" + escape(config) + "</pre>\n"))});
}

} // namespace apps
