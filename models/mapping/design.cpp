// SPDX-License-Identifier: Apache-2.0
#include "models/mapping/design.h"

#include "models/mapping/segments.h"

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

common::Expected<Design> place(nn::QuantizedNetwork network, const ChipSpec &chip,
                               const DeviceSpec &device, const MappingSpec &mapping,
                               const std::string &advice) {
    common::Expected<Placement> placement = map_network(network, chip, mapping);
    if (!placement && mapping.segments && chip.tiles > 0)
        return place_segments(std::move(network), chip, device, mapping);
    if (!placement)
        return common::Unexpected(placement.error() + advice);
    return plan_dataflow(network, *placement, chip).map([&](Dataflow flow) {
        return Design{std::move(network), chip, device, *std::move(placement), std::move(flow)};
    });
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
