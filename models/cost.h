// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip_spec.h"
#include "models/crossbar.h"
#include "models/device.h"
#include "models/estimate.h"
#include "models/placement.h"

#include <map>
#include <string>
#include <vector>

namespace cim {

/// A quantity by component: adc, array, driver, mux, sample_hold, shift_add, register, buffer,
/// vector, router, link, global_buffer, dram ... Parts add up to the total, once.
using ByComponent = std::map<std::string, double>;
double total(const ByComponent &parts);

/// Area of everything instantiated, um^2.
ByComponent area_um2(const ChipSpec &chip, const DeviceSpec &device, const Placement &placement);

/// Dynamic energy of one image's work in one layer, pJ. `reads` carries what depends on the data.
ByComponent layer_energy_pj(const ChipSpec &chip, const DeviceSpec &device,
                            const LayerPlacement &layer, const LayerCounts &work,
                            const ReadCounts &reads);

/// Dynamic energy of one image outside the layers (image distribution, global buffer, DRAM), pJ.
ByComponent shared_energy_pj(const ChipSpec &chip, const NetworkCounts &work);

/// Leakage power of everything instantiated, mW.
ByComponent leakage_mw(const ChipSpec &chip, const DeviceSpec &device, const Placement &placement);

/// Programming the network once.
struct Programming {
    double energy_pj = 0;
    double latency_ns = 0;
    std::int64_t cells = 0;
};
Programming programming(const ChipSpec &chip, const DeviceSpec &device, const Placement &placement);

/// One conversion, pJ, and one converter, um^2: survey regression (Andrulis et al., arXiv
/// 2404.06553).
double adc_energy_pj(double node_nm, double bits, double samples_per_s);
double adc_area_um2(double node_nm, double bits, double samples_per_s);

/// Every constant of the cost model with unit and source, for `describe`.
struct CostConstant {
    const char *name;
    double value;
    const char *unit;
    const char *source;
};
const std::vector<CostConstant> &cost_constants();

} // namespace cim
