// SPDX-License-Identifier: Apache-2.0
#include "models/device/cell.h"

#include "models/device/device_law.h"
#include "models/device/own_law.h"
#include "models/numerics/correlated_field.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cim {

double die_factor(const DeviceSpec &device, const ChipDraw &draw) {
    const auto bits = random_bits({draw.seed, Stream::Die, draw.chip, 0}, 0);
    float normal = 0;
    normals(1, bits.data(), &normal);
    return std::max(0.0, 1 + device.die_sigma * double(normal));
}

CellLaw::CellLaw(const DeviceSpec &device, int cell_bits)
    : device_(device), relaxation_(device.relaxation, device.time_s),
      lognormal_(is_lognormal(device.programming_error)) {
    const int top = (1 << cell_bits) - 1;
    const double step = device.step_s(cell_bits);
    gmin_ = static_cast<float>(device.gmin_s() / step);
    gmax_ = static_cast<float>(device.gmax_s() / step);
    top_ = static_cast<float>(top);
    ceiling_ = static_cast<float>(device.ceiling * device.gmax_s() / step) - gmin_;
    steps_per_us_ = 1e-6 / step;

    same_for_all_ = device.verify.method == VerifyMethod::None && !lognormal_ &&
                    device.programming_error != ErrorLaw::Table;
    for (const WrittenLevel &level : written_levels(device, cell_bits)) {
        const Quantiles passing = passing_writes(device, level);
        centre_.push_back(static_cast<float>((level.centre_s - device.gmin_s()) / step));
        spread_.push_back(static_cast<float>(lognormal_ ? level.spread : level.spread / step));
        first_.push_back(share_of_words(passing.from));
        words_.push_back(share_of_words(passing.to - passing.from));
        same_for_all_ = same_for_all_ && spread_.back() == spread_.front();
    }

    const TelegraphSpec &telegraph = device.telegraph;
    read_sigma_ = device.read_sigma;
    if (telegraph.amplitude > 0 && device.telegraph_is_fast())
        read_sigma_ = std::sqrt(read_sigma_ * read_sigma_ + telegraph.variance());
    ages_ = device.relaxes() || (device.drift.law != DriftLaw::None && device.time_s > 0) ||
            device.temperature_factor != 1 ||
            (telegraph.amplitude > 0 && !device.telegraph_is_fast());
}

double CellLaw::programmed_reference(const ChipDraw &chip) const {
    return device_.die_sigma > 0 ? double(gmin_) * die_factor(device_, chip) : double(gmin_);
}

bool CellLaw::varies() const {
    const std::vector<DeviceLaw> &laws = device_laws();
    return !same_for_all_ || spread_.front() > 0 || ages_ || !device_.own_laws.empty() ||
           std::any_of(laws.begin(), laws.end(), [&](const DeviceLaw &law) {
               return law.step > LawStep::Write && law.step < LawStep::Age && law.acts(device_);
           });
}

void CellLaw::program(const CellGrid &grid, float *levels) const {
    write(grid, levels);
    vary_together(grid, levels);
    for (const auto &law : device_.own_laws) {
        law->program(grid, levels);
        limit(grid.cells(), levels);
    }
    stick(grid, levels);
}

void CellLaw::write(const CellGrid &grid, float *levels) const {
    if (same_for_all_ && spread_.front() == 0)
        return limit(grid.cells(), levels);
    std::vector<std::uint32_t> words = words_of(grid.draw_of(Stream::Programming), grid.cells());
    if (same_for_all_) {
        const std::vector<float> normal = normals_of(words);
        const float sigma = spread_.front();
        for (std::size_t i = 0; i < normal.size(); ++i)
            levels[i] += sigma * normal[i];
    } else {
        std::vector<float> targets;
        if (device_.verify.method == VerifyMethod::Incremental)
            for (std::int64_t i = 0; i < grid.cells(); ++i)
                targets.push_back(centre_[static_cast<std::size_t>(levels[i])]);
        draw_by_level(words, levels);
        if (!targets.empty())
            nudge(grid, targets, levels);
    }
    limit(grid.cells(), levels);
}

/// Draws from the part of each level's distribution that passes.
void CellLaw::draw_by_level(std::vector<std::uint32_t> &words, float *levels) const {
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto level = static_cast<std::uint32_t>(static_cast<std::int32_t>(levels[i]));
        words[i] = first_[level] +
                   static_cast<std::uint32_t>(std::uint64_t{words[i]} * words_[level] >> 32);
    }
    const std::vector<float> normal = normals_of(words);
    if (lognormal_) {
        for (std::size_t i = 0; i < words.size(); ++i) {
            const auto level = static_cast<std::size_t>(levels[i]);
            levels[i] = (centre_[level] + gmin_) * std::exp(spread_[level] * normal[i]) - gmin_;
        }
        return;
    }
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto level = static_cast<std::uint32_t>(static_cast<std::int32_t>(levels[i]));
        levels[i] = centre_[level] + spread_[level] * normal[i];
    }
}

