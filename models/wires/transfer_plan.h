// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/wires/wire_nodes.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace cim {

/// The order in which the nodes of an array of linear cells are eliminated until only its sources
/// and grounds are left: nested dissection. A rectangle of cells is a network whose ports are the
/// nodes that it shares with its surroundings; two halves are joined by eliminating what only they
/// share. That takes about 35 n^3 operations for n x n cells, where a row by row elimination takes
/// 2 n^4 or more. One plan serves all arrays of a shape and of the same wires.
struct TransferPlan {
    /// Throws std::invalid_argument if the array has no cells or the wires a negative resistance.
    TransferPlan(int rows, int cols, const WireSpec &wires);

    /// Consecutive ports of two halves; -1: not a port of that half.
    struct Run {
        int first, length;
        int from[2]; ///< the first one among the ports of each half
    };
    /// Two halves of a rectangle and what becomes of their ports.
    struct Join {
        int halves[2]; ///< joins, or leaves as ~leaf
        std::vector<Run> runs;
        int eliminated = 0; ///< the first ones; the others are the ports of the whole
        int size = 0;       ///< all
        int depth = 0;      ///< joins above this one
        int side = 0;       ///< which half of the join above it is
    };
    /// How the small rectangles of one shape and position at the array's edges are eliminated: the
    /// conductances between nodes have slots, and every step adds products of slots to slots.
    struct LeafKind {
        struct Cell {
            int row, col, slot;
        };
        struct Wire {
            int slot;
            double conductance_s;
        };
        int slots = 0, ports = 0;
        std::vector<Cell> cells; ///< position in the rectangle
        std::vector<Wire> wires;
        std::vector<int> degrees;    ///< of each eliminated node, in order
        std::vector<int> neighbours; ///< slots of each eliminated node's conductances
        std::vector<int> targets;    ///< slots between its neighbours a > b, a by a
        std::vector<int> results;    ///< slots between ports a > b, a by a; -1: not connected
    };
    struct Leaf {
        int kind, row, col;
        std::vector<int> places; ///< of each of the kind's ports among those of the rectangle
        std::size_t offset = 0;  ///< where its port matrix is
    };

    int rows, cols;
    std::vector<LeafKind> kinds;
    std::vector<Leaf> leaves;  ///< those of a kind are consecutive
    std::vector<Join> joins;   ///< halves first; the last is the whole array
    std::size_t leaf_size = 0; ///< of all port matrices of leaves
    std::int64_t flops = 0;    ///< additions and multiplications that the elimination needs
};

} // namespace cim
