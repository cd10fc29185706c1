// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"

namespace cim {

/// One conversion, pJ, and one converter, um^2: regression over published converters (Andrulis et
/// al., arXiv 2404.06553). `bits` is the effective resolution; below 4 it costs as 4.
double adc_energy_pj(double node_nm, double bits, double samples_per_s);
double adc_area_um2(double node_nm, double bits, double samples_per_s);

/// One conversion at full rate, pJ, and one converter, um^2, of a chip's kind and cost model
/// (chip.tile.adc.cost), with the calibration factors. Energy grows by 0.13 % a kelvin above 300 K
/// (NeuroSim V1.4).
double adc_energy_pj(const ChipSpec &chip, const AdcSpec &adc);
double adc_area_um2(const ChipSpec &chip, const AdcSpec &adc);

} // namespace cim
