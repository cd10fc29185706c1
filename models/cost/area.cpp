// SPDX-License-Identifier: Apache-2.0
#include "models/cost/cost.h"
#include "models/cost/parts.h"

#include <vector>

namespace cim {

namespace {

/// Adds a figure of `parts`, of `tiles` tiles or of the chip, to the sum of its component.
void add(ByComponent &sum, const ChipSpec &chip, const std::vector<Part> &parts,
         double Part::*figure, double tiles) {
    for (const Part &part : parts)
        sum[part.component] += part.count * part.*figure * per_tile(chip, part.level) * tiles;
}

/// Tiles that are alike: those of a layer, or spare ones of a kind.
struct TileGroup {
    const KindOnChip *kind; ///< null: chip.tile, device
    ChipSpec chip;          ///< with such tiles
    std::vector<Part> parts;
    double tiles;
    double used_arrays; ///< of all
};

std::vector<TileGroup> tile_groups(const ChipSpec &chip, const DeviceSpec &device,
                                   const Placement &placement) {
    std::vector<TileGroup> groups;
    for (const LayerPlacement &layer : placement.layers) {
        const ChipSpec own = with_tiles_of(layer.on(chip), layer);
        groups.push_back({layer.kind.get(), own,
                          tile_parts(own, layer.on(device), layer.array, layer.adc),
                          double(layer.tiles.size()), double(layer.arrays.size())});
    }
    for (const KindTiles &spare : placement.spare_tiles()) {
        const ChipSpec &own = spare.kind ? spare.kind->chip : chip;
        const DeviceSpec &cells = spare.kind ? spare.kind->device : device;
        groups.push_back({spare.kind.get(), own,
                          tile_parts(own, cells, own.tile.array, own.tile.adc), double(spare.tiles),
                          0});
    }
    return groups;
}

/// A figure of tiles and of everything outside them, by component.
ByComponent sum_parts(const ChipSpec &chip, const std::vector<TileGroup> &groups, int tiles,
                      double Part::*figure) {
    ByComponent sum;
    for (const TileGroup &group : groups)
        add(sum, group.chip, group.parts, figure, group.tiles);
    for (const Part &part : chip_parts(chip, tiles))
        sum[part.component] += part.count * part.*figure;
    return sum;
}

/// Takes what arrays without power would leak off the sum; `powered`: the share of the time for
/// which the group's used ones have it.
void take_arrays(ByComponent &sum, const TileGroup &group, double powered) {
    const double arrays =
        group.tiles * group.chip.tile.processing_elements - group.used_arrays * powered;
    for (const Part &part : group.parts)
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
    return sum_parts(chip, tile_groups(chip, device, placement), placement.tiles, &Part::area_um2);
}

ByComponent leakage_mw(const ChipSpec &chip, const DeviceSpec &device, const Placement &placement,
                       const std::vector<double> &powered) {
    const std::vector<TileGroup> groups = tile_groups(chip, device, placement);
    ByComponent sum = sum_parts(chip, groups, placement.tiles, &Part::leakage_mw);
    if (chip.gating.arrays && !powered.empty())
        for (std::size_t g = 0; g < groups.size(); ++g)
            take_arrays(sum, groups[g], g < powered.size() ? powered[g] : 0);
    return sum;
}

std::vector<KindCost> cost_by_kind(const ChipSpec &chip, const DeviceSpec &device,
                                   const Placement &placement, const std::vector<double> &powered) {
    const std::vector<TileGroup> groups = tile_groups(chip, device, placement);
    std::vector<KindCost> costs;
    for (const KindTiles &tiles : placement.kinds) {
        KindCost &cost = costs.emplace_back();
        for (std::size_t g = 0; g < groups.size(); ++g) {
            const TileGroup &group = groups[g];
            if (group.kind != tiles.kind.get())
                continue;
            add(cost.area_um2, group.chip, group.parts, &Part::area_um2, group.tiles);
            add(cost.leakage_mw, group.chip, group.parts, &Part::leakage_mw, group.tiles);
            if (chip.gating.arrays && !powered.empty())
                take_arrays(cost.leakage_mw, group, g < powered.size() ? powered[g] : 0);
        }
    }
    return costs;
}

} // namespace cim
