// SPDX-License-Identifier: Apache-2.0
#include "apps/config/state_table.h"

#include "apps/util/files/csv.h"
#include "apps/util/text.h"
#include "common/number.h"

#include <algorithm>
#include <optional>
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
    const std::optional<double> value = common::number_in<double>(text);
    if (!value || *value < 0 || *value > 1e4)
        throw std::runtime_error(where + quoted(text) + " where 0 to 10000 microsiemens belong");
    return *value;
}

/// Gives parameters of a device what its states make of them. Returns why one cannot take it.
std::string follow_states(const cim::DeviceSpec &device, const std::string &section,
                          std::vector<Parameter> &known) {
    if (device.programming_error != cim::ErrorLaw::Table || device.states.empty())
        return "";
    const double gmax_us = device.states.back().conductance_us;
    const std::pair<const char *, double> follows[] = {
        {".on_ohm", 1e6 / gmax_us}, {".on_off", gmax_us / device.states.front().conductance_us}};
    std::string problem;
    for (const auto &[name, value] : follows)
        for (Parameter &parameter : known)
            if (parameter.key == section + name)
                try {
                    parameter.assign(number_text(value));
                } catch (const std::exception &error) {
                    problem =
                        device.table + ": its states make " + parameter.key + " " + error.what();
                }
    return problem;
}

} // namespace

std::vector<cim::CellState> read_states(const std::string &file) {
    CsvReader in(file);
    std::vector<cim::CellState> states;
    std::vector<std::string> head;
    if (in.next())
        head = in.cells();
    while (in.next()) {
        const std::string where = in.where() + ": ";
        const std::vector<std::string> &entries = in.cells();
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

void adopt_table(cim::DeviceSpec &device, const std::string &section, const std::string &key,
                 std::vector<Parameter> &known) {
    if (key == section + ".table")
        device.states =
            device.table.empty() ? std::vector<cim::CellState>() : read_states(device.table);
    follow_states(device, section, known); // a law that comes later may follow no table
}

std::string table_problem(const cim::DeviceSpec &device) {
    cim::TileKind scratch;
    scratch.device = device;
    std::vector<Parameter> known = parameters(scratch, "");
    return follow_states(scratch.device, "device", known);
}

} // namespace apps
