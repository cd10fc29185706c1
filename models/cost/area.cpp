// SPDX-License-Identifier: Apache-2.0
#include "models/cost/cost.h"
#include "models/cost/parts.h"

namespace cim {

namespace {

/// Adds a figure of `parts`, of `tiles` tiles or of the chip, to the sum of its component.
void add(ByComponent &sum, const ChipSpec &chip, const std::vector<Part> &parts,
         double Part::*figure, double tiles) {
    for (const Part &part : parts)
        sum[part.component] += part.count * part.*figure * per_tile(chip, part.level) * tiles;
}

/// A figure of everything on the chip, by component.
ByComponent sum_parts(const ChipSpec &chip, const DeviceSpec &device, const Placement &placement,
                      double Part::*figure) {
    ByComponent sum;
    std::size_t used = 0;
    for (const LayerPlacement &layer : placement.layers) {
        const ChipSpec own = with_tiles_of(chip, layer);
        add(sum, own, tile_parts(own, device, layer.array, layer.adc), figure,
            static_cast<double>(layer.tiles.size()));
        used += layer.tiles.size();
    }
    add(sum, chip, tile_parts(chip, device, chip.tile.array, chip.tile.adc), figure,
        static_cast<double>(placement.tiles) - static_cast<double>(used));
    for (const Part &part : chip_parts(chip, placement.tiles))
        sum[part.component] += part.count * part.*figure;
    return sum;
}

/// Takes what that many arrays leak off the sum.
void take_arrays(ByComponent &sum, const std::vector<Part> &parts, double arrays) {
    for (const Part &part : parts)
        if (part.level == Level::Array)
            sum[part.component] -= part.count * part.leakage_mw * arrays;
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

ByComponent leakage_mw(const ChipSpec &chip, const DeviceSpec &device, const Placement &placement,
                       const std::vector<double> &powered) {
    ByComponent sum = sum_parts(chip, device, placement, &Part::leakage_mw);
    if (!chip.gating.arrays || powered.empty())
        return sum;
    double spare_tiles = placement.tiles;
    for (std::size_t l = 0; l < placement.layers.size(); ++l) {
        const LayerPlacement &layer = placement.layers[l];
        const auto tiles = static_cast<double>(layer.tiles.size());
        take_arrays(sum, tile_parts(chip, device, layer.array, layer.adc),
                    tiles * layer.tile_arrays - double(layer.arrays.size()) * powered[l]);
        spare_tiles -= tiles;
    }
    take_arrays(sum, tile_parts(chip, device, chip.tile.array, chip.tile.adc),
                spare_tiles * chip.tile.processing_elements);
    return sum;
}

} // namespace cim
