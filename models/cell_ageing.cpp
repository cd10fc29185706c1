// SPDX-License-Identifier: Apache-2.0
#include "models/cell.h"

#include <algorithm>
#include <cmath>

namespace cim {

void CellLaw::age(const CellGrid &grid, float *levels) const {
    if (!ages_)
        return;
    drift(grid, levels);
    const TelegraphSpec &telegraph = device_.telegraph;
    if (telegraph.amplitude > 0 && !device_.telegraph_is_fast()) {
        std::vector<std::uint32_t> words(static_cast<std::size_t>(grid.cells()));
        fill_random_bits({grid.draw.seed, Stream::Telegraph, grid.draw.chip, grid.array},
                         grid.cells(), words.data());
        const auto full = static_cast<std::uint32_t>(telegraph.full() * 0x1p32);
        const auto when_full = static_cast<float>(1 + telegraph.amplitude * (1 - telegraph.full()));
        const auto when_empty = static_cast<float>(1 - telegraph.amplitude * telegraph.full());
        for (std::size_t i = 0; i < words.size(); ++i)
            levels[i] = (levels[i] + gmin_) * (words[i] < full ? when_full : when_empty) - gmin_;
    }
    const auto warmth = static_cast<float>(device_.warmth);
    for (std::int64_t i = 0; i < grid.cells(); ++i)
        levels[i] = std::max((levels[i] + gmin_) * warmth, 0.0f) - gmin_;
    limit(grid.cells(), levels);
}

void CellLaw::drift(const CellGrid &grid, float *levels) const {
    const DriftSpec &drift = device_.drift;
    const bool power = drift.law == DriftLaw::Power;
    const double ln = std::log(device_.time_s / (power ? drift.t0_s : 1));
    if (drift.law == DriftLaw::None || !(ln >= 0))
        return;
    std::vector<std::uint32_t> words(static_cast<std::size_t>(grid.cells()));
    std::vector<float> normal(words.size());
    fill_random_bits({grid.draw.seed, Stream::Drift, grid.draw.chip, grid.array}, grid.cells(),
                     words.data());
    normals(grid.cells(), words.data(), normal.data());
    if (power) {
        for (std::size_t i = 0; i < normal.size(); ++i) {
            const float g = levels[i] + gmin_;
            const Spread nu = drift_exponent(drift, double(g / gmax_));
            levels[i] =
                g * static_cast<float>(std::exp(-ln * (nu.mean + nu.sigma * double(normal[i])))) -
                gmin_;
        }
        return;
    }
    const auto mean = static_cast<float>(drift.log_us * ln * steps_a_us_);
    const auto sigma =
        static_cast<float>((drift.log_sigma_us + drift.log_sigma_slope_us * ln) * steps_a_us_);
    for (std::size_t i = 0; i < normal.size(); ++i)
        levels[i] += mean + sigma * normal[i];
}

void CellLaw::read_sigmas(std::int64_t count, const float *programmed, float *sigmas) const {
    for (std::int64_t i = 0; i < count; ++i) {
        const double g = double((programmed[i] + gmin_) / gmax_);
        sigmas[i] = static_cast<float>(
            std::hypot(read_sigma_, flicker_sigma(device_.flicker, g, device_.time_s)));
    }
}

} // namespace cim
