// SPDX-License-Identifier: Apache-2.0
#include "models/cost/converter/cost_models.h"

#include "models/cost/nand.h"

#include <cmath>

namespace cim {

namespace {

// A clocked latch of a dozen transistors and the set-reset latch behind it, as five NANDs
// (assumption).
constexpr double latch_nands = 5;

// Charge of both inputs for thermal noise as large as the code's own, 2 x 12 kT 4^b whatever the
// supply (Sundstrom, Murmann and Svensson, IEEE TCAS-I 56, 509, 2009: C = 12 kT 4^b / V^2).
double noise_pj(int bits) {
    constexpr double kt_pj = 1.380649e-23 * 300 * 1e12;
    return 24 * kt_pj * std::exp2(2 * bits);
}

// The least that was built: .5 fF (Harpe et al., JSSC 46, 1585, 2011), of 1.51 fF a um2 (Aparicio
// and Hajimiri, JSSC 37, 384, 2002).
constexpr double unit_ff = 0.5, unit_ff_um2 = 1.51;

/// Charge redistribution, mean of all codes where only capacitors that have to go go (Liu et al.,
/// JSSC 45, 731, 2010): 255.5 units and V^2 of 10 bits.
double redistribution_pj(int bits, double vdd_v) {
    return bits < 2 ? 0 : (std::exp2(bits - 2) - 0.5) * unit_ff * 1e-3 * vdd_v * vdd_v;
}

} // namespace

// A latch decides a bit after the other on the charge of the column itself, so that nothing samples
// or buffers it. A sequencer of bits + 1 flip-flops is clocked as often, and each code's flip-flop
// once. A sense amplifier has the latch and a flip-flop for its bit.
ConverterFigures in_column_figures(const ChipSpec &chip, const AdcSpec &adc) {
    const Nand nand(chip);
    const double bits = adc.bits;
    const double decision = latch_nands * nand.pj + noise_pj(adc.bits);
    if (adc.kind == AdcKind::SenseAmplifier)
        return {decision + nand_flip_flop.switched * nand.pj,
                (latch_nands + nand_flip_flop.wide) * nand.um2};
    const double clocked = (bits + 1) * (bits + 1) + bits;
    return {bits * decision + clocked * nand_flip_flop.switched * nand.pj +
                redistribution_pj(adc.bits, chip.vdd_v),
            (latch_nands + (2 * bits + 1) * nand_flip_flop.wide) * nand.um2 +
                std::exp2(bits) * unit_ff / unit_ff_um2};
}

} // namespace cim
