// SPDX-License-Identifier: Apache-2.0
#include "models/mapping/tile_order.h"

#include "models/mapping/packet_flow.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace cim {

namespace {

constexpr std::int64_t most_looks = 20'000'000; ///< at ways between two tiles

std::size_t at(int i) { return static_cast<std::size_t>(i); }

/// All nodes but the first of each chip (the global buffer's), chip after chip, in a chip as
/// they are numbered or (`snake`) row by row, every second row backwards.
std::vector<int> nodes_of_chips(const Interconnect &interconnect, bool snake) {
    const int of_chip = interconnect.nodes_of_chip();
    std::vector<int> nodes;
    for (int chip = 0; chip < interconnect.chips(); ++chip) {
        const auto place = [&](int node) {
            const auto [column, row] = interconnect.column_and_row(chip * of_chip + node);
            return std::pair(row, row % 2 == 0 ? column : -column);
        };
        std::vector<int> own(at(of_chip - 1));
        std::iota(own.begin(), own.end(), 1);
        if (snake)
            std::sort(own.begin(), own.end(), [&](int a, int b) { return place(a) < place(b); });
        for (int node : own)
            nodes.push_back(chip * of_chip + node);
    }
    return nodes;
}

/// The nodes by tile, each chip's in their order, then the spare ones.
std::vector<int> by_tile(const std::vector<int> &nodes, const Interconnect &interconnect,
                         int tiles) {
    const int of_chip = interconnect.nodes_of_chip() - 1, used = tiles / interconnect.chips();
    std::vector<int> first, spare;
    for (int i = 0; i < static_cast<int>(nodes.size()); ++i)
        (i % of_chip < used ? first : spare).push_back(nodes[at(i)]);
    first.insert(first.end(), spare.begin(), spare.end());
    return first;
}

/// Tiles and spare nodes of a chip that are exchanged while that shortens the way of all flits.
class Exchange {
  public:
    /// `nodes`: by tile, then the spare ones.
    Exchange(const Interconnect &interconnect, const std::vector<PacketFlow> &flows,
             std::vector<int> nodes)
        : interconnect_(interconnect), nodes_(std::move(nodes)), partners_(nodes_.size()) {
        std::map<std::pair<int, int>, std::int64_t> flits;
        for (const PacketFlow &packets : flows)
            for (int to : packets.to) {
                flits[{packets.from, to}] += packets.packets * packets.flits;
                flits[{to, packets.from}] += packets.packets * packets.flits;
            }
        for (const auto &[pair, count] : flits)
            if (pair.first >= 0)
                partners_[at(pair.first)].push_back({pair.second, count});
    }

    std::vector<int> run() {
        const int count = static_cast<int>(nodes_.size());
        for (bool better = true; better;) {
            better = false;
            for (int a = 0; a < count; ++a)
                for (int b = a + 1; b < count; ++b) {
                    if ((partners_[at(a)].empty() && partners_[at(b)].empty()) ||
                        interconnect_.chip_of(nodes_[at(a)]) !=
                            interconnect_.chip_of(nodes_[at(b)]))
                        continue;
                    if (looks_ > most_looks)
                        return nodes_;
                    better |= exchange(a, b);
                }
        }
        return nodes_;
    }
    std::int64_t way() {
        std::int64_t sum = 0;
        for (int tile = 0; tile < static_cast<int>(nodes_.size()); ++tile)
            sum += way_of(tile);
        return sum;
    }

  private:
    int node(int tile) const { return tile < 0 ? 0 : nodes_[at(tile)]; }
    std::int64_t way_of(int tile) {
        std::int64_t sum = 0;
        for (const auto &[partner, flits] : partners_[at(tile)])
            sum += flits * interconnect_.length(node(tile), node(partner));
        looks_ += static_cast<std::int64_t>(partners_[at(tile)].size());
        return sum;
    }
    bool exchange(int a, int b) {
        const std::int64_t before = way_of(a) + way_of(b);
        std::swap(nodes_[at(a)], nodes_[at(b)]);
        if (way_of(a) + way_of(b) < before)
            return true;
        std::swap(nodes_[at(a)], nodes_[at(b)]);
        return false;
    }

    const Interconnect &interconnect_;
    std::vector<int> nodes_;
    std::vector<std::vector<std::pair<int, std::int64_t>>> partners_; ///< by tile: tile, flits
    std::int64_t looks_ = 0;
};

} // namespace

bool order_tiles(const nn::QuantizedNetwork &network, const ChipSpec &chip, TileOrder order,
                 Placement &placement) {
    if (order == TileOrder::RowMajor || placement.interconnect.shared(0))
        return false;
    const auto nodes_in = [&](bool snake) {
        return by_tile(nodes_of_chips(placement.interconnect, snake), placement.interconnect,
                       placement.tiles);
    };
    std::vector<int> nodes = nodes_in(true);
    if (order == TileOrder::LeastTraffic) {
        const std::vector<PacketFlow> traffic =
            packet_flows(network, placement, chip, pixel_flow(network, placement, chip));
        const std::vector<int> numbered = nodes_in(false);
        if (Exchange(placement.interconnect, traffic, numbered).way() <
            Exchange(placement.interconnect, traffic, nodes).way())
            nodes = numbered;
        nodes = Exchange(placement.interconnect, traffic, nodes).run();
    }
    nodes.resize(at(placement.tiles));
    placement.interconnect.move_tiles(std::move(nodes));
    return true;
}

} // namespace cim
