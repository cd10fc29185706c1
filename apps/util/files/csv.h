// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sstream>
#include <string>
#include <vector>

namespace apps {

/// A file of comma-separated values, line by line. Empty lines and what follows a # are skipped;
/// cells are trimmed; one in quotation marks may hold commas and #.
class CsvReader {
  public:
    /// Throws std::runtime_error that names the file if it cannot be read.
    explicit CsvReader(const std::string &file);

    /// Goes to the next line that holds something; false behind the last.
    bool next();

    const std::vector<std::string> &cells() const { return cells_; }
    int line() const { return line_; } ///< of the file, from 1
    std::string where() const { return file_ + ":" + std::to_string(line_); }

  private:
    std::string file_;
    std::istringstream text_;
    std::vector<std::string> cells_;
    int line_ = 0;
};

/// A cell as it is written: in quotation marks where commas, quotation marks or line ends ask for
/// them.
std::string csv_cell(const std::string &text);

} // namespace apps
