// SPDX-License-Identifier: Apache-2.0
#include "apps/util/files/csv_table.h"

#include "apps/util/files/csv.h"
#include "apps/util/text.h"
#include "common/number.h"

#include <algorithm>
#include <optional>
#include <stdexcept>

namespace apps {

namespace {

CsvReader opened(const std::string &file) {
    try {
        return CsvReader(file);
    } catch (const std::runtime_error &fault) {
        throw std::invalid_argument(fault.what());
    }
}

} // namespace

CsvTable::CsvTable(const std::string &file) : file_(file) {
    CsvReader in = opened(file);
    if (!in.next())
        throw std::invalid_argument(file + ": empty; its first line names the columns");
    columns_ = in.cells();
    while (in.next()) {
        if (in.cells().size() != columns_.size())
            throw std::invalid_argument(in.where() + ": " + std::to_string(in.cells().size()) +
                                        " cells, but " + std::to_string(columns_.size()) +
                                        " columns");
        rows_.push_back(in.cells());
        lines_.push_back(in.line());
    }
}

bool CsvTable::has(const std::string &column) const {
    return std::find(columns_.begin(), columns_.end(), column) != columns_.end();
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
    const std::optional<double> value = common::number_in<double>(cell);
    if (!value)
        throw std::invalid_argument(place(row) + column + ": " + quoted(cell) +
                                    " where a number belongs");
    return *value;
}

} // namespace apps
