// SPDX-License-Identifier: Apache-2.0
#include "apps/util/table.h"

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace apps {
namespace {

bool starts_with_a_number(const std::string &cell) {
    const std::size_t first = cell.find_first_not_of("+-.");
    return first != std::string::npos && std::isdigit(static_cast<unsigned char>(cell[first])) != 0;
}

} // namespace

Table::Table(std::vector<std::string> headers) : headers_(std::move(headers)) {}

Table &Table::row(std::vector<std::string> cells) {
    if (cells.size() != headers_.size())
        throw std::invalid_argument("table row has " + std::to_string(cells.size()) +
                                    " cells, the table has " + std::to_string(headers_.size()) +
                                    " columns");
    rows_.push_back(std::move(cells));
    return *this;
}

void Table::print(std::ostream &out) const {
    const std::size_t columns = headers_.size();
    std::vector<std::size_t> width(columns);
    std::vector<bool> right(columns, !rows_.empty());
    for (std::size_t c = 0; c < columns; ++c) {
        width[c] = headers_[c].size();
        for (const auto &row : rows_) {
            width[c] = std::max(width[c], row[c].size());
            if (!row[c].empty() && !starts_with_a_number(row[c]))
                right[c] = false;
        }
    }
    const auto line = [&](const std::vector<std::string> &cells) {
        std::string text;
        for (std::size_t c = 0; c < columns; ++c) {
            const std::string space(width[c] - cells[c].size(), ' ');
            text += "  " + (right[c] ? space + cells[c] : cells[c] + space);
        }
        out << text.substr(0, text.find_last_not_of(' ') + 1) << '\n';
    };
    line(headers_);
    std::vector<std::string> rule;
    for (const std::size_t w : width)
        rule.emplace_back(w, '-');
    line(rule);
    for (const auto &row : rows_)
        line(row);
}

} // namespace apps
