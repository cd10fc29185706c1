// SPDX-License-Identifier: Apache-2.0
#include "models/wires/leaf_steps.h"

#include <algorithm>

namespace cim {

namespace {

/// The slots of a leaf: one for each pair of nodes that are ever connected.
class Slots {
  public:
    explicit Slots(const std::vector<int> &nodes)
        : nodes_(nodes), slots_(nodes.size() * nodes.size(), -1) {}

    /// The slot between two places in the list of nodes, a > b; -1: they are not connected.
    int at(int a, int b) const {
        return slots_[static_cast<std::size_t>(a) * nodes_.size() + static_cast<std::size_t>(b)];
    }
    int connect(int a, int b) {
        int &slot =
            slots_[static_cast<std::size_t>(a) * nodes_.size() + static_cast<std::size_t>(b)];
        if (slot < 0)
            slot = count++;
        return slot;
    }
    int connect_nodes(int node, int other) {
        const auto place = [&](int name) {
            return static_cast<int>(std::find(nodes_.begin(), nodes_.end(), name) - nodes_.begin());
        };
        const int a = place(node), b = place(other);
        return connect(std::max(a, b), std::min(a, b));
    }

    int count = 0;

  private:
    const std::vector<int> &nodes_;
    std::vector<int> slots_;
};

void connect_cells(TransferPlan::LeafKind &kind, Slots &slots, const WireNodes &wires,
                   const CellRectangle &cells) {
    for (int r = cells.row; r < cells.row + cells.rows; ++r)
        for (int c = cells.col; c < cells.col + cells.cols; ++c) {
            const int word = wires.word(r, c), bit = wires.bit(r, c);
            kind.cells.push_back({r - cells.row, c - cells.col, slots.connect_nodes(word, bit)});
            if (const int left = wires.left(r, c); left != word)
                kind.wires.push_back({slots.connect_nodes(left, word), wires.left_s(c)});
            if (const int below = wires.below(r, c); below != bit)
                kind.wires.push_back({slots.connect_nodes(bit, below), wires.below_s(r)});
        }
}

} // namespace

TransferPlan::LeafKind leaf_kind(const WireNodes &wires, const CellRectangle &cells,
                                 const std::vector<int> &nodes, int eliminated) {
    TransferPlan::LeafKind kind;
    Slots slots(nodes);
    connect_cells(kind, slots, wires, cells);
    const int size = static_cast<int>(nodes.size());
    for (int p = 0; p < eliminated; ++p) {
        std::vector<int> neighbours;
        for (int a = p + 1; a < size; ++a)
            if (slots.at(a, p) >= 0)
                neighbours.push_back(a);
        kind.degrees.push_back(static_cast<int>(neighbours.size()));
        for (const int a : neighbours) {
            kind.neighbours.push_back(slots.at(a, p));
            for (const int b : neighbours)
                if (b < a)
                    kind.targets.push_back(slots.connect(a, b));
        }
    }
    for (int a = eliminated; a < size; ++a)
        for (int b = eliminated; b < a; ++b)
            kind.results.push_back(slots.at(a, b));
    kind.slots = slots.count;
    kind.ports = size - eliminated;
    return kind;
}

} // namespace cim
