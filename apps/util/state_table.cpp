// SPDX-License-Identifier: Apache-2.0
#include "apps/util/state_table.h"

#include "apps/util/text.h"
#include "apps/util/text_file.h"

#include <algorithm>
#include <charconv>
#include <sstream>
#include <stdexcept>

namespace apps {

namespace {

/// Where a column is in the head line.
std::size_t column(const std::vector<std::string> &head, const std::string &name,
                   const std::string &where) {
    const auto found = std::find(head.begin(), head.end(), name);
    if (found == head.end())
        throw std::runtime_error(where + "no column " + name +
                                 "; the head line is conductance_us,sigma_us");
    return static_cast<std::size_t>(found - head.begin());
}

double number(const std::string &text, const std::string &where) {
    double value = 0;
    const char *const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || stop != end || !(value >= 0 && value <= 1e4))
        throw std::runtime_error(where + quoted(text) + " where 0 to 10000 microsiemens belong");
    return value;
}

} // namespace

std::vector<cim::CellState> read_states(const std::string &file) {
    std::istringstream in(file_lines(file, most_table_bytes));
    std::vector<cim::CellState> states;
    std::vector<std::string> head;
    std::string line;
    for (int number_of_line = 1; std::getline(in, line); ++number_of_line) {
        const std::string where = file + ":" + std::to_string(number_of_line) + ": ";
        const std::vector<std::string> entries =
            comma_separated(line.substr(0, std::min(line.find('#'), line.size())));
        if (entries.empty())
            continue;
        if (head.empty()) {
            head = entries;
            continue;
        }
        const std::size_t conductance = column(head, "conductance_us", where);
        const std::size_t sigma = column(head, "sigma_us", where);
        if (entries.size() != head.size())
            throw std::runtime_error(where + std::to_string(entries.size()) +
                                     " entries; the head line has " + std::to_string(head.size()));
        states.push_back({number(entries[conductance], where), number(entries[sigma], where)});
        if (states.back().conductance_us <=
            (states.size() > 1 ? states[states.size() - 2].conductance_us : 0.0))
            throw std::runtime_error(where +
                                     "conductances rise from line to line, from above zero");
    }
    if (states.size() < 2)
        throw std::runtime_error(file + ": " + std::to_string(states.size()) +
                                 " states; a cell has at least two, below a head line "
                                 "conductance_us,sigma_us");
    return states;
}

} // namespace apps
