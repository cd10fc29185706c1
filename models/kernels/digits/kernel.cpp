// SPDX-License-Identifier: Apache-2.0
#include "models/kernels/digits/kernel.h"

#include <algorithm>
#include <array>

namespace cim {

namespace {

constexpr int batch = DigitTable::batch;

/// Largest digit whose square is a number of 16 bits.
constexpr int largest_root = 181;

} // namespace

/// The digits of a step of up to eight vectors as the factors that tables take: what they draw, and
/// their squares.
class DigitKernel::Digits {
  public:
    explicit Digits(const ReadPlan &plan)
        : plan_(plan), pitch_(DigitTable::pitch(plan)),
          currents_(static_cast<std::size_t>(batch * pitch_)), low_squares_(currents_.size()),
          high_squares_(plan.largest_digit() > largest_root ? currents_.size() : 0) {}

    /// Those of `count` vectors from `x` on; zeros for the others.
    void take(const std::uint8_t *x, std::ptrdiff_t stride, int count, int step) {
        if (count < batch)
            for (auto *factors : {&currents_, &low_squares_, &high_squares_})
                std::fill(factors->begin(), factors->end(), std::int16_t{0});
        for (int v = 0; v < count; ++v, x += stride)
            for (int group = 0; group < plan_.groups(); ++group)
                take_rows(x + std::ptrdiff_t{group} * plan_.driven_rows, plan_.rows_of(group),
                          step * plan_.dac_bits, place(v, group));
    }

    const std::int16_t *currents() const { return currents_.data(); }
    /// Squares are low + high << high_bits.
    static constexpr int high_bits = 8;
    const std::int16_t *low_squares() const { return low_squares_.data(); }
    const std::int16_t *high_squares() const {
        return high_squares_.empty() ? nullptr : high_squares_.data();
    }
    /// Sum of the squares of a vector's digits in a group.
    std::int32_t power(int v, int group) const {
        const std::size_t first = place(v, group);
        std::int32_t sum = 0;
        for (std::size_t i = first; i < first + static_cast<std::size_t>(plan_.driven_rows); ++i)
            sum += low_squares_[i] + (high_squares_.empty() ? 0 : high_squares_[i] << high_bits);
        return sum;
    }

  private:
    std::size_t place(int v, int group) const {
        return static_cast<std::size_t>(v * pitch_ + group * DigitTable::group_pitch(plan_));
    }
    void take_rows(const std::uint8_t *x, int rows, int shift, std::size_t place) {
        const int mask = plan_.largest_digit();
        std::int16_t *const currents = currents_.data() + place;
        std::int16_t *const low = low_squares_.data() + place;
        for (int row = 0; row < rows; ++row) {
            const int digit = x[row] >> shift & mask, square = digit * digit;
            currents[row] = static_cast<std::int16_t>(digit);
            low[row] = static_cast<std::int16_t>(square);
        }
        for (int row = 0; !high_squares_.empty() && row < rows; ++row) {
            const int square = currents[row] * currents[row];
            low[row] = static_cast<std::int16_t>(square % (1 << high_bits));
            high_squares_[place + static_cast<std::size_t>(row)] =
                static_cast<std::int16_t>(square >> high_bits);
        }
        for (int row = 0; !plan_.digit_currents.empty() && row < rows; ++row)
            currents[row] = static_cast<std::int16_t>(plan_.current(currents[row]));
    }

    ReadPlan plan_;
    int pitch_;
    std::vector<std::int16_t> currents_, low_squares_, high_squares_;
};

DigitKernel::DigitKernel(const ColumnCells &columns, ReadMethod method)
    : method_(method), plan_(columns.plan), width_(padded(columns.columns)),
      reading_noise_(!columns.squares.empty()), counts_rows_(columns.noise_by_count()),
      converter_(columns), cells_(plan_, columns.cells, method) {
    if (reading_noise_ && !counts_rows_)
        squares_ = DigitTable(plan_, columns.squares, method);
}

void DigitKernel::codes(const InputBatch &in, std::int32_t *codes) const {
    Digits digits(plan_);
    const std::size_t width = static_cast<std::size_t>(width_);
    const auto sums = register_lines(batch * width_), squares = register_lines(batch * width_);
    std::int32_t *const of_cells = sums[0].value, *const of_squares = squares[0].value;
    std::fill_n(of_squares, batch * width, 0);
    const std::vector<std::uint16_t> places = converter_.noise_places(in);
    std::fill_n(codes, static_cast<std::size_t>(in.vectors) * width, 0);
    for (std::int64_t first = 0; first < in.vectors; first += batch) {
        const InputBatch some = in.part(first, batch);
        for (int step = 0; step < plan_.steps(); ++step) {
            digits.take(some.x, some.stride, static_cast<int>(some.vectors), step);
            for (int group = 0; group < plan_.groups(); ++group) {
                cells_.sum(digits.currents(), group, of_cells);
                if (reading_noise_)
                    sum_squares(digits, group, of_squares);
                for (std::int64_t v = 0; v < some.vectors; ++v) {
                    const std::int64_t read =
                        (first + v) * plan_.reads() + step * plan_.groups() + group;
                    converter_.add(step,
                                   {of_cells + v * width_, of_squares + v * width_,
                                    places[static_cast<std::size_t>(read)]},
                                   codes + (first + v) * width_);
                }
            }
        }
    }
}

void DigitKernel::sums(const InputBatch &in, std::int32_t *sums) const {
    Digits digits(plan_);
    const auto some_sums = register_lines(batch * width_);
    for (std::int64_t first = 0; first < in.vectors; first += batch) {
        const InputBatch some = in.part(first, batch);
        for (int step = 0; step < plan_.steps(); ++step) {
            digits.take(some.x, some.stride, static_cast<int>(some.vectors), step);
            for (int group = 0; group < plan_.groups(); ++group) {
                cells_.sum(digits.currents(), group, some_sums[0].value);
                for (std::int64_t v = 0; v < some.vectors; ++v)
                    std::copy_n(some_sums[0].value + v * width_, width_,
                                sums +
                                    ((first + v) * plan_.reads() + step * plan_.groups() + group) *
                                        width_);
            }
        }
    }
}

void DigitKernel::sum_squares(const Digits &digits, int group, std::int32_t *sums) const {
    if (counts_rows_) {
        for (int v = 0; v < batch; ++v)
            std::fill_n(sums + std::ptrdiff_t{v} * width_, width_, digits.power(v, group));
        return;
    }
    squares_.sum(digits.low_squares(), group, sums);
    if (digits.high_squares() == nullptr)
        return;
    const auto high = register_lines(batch * width_);
    squares_.sum(digits.high_squares(), group, high[0].value);
    for (std::ptrdiff_t i = 0; i < std::ptrdiff_t{batch} * width_; ++i)
        sums[i] += high[0].value[i] * (1 << Digits::high_bits);
}

} // namespace cim
