// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/wires/wires.h"

#include <memory>
#include <vector>

namespace cim {

/// How the current of a cell follows the voltage across it.
struct CellCurrent {
    double nonlinearity_v = 0; ///< I = G V0 sinh(V / V0); 0: linear, I = G V
    double access_ohm = 0;     ///< in series with each cell
    bool gated = false;        ///< a word line at 0 V cuts its cells off (1T1R)
};

/// An array at rest under one input.
struct NodalSolution {
    std::vector<double> currents;        ///< of each bit line into its ground, amperes
    std::vector<double> driver_currents; ///< out of each driver, amperes
    std::vector<double> word_v, bit_v;   ///< voltages of the cells' two nodes, rows x cols
    double source_w = 0;                 ///< power from the drivers
    double dissipated_w = 0;             ///< power in cells and wires: the same
    int iterations = 0;                  ///< Newton steps
};

/// Nodal analysis of an array: Kirchhoff's current law at every node, sparse Cholesky, Newton steps
/// for cells that are not linear. The reference for TransferSolver, and what serves where no linear
/// map exists.
class NodalSolver {
  public:
    /// conductances: rows x cols, siemens, at least 0, row-major. Throws std::invalid_argument for
    /// anything else.
    NodalSolver(int rows, int cols, const WireSpec &wires, const CellCurrent &law,
                std::vector<double> conductances);
    ~NodalSolver();

    /// voltages: of each word line's driver. Throws std::invalid_argument for a wrong number of
    /// them or one that is not finite, std::runtime_error if Newton's method does not converge.
    NodalSolution solve(const std::vector<double> &voltages);

  private:
    struct Circuit;
    std::unique_ptr<Circuit> circuit_;
};

} // namespace cim
