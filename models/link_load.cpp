// SPDX-License-Identifier: Apache-2.0
#include "models/link_load.h"

#include "models/timing.h"

#include <algorithm>
#include <vector>

namespace cim {

namespace {

std::size_t at(std::int64_t i) { return static_cast<std::size_t>(i); }

/// Flits over every link of a mesh.
class LinkLoad {
  public:
    explicit LinkLoad(const MeshPlan &mesh)
        : mesh_(mesh), flits_(at(std::int64_t{mesh.columns} * mesh.rows * links)) {}

    void carry(int tile_a, int tile_b, std::int64_t flits) {
        int node = mesh_.node_of_tile(tile_a);
        const int to = mesh_.node_of_tile(tile_b);
        add(node, In, flits);
        while (node % mesh_.columns != to % mesh_.columns) {
            const bool east = node % mesh_.columns < to % mesh_.columns;
            add(node, east ? East : West, flits);
            node += east ? 1 : -1;
        }
        while (node != to) {
            add(node, node < to ? South : North, flits);
            node += node < to ? mesh_.columns : -mesh_.columns;
        }
        add(node, Out, flits);
    }
    std::int64_t largest() const { return *std::max_element(flits_.begin(), flits_.end()); }

  private:
    enum Link { East, West, South, North, In, Out, links };
    void add(int node, Link link, std::int64_t flits) { flits_[at(node * links + link)] += flits; }

    MeshPlan mesh_;
    std::vector<std::int64_t> flits_;
};

} // namespace

std::int64_t busiest_link_flits(const nn::QuantizedNetwork &network, const Placement &placement,
                                const ChipSpec &chip, const Dataflow &flow) {
    LinkLoad load(placement.mesh);
    for (int source = -1; source < static_cast<int>(network.ops.size()); ++source) {
        const int from = source < 0 ? global_buffer_tile : placement.ops[at(source)].tile;
        for (const Delivery &delivery : flow.from(source)) {
            const Receiver &receiver = flow.receivers[at(delivery.receivers[0])];
            if (delivery.tile != from)
                load.carry(from, delivery.tile,
                           receiver.pixels * packet_flits(chip.noc, receiver.pixel_bytes));
        }
    }
    for (const LayerPlacement &layer : placement.layers)
        for (int tile : layer.tiles)
            for (int copy = 0; copy < layer.duplication && tile != layer.home; ++copy)
                if (const TileShare share = tile_share(chip, layer, tile, copy); share.outputs > 0)
                    load.carry(tile, layer.home,
                               windows_of_copy(layer, copy) *
                                   packet_flits(chip.noc, share.sum_bytes()));
    return load.largest();
}

} // namespace cim
