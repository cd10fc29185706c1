// SPDX-License-Identifier: Apache-2.0
#include "models/wires/transfer_plan.h"

#include "models/wires/leaf_steps.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>

namespace cim {

namespace {

constexpr int leaf_side = 8; ///< cells; the fastest of 2 to 8

using Nodes = std::vector<int>;

bool is_leaf(const CellRectangle &cells) {
    return cells.rows <= leaf_side && cells.cols <= leaf_side;
}

/// A rectangle of the recursion from one leaf up.
struct Part {
    CellRectangle cells;
    int halves[2]; ///< parts; -1: a leaf
    int depth, side;
    Nodes touched;  ///< by name: those of the leaf's cells, or the ports of the halves
    int eliminated; ///< of the whole array's nodes, once this part is done
};

/// Cuts the array in halves and numbers its nodes in the order of their elimination, terminals
/// last.
class Dissection {
  public:
    explicit Dissection(const WireNodes &wires)
        : wires_(wires), number_(static_cast<std::size_t>(wires.names())) {
        for (int t = 0; t < wires.terminals(); ++t)
            number_[static_cast<std::size_t>(t)] = wires.names() - wires.terminals() + t;
        dissect({0, wires.rows, 0, wires.cols}, 0, 0);
    }

    int number(int node) const { return number_[static_cast<std::size_t>(node)]; }

    std::vector<Part> parts; ///< halves first

  private:
    /// Returns the ports of the rectangle, by name in rising order.
    Nodes dissect(const CellRectangle &cells, int depth, int side) {
        if (is_leaf(cells)) {
            Nodes touched;
            Nodes ports = dissect_leaf(cells, touched);
            parts.push_back({cells, {-1, -1}, depth, side, touched, eliminated_});
            return ports;
        }
        const auto [first, second] = halves(cells);
        const Nodes a = dissect(first, depth + 1, 0);
        const int first_part = static_cast<int>(parts.size()) - 1;
        const Nodes b = dissect(second, depth + 1, 1);
        const int second_part = static_cast<int>(parts.size()) - 1;
        Nodes touched = united(a, b);
        Nodes ports = eliminate_inner(cells, touched);
        parts.push_back(
            {cells, {first_part, second_part}, depth, side, std::move(touched), eliminated_});
        return ports;
    }

    Nodes dissect_leaf(const CellRectangle &cells, Nodes &touched) {
        Nodes below;
        if (cells.rows == 1 && cells.cols == 1) {
            below = {wires_.left(cells.row, cells.col), wires_.word(cells.row, cells.col),
                     wires_.bit(cells.row, cells.col), wires_.below(cells.row, cells.col)};
            std::sort(below.begin(), below.end());
            below.erase(std::unique(below.begin(), below.end()), below.end());
            touched = united(touched, below);
        } else {
            const auto [first, second] = halves(cells);
            const Nodes a = dissect_leaf(first, touched), b = dissect_leaf(second, touched);
            below = united(a, b);
        }
        return eliminate_inner(cells, below);
    }

    static std::pair<CellRectangle, CellRectangle> halves(const CellRectangle &whole) {
        const auto [row, rows, col, cols] = whole;
        if (cols >= rows)
            return {{row, rows, col, cols / 2}, {row, rows, col + cols / 2, cols - cols / 2}};
        return {{row, rows / 2, col, cols}, {row + rows / 2, rows - rows / 2, col, cols}};
    }

    static Nodes united(const Nodes &a, const Nodes &b) {
        Nodes all;
        std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(all));
        return all;
    }

    Nodes eliminate_inner(const CellRectangle &whole, const Nodes &touched) {
        Nodes ports;
        for (const int node : touched)
            if (is_inner(whole, node))
                number_[static_cast<std::size_t>(node)] = eliminated_++;
            else
                ports.push_back(node);
        return ports;
    }

    /// No cell outside the rectangle touches the node.
    bool is_inner(const CellRectangle &whole, int node) const {
        if (wires_.is_terminal(node))
            return false;
        const auto [rows, cols, place] =
            std::tuple(wires_.rows, wires_.cols, node - wires_.terminals());
        const bool word = place < rows * cols;
        const int row = place / cols % rows, col = place % cols;
        const int row_low = word ? row : wires_.column_s == 0 ? 0 : std::max(row - 1, 0);
        const int col_high = !word               ? col
                             : wires_.row_s == 0 ? cols - 1
                                                 : std::min(col + 1, cols - 1);
        return whole.row <= row_low && row < whole.row + whole.rows && whole.col <= col &&
               col_high < whole.col + whole.cols;
    }

    const WireNodes &wires_;
    Nodes number_;
    int eliminated_ = 0;
};

/// Turns the parts of a dissection into a plan's leaves and joins.
class Planner {
  public:
    Planner(const WireNodes &wires, const Dissection &dissection, TransferPlan &plan)
        : wires_(wires), dissection_(dissection), plan_(plan) {
        for (const Part &part : dissection.parts)
            places_.push_back(part.halves[0] < 0 ? add_leaf(part) : add_join(part));
        sort_leaves();
    }

