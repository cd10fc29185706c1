// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <ostream>
#include <string>
#include <vector>

namespace apps {

/// What a tolerance means.
enum class Within {
    Relative, ///< |ours / target - 1| at most the tolerance; 0: equal
    Factor,   ///< ours and target differ by at most this factor either way
    Distance, ///< |ours - target| at most the tolerance, in the row's unit
    Most      ///< ours is at most the target (an error and its bound); no tolerance
};

/// One figure of ours beside one that others published or that can be worked out by hand.
struct ValidationRow {
    std::string id;   ///< of its check: "P1"
    std::string what; ///< "tile power"
    double target = 0;
    double ours = 0;
    std::string unit;
    double tolerance = 0;
    std::string source; ///< of the target
    Within within = Within::Relative;
    std::string skipped{}; ///< why it was not measured; it then neither passes nor fails
    bool fit = false; ///< a constant of ours comes from this target or from one of its run; else it
                      ///< is independent

    double error() const; ///< ours / target - 1; ours itself if the target is 0
    bool passed() const;  ///< never if ours is no number
    bool failed() const { return skipped.empty() && !passed(); }
};

/// The larger of two errors' sizes; infinite if one is no number.
double worse(double largest, double error);

/// A check: rows under one id.
struct ValidationCheck {
    std::string id;
    std::string title;
    std::vector<ValidationRow> (*rows)(const std::string &id);
};

/// All checks, in the order in which they are printed.
const std::vector<ValidationCheck> &validation_checks();

/// The checks `ids`, all if there are none, in their order. Throws std::invalid_argument for an
/// unknown id.
std::vector<std::string> chosen_checks(const std::vector<std::string> &ids);

/// The rows of the checks `ids`; likewise.
std::vector<ValidationRow> validate_against_published(const std::vector<std::string> &ids);

/// The rows as a table with a line that counts those that passed, and as JSON.
void print_validation(const std::vector<ValidationRow> &rows, std::ostream &out);
nlohmann::ordered_json validation_report(const std::vector<ValidationRow> &rows);

} // namespace apps
