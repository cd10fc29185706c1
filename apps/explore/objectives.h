// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/explore/figures.h"
#include "search/search.h"

#include <string>
#include <vector>

namespace apps {

/// A constraint that a design does not meet.
struct Missed {
    std::string constraint, figure; ///< as it was written; the figure that it is about
    double value = 0, limit = 0;    ///< what the design has, and what is asked
    double excess = 0;              ///< how far it is beyond the limit, above 0
    double share = 0;               ///< of the limit
};

/// What a search minimises and what it insists on, from search.objectives and search.constraints.
class Objectives {
  public:
    /// Throws ConfigError, one line, for an unknown figure or a malformed constraint.
    Objectives(const std::string &objectives, const std::string &constraints);

    const std::vector<std::string> &names() const { return names_; }

    /// The unit of each; empty of a product.
    std::vector<std::string> units() const;

    /// Whether any of these figures counts, as an objective or for a constraint.
    bool name_any(const std::vector<std::string> &figures) const;

    /// Why designs cannot be told apart on different numbers of chips; empty if they can.
    std::string why_equal_chips() const;

    /// A value for each objective, from search.reference; empty if that is. Throws ConfigError for
    /// another number of values, and for values that are not above 0.
    std::vector<double> reference(const std::string &text) const;

    /// Objectives as products of figures; violation is the sum over constraints of how far each is
    /// missed, relative to its limit. A figure that is not there is not a number, and misses
    /// nothing.
    search::Outcome judge(const Figures &figures) const;

    /// The constraints that these figures do not meet.
    std::vector<Missed> missed(const Figures &figures) const;

  private:
    struct Constraint {
        std::string text, figure;
        bool at_most = true;
        double limit = 0;
    };

    std::vector<std::string> names_;
    std::vector<std::vector<std::string>> products_;
    std::vector<Constraint> constraints_;
};

} // namespace apps
