// SPDX-License-Identifier: Apache-2.0
#include "models/wires/transfer_matrix.h"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <vector>

namespace cim {

namespace {

template <class Scalar>
using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::ColMajor>;
template <class Scalar> using Vector = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;
template <class Scalar> using View = Eigen::Map<Matrix<Scalar>, 0, Eigen::OuterStride<>>;
template <class Scalar> using ConstView = Eigen::Map<const Matrix<Scalar>, 0, Eigen::OuterStride<>>;

/// Several leaves of a kind side by side.
template <class Scalar> struct LanesOf {
    static constexpr int count = 64 / sizeof(Scalar);
    using Type __attribute__((vector_size(64))) = Scalar;
};

/// Inverse of the Cholesky factor of the matrix with the off-diagonal -front (below the diagonal)
/// and the row sums `outward`, all in positive terms. Overwrites front and outward; the lower
/// triangle of inverse is written.
template <class Scalar>
void invert_small_factor(View<Scalar> front, Scalar *outward, View<Scalar> inverse) {
    const Eigen::Index size = inverse.rows();
    for (Eigen::Index p = 0; p < size; ++p) {
        Scalar *const column = &front(0, p);
        Scalar own = outward[p];
        for (Eigen::Index a = p + 1; a < size; ++a)
            own += column[a];
        const Scalar root = 1 / std::sqrt(own);
        for (Eigen::Index a = p + 1; a < size; ++a)
            column[a] *= root;
        for (Eigen::Index a = p + 1; a < size; ++a) {
            Scalar *const other = &front(0, a);
            outward[a] += column[a] * (root * outward[p]);
            for (Eigen::Index b = a + 1; b < size; ++b)
                other[b] += column[a] * column[b];
        }
        column[p] = root;
    }
    for (Eigen::Index q = 0; q < size; ++q) {
        Scalar *const result = &inverse(0, q);
        std::fill_n(result, size, Scalar{0});
        result[q] = 1;
        for (Eigen::Index p = q; p < size; ++p) {
            const Scalar *const column = &front(0, p);
            const Scalar value = result[p] * column[p];
            result[p] = value;
            for (Eigen::Index a = p + 1; a < size; ++a)
                result[a] += value * column[a];
        }
    }
}

/// The same half by half, so that most of it is matrix products.
template <class Scalar>
void invert_factor(View<Scalar> front, Scalar *outward, View<Scalar> inverse) {
    const Eigen::Index size = inverse.rows(), first = size / 2, second = size - first;
    if (size <= 16)
        return invert_small_factor(front, outward, inverse);
    const auto part = [](View<Scalar> &whole, Eigen::Index row, Eigen::Index col, Eigen::Index rows,
                         Eigen::Index cols) {
        return View<Scalar>(&whole(row, col), rows, cols, {whole.outerStride()});
    };
    View<Scalar> between = part(front, first, 0, second, first);
    View<Scalar> rest = part(front, first, first, second, second);
    View<Scalar> inverse_first = part(inverse, 0, 0, first, first);
    View<Scalar> inverse_rest = part(inverse, first, first, second, second);
    View<Scalar> inverse_between = part(inverse, first, 0, second, first);

    Eigen::Map<Vector<Scalar>> out(outward, size);
    const Vector<Scalar> out_first = out.head(first);
    out.head(first) += between.colwise().sum().transpose();
    invert_factor(part(front, 0, 0, first, first), outward, inverse_first);
    inverse_between.noalias() = between * inverse_first.transpose();
    rest.noalias() += inverse_between * inverse_between.transpose();
    out.tail(second).noalias() += inverse_between * (inverse_first * out_first);
    invert_factor(rest, outward + first, inverse_rest);
    between.noalias() = inverse_between * inverse_first;
    inverse_between.noalias() = inverse_rest * between;
    part(inverse, 0, first, first, second).setZero();
}

} // namespace

/// The working memory, and the steps of a plan in it. Memory is aligned to whole registers, for
/// where a sum is cut into registers depends on that.
template <class Scalar> class TransferSolver<Scalar>::Elimination {
  public:
    explicit Elimination(const TransferPlan &plan) : plan_(plan) {
        leaf_ports_.resize(plan.leaf_size);
    }

    void solve(const Scalar *conductances, Scalar *transfer, Scalar *coupling);

  private:
    using Memory = std::vector<Scalar, Eigen::aligned_allocator<Scalar>>;

    void eliminate_leaves(const Scalar *conductances);
    void eliminate_leaves(const TransferPlan::LeafKind &kind, const TransferPlan::Leaf *leaves,
                          int count, const Scalar *conductances);
    void assemble(const TransferPlan::Join &join);
    void eliminate(const TransferPlan::Join &join, bool all_pairs);

    /// The conductances between the ports of a part, below the diagonal, column-major.
    struct Ports {
        const Scalar *values;
        int stride;
    };
    Ports ports_of(int part);
    Memory &front_of(const TransferPlan::Join &join);

    const TransferPlan &plan_;
    Memory leaf_ports_;
    std::vector<Memory> fronts_; ///< by depth and side
    Memory inverse_, shares_;
};

template <class Scalar>
TransferSolver<Scalar>::TransferSolver(const TransferPlan &plan)
    : elimination_(std::make_unique<Elimination>(plan)) {}

template <class Scalar> TransferSolver<Scalar>::~TransferSolver() = default;

template <class Scalar>
void TransferSolver<Scalar>::solve(const Scalar *conductances, Scalar *transfer, Scalar *coupling) {
    elimination_->solve(conductances, transfer, coupling);
}

template <class Scalar>
void TransferSolver<Scalar>::Elimination::solve(const Scalar *conductances, Scalar *transfer,
                                                Scalar *coupling) {
    const int rows = plan_.rows, cols = plan_.cols;
    eliminate_leaves(conductances);
    for (const TransferPlan::Join &next : plan_.joins) {
        assemble(next);
        eliminate(next, next.depth > 0 || coupling);
    }

    // The ports of the whole are its sources, then its grounds.
    const int whole = plan_.joins.empty() ? ~0 : static_cast<int>(plan_.joins.size()) - 1;
    const Ports ports = ports_of(whole);
    const ConstView<Scalar> values(ports.values, rows + cols, rows + cols, {ports.stride});
    Eigen::Map<Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(
        transfer, cols, rows) = values.bottomLeftCorner(cols, rows);
    if (coupling) {
        View<Scalar> between(coupling, rows, rows, {rows});
        between.setZero();
        between.template triangularView<Eigen::StrictlyLower>() = values.topLeftCorner(rows, rows);
        between.template triangularView<Eigen::StrictlyUpper>() = between.transpose();
    }
}

template <class Scalar>
void TransferSolver<Scalar>::Elimination::eliminate_leaves(const Scalar *conductances) {
    constexpr int lanes = LanesOf<Scalar>::count;
    const auto end = plan_.leaves.end();
    for (auto first = plan_.leaves.begin(); first != end;) {
        auto last = first;
        while (last != end && last->kind == first->kind && last - first < lanes)
            ++last;
        eliminate_leaves(plan_.kinds[static_cast<std::size_t>(first->kind)], &*first,
                         static_cast<int>(last - first), conductances);
        first = last;
    }
}

template <class Scalar>
void TransferSolver<Scalar>::Elimination::eliminate_leaves(const TransferPlan::LeafKind &kind,
                                                           const TransferPlan::Leaf *leaves,
                                                           int count, const Scalar *conductances) {
    using Lanes = typename LanesOf<Scalar>::Type;
    struct alignas(64) Slot {
        Lanes lanes;
    };
    std::vector<Slot> slots(static_cast<std::size_t>(kind.slots), Slot{Lanes{}});
    const auto at = [&](int slot) -> Lanes & {
        return slots[static_cast<std::size_t>(slot)].lanes;
    };
    for (const auto &wire : kind.wires)
        at(wire.slot) += static_cast<Scalar>(wire.conductance_s);
    for (const auto &cell : kind.cells)
        for (int l = 0; l < LanesOf<Scalar>::count; ++l) {
            const TransferPlan::Leaf &leaf = leaves[std::min(l, count - 1)];
            at(cell.slot)[l] +=
                conductances[(leaf.row + cell.row) * plan_.cols + leaf.col + cell.col];
        }

    const int *neighbours = kind.neighbours.data(), *target = kind.targets.data();
    for (const int degree : kind.degrees) {
        Lanes own{};
        for (int a = 0; a < degree; ++a)
            own += at(neighbours[a]);
        const Lanes inverse = 1 / own;
        for (int a = 1; a < degree; ++a) {
            const Lanes share = at(neighbours[a]) * inverse;
            for (int b = 0; b < a; ++b, ++target)
                at(*target) += share * at(neighbours[b]);
        }
        neighbours += degree;
    }

    for (int l = 0; l < count; ++l) {
        const TransferPlan::Leaf &leaf = leaves[l];
        Scalar *const ports = leaf_ports_.data() + leaf.offset;
        const int *slot = kind.results.data();
        for (int a = 0; a < kind.ports; ++a)
            for (int b = 0; b < a; ++b, ++slot) {
                const int one = leaf.places[static_cast<std::size_t>(a)];
                const int other = leaf.places[static_cast<std::size_t>(b)];
                ports[std::min(one, other) * kind.ports + std::max(one, other)] =
                    *slot < 0 ? 0 : at(*slot)[l];
            }
    }
}

template <class Scalar>
void TransferSolver<Scalar>::Elimination::assemble(const TransferPlan::Join &join) {
    Memory &front = front_of(join);
    const int size = join.size;
    const auto entries = static_cast<std::size_t>(size) * static_cast<std::size_t>(size);
    if (front.size() < entries)
        front.resize(entries);
    const Ports halves[2] = {ports_of(join.halves[0]), ports_of(join.halves[1])};
    for (const TransferPlan::Run &cols : join.runs)
        for (int c = 0; c < cols.length; ++c) {
            Scalar *const column = front.data() + std::ptrdiff_t{cols.first + c} * size;
            const Scalar *from[2];
            for (int half = 0; half < 2; ++half)
                from[half] =
                    halves[half].values + std::ptrdiff_t{cols.from[half] + c} * halves[half].stride;
            for (const TransferPlan::Run *rows = &cols; rows != join.runs.data() + join.runs.size();
                 ++rows) {
                const int skip = rows == &cols ? c + 1 : 0, length = rows->length - skip;
                Scalar *const to = column + rows->first + skip;
                const bool in_first = rows->from[0] >= 0 && cols.from[0] >= 0;
                const bool in_second = rows->from[1] >= 0 && cols.from[1] >= 0;
                const Scalar *const first = from[0] + rows->from[0] + skip;
                const Scalar *const second = from[1] + rows->from[1] + skip;
                if (in_first && in_second)
                    for (int r = 0; r < length; ++r)
                        to[r] = first[r] + second[r];
                else if (in_first || in_second)
                    std::copy_n(in_first ? first : second, length, to);
                else
                    std::fill_n(to, length, Scalar{0});
            }
        }
}

template <class Scalar>
void TransferSolver<Scalar>::Elimination::eliminate(const TransferPlan::Join &join,
                                                    bool all_pairs) {
    const int eliminated = join.eliminated, others = join.size - eliminated;
    if (eliminated == 0)
        return;
    View<Scalar> all(front_of(join).data(), join.size, join.size, {join.size});
    inverse_.resize(std::max(inverse_.size(), std::size_t(eliminated) * std::size_t(eliminated)));
    shares_.resize(std::max(shares_.size(), std::size_t(others) * std::size_t(eliminated)));
    View<Scalar> inverse(inverse_.data(), eliminated, eliminated, {eliminated});
    View<Scalar> shares(shares_.data(), others, eliminated, {others});

    const auto outward = all.bottomLeftCorner(others, eliminated);
    Vector<Scalar> sums = outward.colwise().sum();
    invert_factor<Scalar>(all, sums.data(), inverse);
    const int first = eliminated < 32 ? 0 : eliminated / 2, second = eliminated - first;
    shares.rightCols(second).noalias() = outward * inverse.bottomRows(second).transpose();
    if (first > 0) // the inverse is triangular
        shares.leftCols(first).noalias() =
            outward.leftCols(first) * inverse.topLeftCorner(first, first).transpose();
    if (all_pairs)
        all.bottomRightCorner(others, others)
            .template selfadjointView<Eigen::Lower>()
            .rankUpdate(shares);
    else
        all.bottomRows(plan_.cols).middleCols(eliminated, plan_.rows).noalias() +=
            shares.bottomRows(plan_.cols) * shares.topRows(plan_.rows).transpose();
}

template <class Scalar>
typename TransferSolver<Scalar>::Elimination::Ports
TransferSolver<Scalar>::Elimination::ports_of(int part) {
    if (part < 0) {
        const TransferPlan::Leaf &leaf = plan_.leaves[static_cast<std::size_t>(~part)];
        return {leaf_ports_.data() + leaf.offset, static_cast<int>(leaf.places.size())};
    }
    const TransferPlan::Join &join = plan_.joins[static_cast<std::size_t>(part)];
    return {front_of(join).data() +
                std::ptrdiff_t{join.eliminated} * (std::ptrdiff_t{join.size} + 1),
            join.size};
}

template <class Scalar>
typename TransferSolver<Scalar>::Elimination::Memory &
TransferSolver<Scalar>::Elimination::front_of(const TransferPlan::Join &join) {
    const auto place = static_cast<std::size_t>(2 * join.depth + join.side);
    if (fronts_.size() <= place)
        fronts_.resize(place + 1);
    return fronts_[place];
}

template class TransferSolver<float>;
template class TransferSolver<double>;

} // namespace cim
