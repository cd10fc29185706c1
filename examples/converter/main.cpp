// SPDX-License-Identifier: Apache-2.0
// A converter of one's own: an oscillator whose pulses are counted. What it takes for a conversion
// is a function of its bits; a chip with it is a config like any other. Prints what an image costs.
#include "apps/config/config.h"
#include "apps/design/design.h"

#include <cmath>
#include <iostream>
#include <systemc>

namespace {

/// Counts the pulses of an oscillator that the column's current drives. The figures are made up.
struct OscillatorConverter {
    double oscillator_ghz = 8;
    double pulse_pj = 0.004;
    double oscillator_um2 = 25, counter_um2_a_bit = 6;

    cim::AdcSpec with(cim::AdcSpec adc, int bits) const {
        const double pulses = std::exp2(bits);
        adc.bits = bits;
        adc.kind = cim::AdcKind::Ramp; // counts, too: no error of capacitors
        adc.conversion_time = cim::ConversionTime::Rate;
        adc.rate_gsps = oscillator_ghz / pulses;
        adc.cost = cim::AdcCost::Given;
        adc.conversion_pj = pulses * pulse_pj;
        adc.area_um2 = oscillator_um2 + counter_um2_a_bit * bits;
        return adc;
    }
};

} // namespace

int sc_main(int, char **) {
    apps::Fidelity closed_form;
    closed_form.simulate = false;
    apps::Config config = apps::read_config("", {"run.images=1"});
    const cim::AdcSpec published = config.chip.tile.adc;
    for (const int bits : {4, 6, 8})
        for (const bool own : {false, true}) {
            config.chip.tile.adc = own ? OscillatorConverter().with(published, bits) : published;
            config.chip.tile.adc.bits = bits;
            const auto design =
                apps::time_design(apps::network_to_time(config), config, closed_form);
            if (!design) {
                std::cerr << design.error() << '\n';
                return 2;
            }
            std::cout << bits << " bits, " << (own ? "oscillator" : "SAR") << ": "
                      << design->energy.dynamic.at("adc") / 1e6 << " uJ in converters, "
                      << design->latency_ns / 1e3 << " us\n";
        }
    return 0;
}
