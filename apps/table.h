// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <ostream>
#include <string>
#include <vector>

namespace apps {

/// A text table for the terminal: aligned columns, numbers to the right.
class Table {
  public:
    explicit Table(std::vector<std::string> headers);

    /// Adds a row; throws std::invalid_argument unless it has a cell for each header.
    Table &row(std::vector<std::string> cells);
    void print(std::ostream &out) const;

  private:
    std::vector<std::string> headers_;
    std::vector<std::vector<std::string>> rows_;
};

/// A number and the unit that it is readable in.
struct Quantity {
    double value = 0;
    std::string unit;
};

/// Moves `value` to the SI prefix that leaves it between 1 and 1000: 1.23e6 pJ is 1.23 uJ. Scales
/// J, s, W, Hz, m2, OPS, OPS/W, OPS/mm2 and EDP's pJ ns with any prefix; other units stay as
/// they are.
Quantity scaled(double value, const std::string &unit);

/// "1.23 uJ" of (1.23e6, "pJ"), "4.56 mm2" of (4.56e6, "um2"), "12,345 cycles".
std::string quantity(double value, const std::string &unit);

/// Three significant digits; whole numbers and those from 1000 up as counts: "1,234,567".
std::string number(double value);

/// "91.3 %" of 0.913.
std::string percent(double share, int decimals = 1);

/// The text summary of a run report: headline, accuracy with its interval,
/// energy and area by component, layers. Sections that the report lacks are left out.
std::string run_table(const nlohmann::json &report);

} // namespace apps
