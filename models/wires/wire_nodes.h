// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/wires/wires.h"

namespace cim {

/// Names the nodes of an array: cell (i, j) joins word node (i, j) and bit node (i, j); word line i
/// starts at the source i, left of column 0, and bit line j ends at the ground j, below the last
/// row. Nodes with zero resistance between them are one and have one name.
class WireNodes {
  public:
    WireNodes(int rows, int cols, const WireSpec &wires);

    int source(int row) const { return row; }
    int ground(int col) const { return rows + col; }
    /// Sources and grounds come first: their voltages are given.
    bool is_terminal(int node) const { return node < terminals(); }
    int terminals() const { return rows + cols; }
    /// Names are below this; merged ones are not in use.
    int names() const { return terminals() + 2 * rows * cols; }

    int word(int row, int col) const {
        if (row_s == 0)
            col = 0;
        return driver_s == 0 && col == 0 ? source(row) : terminals() + row * cols + col;
    }
    int bit(int row, int col) const {
        if (column_s == 0)
            row = rows - 1;
        return sink_s == 0 && row == rows - 1 ? ground(col)
                                              : terminals() + (rows + row) * cols + col;
    }

    /// The node at the other end of the wire that reaches word node (row, col) from the left, and
    /// the wire's conductance in siemens; 0: there is none, the two are one node.
    int left(int row, int col) const { return col == 0 ? source(row) : word(row, col - 1); }
    double left_s(int col) const { return col == 0 ? driver_s : row_s; }
    /// The same for the wire that leaves bit node (row, col) downwards.
    int below(int row, int col) const { return row == rows - 1 ? ground(col) : bit(row + 1, col); }
    double below_s(int row) const { return row == rows - 1 ? sink_s : column_s; }

    int rows, cols;
    double driver_s, row_s, column_s, sink_s; ///< conductances; 0 stands for no resistance
};

} // namespace cim
