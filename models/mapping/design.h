// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/device/device.h"
#include "models/mapping/dataflow.h"

#include <string>
#include <vector>

namespace cim {

/// A network in its place on a chip with such cells: what its arrays, its time, its counts and its
/// energy follow from.
struct Design {
    nn::QuantizedNetwork network;
    ChipSpec chip; ///< its delays in cycles alone
    DeviceSpec device;
    Placement placement;
    Dataflow flow; ///< of its pixels
    /// What the chip holds one after another, if it cannot hold all at once. The placement is that
    /// of all of them then, and each has a flow of its own.
    std::vector<Design> segments{};
};

/// Lays a network on a chip and plans the flow of its pixels; with mapping.segments one that needs
/// more tiles than the chip has is cut into segments. Or says why that cannot be done; `advice`
/// follows where it is the placing that fails.
common::Expected<Design> place(nn::QuantizedNetwork network, const ChipSpec &chip,
                               const DeviceSpec &device, const MappingSpec &mapping,
                               const std::string &advice = "");

/// The design on a chip whose tiles err in another way, of other cells, but are as large and as
/// fast: that has no variation, say. Kinds of tiles are found by their names.
Design with_chip(Design design, const ChipSpec &chip, const DeviceSpec &device);

/// The design of a network that differs from its own in numbers, not in shape: weights, digital
/// scales, biases.
Design with_network(Design design, nn::QuantizedNetwork network);

} // namespace cim
