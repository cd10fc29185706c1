// SPDX-License-Identifier: Apache-2.0
#include "models/wires/nodal_solver.h"

#include "models/wires/wire_nodes.h"

#include <Eigen/SparseCholesky>
#include <Eigen/SparseCore>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>

namespace cim {

namespace {

constexpr int most_steps = 500;
constexpr double smallest_step = 1e-9; ///< of the largest voltage; the next one is its square

/// Current through a cell and its derivative.
struct Flow {
    double current, slope;
};

/// sinh law, in series with a resistance: Newton on i = G V0 sinh((v - i R) / V0), which is
/// monotonic.
Flow cell_flow(const CellCurrent &law, double conductance, double voltage) {
    const double v0 = law.nonlinearity_v, ohm = law.access_ohm;
    if (conductance == 0)
        return {0, 0};
    if (v0 == 0) {
        const double series = conductance / (1 + conductance * ohm);
        return {series * voltage, series};
    }
    const auto bare = [&](double v) {
        return Flow{conductance * v0 * std::sinh(v / v0), conductance * std::cosh(v / v0)};
    };
    if (ohm == 0)
        return bare(voltage);
    double across = voltage / (1 + conductance * ohm); // of the cell alone; more than it can be
    for (int step = 0; step < most_steps; ++step) {
        const Flow flow = bare(across);
        const double change = (across + ohm * flow.current - voltage) / (1 + ohm * flow.slope);
        across -= change;
        if (std::abs(change) <= 1e-15 * std::abs(voltage))
            break;
    }
    const Flow flow = bare(across);
    return {flow.current, flow.slope / (1 + ohm * flow.slope)};
}

} // namespace

/// The array as a list of resistors between nodes, and the matrix of those whose voltage is sought.
struct NodalSolver::Circuit {
    struct Resistor {
        int a, b; ///< names
        double conductance;
    };

    Circuit(int rows, int cols, const WireSpec &spec, const CellCurrent &cell_law,
            std::vector<double> conductances)
        : nodes(rows, cols, spec), law(cell_law), cells(std::move(conductances)) {
        const auto wrong = [](double g) { return !(g >= 0) || !std::isfinite(g); };
        if (cells.size() != static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols))
            throw std::invalid_argument("an array of " + std::to_string(rows) + " x " +
                                        std::to_string(cols) + " cells cannot have " +
                                        std::to_string(cells.size()) + " conductances");
        if (std::any_of(cells.begin(), cells.end(), wrong))
            throw std::invalid_argument("a conductance is a finite number of at least 0 S");
        for (int r = 0; r < rows; ++r)
            for (int c = 0; c < cols; ++c) {
                if (nodes.left(r, c) != nodes.word(r, c))
                    wires.push_back({nodes.left(r, c), nodes.word(r, c), nodes.left_s(c)});
                if (nodes.bit(r, c) != nodes.below(r, c))
                    wires.push_back({nodes.bit(r, c), nodes.below(r, c), nodes.below_s(r)});
            }
        unknowns.assign(static_cast<std::size_t>(nodes.names()), -1);
        const auto number = [&](int name) {
            int &unknown = unknowns[static_cast<std::size_t>(name)];
            if (!nodes.is_terminal(name) && unknown < 0)
                unknown = count++;
        };
        for (int r = 0; r < rows; ++r)
            for (int c = 0; c < cols; ++c) {
                number(nodes.word(r, c));
                number(nodes.bit(r, c));
            }
    }

    double conductance(int row, int col) const {
        return cells[static_cast<std::size_t>(row * nodes.cols + col)];
    }
    int unknown(int name) const { return unknowns[static_cast<std::size_t>(name)]; }

    /// visit(row, col, word node, bit node) for every cell that is not cut off.
    template <class Visit>
    void for_each_cell(const std::vector<double> &voltages, Visit &&visit) const {
        for (int r = 0; r < nodes.rows; ++r) {
            const bool open = law.gated && voltages[static_cast<std::size_t>(r)] == 0;
            for (int c = 0; c < nodes.cols && !open; ++c)
                visit(r, c, nodes.word(r, c), nodes.bit(r, c));
        }
    }

    /// Currents out of every named node, for given voltages of all.
    Eigen::VectorXd outflow(const std::vector<double> &voltages, const Eigen::VectorXd &v) const {
        Eigen::VectorXd flow = Eigen::VectorXd::Zero(nodes.names());
        const auto carry = [&](int a, int b, double current) {
            flow[a] += current;
            flow[b] -= current;
        };
        for (const Resistor &wire : wires)
            carry(wire.a, wire.b, wire.conductance * (v[wire.a] - v[wire.b]));
        for_each_cell(voltages, [&](int r, int c, int word, int bit) {
            carry(word, bit, cell_flow(law, conductance(r, c), v[word] - v[bit]).current);
        });
        return flow;
    }

    /// The slopes of the outflow by the unknown voltages.
    void factorise(const std::vector<double> &voltages, const Eigen::VectorXd &v) {
        std::vector<Eigen::Triplet<double>> entries;
        const auto add = [&](int a, int b, double slope) {
            const int i = unknown(a), j = unknown(b);
            if (i >= 0)
                entries.emplace_back(i, i, slope);
            if (j >= 0)
                entries.emplace_back(j, j, slope);
            if (i >= 0 && j >= 0)
                entries.emplace_back(std::max(i, j), std::min(i, j), -slope);
        };
        for (const Resistor &wire : wires)
            add(wire.a, wire.b, wire.conductance);
        for_each_cell(voltages, [&](int r, int c, int word, int bit) {
            add(word, bit, cell_flow(law, conductance(r, c), v[word] - v[bit]).slope);
        });
        Eigen::SparseMatrix<double> matrix(count, count);
        matrix.setFromTriplets(entries.begin(), entries.end());
        cholesky.compute(matrix);
        if (cholesky.info() != Eigen::Success)
            throw std::runtime_error("nodal analysis: the conductance matrix is singular");
    }

