// SPDX-License-Identifier: Apache-2.0
#include "models/device/cell.h"

#include <algorithm>
#include <cmath>

namespace cim {

double CellLaw::drift_ln() const {
    const DriftSpec &drift = device_.drift;
    if (drift.law == DriftLaw::None || device_.time_s <= 0)
        return -1;
    return std::log(device_.time_s / (drift.law == DriftLaw::Power ? drift.t0_s : 1));
}

double CellLaw::reference(const ChipDraw &chip) const {
    double conductance = programmed_reference(chip);
    if (device_.relaxes())
        conductance += relaxation_.at(conductance / steps_per_us_).change_us().mean * steps_per_us_;
    const DriftSpec &drift = device_.drift;
    const double ln = drift_ln();
    if (ln >= 0 && drift.law == DriftLaw::Power)
        conductance *= std::exp(-ln * drift_exponent(drift, conductance / double(gmax_)).mean);
    else if (ln >= 0)
        conductance += drift.log_us * ln * steps_per_us_;
    return std::max(0.0, conductance * device_.temperature_factor);
}

void CellLaw::age(const CellGrid &grid, float *levels) const {
    if (!ages_)
        return;
    const auto before = static_cast<float>(programmed_reference(grid.draw));
    for (std::int64_t i = 0; i < grid.cells(); ++i)
        levels[i] += before;
    relax(grid, levels);
    drift(grid, levels);
    trap(grid, levels);
    const auto temperature_factor = static_cast<float>(device_.temperature_factor);
    const auto now = static_cast<float>(reference(grid.draw));
    for (std::int64_t i = 0; i < grid.cells(); ++i)
        levels[i] = std::max(levels[i] * temperature_factor, 0.0f) - now;
}

void CellLaw::relax(const CellGrid &grid, float *conductances) const {
    if (!device_.relaxes())
        return;
    const std::vector<std::uint32_t> ways =
        words_of(grid.draw_of(Stream::RelaxationWay), grid.cells());
    const std::vector<float> sizes = normals_of(grid.draw_of(Stream::RelaxationSize), grid.cells());
    const auto per_us = static_cast<float>(steps_per_us_);
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        const Relaxed relaxed = relaxation_.at(double(conductances[i] / per_us));
        const float way = static_cast<float>(ways[i] >> 8) * 0x1p-24f; // below 1 in a float, too
        conductances[i] =
            std::max(0.0f, conductances[i] + relaxed.change_us(way, sizes[i]) * per_us);
    }
}

void CellLaw::drift(const CellGrid &grid, float *conductances) const {
    const double ln = drift_ln();
    if (ln < 0)
        return;
    const std::vector<float> normal = normals_of(grid.draw_of(Stream::Drift), grid.cells());
    const DriftSpec &drift = device_.drift;
    if (drift.law == DriftLaw::Power) {
        for (std::size_t i = 0; i < normal.size(); ++i) {
            const Spread nu = drift_exponent(drift, double(conductances[i] / gmax_));
            conductances[i] *=
                static_cast<float>(std::exp(-ln * (nu.mean + nu.sigma * double(normal[i]))));
        }
        return;
    }
    const auto mean = static_cast<float>(drift.log_us * ln * steps_per_us_);
    const auto sigma =
        static_cast<float>((drift.log_sigma_us + drift.log_sigma_slope_us * ln) * steps_per_us_);
    for (std::size_t i = 0; i < normal.size(); ++i)
        conductances[i] += mean + sigma * normal[i];
}

/// Traps that are slower than a read: each is full or empty.
void CellLaw::trap(const CellGrid &grid, float *conductances) const {
    const TelegraphSpec &telegraph = device_.telegraph;
    if (telegraph.amplitude == 0 || device_.telegraph_is_fast())
        return;
    const std::vector<std::uint32_t> words =
        words_of(grid.draw_of(Stream::Telegraph), grid.cells());
    const std::uint32_t full = share_of_words(telegraph.full());
    const auto when_full = static_cast<float>(1 + telegraph.amplitude * (1 - telegraph.full()));
    const auto when_empty = static_cast<float>(1 - telegraph.amplitude * telegraph.full());
    for (std::size_t i = 0; i < words.size(); ++i)
        conductances[i] *= words[i] < full ? when_full : when_empty;
}

void CellLaw::read_sigmas(const ChipDraw &chip, std::int64_t count, const float *programmed,
                          float *sigmas) const {
    const auto reference = static_cast<float>(programmed_reference(chip));
    for (std::int64_t i = 0; i < count; ++i) {
        const double g = double((programmed[i] + reference) / gmax_);
        sigmas[i] = static_cast<float>(
            std::hypot(read_sigma_, flicker_sigma(device_.flicker, g, device_.time_s)));
    }
}

} // namespace cim
