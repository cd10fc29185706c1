// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace apps {

/// A file of comma-separated values (see CsvReader) whose first line names the columns.
class CsvTable {
  public:
    /// Throws std::invalid_argument: no such file, no header, a row of another length.
    explicit CsvTable(const std::string &file);

    std::size_t rows() const { return rows_.size(); }
    bool has(const std::string &column) const;
    std::string place(std::size_t row) const; ///< "file:line: "
    /// Throws std::invalid_argument if there is no such column, or (number) the cell is none.
    const std::string &text(std::size_t row, const std::string &column) const;
    double number(std::size_t row, const std::string &column) const;

  private:
    std::string file_;
    std::vector<std::string> columns_;
    std::vector<std::vector<std::string>> rows_;
    std::vector<int> lines_; ///< of the rows in the file
};

} // namespace apps
