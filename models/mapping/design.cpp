// SPDX-License-Identifier: Apache-2.0
#include "models/mapping/design.h"

#include "models/chip/adder_tree.h"
#include "models/mapping/segments.h"

#include <map>

namespace cim {

namespace {

common::Expected<Design> place_segments(nn::QuantizedNetwork network, const ChipSpec &chip,
                                        const DeviceSpec &device, const MappingSpec &mapping) {
    return plan_segments(network, chip, device, mapping).map([&](std::vector<Design> segments) {
        Placement all = joined(segments);
        return Design{std::move(network), chip, device, std::move(all), {}, std::move(segments)};
    });
}

} // namespace

common::Expected<Design> place(nn::QuantizedNetwork network, const ChipSpec &given,
                               const DeviceSpec &device, const MappingSpec &mapping,
                               const std::string &advice) {
    const ChipSpec chip = given.in_cycles();
    common::Expected<Placement> placement = map_network(network, chip, mapping);
    if (!placement && mapping.segments && has_counted_tiles(chip))
        return place_segments(std::move(network), chip, device, mapping);
    if (!placement)
        return common::Unexpected(placement.error() + advice);
    return plan_dataflow(network, *placement, chip).map([&](Dataflow flow) {
        return Design{std::move(network), chip, device, *std::move(placement), std::move(flow)};
    });
}

Design with_chip(Design design, const ChipSpec &chip, const DeviceSpec &device) {
    design.chip = chip;
    design.device = device;
    std::map<std::string, std::shared_ptr<const KindOnChip>> kinds;
    for (const std::shared_ptr<const TileKind> &kind : chip.kinds)
        kinds[kind->name] = kind_on_chip(chip, *kind);
    for (KindTiles &of_kind : design.placement.kinds)
        of_kind.kind = of_kind.kind ? kinds.at(of_kind.kind->name) : nullptr;
    for (LayerPlacement &layer : design.placement.layers) {
        layer.kind = layer.kind ? kinds.at(layer.kind->name) : nullptr;
        if (!is_digital(layer.on(chip))) // digital sums pass no converter
            layer.adc.error = layer.on(chip).tile.adc.error;
    }
    for (Design &segment : design.segments)
        segment = with_chip(std::move(segment), chip, device);
    return design;
}

Design with_network(Design design, nn::QuantizedNetwork network) {
    design.network = std::move(network);
    int first = 0;
    for (Design &segment : design.segments) {
        const int end = first + static_cast<int>(segment.network.ops.size());
        segment.network = part_of(design.network, first, end);
        first = end;
    }
    return design;
}

} // namespace cim
