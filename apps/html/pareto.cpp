// SPDX-License-Identifier: Apache-2.0
#include "apps/html/parts.h"
#include "apps/html/report_part.h"
#include "apps/html/search_result.h"
#include "apps/html/sections.h"
#include "apps/html/svg.h"
#include "apps/util/text.h"

#include <algorithm>
#include <limits>

namespace apps {
namespace {

using nlohmann::json;

std::string summary(const SearchResult &result, const Candidate &design) {
    std::string text = design.algorithm + ", design " + std::to_string(design.id);
    for (std::size_t i = 0; i < result.objectives.size(); ++i)
        text += "\n" + result.objectives[i].name + ": " +
                result.objectives[i].text(design.objectives[i]);
    return text + (design.feasible ? "" : "\nmisses a constraint");
}

/// Two objectives of a result, as a plot shows them.
class Pair {
  public:
    Pair(const SearchResult &result, std::size_t x, std::size_t y) : result_(result), x_(x), y_(y) {
        if (result.objectives[y].share)
            limit_ = worst_drawn();
    }

    std::string svg() const {
        Series random{Draw::Rings, "other", {}}, evolved{Draw::Faint, "c0", {}},
            front{Draw::Strong, "c0", {}};
        for (const Candidate &design : result_.designs) {
            const bool highlighted = design.evolved && design.on_front;
            Series &series = highlighted ? front : design.evolved ? evolved : random;
            series.marks.push_back(mark(design.objectives, summary(result_, design),
                                        highlighted ? design.anchor() : ""));
        }
        const auto axis = [](const Objective &of) { return Axis{of.name, of.unit, !of.share}; };
        return plot(axis(result_.objectives[x_]), axis(result_.objectives[y_]),
                    {attained(false), attained(true), random, evolved, front});
    }

    bool cuts() const {
        return std::any_of(result_.designs.begin(), result_.designs.end(),
                           [&](const Candidate &design) { return design.objectives[y_] > limit_; });
    }

  private:
    /// Designs that guess would press all others to the edge: the axis ends four times as far from
    /// the best as the median is.
    double worst_drawn() const {
        std::vector<double> values;
        for (const Candidate &design : result_.designs)
            values.push_back(design.objectives[y_]);
        std::sort(values.begin(), values.end());
        return values.front() + 4 * (values[values.size() / 2] - values.front());
    }

    Mark mark(const std::vector<double> &at, std::string title, std::string target) const {
        return {result_.objectives[x_].shown_value(at[x_]),
                result_.objectives[y_].shown_value(std::min(at[y_], limit_)), std::move(title),
                std::move(target)};
    }

    /// The best y that an algorithm's feasible designs reach up to each x.
    Series attained(bool evolved) const {
        std::vector<const Candidate *> designs;
        for (const Candidate &design : result_.designs)
            if (design.evolved == evolved && design.feasible && design.objectives[y_] <= limit_)
                designs.push_back(&design);
        std::sort(designs.begin(), designs.end(), [&](const Candidate *a, const Candidate *b) {
            return std::pair(a->objectives[x_], a->objectives[y_]) <
                   std::pair(b->objectives[x_], b->objectives[y_]);
        });
        Series steps{Draw::Steps, evolved ? "c0" : "other", {}};
        double best = std::numeric_limits<double>::infinity();
        for (const Candidate *design : designs)
            if (design->objectives[y_] < best) {
                best = design->objectives[y_];
                steps.marks.push_back(mark(design->objectives, "", ""));
            }
        return steps;
    }

    const SearchResult &result_;
    std::size_t x_, y_;
    double limit_ = std::numeric_limits<double>::infinity();
};

/// The history of both methods, and one sentence on where they end.
std::string hypervolume_plot(const SearchResult &result, const json &search,
                             std::string &sentence) {
    std::vector<Series> series;
    const auto add = [&](const std::string &method, const char *colour_class,
                         const std::string &ends) {
        const auto *history = part(&search, "hypervolume", method.c_str());
        if (history == nullptr || history->empty())
            return;
        Series line{Draw::Line, colour_class, {}};
        for (std::size_t i = 0; i < history->size(); ++i)
            line.marks.push_back({static_cast<double>(i + 1), history->at(i), "", ""});
        series.push_back(line);
        sentence += ends + number(history->back());
    };
    const std::string opening = " Hypervolume, the share of the objective box that is dominated: ";
    for (const std::string &name : result.baselines)
        add(name, "other",
            (series.empty() ? opening : ", ") + in_words(name) +
                (series.empty() ? " ends at " : " at "));
    add("evolution", "c0", series.empty() ? opening + "evolution ends at " : ", evolution at ");
    if (series.empty())
        return "";
    sentence += ".";
    return plot({"designs evaluated", "", false, true}, {"hypervolume", "", false, true}, series);
}

} // namespace

std::string pareto_section(const SearchResult &result, const json &search) {
    std::string plots;
    std::string lead = "Each circle is a design. The front is that of all objectives together; a "
                       "line is the best that a method reached in the two objectives of its plot.";
    if (result.objectives.size() > 1 && !result.designs.empty()) {
        std::size_t y = 0;
        for (std::size_t i = 0; i < result.objectives.size(); ++i)
            if (result.objectives[i].share)
                y = i;
        for (std::size_t x = 0; x < result.objectives.size(); ++x)
            if (x != y)
                plots += Pair(result, x, y).svg();
        if (Pair(result, y, y).cuts())
            lead += " Designs of lower accuracy than the axis has are drawn on its edge.";
    }
    plots += hypervolume_plot(result, search, lead);
    if (plots.empty())
        return "";
    std::vector<std::string> others;
    for (const std::string &name : result.baselines)
        others.push_back(in_words(name));
    return section("Pareto front", lead,
                   legend({{"c0", "evolution (large circles: its front)"},
                           {"other", joined(others, ", ") + " with the same number of designs"}}) +
                       "<div class=\"columns\">\n" + plots + "</div>\n");
}

} // namespace apps
