// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/commands.h"
#include "apps/commands/configured.h"

#include "apps/util/files/named_files.h"
#include "apps/util/files/number_table.h"
#include "apps/util/quantity.h"
#include "apps/util/table.h"
#include "apps/util/text.h"
#include "models/wires/nodal_solver.h"
#include "models/wires/transfer_matrix.h"
#include "models/wires/wire_estimate.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <numeric>
#include <optional>

namespace apps {

namespace {

const int most_lines = 4096;

/// An array at work on several inputs.
struct Solution {
    std::vector<std::vector<double>> currents; ///< by input, of each bit line
    std::vector<double> power_w;               ///< by input
    std::vector<cim::NodalSolution> nodes;     ///< by input, if they were asked for or needed
};

NumberTable read_conductances(const std::string &file) {
    NumberTable table = read_numbers(file, "conductances (siemens, one line a word line)");
    if (table.rows > most_lines || table.cols > most_lines)
        throw ConfigError(file + ": " + std::to_string(table.rows) + " x " +
                          std::to_string(table.cols) + " cells; an array has at most " +
                          std::to_string(most_lines) + " lines of each kind");
    for (int r = 0; r < table.rows; ++r)
        for (int c = 0; c < table.cols; ++c)
            if (table.at(r, c) < 0)
                throw ConfigError(table.where(r) + ": value " + std::to_string(c + 1) + ": " +
                                  number_text(table.at(r, c)) +
                                  " is negative; a conductance is at least 0 S");
    return table;
}

/// Inputs, each a voltage for every word line.
std::vector<std::vector<double>> read_voltages(const std::string &file, int word_lines) {
    NumberTable table = read_numbers(file, "voltages (volts, one line a word line)");
    if (table.rows == 1 && table.cols == word_lines)
        std::swap(table.rows, table.cols);
    if (table.rows != word_lines)
        throw ConfigError(file + ": " + std::to_string(table.rows) + " lines of voltages for " +
                          std::to_string(word_lines) +
                          " word lines; one line a word line, one column an input");
    std::vector<std::vector<double>> inputs(static_cast<std::size_t>(table.cols));
    for (int r = 0; r < table.rows; ++r)
        for (int c = 0; c < table.cols; ++c)
            inputs[static_cast<std::size_t>(c)].push_back(table.at(r, c));
    return inputs;
}

/// By the transfer matrix: one elimination for all inputs.
Solution solve_linear(const NumberTable &cells, const cim::WireSpec &wires,
                      const std::vector<std::vector<double>> &inputs) {
    const auto rows = static_cast<std::size_t>(cells.rows);
    const auto cols = static_cast<std::size_t>(cells.cols);
    std::vector<double> conductances = cells.values;
    for (double &g : conductances)
        g /= 1 + g * wires.access_ohm;
    const cim::TransferPlan plan(cells.rows, cells.cols, wires);
    std::vector<double> transfer(rows * cols), coupling(rows * rows);
    cim::TransferSolver<double>(plan).solve(conductances.data(), transfer.data(), coupling.data());
    Solution solution;
    for (const std::vector<double> &v : inputs) {
        std::vector<double> currents(cols);
        double power = 0;
        for (std::size_t c = 0; c < cols; ++c)
            for (std::size_t r = 0; r < rows; ++r) {
                const double current = transfer[c * rows + r] * v[r];
                currents[c] += current;
                power += current * v[r];
            }
        for (std::size_t r = 0; r < rows; ++r)
            for (std::size_t k = 0; k < r; ++k)
                power += coupling[r * rows + k] * (v[r] - v[k]) * (v[r] - v[k]);
        solution.currents.push_back(std::move(currents));
        solution.power_w.push_back(power);
    }
    return solution;
}

/// By nodal analysis of each input.
Solution solve_nodes(const NumberTable &cells, const Config &config,
                     const std::vector<std::vector<double>> &inputs) {
    const cim::CellCurrent law{config.device.nonlinearity_v, config.array.access_ohm,
                               config.array.gated};
    cim::NodalSolver solver(cells.rows, cells.cols, config.array, law, cells.values);
    Solution solution;
    for (const std::vector<double> &input : inputs) {
        solution.nodes.push_back(solver.solve(input));
        solution.currents.push_back(solution.nodes.back().currents);
        solution.power_w.push_back(solution.nodes.back().source_w);
    }
    return solution;
}

void write_currents(std::ostream &out, const Solution &solution) {
    for (const std::vector<double> &currents : solution.currents) {
        std::vector<std::string> texts;
        for (const double current : currents)
            texts.push_back(number_text(current));
        out << joined(texts, ",") << '\n';
    }
}

void write_nodes(std::ostream &out, const Solution &solution, int cols) {
    out << "# input,word_line,bit_line,word_v,bit_v\n";
    for (std::size_t i = 0; i < solution.nodes.size(); ++i)
        for (std::size_t n = 0; n < solution.nodes[i].word_v.size(); ++n)
            out << i + 1 << ',' << n / static_cast<std::size_t>(cols) + 1 << ','
                << n % static_cast<std::size_t>(cols) + 1 << ','
                << number_text(solution.nodes[i].word_v[n]) << ','
                << number_text(solution.nodes[i].bit_v[n]) << '\n';
}

/// What the sum of the currents would be without wires, and by the fast estimate.
struct Expectation {
    double ideal_a = 0, estimated_a = 0;
};

Expectation expectation(const NumberTable &cells, const Config &config,
                        const std::vector<double> &input) {
    const double v0 = config.device.nonlinearity_v;
    double ideal_a = 0;
    for (int r = 0; r < cells.rows; ++r) {
        const double v = input[static_cast<std::size_t>(r)];
        for (int c = 0; c < cells.cols; ++c)
            ideal_a += cells.at(r, c) * (v0 > 0 ? v0 * std::sinh(v / v0) : v);
    }
    const double mean = std::accumulate(cells.values.begin(), cells.values.end(), 0.0) /
                        static_cast<double>(cells.values.size());
    const auto driven = std::count_if(input.begin(), input.end(), [](double v) { return v != 0; });
    Expectation expected;
    expected.ideal_a = ideal_a;
    expected.estimated_a =
        expected.ideal_a * cim::current_share_estimate(cells.rows, cells.cols, config.array, mean,
                                                       static_cast<double>(driven) /
                                                           static_cast<double>(input.size()));
    return expected;
}

void print_summary(const NumberTable &cells, const Config &config,
                   const std::vector<std::vector<double>> &inputs, const Solution &solution) {
    std::cout << cells.rows << " word lines, " << cells.cols << " bit lines, "
              << (config.device.nonlinearity_v > 0 ? "sinh" : "linear") << " cells"
              << (config.array.gated ? ", gated by their word lines" : "") << '\n';
    Table table({"input", "power", "current", "lost in wires", "fast estimate", "its error"});
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const double sum =
            std::accumulate(solution.currents[i].begin(), solution.currents[i].end(), 0.0);
        const Expectation expected = expectation(cells, config, inputs[i]);
        const auto share = [&](double current) {
            const bool known = expected.ideal_a != 0 && std::isfinite(expected.ideal_a);
            return known ? percent(1 - current / expected.ideal_a, 2) : "-";
        };
        const bool linear = config.device.nonlinearity_v == 0; // as the estimate assumes
        table.row({std::to_string(i + 1), quantity(solution.power_w[i], "W"), quantity(sum, "A"),
                   share(sum), linear ? share(expected.estimated_a) : "-",
                   sum == 0 || !linear ? "-" : percent(expected.estimated_a / sum - 1, 2)});
    }
    table.print(std::cout);
}

/// Files of CSV, read and written; docs/formats.md has their form.
struct SolveFiles {
    std::string conductances, voltages; ///< read
    std::string currents;               ///< written
    std::string node_voltages;          ///< written; empty: not
};

/// Currents of one array with its wires (array.*) and the law of its cells (device.nonlinearity_v).
int execute(const Config &config, const SolveFiles &files) {
    const NumberTable cells = read_conductances(files.conductances);
    const std::vector<std::vector<double>> inputs = read_voltages(files.voltages, cells.rows);
    const bool linear = config.device.nonlinearity_v == 0 && !config.array.gated;
    const bool by_nodes = !linear || !files.node_voltages.empty();
    const Solution solution =
        by_nodes ? solve_nodes(cells, config, inputs) : solve_linear(cells, config.array, inputs);
    write_named_files([&](nn::ResultFiles &made) {
        made.add(files.currents, [&](std::ostream &out) { write_currents(out, solution); });
        if (!files.node_voltages.empty())
            made.add(files.node_voltages,
                     [&](std::ostream &out) { write_nodes(out, solution, cells.cols); });
    });
    print_summary(cells, config, inputs, solution);
    return 0;
}

} // namespace

Command solve_command() {
    return {"solve",
            "[CONFIG]",
            "one array: conductances and voltages to currents, with wires and the cells' law",
            [](const CommandLine &line) {
                const Config config = configured(line, ConfigUse::Array);
                return execute(config, {required_file(line, "--conductances"),
                                        required_file(line, "--voltages"),
                                        required_file(line, "-o"), line.value("--node-voltages")});
            },
            {{"--conductances", "G.csv", "siemens: one line a word line, one value a bit line"},
             {"--voltages", "V.csv", "volts: one line a word line, one column an input"},
             {"-o", "currents.csv", "amperes, written: one line an input, one value a bit line"},
             {"--node-voltages", "N.csv",
              "volts, written: input, word line, bit line, both nodes of the cell"}},
            "\nThe keys array.* are the wires; device.nonlinearity_v bends the cells' law.\n"};
}

} // namespace apps
