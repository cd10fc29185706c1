// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <utility>

namespace cim {

/// How a cell is brought to what it was asked to hold.
enum class VerifyMethod {
    None,       ///< one write; device.programming_* say what is left of the error
    Redraw,     ///< written again from the start until it is within the tolerance
    Incremental ///< nudged towards the target until it is within the tolerance
};
inline constexpr std::array<std::pair<const char *, VerifyMethod>, 3> verify_names{
    {{"none", VerifyMethod::None},
     {"redraw", VerifyMethod::Redraw},
     {"incremental", VerifyMethod::Incremental}}};

/// Write-verify: `device.verify.*`. The errors of device.programming_* are then those of a single
/// write.
struct WriteVerifySpec {
    VerifyMethod method = VerifyMethod::None;
    double tolerance = 0.06;
    double gain = 0.5;
    double pulse_sigma = 0.03;
    int most_pulses = 100;
};

template <class Visit> void fields(WriteVerifySpec &verify, Visit &&visit) {
    visit("method", verify.method, verify_names,
          "how a cell is brought to its target; none: device.programming_* are what is left of the "
          "error and device.write_pulses its cost",
          "choice");
    visit("tolerance", verify.tolerance, "Gmax", 1e-6, 1, "distance from the target that passes",
          "SWIM: 0.06");
    visit("gain", verify.gain, "1", 0.01, 1,
          "share of the distance that a pulse is aimed at (incremental)", "assumption");
    visit("pulse_sigma", verify.pulse_sigma, "Gmax", 0, 1,
          "standard deviation of a pulse's effect (incremental)", "assumption");
    visit("most_pulses", verify.most_pulses, "1", 1, 1000,
          "pulses after which a cell is left as it is (incremental)", "assumption");
}

/// What write-verify takes and leaves.
struct Verified {
    double pulses = 1;   ///< mean
    double residual = 0; ///< standard deviation of the error that is left, in the unit of sigma
};

/// Throws std::invalid_argument for a tolerance below a twentieth of the spread of the errors,
/// which nudged() does not follow. `sigma` in Gmax.
void refuse_tiny_tolerance(double sigma, const WriteVerifySpec &verify);

/// One write with a Gaussian error of `sigma`, then e -> (1 - gain) e + pulse_sigma n until |e| is
/// within the tolerance or most_pulses are spent. `sigma` in Gmax. Densities on a grid, within
/// about 0.1 %. Refuses a tiny tolerance.
Verified nudged(double sigma, const WriteVerifySpec &verify);

} // namespace cim
