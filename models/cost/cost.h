// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"
#include "models/cost/adc_cost.h"
#include "models/crossbar/crossbar.h"
#include "models/device/device.h"
#include "models/estimate/estimate.h"
#include "models/mapping/placement.h"

#include <map>
#include <string>
#include <vector>

namespace cim {

/// A quantity by component: adc, array, line (word and bit lines), driver, dac, mux, sample_hold,
/// shift_add, multiplier, adder_tree, register, buffer, bus, vector, router, link, global_buffer,
/// dram, dram_activation and dram_refresh (of a memory with rows), and the units that the config
/// names. Parts add up to the total, once.
using ByComponent = std::map<std::string, double>;
double total(const ByComponent &parts);

/// Area of everything instantiated, um^2. A tile has all its processing elements, a spare one of a
/// kind is as the kind says, the interconnect has its routers. Off-chip memory is not counted.
ByComponent area_um2(const ChipSpec &chip, const DeviceSpec &device, const Placement &placement);

/// Area of one tile whose arrays and converters are of the given kind, with its router, um^2.
ByComponent tile_area_um2(const ChipSpec &chip, const DeviceSpec &device, const ArraySpec &array,
                          const AdcSpec &adc);

/// Dynamic energy of one image's work in one layer, pJ. `reads` are that image's reads and carry
/// what depends on the data. A link is as long as the side of this layer's tile. Units of known
/// power draw it while the layer's arrays work.
ByComponent layer_energy_pj(const ChipSpec &chip, const DeviceSpec &device,
                            const LayerPlacement &layer, const LayerCounts &work,
                            const ReadCounts &reads);

/// Dynamic energy of one image outside the layers (image distribution, global buffer, DRAM), pJ. Of
/// a placement with kinds: of its first layer's chip and device (LayerPlacement::on), whose tiles
/// the image's links are as long as.
/// The chip's units of known power draw it while data cross its boundary.
ByComponent shared_energy_pj(const ChipSpec &chip, const DeviceSpec &device,
                             const NetworkCounts &work);

/// Leakage power of everything instantiated, mW. What a converter draws at full rate is split into
/// leakage and dynamic energy, so that a converter that never rests costs what its model says.
/// `powered`: where arrays are gated, the share of the time for which those of each layer have
/// power; those of no layer have none. Empty: all always have.
ByComponent leakage_mw(const ChipSpec &chip, const DeviceSpec &device, const Placement &placement,
                       const std::vector<double> &powered = {});

/// What the tiles of a kind are of a chip's area and leakage, used and spare ones, with their
/// routers.
struct KindCost {
    ByComponent area_um2, leakage_mw;
};
/// Of each of placement.kinds. What they lack to area_um2() and leakage_mw() is outside the tiles.
std::vector<KindCost> cost_by_kind(const ChipSpec &chip, const DeviceSpec &device,
                                   const Placement &placement,
                                   const std::vector<double> &powered = {});

/// Programming the network once. All arrays are written at the same time, an array row after row,
/// the cells of a row together: write_pulses pulses, each followed by a read of the row and the
/// conversion of its columns. A pulse costs write_v^2 Gmax write_ns (an upper bound) a cell.
struct Programming {
    double energy_pj = 0;
    double latency_ns = 0;
    std::int64_t cells = 0;
};
Programming programming(const ChipSpec &chip, const DeviceSpec &device, const Placement &placement);

} // namespace cim
