// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace cim {

/// A figure of the cost model with its unit and where it comes from.
struct CostConstant {
    const char *name;
    double value;
    const char *unit;
    const char *source;
};

/// Every constant of the cost model, for `describe`.
const std::vector<CostConstant> &cost_constants();

// All at 22 nm and 0.85 V; Scaling (models/scaling.h) takes them to other nodes.

inline constexpr CostConstant driver_energy{
    "driver.energy", 0.061, "pJ/active row",
    "NeuroSim V1.4 run, 22 nm, 128 x 128: (4.26 + 3.53) pJ / 128"};
inline constexpr CostConstant driver_area{"driver.area", 2.35, "um2/row",
                                          "NeuroSim V1.4 run: switch matrix 301 / 128"};
inline constexpr CostConstant level_shifter_area{
    "driver.level_shifter_area", 3844.0 / 384, "um2/line",
    "NeuroSim V1.4 run: 3844 for 128 word, 128 source and 128 bit lines"};
inline constexpr CostConstant dac_capacitance{"dac.capacitance", 50, "fF/bit",
                                              "ZigZag-IMC; charged to vdd, none for 1-bit digits"};
inline constexpr CostConstant sample_hold_energy{"sample_hold.energy", 0.00098, "pJ/conversion",
                                                 "ISAAC: 9.77 nW x 100 ns"};
inline constexpr CostConstant sample_hold_area{"sample_hold.area", 0.039, "um2/column", "ISAAC"};
inline constexpr CostConstant mux_energy{"mux.energy", 0.0018, "pJ/conversion",
                                         "NeuroSim V1.4 run: .2297 / 128"};
inline constexpr CostConstant mux_area{"mux.area", 214.0 / 128, "um2/column",
                                       "NeuroSim V1.4 run: (166.5 + 47.6) / 128"};
inline constexpr CostConstant adc_static_share{
    "adc.static_share", 0.2, "1",
    "hwcomponents-adc: of a converter's power at full rate; the rest is dynamic"};
inline constexpr CostConstant slice_add_energy{"shift_add.slice_energy", 0.0088, "pJ/conversion",
                                               "NeuroSim V1.4 run: 1.127 / 128"};
inline constexpr CostConstant digit_add_energy{
    "shift_add.digit_energy", 0.0216, "pJ/output and read", "NeuroSim V1.4 run: .692 / 32"};
inline constexpr CostConstant shift_add_area{"shift_add.area", 894.0 / 128, "um2/column",
                                             "NeuroSim V1.4 run: (319.4 + 574.9) / 128"};
inline constexpr CostConstant register_energy{"register.energy", 0.0044, "pJ/bit",
                                              "Aladdin 40 nm: .009 x .49; written and read once"};
inline constexpr CostConstant register_area{"register.area", 1.81, "um2/bit",
                                            "Aladdin 40 nm: 5.98 x (22/40)^2"};
inline constexpr CostConstant buffer_read_energy{
    "buffer.read_energy", 21.8, "pJ/access", "CACTI in MNSIM, 64 KB, 256 bit, 45 nm: 61.83 x .353"};
inline constexpr CostConstant buffer_write_energy{
    "buffer.write_energy", 23.7, "pJ/access",
    "CACTI in MNSIM, 64 KB, 256 bit, 45 nm: 67.11 x .353"};
inline constexpr CostConstant buffer_area{"buffer.area", 137000, "um2",
                                          "CACTI in MNSIM, 64 KB, 256 bit: 571793 x (22/45)^2"};
inline constexpr CostConstant buffer_leakage{"buffer.leakage", 0.46, "mW", "PUMA: 64 KB eDRAM"};
inline constexpr CostConstant multiply_energy{"vector.multiply_energy", 1.094, "pJ/element",
                                              "Horowitz 45 nm int32: 3.1 x .353 (requantisation)"};
inline constexpr CostConstant add_energy{"vector.add_energy", 0.103, "pJ/element",
                                         "Aladdin 40 nm, 32 bit: .21 x .49"};
inline constexpr CostConstant compare_energy{"vector.compare_energy", 0.0142, "pJ/element",
                                             "Aladdin 40 nm: .029 x .49 (ReLU, maximum)"};
inline constexpr CostConstant vector_area{
    "vector.area", 2026, "um2/lane",
    "Aladdin 40 nm: multiplier 6350, adder 278, comparator 71, x (22/40)^2"};
inline constexpr CostConstant router_energy{
    "router.energy", 1.63, "pJ/flit of 32 bits and router",
    "Noxim, buffers 4 deep: .762 + .534 + .221 + .06 + .05"};
inline constexpr CostConstant router_area{"router.area", 22214, "um2/router of 32 bits",
                                          "PUMA 4-port, 32 nm: 47000 x (22/32)^2"};
inline constexpr CostConstant router_leakage{"router.leakage", 2.3, "mW/router of 32 bits",
                                             "Noxim, 32 bits"};
inline constexpr CostConstant link_energy{"link.energy", 0.0488, "pJ/bit and mm", "Noxim"};
inline constexpr CostConstant logic_leakage{
    "logic.leakage", 1.3e-9, "mW/um2", "NeuroSim V1.4 run, low standby power: 54.1 nW / 41677 um2"};

} // namespace cim
