// SPDX-License-Identifier: Apache-2.0
// A converter of one's own: a cyclic one, whose single stage decides one bit a pass. What it takes
// for a conversion is a function of its bits; a chip with it is a config like any other. Prints
// what an image costs. (One that all shall have is a file of models/chip/converter.)
#include "apps/config/config.h"
#include "apps/design/design.h"

#include <cmath>
#include <iostream>
#include <systemc>

namespace {

/// Compares, doubles what is left and passes it to itself. The figures are made up.
struct CyclicConverter {
    double passes_a_ns = 0.8;
    double pass_pj = 0.05, noise_pj = 0.002; ///< at 8 bits; four times as much a bit more
    double stage_um2 = 300, register_um2_a_bit = 6;

    cim::AdcSpec with(cim::AdcSpec adc, int bits) const {
        adc.bits = bits;
        adc.kind = cim::AdcKind::Flash; // has no binary capacitors, either: no error of them
        adc.conversion_time = cim::ConversionTime::Rate;
        adc.rate_gsps = passes_a_ns / bits;
        adc.cost = cim::AdcCost::Given;
        adc.conversion_pj = bits * pass_pj + std::exp2(2 * (bits - 8)) * noise_pj;
        adc.area_um2 = stage_um2 + register_um2_a_bit * bits;
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
            config.chip.tile.adc = own ? CyclicConverter().with(published, bits) : published;
            config.chip.tile.adc.bits = bits;
            const auto design =
                apps::time_design(apps::network_to_time(config), config, closed_form);
            if (!design) {
                std::cerr << design.error() << '\n';
                return 2;
            }
            std::cout << bits << " bits, " << (own ? "cyclic" : "SAR") << ": "
                      << design->energy.dynamic.at("adc") / 1e6 << " uJ in converters, "
                      << design->latency_ns / 1e3 << " us\n";
        }
    return 0;
}
