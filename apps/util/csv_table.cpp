// SPDX-License-Identifier: Apache-2.0
#include "apps/util/csv_table.h"

#include "apps/util/text.h"
#include "apps/util/text_file.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>
#include <stdexcept>

namespace apps {

namespace {

std::vector<std::string> cells(const std::string &line) {
    std::vector<std::string> found(1);
    bool quotes = false;
    for (const char c : line) {
        if (c == '"')
            quotes = !quotes;
        else if (c == ',' && !quotes)
            found.emplace_back();
        else
            found.back() += c;
    }
    for (std::string &cell : found)
        cell = trimmed(cell);
    return found;
}

} // namespace

CsvTable::CsvTable(const std::string &file) : file_(file) {
    std::istringstream in;
    try {
        in.str(file_lines(file, most_table_bytes));
    } catch (const std::runtime_error &fault) {
        throw std::invalid_argument(fault.what());
    }
    std::string line;
    for (int number = 1; std::getline(in, line); ++number) {
        if (trimmed(line).empty() || line.front() == '#')
            continue;
        std::vector<std::string> row = cells(line);
        if (columns_.empty()) {
            columns_ = std::move(row);
            continue;
        }
        if (row.size() != columns_.size())
            throw std::invalid_argument(file + ":" + std::to_string(number) + ": " +
                                        std::to_string(row.size()) + " cells, but " +
                                        std::to_string(columns_.size()) + " columns");
        rows_.push_back(std::move(row));
        lines_.push_back(number);
    }
    if (columns_.empty())
        throw std::invalid_argument(file + ": empty; its first line names the columns");
}

std::string CsvTable::place(std::size_t row) const {
    return file_ + ":" + std::to_string(lines_.at(row)) + ": ";
}

const std::string &CsvTable::text(std::size_t row, const std::string &column) const {
    const auto found = std::find(columns_.begin(), columns_.end(), column);
    if (found == columns_.end())
        throw std::invalid_argument(file_ + ": no column " + quoted(column));
    return rows_.at(row).at(static_cast<std::size_t>(found - columns_.begin()));
}

double CsvTable::number(std::size_t row, const std::string &column) const {
    const std::string &cell = text(row, column);
    double value = 0;
    const char *const end = cell.data() + cell.size();
    const auto [stop, error] = std::from_chars(cell.data(), end, value);
    if (error != std::errc() || stop != end || !std::isfinite(value))
        throw std::invalid_argument(place(row) + column + ": " + quoted(cell) +
                                    " where a number belongs");
    return value;
}

} // namespace apps
