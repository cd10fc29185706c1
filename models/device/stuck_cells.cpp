// SPDX-License-Identifier: Apache-2.0
#include "models/device/stuck_cells.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <tuple>

namespace cim {

namespace {

/// What a cell can be asked for: all levels, or the one that it is stuck at.
struct Choice {
    int low, high;
    bool free() const { return low < high; }
};

/// The cells of a weight: its planes, `stride` apart.
class WeightCells {
  public:
    WeightCells(const WeightCode &code, const float *stuck, float *levels, int stride)
        : code_(code), stuck_(stuck), levels_(levels), stride_(stride) {}

    bool has_stuck() const {
        for (int p = 0; p < code_.planes(); ++p)
            if (!std::isnan(stuck_[p * stride_]))
                return true;
        return false;
    }

    void choose() {
        int asked = 0;
        for (int p = 0; p < code_.planes(); ++p)
            asked += code_.plane_weight(p) * level(p);
        std::vector<Part> parts{{asked, 0, {}}};
        for (int slice = code_.slices - 1; slice >= 0; --slice)
            parts = with_slice(slice, parts);
        for (int slice = 0; slice < code_.slices; ++slice)
            hold(slice, parts.front().digits[static_cast<std::size_t>(slice)]);
    }

  private:
    /// Digits of the higher slices.
    struct Part {
        int rest; ///< of what was asked, that they do not hold
        int changed;
        std::array<int, 16> digits;
    };

    int level(int plane) const { return static_cast<int>(levels_[plane * stride_]); }

    Choice choice(int plane) const {
        const float stuck = stuck_[plane * stride_];
        return std::isnan(stuck) ? Choice{0, (1 << code_.cell_bits) - 1}
                                 : Choice{static_cast<int>(stuck), static_cast<int>(stuck)};
    }
    /// Of the negative cell beside it, if there is one.
    Choice other(int plane) const { return code_.signs == 2 ? choice(plane + 1) : Choice{0, 0}; }

    /// What slices below this one, all free, cannot hold of a rest.
    int beyond(int slice, int rest) const {
        const int most = code_.plane_weight(slice * code_.signs) - 1;
        return rest > 0 ? std::max(0, rest - most)
                        : std::max(0, -rest - (code_.signs == 2 ? most : 0));
    }

    /// The most promising parts with a digit more, the best first. Rests within reach of the slices
    /// below are two at most, one digit apart; so a few parts hold all that can be the best.
    std::vector<Part> with_slice(int slice, const std::vector<Part> &parts) const {
        constexpr std::size_t few = 4;
        const int plane = slice * code_.signs, size = code_.plane_weight(plane);
        const Choice positive = choice(plane), negative = other(plane);
        const int asked = level(plane) - (code_.signs == 2 ? level(plane + 1) : 0);
        std::vector<Part> longer;
        for (const Part &part : parts)
            for (int digit = positive.low - negative.high; digit <= positive.high - negative.low;
                 ++digit) {
                Part next = part;
                next.rest -= size * digit;
                next.changed += std::abs(digit - asked);
                next.digits[static_cast<std::size_t>(slice)] = digit;
                longer.push_back(next);
            }
        const auto key = [&](const Part &part) {
            return std::tuple(beyond(slice, part.rest), part.rest, part.changed);
        };
        std::sort(longer.begin(), longer.end(),
                  [&](const Part &a, const Part &b) { return key(a) < key(b); });
        const auto same = [](const Part &a, const Part &b) { return a.rest == b.rest; };
        longer.erase(std::unique(longer.begin(), longer.end(), same), longer.end());
        longer.resize(std::min(longer.size(), few));
        return longer;
    }

    void hold(int slice, int digit) {
        const int plane = slice * code_.signs;
        const Choice positive = choice(plane), negative = other(plane);
        const int more = !positive.free()   ? positive.low
                         : !negative.free() ? digit + negative.low
                                            : std::max(digit, 0);
        set(plane, more);
        if (code_.signs == 2)
            set(plane + 1, more - digit);
    }

    void set(int plane, int level) { levels_[plane * stride_] = static_cast<float>(level); }

    const WeightCode &code_;
    const float *stuck_;
    float *levels_;
    int stride_;
};

} // namespace

void make_up_for_stuck(const WeightCode &code, const CellGrid &grid,
                       const std::vector<float> &stuck, float *levels) {
    const int cols = grid.columns / code.planes();
    for (int r = 0; r < grid.rows; ++r)
        for (int c = 0; c < cols; ++c) {
            const std::ptrdiff_t at = std::ptrdiff_t{r} * grid.columns + c;
            WeightCells cells(code, stuck.data() + at, levels + at, cols);
            if (cells.has_stuck())
                cells.choose();
        }
}

} // namespace cim
