// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <utility>

namespace cim {

/// How the variance of a column's read noise is found at each read.
enum class ReadNoise {
    Exact,     ///< the sum over the rows that are driven of digit^2 x G^2 of the column's cells
    DrivenRows ///< the sum of digit^2 over these rows times the mean G^2 of the column's cells
};
inline constexpr std::array<std::pair<const char *, ReadNoise>, 2> read_noise_names{
    {{"exact", ReadNoise::Exact}, {"driven-rows", ReadNoise::DrivenRows}}};

/// Noise with a 1/f spectrum, integrated from the read to the time since programming:
/// `device.flicker.*`.
struct FlickerSpec {
    double strength = 0;
    double slope = 0.65;
    double most = 0.2;
    double read_s = 250e-9;
};

template <class Visit> void fields(FlickerSpec &flicker, Visit &&visit) {
    visit("strength", flicker.strength, "G", 0, 1,
          "relative noise of a cell at Gmax: sigma = G min(strength / g^slope, most) sqrt(ln((t + "
          "read_s) / (2 read_s))), t = device.time_s, new at each read; 0: none",
          "aihwkit PCM: 0.0088");
    visit("slope", flicker.slope, "1", 0, 2, "how much stronger it is for weak cells",
          "aihwkit PCM: 0.65");
    visit("most", flicker.most, "1", 0, 1, "limit of strength / g^slope", "aihwkit PCM: 0.2");
    visit("read_s", flicker.read_s, "s", 1e-12, 1, "length of a read, where the spectrum ends",
          "aihwkit PCM: 250 ns");
}

/// Random telegraph noise, a trap that is empty or full: `device.telegraph.*`. G (1 + amplitude (b
/// - p)), b = 1 while full, p its mean; the cell was programmed to its mean.
struct TelegraphSpec {
    double amplitude = 0;
    double empty_s = 1e-3;
    double full_s = 1e-3;

    /// Share of the time that the trap is full.
    double full() const { return full_s / (empty_s + full_s); }
    /// Time in which a trap forgets its state: correlation falls as exp(-t / memory).
    double memory_s() const { return empty_s * full_s / (empty_s + full_s); }
    /// Variance over time of G over its mean: amplitude^2 p (1 - p).
    double variance() const { return amplitude * amplitude * full() * (1 - full()); }
};

template <class Visit> void fields(TelegraphSpec &telegraph, Visit &&visit) {
    visit("amplitude", telegraph.amplitude, "G", 0, 1,
          "change of a cell's conductance between the two states of its trap; 0: none",
          "assumption");
    visit("empty_s", telegraph.empty_s, "s", 1e-12, 1e12, "mean time that the trap is empty",
          "assumption");
    visit("full_s", telegraph.full_s, "s", 1e-12, 1e12, "mean time that the trap is full",
          "assumption");
}

/// sigma / G of the 1/f noise of a cell programmed to g = G / Gmax, `time_s` later.
double flicker_sigma(const FlickerSpec &flicker, double g, double time_s);

} // namespace cim