    Eigen::VectorXd unknown_part(const Eigen::VectorXd &all) const {
        Eigen::VectorXd part(count);
        for (int name = 0; name < nodes.names(); ++name)
            if (unknown(name) >= 0)
                part[unknown(name)] = all[name];
        return part;
    }
    Eigen::VectorXd moved(const Eigen::VectorXd &v, const Eigen::VectorXd &step, double by) const {
        Eigen::VectorXd next = v;
        for (int name = 0; name < nodes.names(); ++name)
            if (unknown(name) >= 0)
                next[name] -= by * step[unknown(name)];
        return next;
    }

    /// One Newton step from v; returns the largest change that it wanted. The circuit minimises a
    /// convex function of the voltages whose gradient is the outflow: a step is halved while it
    /// climbs again more steeply than it fell.
    double newton(const std::vector<double> &voltages, Eigen::VectorXd &v) {
        const Eigen::VectorXd residual = unknown_part(outflow(voltages, v));
        factorise(voltages, v);
        const Eigen::VectorXd step = cholesky.solve(residual);
        const double fall = step.dot(residual);
        double by = 1;
        for (int halvings = 0; halvings < 60; ++halvings, by /= 2) {
            const Eigen::VectorXd next = moved(v, step, by);
            const double climb = -step.dot(unknown_part(outflow(voltages, next)));
            if (std::isfinite(climb) && climb <= 0.9 * fall) {
                v = next;
                return step.lpNorm<Eigen::Infinity>();
            }
        }
        return step.lpNorm<Eigen::Infinity>();
    }

    NodalSolution solve(const std::vector<double> &voltages) {
        Eigen::VectorXd v = Eigen::VectorXd::Zero(nodes.names());
        double largest = 0;
        for (int r = 0; r < nodes.rows; ++r) {
            v[nodes.source(r)] = voltages[static_cast<std::size_t>(r)];
            largest = std::max(largest, std::abs(v[nodes.source(r)]));
        }
        NodalSolution solution;
        if (count > 0 && law.nonlinearity_v == 0) {
            if (law.gated || !factored)
                factorise(voltages, v);
            factored = true;
            for (int refined = 0; refined < 2; ++refined)
                v = moved(v, cholesky.solve(unknown_part(outflow(voltages, v))), 1);
        } else if (count > 0) {
            for (double change = largest; change > smallest_step * largest;) {
                if (++solution.iterations > most_steps)
                    throw std::runtime_error(
                        "nodal analysis does not converge in " + std::to_string(most_steps) +
                        " steps: device.nonlinearity_v is too small for these voltages");
                change = newton(voltages, v);
            }
        }
        read(voltages, v, solution);
        return solution;
    }

    void read(const std::vector<double> &voltages, const Eigen::VectorXd &v,
              NodalSolution &solution) const {
        const Eigen::VectorXd flow = outflow(voltages, v);
        for (int c = 0; c < nodes.cols; ++c)
            solution.currents.push_back(-flow[nodes.ground(c)]);
        for (int r = 0; r < nodes.rows; ++r) {
            solution.driver_currents.push_back(flow[nodes.source(r)]);
            solution.source_w += flow[nodes.source(r)] * v[nodes.source(r)];
        }
        for (const Resistor &wire : wires)
            solution.dissipated_w +=
                wire.conductance * (v[wire.a] - v[wire.b]) * (v[wire.a] - v[wire.b]);
        for_each_cell(voltages, [&](int r, int c, int word, int bit) {
            const double across = v[word] - v[bit];
            solution.dissipated_w += cell_flow(law, conductance(r, c), across).current * across;
        });
        for (int r = 0; r < nodes.rows; ++r)
            for (int c = 0; c < nodes.cols; ++c) {
                solution.word_v.push_back(v[nodes.word(r, c)]);
                solution.bit_v.push_back(v[nodes.bit(r, c)]);
            }
    }

    WireNodes nodes;
    CellCurrent law;
    std::vector<double> cells;
    std::vector<Resistor> wires;
    std::vector<int> unknowns; ///< row of the matrix by node name; -1: none
    int count = 0;
    bool factored = false;
    Eigen::SimplicialLLT<Eigen::SparseMatrix<double>> cholesky;
};

NodalSolver::NodalSolver(int rows, int cols, const WireSpec &wires, const CellCurrent &law,
                         std::vector<double> conductances)
    : circuit_(std::make_unique<Circuit>(rows, cols, wires, law, std::move(conductances))) {}

NodalSolver::~NodalSolver() = default;

NodalSolution NodalSolver::solve(const std::vector<double> &voltages) {
    if (voltages.size() != static_cast<std::size_t>(circuit_->nodes.rows))
        throw std::invalid_argument("an array of " + std::to_string(circuit_->nodes.rows) +
                                    " word lines cannot have " + std::to_string(voltages.size()) +
                                    " voltages");
    if (!std::all_of(voltages.begin(), voltages.end(), [](double v) { return std::isfinite(v); }))
        throw std::invalid_argument("a voltage is a finite number");
    return circuit_->solve(voltages);
}

} // namespace cim
