// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/wires/transfer_matrix.h"
#include "models/wires/wires.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace cim {

inline WireSpec wires_of(double driver_ohm, double row_wire_ohm, double column_wire_ohm,
                         double sink_ohm) {
    WireSpec wires;
    wires.driver_ohm = driver_ohm;
    wires.row_wire_ohm = row_wire_ohm;
    wires.column_wire_ohm = column_wire_ohm;
    wires.sink_ohm = sink_ohm;
    return wires;
}

/// An array with its wires and one input.
struct WireArray {
    int rows = 0, cols = 0;
    WireSpec wires;
    std::vector<double> conductances, voltages;

    double &cell(int row, int col) {
        return conductances[static_cast<std::size_t>(row * cols + col)];
    }
};

/// Cells of 1 to 100 uS, one in ten open; inputs up to 0.5 V, one row in four at 0 V. Bit b of
/// `zero` makes resistance b zero.
inline WireArray random_array(int rows, int cols, int zero, unsigned seed) {
    std::mt19937 bits(seed);
    const auto uniform = [&](double low, double high) {
        return low + (high - low) * double(bits()) / 4294967296.0;
    };
    WireArray array{rows, cols, {}, {}, {}};
    array.wires = wires_of(uniform(10, 1000), uniform(0.1, 5), uniform(0.1, 5), uniform(10, 1000));
    double *const ohms[] = {&array.wires.driver_ohm, &array.wires.row_wire_ohm,
                            &array.wires.column_wire_ohm, &array.wires.sink_ohm};
    for (int i = 0; i < 4; ++i)
        if (zero >> i & 1)
            *ohms[i] = 0;
    for (int i = 0; i < rows * cols; ++i)
        array.conductances.push_back(uniform(0, 1) < 0.1 ? 0 : uniform(1e-6, 1e-4));
    for (int r = 0; r < rows; ++r)
        array.voltages.push_back(uniform(0, 1) < 0.25 ? 0 : uniform(0.05, 0.5));
    return array;
}

template <class Scalar> std::vector<Scalar> transfer_of(const WireArray &array) {
    const TransferPlan plan(array.rows, array.cols, array.wires);
    const std::vector<Scalar> cells(array.conductances.begin(), array.conductances.end());
    std::vector<Scalar> transfer(cells.size());
    TransferSolver<Scalar>(plan).solve(cells.data(), transfer.data());
    return transfer;
}

/// I = T V.
template <class Scalar> std::vector<double> transfer_currents(const WireArray &array) {
    const std::vector<Scalar> transfer = transfer_of<Scalar>(array);
    std::vector<double> currents(static_cast<std::size_t>(array.cols));
    auto entry = transfer.begin();
    for (double &current : currents)
        for (const double voltage : array.voltages)
            current += static_cast<double>(*entry++) * voltage;
    return currents;
}

/// Largest difference, relative to the larger of the two.
inline double largest_error(const std::vector<double> &ours, const std::vector<double> &theirs) {
    double error = ours.size() == theirs.size() ? 0 : INFINITY;
    for (std::size_t i = 0; i < std::min(ours.size(), theirs.size()); ++i)
        if (ours[i] != theirs[i])
            error = std::max(error, std::abs(ours[i] - theirs[i]) /
                                        std::max(std::abs(ours[i]), std::abs(theirs[i])));
    return error;
}

} // namespace cim
