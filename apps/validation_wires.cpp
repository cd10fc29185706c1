// SPDX-License-Identifier: Apache-2.0
#include "apps/csv_table.h"
#include "apps/validation_published.h"
#include "models/nodal_solver.h"
#include "models/transfer_matrix.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

namespace apps {

namespace {

/// A square array of configs/validation/wires.csv.
struct Case {
    int size = 0;
    cim::WireSpec wires;
    double nonlinearity_v = 0;
    std::vector<double> conductances, voltages, currents;
};

void fill(Case &made, const CsvTable &table, std::size_t line) {
    const auto number = [&](const char *column) { return table.number(line, column); };
    made.size = static_cast<int>(number("size"));
    made.wires.driver_ohm = number("driver_ohm");
    made.wires.row_wire_ohm = number("row_wire_ohm");
    made.wires.column_wire_ohm = number("column_wire_ohm");
    made.wires.sink_ohm = number("sink_ohm");
    made.nonlinearity_v = number("nonlinearity_v");
    const double gmin = number("gmin_s"), gmax = number("gmax_s");
    for (int i = 0; i < made.size; ++i) {
        made.voltages.push_back((5 * i + 1) % 3 != 0 ? number("read_v") : 0);
        for (int j = 0; j < made.size; ++j) {
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
        if (made.size == 0)
            fill(made, table, i);
        made.currents.push_back(table.number(i, "current_a"));
    }
    return cases;
}

template <class Scalar> std::vector<double> by_transfer(const Case &array) {
    const auto size = static_cast<std::size_t>(array.size);
    const std::vector<Scalar> cells(array.conductances.begin(), array.conductances.end());
    std::vector<Scalar> transfer(cells.size());
    const cim::TransferPlan plan(array.size, array.size, array.wires);
    cim::TransferSolver<Scalar>(plan).solve(cells.data(), transfer.data());
    std::vector<double> currents(size);
    for (std::size_t c = 0; c < size; ++c)
        for (std::size_t r = 0; r < size; ++r)
            currents[c] += double(transfer[c * size + r]) * array.voltages[r];
    return currents;
}

std::vector<double> by_nodes(const Case &array) {
    return cim::NodalSolver(array.size, array.size, array.wires, {array.nonlinearity_v, 0, false},
                            array.conductances)
        .solve(array.voltages)
        .currents;
}

double largest_error(const std::vector<double> &ours, const std::vector<double> &target) {
    double error = 0;
    for (std::size_t i = 0; i < target.size(); ++i)
        error = std::max(error, std::abs(ours[i] / target[i] - 1));
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
        transfer = std::max(transfer, largest_error(by_transfer<double>(array), array.currents));
        single = std::max(single, largest_error(by_transfer<float>(array), array.currents));
        nodes = std::max(nodes, largest_error(by_nodes(array), array.currents));
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
            nodes = std::max(nodes, largest_error(by_nodes(array), array.currents));
    return {bound(id, "largest error, nodal analysis", 1e-8, nodes, "ngspice 39, 4 to 16 square")};
}

std::vector<ValidationRow> wire_limit_rows(const std::string &id) {
    const std::map<std::string, Case> cases = reference_cases();
    std::vector<ValidationRow> rows;
    for (const auto &[what, zeros] : {std::pair("no resistance in rows", 3),
                                      {"no resistance in columns", 12},
                                      {"no wires, drivers and sinks only", 6},
                                      {"no resistance at all", 15}}) {
        Case array = cases.at("c16_b");
        double *const ohms[] = {&array.wires.driver_ohm, &array.wires.row_wire_ohm,
                                &array.wires.column_wire_ohm, &array.wires.sink_ohm};
        for (int i = 0; i < 4; ++i)
            *ohms[i] = zeros >> i & 1 ? 0 : *ohms[i];
        rows.push_back(bound(id, std::string("largest error, ") + what, 1e-9,
                             largest_error(by_transfer<double>(array), by_nodes(array)),
                             "nodal analysis with merged nodes"));
    }
    return rows;
}

} // namespace apps
