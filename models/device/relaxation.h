// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/device/spread.h"

#include <array>
#include <utility>
#include <vector>

namespace cim {

/// How cells leave what they were written to, at random, from the first read on.
enum class RelaxationLaw {
    None,
    Jumps ///< some jump up, some down, the others stay about where they are
};
inline constexpr std::array<std::pair<const char *, RelaxationLaw>, 2> relaxation_names{
    {{"none", RelaxationLaw::None}, {"jumps", RelaxationLaw::Jumps}}};

/// Relaxation: `device.relaxation.*`. Everything depends on the conductance as written, given at
/// the points at_us and linear between them, and on x = log10(1 + t / t0).
struct RelaxationSpec {
    RelaxationLaw law = RelaxationLaw::None;
    double t0_s = 1e-3;
    double share_growth = 1, up_growth = 0.3, down_growth = 0.3, core_growth = 0.5;
    std::vector<double> at_us, up, down, up_us, down_us, core_us;
};

template <class Visit> void fields(RelaxationSpec &relaxation, Visit &&visit) {
    visit(
        "law", relaxation.law, relaxation_names,
        "how cells leave what they were written to until device.time_s, at random: jumps, a share "
        "of 1 - exp(-(up + down) x^share_growth), x = log10(1 + t/t0), has jumped",
        "choice");
    visit("t0_s", relaxation.t0_s, "s", 1e-12, 1e9, "time at which cells begin to relax",
          "fit to measurements");
    visit("share_growth", relaxation.share_growth, "1", 0, 10,
          "exponent of x in the share of cells that have jumped", "fit to measurements");
    visit("up_growth", relaxation.up_growth, "1", 0, 10, "exponent of x in the size of jumps up",
          "fit to measurements");
    visit("down_growth", relaxation.down_growth, "1", 0, 10,
          "exponent of x in the size of jumps down", "fit to measurements");
    visit("core_growth", relaxation.core_growth, "1", 0, 10,
          "exponent of x in the spread of cells that have not jumped", "fit to measurements");
    visit("at_us", relaxation.at_us, "uS", 0, 1e6,
          "conductances as written, rising, at which the next five are given; linear between them",
          "fit to measurements");
    visit("up", relaxation.up, "1", 0, 1e6, "cells that jump up, at x = 1, of those still in place",
          "fit to measurements");
    visit("down", relaxation.down, "1", 0, 1e6,
          "cells that jump down, at x = 1, of those still in place", "fit to measurements");
    visit("up_us", relaxation.up_us, "uS", 0, 1e6,
          "size of a jump up at x = 1: half of a Gaussian of this standard deviation",
          "fit to measurements");
    visit("down_us", relaxation.down_us, "uS", 0, 1e6, "size of a jump down, likewise",
          "fit to measurements");
    visit("core_us", relaxation.core_us, "uS", 0, 1e6,
          "standard deviation of the change of cells that have not jumped, at x = 1",
          "fit to measurements");
}

/// How cells written alike have changed: the sum of three Gaussians, two of them cut in half.
struct Relaxed {
    double up = 0, down = 0;                    ///< shares of cells that have jumped
    double up_us = 0, down_us = 0, core_us = 0; ///< standard deviations of the whole Gaussians

    /// Mean and standard deviation over cells, uS: sqrt(2 / pi) (up up_us - down down_us); the mean
    /// square is the shares' sum of squares.
    Spread change_us() const;
    /// Share of cells that have changed by less than so many microsiemens.
    double below(double us) const;
    /// The change of the cell with a uniform number in [0, 1), which way it goes (lowest up,
    /// highest down: who has jumped stays so as shares grow), and a standard normal, how far.
    float change_us(float way, float normal) const {
        if (way < static_cast<float>(up))
            return static_cast<float>(up_us) * (normal < 0 ? -normal : normal);
        if (way >= static_cast<float>(1 - down))
            return static_cast<float>(down_us) * (normal < 0 ? normal : -normal);
        return static_cast<float>(core_us) * normal;
    }
};

/// A relaxation law at one time.
class Relaxation {
  public:
    /// Throws std::invalid_argument unless the lists of a law that is not none have an entry for
    /// each of at_us, which rise.
    Relaxation(const RelaxationSpec &spec, double time_s);

    /// Cells written to so many microsiemens; outside of at_us as at its ends.
    Relaxed at(double g_us) const;

  private:
    std::vector<double> at_us_;
    std::vector<Relaxed> relaxed_;
};

} // namespace cim
