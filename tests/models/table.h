// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace cim {

/// A line of a table: its entries by the names in the head line.
struct TableRow {
    std::map<std::string, std::string> entries;

    const std::string &text(const std::string &column) const { return entries.at(column); }
    double number(const std::string &column) const { return std::stod(text(column)); }
};

/// A CSV file below configs/ whose comments begin with #.
inline std::vector<TableRow> test_table(const std::string &file) {
    std::ifstream in(std::string(CROSSWEAVE_CONFIGS) + "/" + file);
    std::vector<TableRow> rows;
    std::vector<std::string> head;
    for (std::string line; std::getline(in, line);) {
        if (line.empty() || line.front() == '#')
            continue;
        std::vector<std::string> entries;
        std::istringstream parts(line);
        for (std::string entry; std::getline(parts, entry, ',');)
            entries.push_back(entry);
        if (head.empty()) {
            head = entries;
            continue;
        }
        TableRow &row = rows.emplace_back();
        for (std::size_t i = 0; i < head.size(); ++i)
            row.entries[head[i]] = entries.at(i);
    }
    if (rows.empty())
        throw std::runtime_error(file + " has no rows");
    return rows;
}

} // namespace cim
