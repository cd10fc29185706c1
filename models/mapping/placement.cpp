// SPDX-License-Identifier: Apache-2.0
#include "models/mapping/placement.h"

#include "models/chip/noc_problem.h"
#include "models/mapping/duplication.h"
#include "models/mapping/layer_shape.h"
#include "models/mapping/partition.h"
#include "models/mapping/tile_order.h"
#include "models/mapping/tile_share.h"
#include "models/mapping/timing.h"

#include <algorithm>
#include <numeric>

namespace cim {

namespace {

constexpr std::int64_t most_arrays = 1'000'000;

int ceil_div(int a, int b) { return (a + b - 1) / b; }

std::string number(std::int64_t n) { return std::to_string(n); }

void check_list(const std::vector<int> &list, const char *key, int lowest, std::size_t layers) {
    if (list.size() > layers)
        throw NoPlacement(std::string(key) + " has " + number(std::int64_t(list.size())) +
                          " entries, the network has " + number(std::int64_t(layers)) +
                          " matrix layers");
    for (int value : list)
        if (value < lowest || value > 4096)
            throw NoPlacement(std::string(key) + " holds " + number(value) + ", it must be from " +
                              number(lowest) + " to 4096");
}

/// Puts every copy of every block on the next free processing elements of tiles of its kind, from a
/// fresh tile on. `has`: tiles of the kind on the chip, 0: as many as needed.
void fill_tiles(LayerPlacement &layer, const std::string &name, int has, KindTiles &used,
                Placement &placement) {
    const int elements = layer.tile_arrays;
    const int first = static_cast<int>(placement.tile_layer.size());
    const int blocks = static_cast<int>(layer.blocks.size());
    const std::int64_t count = std::int64_t{blocks} * layer.duplication;
    if (placement.arrays + count > most_arrays)
        throw NoPlacement("layer " + name + " needs " + number(count) + " arrays, more than the " +
                          number(most_arrays) + " that a chip may have");
    const std::int64_t needed = (count + elements - 1) / elements;
    const std::int64_t left = (has > 0 ? has : most_arrays) - used.tiles;
    if (needed > left)
        throw NoPlacement("layer " + name + " needs " + number(needed) +
                          (needed == 1 ? " tile" : " tiles") +
                          (layer.kind ? " of kind " + layer.kind->name : "") + ", " + number(left) +
                          " of " + number(used.tiles + left) + " are left");
    used.tiles += static_cast<int>(needed);
    for (int i = 0; i < count; ++i)
        layer.arrays.push_back(
            {i % blocks, i / blocks, first + i / elements, i % elements, placement.arrays + i});
    for (int tile = first; tile < first + needed; ++tile) {
        layer.tiles.push_back(tile);
        placement.tile_layer.push_back(static_cast<int>(placement.layers.size()));
    }
    layer.home = first;
    placement.arrays += static_cast<int>(count);
}

/// Share of the cells of the layer's tiles that hold a weight; a matrix unit's hold a whole one.
double utilisation(const ChipSpec &chip, const LayerPlacement &layer) {
    const bool whole = layer.on(chip).tile.compute == Compute::MatrixUnit;
    const double weights = double(layer.gemm.rows) / layer.gemm.groups * layer.gemm.cols;
    const double cells = double(layer.tiles.size()) * layer.tile_arrays * layer.array.rows *
                         double(layer.array.columns);
    return weights * (whole ? 1 : layer.columns_per_output) * layer.duplication / cells;
}

/// Home tiles of all ops, given those of the matrix layers.
std::vector<OpPlacement> place_ops(const nn::QuantizedNetwork &network,
                                   const std::vector<LayerPlacement> &layers) {
    std::vector<OpPlacement> ops(network.ops.size());
    for (std::size_t l = 0; l < layers.size(); ++l)
        ops[static_cast<std::size_t>(layers[l].op)] = {layers[l].home, static_cast<int>(l)};
    for (std::size_t i = 0; i < ops.size(); ++i) {
        if (ops[i].layer >= 0)
            continue;
        const int source = network.ops[i].inputs.at(0);
        const auto next = std::find_if(layers.begin(), layers.end(), [&](const LayerPlacement &l) {
            return l.op > static_cast<int>(i);
        });
        if (source < 0 && next == layers.end())
            throw NoPlacement("op " + network.ops[i].name +
                              " works on the image, but no matrix layer follows it");
        ops[i].tile = source < 0 ? next->home : ops[static_cast<std::size_t>(source)].tile;
    }
    return ops;
}

/// Tiles of kind number `kind` that the chip, or all chips of the package, have; 0: as many as
/// needed.
int tiles_of(const ChipSpec &chip, std::size_t kind) {
    return tiles_of_chip(chip)[kind] * chip.package.chips();
}

/// All tiles of one chip of a package.
int all_tiles_of_chip(const ChipSpec &chip) {
    const std::vector<int> tiles = tiles_of_chip(chip);
    return std::accumulate(tiles.begin(), tiles.end(), 0);
}

/// The kinds of the chip, of which no tile is used.
std::vector<KindTiles> unused_kinds(const ChipSpec &chip) {
    std::vector<KindTiles> kinds(1);
    for (const std::shared_ptr<const TileKind> &kind : chip.kinds)
        kinds.push_back({kind_on_chip(chip, *kind)});
    return kinds;
}

/// Number of the kind of a matrix layer's tiles.
std::size_t kind_of(const MappingSpec &mapping, int matrix) {
    return static_cast<std::size_t>(entry_by_layer(mapping.kind, matrix, 0));
}

/// shape_layer() that says of which kind the tiles are that cannot take the layer.
LayerPlacement shape_on_kind(const nn::QuantizedOp &op, const KindTiles &tiles, int matrix,
                             const ChipSpec &chip, const MappingSpec &mapping) {
    try {
        return shape_layer(op, tiles.kind, matrix, chip, mapping);
    } catch (const NoPlacement &reason) {
        if (!tiles.kind)
            throw;
        throw NoPlacement(std::string(reason.what()) + ", on tiles of kind " + tiles.kind->name);
    }
}

/// Tiles of a chip that the layers before leave spare, as the next one begins on chip `begin`.
void skip_to(int begin, const ChipSpec &chip, Placement &placement) {
    std::vector<int> &tiles = placement.tile_layer;
    const auto before = static_cast<std::size_t>(begin * all_tiles_of_chip(chip));
    if (tiles.size() >= before)
        return;
    tiles.resize(before, -1);
    for (std::size_t kind = 0; kind < placement.kinds.size(); ++kind)
        placement.kinds[kind].tiles = begin * tiles_of_chip(chip)[kind];
}

/// Of a layer's kind of tiles on the chip that it begins on.
struct RoomOnChip {
    int chip = 0, has = 0, left = 0;
    bool alone = true; ///< there are no other kinds
};

/// Throws where a layer that a chip could hold would go on on the next one; with kinds of tiles
/// each has to be on one chip.
void check_chip(const LayerPlacement &layer, const std::string &name, const RoomOnChip &room) {
    const std::int64_t arrays = static_cast<std::int64_t>(layer.blocks.size()) * layer.duplication;
    const std::int64_t tiles = (arrays + layer.tile_arrays - 1) / layer.tile_arrays;
    if (tiles > room.left && (tiles <= room.has || !room.alone))
        throw NoPlacement(
            "layer " + name + " needs " + number(tiles) + (tiles == 1 ? " tile" : " tiles") +
            (layer.kind ? " of kind " + layer.kind->name : "") + " of chip " + number(room.chip) +
            " (mapping.chip), " + number(room.left) + " of " + number(room.has) + " are left");
}

/// The layers with their arrays on tiles. `begin`: the chip of the package that each begins on;
/// none: layers follow each other.
Placement lay(const nn::QuantizedNetwork &network, const ChipSpec &chip, const MappingSpec &mapping,
              const std::vector<int> &begin = {}) {
    Placement placement;
    placement.kinds = unused_kinds(chip);
    for (std::size_t i = 0; i < network.ops.size(); ++i) {
        const nn::QuantizedOp &op = network.ops[i];
        if (!op.is_matrix())
            continue;
        const int matrix = static_cast<int>(placement.layers.size());
        const std::size_t kind = kind_of(mapping, matrix);
        LayerPlacement layer = shape_on_kind(op, placement.kinds[kind], matrix, chip, mapping);
        layer.op = static_cast<int>(i);
        if (!begin.empty()) {
            const int on = begin[static_cast<std::size_t>(matrix)];
            const int has = tiles_of_chip(chip)[kind];
            skip_to(on, chip, placement);
            const int left = std::clamp((on + 1) * has - placement.kinds[kind].tiles, 0, has);
            check_chip(layer, op.name, {on, has, left, chip.kinds.empty()});
        }
        fill_tiles(layer, op.name, tiles_of(chip, kind), placement.kinds[kind], placement);
        layer.utilisation = utilisation(chip, layer);
        placement.layers.push_back(std::move(layer));
    }
    return placement;
}

/// mapping.duplication with as many more copies of the layer that works longest as fit. `begin`:
/// the chip that each layer is on, or none.
std::vector<int> balanced_duplication(const Placement &once, const ChipSpec &chip,
                                      const MappingSpec &mapping, const std::vector<int> &begin) {
    std::vector<LayerLoad> layers = layer_loads(chip, once);
    std::vector<int> rooms;
    for (std::size_t kind = 0; kind < once.kinds.size(); ++kind)
        rooms.push_back(tiles_of(chip, kind) > 0 ? tiles_of(chip, kind) : as_many_as_needed);
    const int kinds = static_cast<int>(once.kinds.size());
    if (!begin.empty()) { // each chip has a room of each kind
        rooms.clear();
        for (int on = 0; on < chip.package.chips(); ++on)
            for (const int tiles : tiles_of_chip(chip))
                rooms.push_back(tiles);
    }
    for (std::size_t l = 0; l < begin.size(); ++l) // of one that goes on on the next chips
        for (const int tile : once.layers[l].tiles)
            if (const int on = tile / all_tiles_of_chip(chip); on != begin[l])
                --rooms.at(static_cast<std::size_t>(on * kinds));
    for (std::size_t l = 0; l < layers.size(); ++l)
        layers[l].room = (begin.empty() ? 0 : begin[l] * kinds) +
                         static_cast<int>(kind_of(mapping, static_cast<int>(l)));
    add_copies(layers, rooms, mapping.balance_tiles);
    std::vector<int> copies;
    for (const LayerLoad &layer : layers)
        copies.push_back(layer.copies);
    return copies;
}

void set_sum_targets(const ChipSpec &chip, Placement &placement) {
    for (LayerPlacement &layer : placement.layers)
        layer.sum_target = sum_targets(chip, layer, placement.interconnect);
}

/// Tiles and global buffer at the nodes of the interconnect; of a package, a chip's tiles at those
/// of the chip behind its first one.
void join(const ChipSpec &chip, Placement &placement) {
    const int chips = chip.package.chips(), tiles = placement.tiles / chips;
    if (const std::string lack =
            grid_shortage(Interconnect::of(chip.interconnect, tiles + 1, chip.noc), tiles + 1);
        !lack.empty())
        throw NoPlacement(lack);
    placement.interconnect = interconnect_of(chip, tiles + 1);
    if (chips == 1)
        return;
    std::vector<int> nodes;
    nodes.reserve(static_cast<std::size_t>(placement.tiles));
    for (int tile = 0; tile < placement.tiles; ++tile)
        nodes.push_back(tile / tiles * placement.interconnect.nodes_of_chip() + 1 + tile % tiles);
    placement.interconnect.move_tiles(std::move(nodes));
}

/// The chip of the package that each layer begins on.
std::vector<int> cut(const nn::QuantizedNetwork &network, const ChipSpec &chip,
                     const MappingSpec &mapping) {
    const std::vector<int> tiles = tiles_of_chip(chip);
    const auto layers = static_cast<int>(network.matrices().size());
    for (int layer = 0; layer < layers; ++layer)
        if (const std::size_t kind = kind_of(mapping, layer); tiles[kind] == 0)
            throw NoPlacement("several chips (chip.package) need " +
                              (kind == 0
                                   ? "chip.tiles"
                                   : "chip.tile_kinds." + chip.kinds[kind - 1]->name + ".count") +
                              ": the tiles that each has");
    if (std::int64_t{all_tiles_of_chip(chip)} * chip.package.chips() > most_arrays)
        throw NoPlacement(number(all_tiles_of_chip(chip)) +
                          " tiles (chip.tiles, chip.tile_kinds) " + "on each of " +
                          number(chip.package.chips()) + " chips (chip.package) are more than " +
                          number(most_arrays));
    ChipSpec large = chip;
    large.tiles = 0;
    for (std::shared_ptr<const TileKind> &kind : large.kinds) {
        TileKind uncounted = *kind;
        uncounted.count = 0;
        kind = std::make_shared<const TileKind>(std::move(uncounted));
    }
    return chips_of_layers(network, chip, mapping, lay(network, large, mapping));
}

Placement place(const nn::QuantizedNetwork &network, const ChipSpec &chip, MappingSpec mapping) {
    const std::size_t matrices = network.matrices().size();
    if (matrices == 0)
        throw NoPlacement("network " + network.name + " has no matrix layer");
    check_list(mapping.array_size, "mapping.array_size", 0, matrices);
    check_list(mapping.duplication, "mapping.duplication", 1, matrices);
    check_list(mapping.tile_arrays, "mapping.tile_arrays", 0, matrices);
    check_list(mapping.cell_bits, "mapping.cell_bits", 0, matrices);
    check_list(mapping.adc_bits, "mapping.adc_bits", 0, matrices);
    check_list(mapping.adc_columns, "mapping.adc_columns", 0, matrices);
    check_list(mapping.kind, "mapping.kind", 0, matrices);
    check_list(mapping.chip, "mapping.chip", 0, matrices);
    for (const int kind : mapping.kind)
        if (static_cast<std::size_t>(kind) > chip.kinds.size())
            throw NoPlacement("mapping.kind names kind " + number(kind) +
                              " of tiles, the chip has " + number(std::int64_t(chip.kinds.size())) +
                              " beside chip.tile");

    if (const auto problem = noc_problem(chip.interconnect, chip.noc))
        throw NoPlacement(problem->text);
    if (const auto problem = package_problem(chip))
        throw NoPlacement(problem->text);
    std::vector<int> begin;
    if (chip.package.chips() > 1)
        begin = cut(network, chip, mapping);
    Placement placement = lay(network, chip, mapping, begin);
    if (mapping.balance_tiles > 0) {
        mapping.duplication = balanced_duplication(placement, chip, mapping, begin);
        placement = lay(network, chip, mapping, begin);
    }
    placement.ops = place_ops(network, placement.layers);
    placement.schedule = mapping.schedule;
    for (std::size_t kind = 0; kind < placement.kinds.size(); ++kind) {
        KindTiles &on_chip = placement.kinds[kind];
        on_chip.tiles = std::max(tiles_of(chip, kind), on_chip.tiles);
        placement.tiles += on_chip.tiles;
    }
    if (chip.kinds.empty())
        placement.kinds.clear();
    placement.tile_layer.resize(static_cast<std::size_t>(placement.tiles), -1);
    join(chip, placement);
    set_sum_targets(chip, placement);
    if (order_tiles(network, chip, mapping.order, placement))
        set_sum_targets(chip, placement); // tiles have moved
    return placement;
}

} // namespace

std::shared_ptr<const KindOnChip> kind_on_chip(const ChipSpec &chip, const TileKind &kind) {
    KindOnChip own{kind.name, chip, kind.device};
    own.chip.kinds.clear();
    own.chip.tiles = kind.count;
    own.chip.tile = kind.tile;
    // Given figures of a buffer are those of chip.tile's.
    if (const BufferCost &given = chip.cost.buffer; given.memory == MemoryModel::Given) {
        const BufferSpec &ours = kind.tile.buffer, &theirs = chip.tile.buffer;
        own.chip.cost.buffer = given.times(double(ours.width_bits) / theirs.width_bits,
                                           double(ours.kbytes) / theirs.kbytes);
    }
    own.chip = own.chip.in_cycles(); // its tile has delays of its own
    return std::make_shared<const KindOnChip>(std::move(own));
}

const ChipSpec &Placement::on_tile(int tile, const ChipSpec &chip) const {
    const int layer = tile_layer[static_cast<std::size_t>(tile)];
    return layer < 0 ? chip : layers[static_cast<std::size_t>(layer)].on(chip);
}

std::vector<KindTiles> Placement::spare_tiles() const {
    std::vector<KindTiles> spare = kinds;
    if (spare.empty())
        spare.push_back({nullptr, tiles});
    for (const LayerPlacement &layer : layers)
        for (KindTiles &of_kind : spare)
            if (of_kind.kind == layer.kind)
                of_kind.tiles -= static_cast<int>(layer.tiles.size());
    return spare;
}

int LayerPlacement::driven_rows() const { return array.driven_rows(); }

int LayerPlacement::row_groups(const Block &block) const {
    return ceil_div(block.rows, driven_rows());
}

int LayerPlacement::conversions_per_output() const {
    return array.encoding == Encoding::DifferentialCurrent ? slices : columns_per_output;
}

common::Expected<Placement> map_network(const nn::QuantizedNetwork &network, const ChipSpec &chip,
                                        const MappingSpec &mapping) {
    try {
        return place(network, chip, mapping);
    } catch (const NoPlacement &reason) {
        return common::Unexpected(reason.what());
    }
}

} // namespace cim
