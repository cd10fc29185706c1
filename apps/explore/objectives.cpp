// SPDX-License-Identifier: Apache-2.0
#include "apps/explore/objectives.h"

#include "apps/config/config.h"
#include "apps/util/text.h"
#include "common/number.h"
#include "nn/base/one_line.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>

namespace apps {

namespace {

/// The figures of a product.
std::vector<std::string> factors(std::string product) {
    std::replace(product.begin(), product.end(), '*', ',');
    std::vector<std::string> figures = comma_separated(product);
    if (std::find(figures.begin(), figures.end(), "") != figures.end() || figures.empty())
        throw ConfigError("search.objectives: no figure between commas and products; it looks like "
                          "error * edp, area_um2");
    return figures;
}

bool are_alike(const std::vector<std::string> &a, const std::vector<std::string> &b) {
    return a.size() == b.size() && std::is_permutation(a.begin(), a.end(), b.begin());
}

const Figure &figure_of(const std::string &key, const std::string &name) {
    if (const Figure *figure = find_figure(name))
        return *figure;
    throw ConfigError(key + ": unknown figure '" + nn::one_line(name) + "'; known are " +
                      figure_list());
}

double told(const Figures &figures, const std::string &name) {
    const auto found = figures.find(name);
    return found == figures.end() ? std::numeric_limits<double>::quiet_NaN() : found->second;
}

} // namespace

Objectives::Objectives(const std::string &objectives, const std::string &constraints)
    : names_(comma_separated(objectives)) {
    for (const std::string &name : names_) {
        const std::vector<std::string> product = factors(name);
        for (const std::string &figure : product) {
            const Figure &known = figure_of("search.objectives", figure);
            if (known.minimised)
                throw ConfigError("search.objectives: objectives are minimised; use " +
                                  std::string(known.minimised) + ", which is " +
                                  find_figure(known.minimised)->sentence);
        }
        for (const std::vector<std::string> &other : products_)
            if (are_alike(product, other))
                throw ConfigError("search.objectives: " + nn::one_line(name) +
                                  " is there twice; once is right");
        products_.push_back(product);
    }
    if (names_.empty())
        throw ConfigError("search.objectives: empty; name at least one figure, e.g. error");
    for (const std::string &text : comma_separated(constraints)) {
        std::istringstream in(text);
        std::string figure, relation, limit;
        in >> figure >> relation >> limit;
        const auto value = common::number_in<double>(common::without_plus(limit));
        if (!value || !(in >> std::ws).eof() || (relation != "<=" && relation != ">="))
            throw ConfigError("search.constraints: cannot read '" + text +
                              "'; write a figure, <= or >=, and a number, e.g. area_um2 <= 2e6");
        figure_of("search.constraints", figure);
        constraints_.push_back({text, figure, relation == "<=", *value});
    }
}

search::Outcome Objectives::judge(const Figures &figures) const {
    search::Outcome outcome;
    for (const auto &product : products_) {
        double value = 1;
        for (const std::string &figure : product)
            value *= told(figures, figure);
        outcome.objectives.push_back(value);
    }
    for (const Missed &one : missed(figures))
        outcome.violation += one.share;
    return outcome;
}

bool Objectives::name_any(const std::vector<std::string> &figures) const {
    const auto is_named = [&](const std::string &name) {
        return std::find(figures.begin(), figures.end(), name) != figures.end();
    };
    return std::any_of(products_.begin(), products_.end(),
                       [&](const auto &product) {
                           return std::any_of(product.begin(), product.end(), is_named);
                       }) ||
           std::any_of(constraints_.begin(), constraints_.end(),
                       [&](const Constraint &constraint) { return is_named(constraint.figure); });
}

std::vector<double> Objectives::reference(const std::string &text) const {
    std::vector<double> values;
    for (const std::string &part : comma_separated(text)) {
        const auto value = common::number_in<double>(common::without_plus(part));
        if (!value || !(*value > 0) || !std::isfinite(*value))
            throw ConfigError("search.reference: " + quoted(part) +
                              " is no value of an objective; a number above 0 is right");
        values.push_back(*value);
    }
    if (!values.empty() && values.size() != names_.size())
        throw ConfigError("search.reference: it has " + std::to_string(values.size()) +
                          " values; one for each objective (" + joined(names_, ", ") +
                          ") is right");
    return values;
}

std::vector<std::string> Objectives::units() const {
    std::vector<std::string> units;
    for (const auto &product : products_)
        units.push_back(product.size() == 1 ? find_figure(product.front())->unit : "");
    return units;
}

std::string Objectives::why_equal_chips() const {
    if (!name_any({"accuracy", "error"}))
        return "neither accuracy nor error is an objective or in a constraint";
    if (name_any({"worst_error"})) // that of more chips is worse
        return "of worst_error all designs need as many chips";
    return "";
}

std::vector<Missed> Objectives::missed(const Figures &figures) const {
    std::vector<Missed> found;
    for (const Constraint &constraint : constraints_) {
        const double value = told(figures, constraint.figure), limit = constraint.limit;
        const double excess = constraint.at_most ? value - limit : limit - value;
        if (excess > 0)
            found.push_back({constraint.text, constraint.figure, value, limit, excess,
                             excess / std::max(std::abs(limit), 1e-12)});
    }
    return found;
}

} // namespace apps
