// SPDX-License-Identifier: Apache-2.0
#include "models/mapping/packet_flow.h"

#include "models/mapping/timing.h"

namespace cim {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

} // namespace

std::vector<PacketFlow> packet_flows(const nn::QuantizedNetwork &network,
                                     const Placement &placement, const ChipSpec &chip,
                                     const Dataflow &flow) {
    std::vector<PacketFlow> all;
    for (int source = -1; source < static_cast<int>(network.ops.size()); ++source) {
        const int from = source < 0 ? global_buffer_tile : placement.ops[at(source)].tile;
        for (const Delivery &delivery : flow.from(source)) {
            const Receiver &receiver = flow.receivers[at(delivery.stops[0].receivers[0])];
            if (delivery.stops[0].tile == from)
                continue; // through the tile's buffer
            PacketFlow pixels{
                from, {}, receiver.pixels, packet_flits(chip.noc, receiver.pixel_bytes)};
            for (const Stop &stop : delivery.stops)
                pixels.to.push_back(stop.tile);
            all.push_back(std::move(pixels));
        }
    }
    for (std::size_t l = 0; l < placement.layers.size(); ++l) {
        const LayerPlacement &layer = placement.layers[l];
        for (int copy = 0; copy < layer.duplication; ++copy)
            for (std::size_t i = 0; i < layer.tiles.size(); ++i) {
                const TileShare &share = flow.shares[l][at(copy)][i];
                if (layer.tiles[i] != layer.home && share.takes_part())
                    all.push_back({layer.tiles[i],
                                   {share.target},
                                   windows_of_copy(layer, copy),
                                   packet_flits(chip.noc, share.sum_bytes())});
            }
    }
    return all;
}

} // namespace cim
