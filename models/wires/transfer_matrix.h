// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/wires/transfer_plan.h"

#include <memory>

namespace cim {

/// The exact linear map of arrays of linear cells with wires: bit line currents I = T V of word
/// line voltages V. An object holds the working memory of one thread.
///
/// Nothing is ever subtracted: networks are kept as the conductances between their nodes, a node's
/// own is the sum of those (Grassmann, Taksar, Heyman 1985; star-mesh transform). So every entry
/// of T has a small relative error in either precision, however much better the wires conduct than
/// the cells.
template <class Scalar> class TransferSolver {
  public:
    /// Keeps a reference to the plan.
    explicit TransferSolver(const TransferPlan &plan);
    ~TransferSolver();

    /// conductances: rows x cols, siemens, row-major, each at least 0. transfer: cols x rows,
    /// siemens, row-major, written. coupling, unless null: rows x rows, written: the conductance
    /// from each source to each other one (0 on the diagonal), so that the array draws
    /// sum_ij T_ji V_i^2 + sum_{i<k} coupling_ik (V_i - V_k)^2 watts.
    void solve(const Scalar *conductances, Scalar *transfer, Scalar *coupling = nullptr);

  private:
    class Elimination;
    std::unique_ptr<Elimination> elimination_;
};

} // namespace cim