/// Pulses after the first, each aimed at what is missing, until all cells pass.
void CellLaw::nudge(const CellGrid &grid, const std::vector<float> &targets, float *levels) const {
    const WriteVerifySpec &verify = device_.verify;
    const float tolerance = static_cast<float>(verify.tolerance) * gmax_;
    const float sigma = static_cast<float>(verify.pulse_sigma) * gmax_;
    const auto keeps = static_cast<float>(1 - verify.gain);
    const std::int64_t blocks = (grid.cells() + 255) / 256; // of random words, a pulse
    std::vector<std::uint32_t> words(targets.size());
    const auto passes = [&](std::size_t i) {
        return std::abs(levels[i] - targets[i]) <= tolerance;
    };
    for (int pulse = 1; pulse < verify.most_pulses; ++pulse) {
        std::size_t passed = 0;
        for (std::size_t i = 0; i < targets.size(); ++i)
            passed += passes(i) ? 1 : 0;
        if (passed == targets.size())
            return;
        fill_random_bits(grid.draw_of(Stream::WritePulse), blocks * (pulse - 1), grid.cells(),
                         words.data());
        const std::vector<float> normal = normals_of(words);
        for (std::size_t i = 0; i < targets.size(); ++i)
            if (!passes(i))
                levels[i] = targets[i] + keeps * (levels[i] - targets[i]) + sigma * normal[i];
    }
}

void CellLaw::vary_together(const CellGrid &grid, float *levels) const {
    if (device_.die_sigma == 0 && device_.field_sigma == 0)
        return;
    const auto die = static_cast<float>(die_factor(device_, grid.draw));
    std::vector<float> field(static_cast<std::size_t>(grid.cells()));
    if (device_.field_sigma > 0)
        field = correlated_field(grid.draw_of(Stream::Field), grid.rows, grid.columns,
                                 device_.field_cells);
    const auto sigma = static_cast<float>(device_.field_sigma);
    for (std::size_t i = 0; i < field.size(); ++i)
        levels[i] = (levels[i] + gmin_) * (die + sigma * field[i]) - gmin_;
    limit(grid.cells(), levels);
    const auto reference = static_cast<float>(programmed_reference(grid.draw));
    for (std::size_t i = 0; i < field.size(); ++i)
        levels[i] += gmin_ - reference;
}

void CellLaw::limit(std::int64_t count, float *levels) const {
    const float floor = -gmin_;
    for (std::int64_t i = 0; i < count; ++i)
        levels[i] = std::max(levels[i], floor);
    for (std::int64_t i = 0; device_.ceiling > 0 && i < count; ++i)
        levels[i] = std::min(levels[i], ceiling_);
}

namespace {

/// Calls visit(cell, level) for every stuck cell of a grid; `top`: the highest level.
template <class Visit>
void each_stuck(const DeviceSpec &device, float top, const CellGrid &grid, const Visit &visit) {
    if (device.stuck_off + device.stuck_on > 0) {
        const std::uint32_t off_below = share_of_words(device.stuck_off);
        const std::uint32_t on_below =
            share_of_words(std::min(1.0, device.stuck_off + device.stuck_on));
        const std::vector<std::uint32_t> words =
            words_of(grid.draw_of(Stream::StuckCell), grid.cells());
        for (std::size_t i = 0; i < words.size(); ++i)
            if (words[i] < on_below)
                visit(i, words[i] < off_below ? 0 : top);
    }
    if (device.stuck_rows + device.stuck_columns == 0)
        return;
    const std::vector<std::uint32_t> lines =
        words_of(grid.draw_of(Stream::StuckLine), grid.rows + grid.columns);
    const std::uint32_t rows_below = share_of_words(device.stuck_rows);
    const std::uint32_t columns_below = share_of_words(device.stuck_columns);
    std::size_t cell = 0;
    for (int r = 0; r < grid.rows; ++r)
        for (int c = 0; c < grid.columns; ++c, ++cell)
            if (lines[static_cast<std::size_t>(r)] < rows_below ||
                lines[static_cast<std::size_t>(grid.rows + c)] < columns_below)
                visit(cell, 0.0F);
}

} // namespace

std::vector<float> CellLaw::stuck(const CellGrid &grid) const {
    std::vector<float> held(static_cast<std::size_t>(grid.cells()),
                            std::numeric_limits<float>::quiet_NaN());
    each_stuck(device_, top_, grid, [&](std::size_t cell, float level) { held[cell] = level; });
    return held;
}

void CellLaw::stick(const CellGrid &grid, float *levels) const {
    each_stuck(device_, top_, grid, [&](std::size_t cell, float level) { levels[cell] = level; });
}

} // namespace cim
