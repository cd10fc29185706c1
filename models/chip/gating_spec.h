// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace cim {

/// Power gating of arrays with their periphery (drivers, converters, adders, registers; cells keep
/// their state without power): `chip.gating.*`. Control knows from the arrival of their inputs when
/// arrays are needed and gives them power early enough, so that nothing takes longer.
struct GatingSpec {
    bool arrays = false;
    int idle_cycles = 100;
    int wake_cycles = 10;
    double wake_pj = 10;
};

/// When the arrays in use of each layer had power.
struct ArrayPower {
    std::vector<double> powered;     ///< share of the time for which they had
    std::vector<std::int64_t> wakes; ///< how often one of them got it back
};

template <class Visit> void fields(GatingSpec &gating, Visit &&visit) {
    visit("arrays", gating.arrays,
          "arrays at rest lose their power, and those that no layer uses never have any; not where "
          "the network runs in segments",
          "no chip of configs/chip is known to gate");
    visit("idle_cycles", gating.idle_cycles, "cycle", 0, 1e9,
          "that an array rests before it loses its power", "choice");
    visit("wake_cycles", gating.wake_cycles, "cycle", 0, 1e6,
          "for which it has power before it works again", "assumption");
    visit("wake_pj", gating.wake_pj, "pJ", 0, 1e9, "energy of giving an array its power back",
          "13,600 um2 of periphery at 1 fF/um2, charged to .85 V (assumption)");
}

} // namespace cim
