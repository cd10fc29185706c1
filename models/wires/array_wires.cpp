// SPDX-License-Identifier: Apache-2.0
#include "models/wires/array_wires.h"

#include <algorithm>
#include <cstddef>

namespace cim {

ArrayWires::ArrayWires(const ArraySpec &array, const WireSpec &wires)
    : rows_(array.rows), columns_(array.columns + 1),
      plan_(std::make_shared<TransferPlan>(rows_, columns_, wires)), solver_(*plan_) {
    const auto rows = static_cast<std::size_t>(rows_), columns = static_cast<std::size_t>(columns_);
    conductances_.resize(rows * columns);
    transfer_.resize(rows * columns);
    coupling_.resize(rows * rows);
}

ArrayWires::ArrayWires(const ArrayWires &same)
    : rows_(same.rows_), columns_(same.columns_), plan_(same.plan_), solver_(*plan_),
      conductances_(same.conductances_.size()), transfer_(same.transfer_.size()),
      coupling_(same.coupling_.size()) {}

WiredRows ArrayWires::apply(int rows, int cols, double level_s, double reference, float *levels) {
    const int first = rows_ - rows; // used row
    std::fill(conductances_.begin(), conductances_.end(), static_cast<float>(reference * level_s));
    for (int r = 0; r < rows; ++r)
        for (int c = 0; c < cols; ++c)
            conductances_[static_cast<std::size_t>((first + r) * columns_ + c)] =
                static_cast<float>(std::max(0.0, (levels[r * cols + c] + reference) * level_s));
    solver_.solve(conductances_.data(), transfer_.data(), coupling_.data());

    const auto entry = [&](int column, int row) {
        return double(transfer_[static_cast<std::size_t>(column * rows_ + first + row)]);
    };
    WiredRows behind;
    for (int r = 0; r < rows; ++r) {
        const double subtracted = entry(columns_ - 1, r);
        for (int c = 0; c < cols; ++c)
            levels[r * cols + c] = static_cast<float>((entry(c, r) - subtracted) / level_s);
        double drawn = 0;
        for (int c = 0; c < columns_; ++c)
            drawn += entry(c, r);
        for (int k = 0; k < rows_; ++k)
            drawn += double(coupling_[static_cast<std::size_t>((first + r) * rows_ + k)]) / 2;
        behind.drawn.push_back(drawn / level_s);
        behind.references.push_back(static_cast<float>(subtracted / level_s));
    }
    return behind;
}

} // namespace cim
