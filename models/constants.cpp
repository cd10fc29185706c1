// SPDX-License-Identifier: Apache-2.0
#include "models/constants.h"

namespace cim {

const std::vector<CostConstant> &cost_constants() {
    static const std::vector<CostConstant> all{
        driver_energy,      driver_area,      level_shifter_area, dac_capacitance,
        sample_hold_energy, sample_hold_area, mux_energy,         mux_area,
        adc_static_share,   slice_add_energy, digit_add_energy,   shift_add_area,
        register_energy,    register_area,    buffer_read_energy, buffer_write_energy,
        buffer_area,        buffer_leakage,   multiply_energy,    add_energy,
        compare_energy,     vector_area,      router_energy,      router_area,
        router_leakage,     link_energy,      logic_leakage};
    return all;
}

} // namespace cim
