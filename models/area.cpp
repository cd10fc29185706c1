// SPDX-License-Identifier: Apache-2.0
#include "models/cost.h"
#include "models/parts.h"

#include <algorithm>

namespace cim {

namespace {

/// Adds a figure of `parts`, of `tiles` tiles or of the chip, to the sum of its component.
void add(ByComponent &sum, const ChipSpec &chip, const std::vector<Part> &parts,
         double Part::*figure, double tiles) {
    for (const Part &part : parts)
        sum[part.component] += part.count * part.*figure * per_tile(chip, part.level) * tiles;
}

/// A router among parts that says how many a mesh has; a unit of that name is something else.
bool is_router(const Part &part) { return part.component == "router" && !part.published; }

std::vector<Part> without_router(std::vector<Part> parts) {
    parts.erase(std::remove_if(parts.begin(), parts.end(), is_router), parts.end());
    return parts;
}

/// A mesh has a router at every tile and one at the global buffer; places of its grid that are left
/// over cost nothing.
int routers(const Placement &placement) {
    const Interconnect &interconnect = placement.interconnect;
    return interconnect.topology() == Topology::Mesh ? placement.tiles + 1 : interconnect.routers();
}

/// A figure of everything on the chip, by component.
ByComponent sum_parts(const ChipSpec &chip, const DeviceSpec &device, const Placement &placement,
                      double Part::*figure) {
    ByComponent sum;
    std::size_t used = 0;
    for (const LayerPlacement &layer : placement.layers) {
        const ChipSpec own = with_tiles_of(chip, layer);
        add(sum, own, without_router(tile_parts(own, device, layer.array, layer.adc)), figure,
            static_cast<double>(layer.tiles.size()));
        used += layer.tiles.size();
    }
    add(sum, chip, without_router(tile_parts(chip, device, chip.tile.array, chip.tile.adc)), figure,
        static_cast<double>(placement.tiles) - static_cast<double>(used));
    for (const Part &part : chip_parts(chip))
        sum[part.component] +=
            part.count * part.*figure * (is_router(part) ? routers(placement) : 1);
    return sum;
}

} // namespace

double total(const ByComponent &parts) {
    double sum = 0;
    for (const auto &[name, value] : parts)
        sum += value;
    return sum;
}

ByComponent tile_area_um2(const ChipSpec &chip, const DeviceSpec &device, const ArraySpec &array,
                          const AdcSpec &adc) {
    ByComponent sum;
    add(sum, chip, tile_parts(chip, device, array, adc), &Part::area_um2, 1);
    return sum;
}

ByComponent area_um2(const ChipSpec &chip, const DeviceSpec &device, const Placement &placement) {
    return sum_parts(chip, device, placement, &Part::area_um2);
}

ByComponent leakage_mw(const ChipSpec &chip, const DeviceSpec &device, const Placement &placement) {
    return sum_parts(chip, device, placement, &Part::leakage_mw);
}

} // namespace cim
