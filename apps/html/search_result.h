// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include <map>
#include <string>
#include <vector>

namespace apps {

/// A minimised figure as readers know it: the error is shown as accuracy.
struct Objective {
    std::string name, unit;
    bool share = false; ///< of one, larger is better; shown in percent

    double shown_value(double value) const { return share ? 1 - value : value; }
    std::string text(double value) const;
};

/// A design that was evaluated.
struct Candidate {
    int id = 0;
    std::string algorithm; ///< in words
    bool evolved = true;   ///< by evolution, else by a search that it is held against
    bool on_front = false;
    bool feasible = true;
    std::vector<double> objectives;
    std::string chips, interval, verified; ///< how sure its accuracy is, for a table; may be empty
    const nlohmann::json *genome = nullptr;

    std::string anchor() const; ///< what links inside the page point to
};

/// The `search` part of a report.
struct SearchResult {
    std::vector<std::string> baselines; ///< names of what evolution is held against
    std::vector<Objective> objectives;
    std::vector<Candidate> designs;                   ///< those that have objectives
    std::map<std::string, std::vector<int>> failures; ///< by reason
};

/// An algorithm's name in words.
std::string in_words(const std::string &algorithm);

/// Reads it; the designs point into `search`.
SearchResult search_result_of(const nlohmann::json &search);

} // namespace apps
