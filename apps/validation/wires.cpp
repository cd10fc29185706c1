// SPDX-License-Identifier: Apache-2.0
#include "apps/util/files/csv_table.h"
#include "apps/validation/published.h"
#include "models/wires/nodal_solver.h"
#include "models/wires/transfer_matrix.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace apps {

namespace {

/// An array, such as the square ones of configs/validation/wires.csv.
struct Case {
    int rows = 0, cols = 0;
    cim::WireSpec wires;
    double nonlinearity_v = 0;
    std::vector<double> conductances, voltages, currents;
};

void fill(Case &made, const CsvTable &table, std::size_t line) {
    const auto number = [&](const char *column) { return table.number(line, column); };
    made.rows = made.cols = static_cast<int>(number("size"));
    made.wires.driver_ohm = number("driver_ohm");
    made.wires.row_wire_ohm = number("row_wire_ohm");
    made.wires.column_wire_ohm = number("column_wire_ohm");
    made.wires.sink_ohm = number("sink_ohm");
    made.nonlinearity_v = number("nonlinearity_v");
    const double gmin = number("gmin_s"), gmax = number("gmax_s");
    for (int i = 0; i < made.rows; ++i) {
        made.voltages.push_back((5 * i + 1) % 3 != 0 ? number("read_v") : 0);
        for (int j = 0; j < made.cols; ++j) {
            const int level = (7 * i + 13 * j + 3 * i * j + i * i % 5) % 4;
            made.conductances.push_back(gmin + level * (gmax - gmin) / 3);
        }
    }
}

std::map<std::string, Case> reference_cases() {
    const CsvTable table(config_path("validation/wires.csv"));
    std::map<std::string, Case> cases;
    for (std::size_t i = 0; i < table.rows(); ++i) {
        Case &made = cases[table.text(i, "case")];
        if (made.rows == 0)
            fill(made, table, i);
        made.currents.push_back(table.number(i, "current_a"));
    }
    return cases;
}

template <class Scalar> std::vector<double> by_transfer(const Case &array) {
    const auto rows = static_cast<std::size_t>(array.rows);
    const auto cols = static_cast<std::size_t>(array.cols);
    const std::vector<Scalar> cells(array.conductances.begin(), array.conductances.end());
    std::vector<Scalar> transfer(cells.size());
    const cim::TransferPlan plan(array.rows, array.cols, array.wires);
    cim::TransferSolver<Scalar>(plan).solve(cells.data(), transfer.data());
    std::vector<double> currents(cols);
    for (std::size_t c = 0; c < cols; ++c)
        for (std::size_t r = 0; r < rows; ++r)
            currents[c] += double(transfer[c * rows + r]) * array.voltages[r];
    return currents;
}

std::vector<double> by_nodes(const Case &array) {
    return cim::NodalSolver(array.rows, array.cols, array.wires, {array.nonlinearity_v, 0, false},
                            array.conductances)
        .solve(array.voltages)
        .currents;
}

double largest_error(const std::vector<double> &ours, const std::vector<double> &target) {
    double error = ours.size() == target.size() && !target.empty() ? 0 : INFINITY;
    for (std::size_t i = 0; i < target.size(); ++i)
        error = worse(error, ours[i] == target[i] ? 0 : ours[i] / target[i] - 1);
    return error;
}

ValidationRow bound(const std::string &id, const std::string &what, double most, double error,
                    const std::string &source) {
    return {id, what, most, error, "1", 0, source, Within::Most};
}

} // namespace

std::vector<ValidationRow> wire_rows(const std::string &id) {
    double transfer = 0, single = 0, nodes = 0;
    for (const auto &[name, array] : reference_cases()) {
        if (array.nonlinearity_v > 0)
            continue;
        transfer = worse(transfer, largest_error(by_transfer<double>(array), array.currents));
        single = worse(single, largest_error(by_transfer<float>(array), array.currents));
        nodes = worse(nodes, largest_error(by_nodes(array), array.currents));
    }
    const std::string source = "ngspice 39, 4 to 64 square, three sets of wires";
    return {bound(id, "largest error, transfer matrix", 1e-8, transfer, source),
            bound(id, "largest error, transfer matrix in single precision", 1e-5, single, source),
            bound(id, "largest error, nodal analysis", 1e-8, nodes, source)};
}

std::vector<ValidationRow> sinh_rows(const std::string &id) {
    double nodes = 0;
    for (const auto &[name, array] : reference_cases())
        if (array.nonlinearity_v > 0)
            nodes = worse(nodes, largest_error(by_nodes(array), array.currents));
    return {bound(id, "largest error, nodal analysis", 1e-8, nodes, "ngspice 39, 4 to 16 square")};
}

namespace {

/// Rows and columns cut from an array; a quarter of the cells open where asked.
Case cut(Case array, int rows, int cols, bool open) {
    Case part = array;
    part.rows = rows;
    part.cols = cols;
    part.voltages.resize(static_cast<std::size_t>(rows));
    part.conductances.clear();
    for (int r = 0; r < rows; ++r)
        for (int c = 0; c < cols; ++c)
            part.conductances.push_back(
                open && (r + c) % 4 == 0
                    ? 0
                    : array.conductances[static_cast<std::size_t>(r * array.cols + c)]);
    return part;
}

} // namespace

std::vector<ValidationRow> wire_limit_rows(const std::string &id) {
    const Case whole = reference_cases().at("c16_b");
    std::vector<std::pair<std::string, Case>> limits{{"open cells", cut(whole, 16, 16, true)},
                                                     {"one row", cut(whole, 1, 16, false)},
                                                     {"one column", cut(whole, 16, 1, false)},
                                                     {"5 x 16", cut(whole, 5, 16, false)},
                                                     {"16 x 5", cut(whole, 16, 5, false)}};
    for (const auto &[what, zeros] : {std::pair("no resistance in rows", 3),
                                      {"no resistance in columns", 12},
                                      {"no wires, drivers and sinks only", 6},
                                      {"no resistance at all", 15}}) {
        Case array = whole;
        double *const ohms[] = {&array.wires.driver_ohm, &array.wires.row_wire_ohm,
                                &array.wires.column_wire_ohm, &array.wires.sink_ohm};
        for (int i = 0; i < 4; ++i)
            *ohms[i] = zeros >> i & 1 ? 0 : *ohms[i];
        limits.emplace_back(what, array);
    }
    std::vector<ValidationRow> rows;
    for (const auto &[what, array] : limits)
        rows.push_back(bound(id, "largest error, " + what, 1e-9,
                             largest_error(by_transfer<double>(array), by_nodes(array)),
                             "nodal analysis with merged nodes"));
    return rows;
}

} // namespace apps