  private:
    /// Numbers of a part's nodes, in order; the first `eliminated` are not its ports.
    Nodes numbers(const Part &part, int &eliminated) const {
        Nodes list;
        for (const int node : part.touched)
            list.push_back(dissection_.number(node));
        std::sort(list.begin(), list.end());
        eliminated = static_cast<int>(std::lower_bound(list.begin(), list.end(), part.eliminated) -
                                      list.begin());
        return list;
    }

    int add_join(const Part &part) {
        TransferPlan::Join join;
        const Nodes all = numbers(part, join.eliminated);
        join.size = static_cast<int>(all.size());
        join.depth = part.depth;
        join.side = part.side;
        for (std::size_t half = 0; half < 2; ++half)
            join.halves[half] = places_[static_cast<std::size_t>(part.halves[half])];
        join.runs = runs(all, ports_[static_cast<std::size_t>(part.halves[0])],
                         ports_[static_cast<std::size_t>(part.halves[1])]);
        ports_.emplace_back(all.begin() + join.eliminated, all.end());
        const std::int64_t s = join.eliminated, o = join.size - s;
        const std::int64_t pairs = part.depth > 0 ? o * o : 2 * plan_.rows * plan_.cols;
        plan_.flops += s * s * s / 3 + s * s * o + s * pairs;
        plan_.joins.push_back(std::move(join));
        return static_cast<int>(plan_.joins.size()) - 1;
    }

    static std::vector<TransferPlan::Run> runs(const Nodes &all, const Nodes &a, const Nodes &b) {
        std::vector<TransferPlan::Run> found;
        int next_a = 0, next_b = 0;
        for (int to = 0; to < static_cast<int>(all.size()); ++to) {
            const int node = all[static_cast<std::size_t>(to)];
            const auto take = [&](const Nodes &ports, int &next) {
                const auto place = static_cast<std::size_t>(next);
                return place < ports.size() && ports[place] == node ? next++ : -1;
            };
            const int from[2] = {take(a, next_a), take(b, next_b)};
            const bool same = !found.empty() && (found.back().from[0] < 0) == (from[0] < 0) &&
                              (found.back().from[1] < 0) == (from[1] < 0);
            if (same)
                ++found.back().length;
            else
                found.push_back({to, 1, {from[0], from[1]}});
        }
        return found;
    }

    int add_leaf(const Part &part) {
        int eliminated = 0;
        const Nodes all = numbers(part, eliminated);
        const Nodes ports(all.begin() + eliminated, all.end());
        Nodes nodes, port_names; // nodes: eliminated ones by number, then ports by name
        for (const int node : part.touched)
            (dissection_.number(node) < part.eliminated ? nodes : port_names).push_back(node);
        std::sort(nodes.begin(), nodes.end(),
                  [&](int a, int b) { return dissection_.number(a) < dissection_.number(b); });
        nodes.insert(nodes.end(), port_names.begin(), port_names.end());

        const CellRectangle &cells = part.cells;
        const auto key = std::tuple(cells.rows, cells.cols, cells.row == 0, cells.col == 0,
                                    cells.row + cells.rows == wires_.rows,
                                    cells.col + cells.cols == wires_.cols);
        const auto [known, fresh] = kinds_.emplace(key, static_cast<int>(plan_.kinds.size()));
        if (fresh)
            plan_.kinds.push_back(leaf_kind(wires_, cells, nodes, eliminated));

        TransferPlan::Leaf leaf{known->second, cells.row, cells.col, {}, plan_.leaf_size};
        for (const int node : port_names)
            leaf.places.push_back(static_cast<int>(
                std::lower_bound(ports.begin(), ports.end(), dissection_.number(node)) -
                ports.begin()));
        plan_.leaf_size += ports.size() * ports.size();
        const TransferPlan::LeafKind &kind = plan_.kinds[static_cast<std::size_t>(leaf.kind)];
        plan_.flops +=
            static_cast<std::int64_t>(2 * kind.neighbours.size() + 2 * kind.targets.size());
        plan_.leaves.push_back(std::move(leaf));
        ports_.push_back(ports);
        return ~(static_cast<int>(plan_.leaves.size()) - 1);
    }

    /// Brings the leaves of a kind together.
    void sort_leaves() {
        std::vector<std::size_t> order(plan_.leaves.size());
        for (std::size_t i = 0; i < order.size(); ++i)
            order[i] = i;
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            return plan_.leaves[a].kind < plan_.leaves[b].kind;
        });
        std::vector<TransferPlan::Leaf> sorted;
        std::vector<int> place(order.size());
        for (const std::size_t from : order) {
            place[from] = static_cast<int>(sorted.size());
            sorted.push_back(std::move(plan_.leaves[from]));
        }
        plan_.leaves = std::move(sorted);
        for (TransferPlan::Join &join : plan_.joins)
            for (int &half : join.halves)
                if (half < 0)
                    half = ~place[static_cast<std::size_t>(~half)];
    }

    const WireNodes &wires_;
    const Dissection &dissection_;
    TransferPlan &plan_;
    std::vector<int> places_; ///< join or ~leaf of each part
    std::vector<Nodes> ports_;
    std::map<std::tuple<int, int, bool, bool, bool, bool>, int> kinds_;
};

} // namespace

TransferPlan::TransferPlan(int rows_, int cols_, const WireSpec &spec) : rows(rows_), cols(cols_) {
    const WireNodes wires(rows, cols, spec);
    Planner(wires, Dissection(wires), *this);
}

} // namespace cim
