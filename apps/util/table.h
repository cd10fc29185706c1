// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/util/quantity.h"

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

/// The text summary of a run report: headline, accuracy with its interval, energy and area by
/// component, layers. Sections that the report lacks are left out.
std::string run_table(const nlohmann::json &report);

} // namespace apps
