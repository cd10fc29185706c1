// SPDX-License-Identifier: Apache-2.0
#include "apps/explore/objectives.h"

#include "apps/config/config.h"
#include "common/number.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace apps {

namespace {

std::string trimmed(const std::string &text) {
    const auto first = text.find_first_not_of(" \t");
    const auto last = text.find_last_not_of(" \t");
    return first == std::string::npos ? "" : text.substr(first, last - first + 1);
}

std::vector<std::string> split(const std::string &text, char separator) {
    std::vector<std::string> parts;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, separator);)
        parts.push_back(trimmed(part));
    return parts;
}

void must_be_figure(const std::string &key, const std::string &name) {
    const auto &known = figure_names();
    if (std::find(known.begin(), known.end(), name) != known.end())
        return;
    std::string list;
    for (const std::string &figure : known)
        list += (list.empty() ? "" : ", ") + figure;
    throw ConfigError(key + ": unknown figure '" + name + "'; known are " + list);
}

} // namespace

const std::vector<std::string> &figure_names() {
    static const std::vector<std::string> names{"accuracy",   "error",       "energy_pj",
                                                "latency_ns", "interval_ns", "area_um2",
                                                "arrays",     "weights"};
    return names;
}

Objectives::Objectives(const std::string &objectives, const std::string &constraints)
    : names_(split(objectives, ',')) {
    for (const std::string &name : names_) {
        products_.push_back(split(name, '*'));
        for (const std::string &figure : products_.back()) {
            must_be_figure("search.objectives", figure);
            if (figure == "accuracy")
                throw ConfigError(
                    "search.objectives: objectives are minimised; use error, which is "
                    "1 - accuracy");
        }
    }
    if (names_.empty())
        throw ConfigError("search.objectives: empty; name at least one figure, e.g. error");
    for (const std::string &text : split(constraints, ',')) {
        std::istringstream in(text);
        std::string figure, relation, limit;
        in >> figure >> relation >> limit;
        const auto value = common::number_in<double>(common::without_plus(limit));
        if (!value || !(in >> std::ws).eof() || (relation != "<=" && relation != ">="))
            throw ConfigError("search.constraints: cannot read '" + text +
                              "'; write a figure, <= or >=, and a number, e.g. area_um2 <= 2e6");
        must_be_figure("search.constraints", figure);
        constraints_.push_back({text, figure, relation == "<=", *value});
    }
}

search::Outcome Objectives::judge(const Figures &figures) const {
    search::Outcome outcome;
    for (const auto &product : products_) {
        double value = 1;
        for (const std::string &figure : product)
            value *= figures.at(figure);
        outcome.objectives.push_back(value);
    }
    for (const Missed &one : missed(figures))
        outcome.violation += one.share;
    return outcome;
}

std::vector<Missed> Objectives::missed(const Figures &figures) const {
    std::vector<Missed> found;
    for (const Constraint &constraint : constraints_) {
        const double value = figures.at(constraint.figure), limit = constraint.limit;
        const double excess = constraint.at_most ? value - limit : limit - value;
        if (excess > 0)
            found.push_back({constraint.text, constraint.figure, value, limit, excess,
                             excess / std::max(std::abs(limit), 1e-12)});
    }
    return found;
}

} // namespace apps
