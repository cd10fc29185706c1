// SPDX-License-Identifier: Apache-2.0
#include "models/mapping/placement.h"

#include "models/chip/adc.h"
#include "models/chip/adder_tree.h"
#include "models/chip/noc_problem.h"
#include "models/mapping/block_grid.h"
#include "models/mapping/tile_order.h"
#include "models/mapping/tile_share.h"
#include "models/mapping/timing.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace cim {

namespace {

constexpr std::int64_t most_arrays = 1'000'000;
constexpr int most_copies = 4096;

int ceil_div(int a, int b) { return (a + b - 1) / b; }

const char *phrase(Encoding encoding) {
    return in_pairs(encoding) ? "in differential pairs" : "in offset columns";
}

std::string number(std::int64_t n) { return std::to_string(n); }

/// Why a network cannot be laid on a chip.
struct NoPlacement : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Entry `i` of a list whose last entry repeats; `otherwise` if the list is empty.
int entry(const std::vector<int> &list, int i, int otherwise) {
    if (list.empty())
        return otherwise;
    return list[std::min(static_cast<std::size_t>(i), list.size() - 1)];
}

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

/// A layer's arrays and blocks, not yet on tiles; `kind`: of these.
LayerPlacement shape_layer(const nn::QuantizedOp &op, std::shared_ptr<const KindOnChip> kind,
                           int matrix, const ChipSpec &whole_chip, const MappingSpec &mapping) {
    LayerPlacement layer;
    layer.kind = std::move(kind);
    const ChipSpec &chip = layer.on(whole_chip);
    layer.matrix = matrix;
    layer.gemm = op.gemm();
    layer.array = chip.tile.array;
    layer.adc = chip.tile.adc;
    layer.weight_bits = op.weight_bits;
    layer.input_bits = op.input_bits;
    if (const int size = entry(mapping.array_size, matrix, 0); size > 0)
        layer.array.rows = layer.array.columns = size;
    if (const int bits = entry(mapping.cell_bits, matrix, 0); bits > 0)
        layer.array.cell_bits = bits;
    if (const int bits = entry(mapping.adc_bits, matrix, 0); bits > 0)
        layer.adc.bits = bits;
    if (const int columns = entry(mapping.adc_columns, matrix, 0); columns > 0)
        layer.adc.columns = columns;
    if (is_digital(chip))
        hold_digitally(layer, chip.tile.pe);
    else if (const std::string problem = adc_problem(chip, layer.adc); !problem.empty())
        throw NoPlacement("layer " + op.name + ": " + problem);
    layer.duplication = entry(mapping.duplication, matrix, 1);
    layer.tile_arrays = entry(mapping.tile_arrays, matrix, 0);
    if (layer.tile_arrays == 0)
        layer.tile_arrays = chip.tile.processing_elements;
    layer.slices = slices(layer.array, layer.weight_bits);
    layer.columns_per_output = layer.slices * (in_pairs(layer.array.encoding) ? 2 : 1);

    if (layer.input_bits > 8 && 8 % chip.tile.pe.dac_bits != 0)
        throw NoPlacement("layer " + op.name + ": inputs of " + number(layer.input_bits) +
                          " bits are read byte by byte; chip.tile.pe.dac_bits must be 1, 2, 4 or "
                          "8, not " +
                          number(chip.tile.pe.dac_bits));
    if (layer.array.encoding == Encoding::DifferentialCurrent && layer.adc.bits < 2)
        throw NoPlacement("a converter of 1 bit cannot tell the sign of a differential current; "
                          "chip.tile.adc.bits must be 2 or more");
    if (is_digital(chip))
        if (const std::string problem = digital_problem(chip, layer.array, layer.weight_bits);
            !problem.empty())
            throw NoPlacement("layer " + op.name + ": " + problem);
    const int outputs = is_digital(chip) ? digital_outputs(chip, layer.array, layer.weight_bits)
                                         : layer.array.columns / layer.columns_per_output;
    if (outputs == 0)
        throw NoPlacement("layer " + op.name + ": an array of " + number(layer.array.columns) +
                          " columns cannot hold one output of " + number(layer.slices) +
                          " slices " + phrase(layer.array.encoding) + " (" +
                          number(layer.columns_per_output) + " columns)");
    layer.blocks = block_grid(layer.gemm, layer.array.rows, outputs);
    return layer;
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

/// Tiles of kind number `kind` that the chip has; 0: as many as needed.
int tiles_of(const ChipSpec &chip, std::size_t kind) {
    return kind == 0 ? chip.tiles : chip.kinds[kind - 1]->count;
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
    return static_cast<std::size_t>(entry(mapping.kind, matrix, 0));
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

/// The layers with their arrays on tiles.
Placement lay(const nn::QuantizedNetwork &network, const ChipSpec &chip,
              const MappingSpec &mapping) {
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
        fill_tiles(layer, op.name, tiles_of(chip, kind), placement.kinds[kind], placement);
        layer.utilisation = utilisation(chip, layer);
        placement.layers.push_back(std::move(layer));
    }
    return placement;
}

/// mapping.duplication with as many more copies of the layer that works longest as fit.
std::vector<int> balanced_duplication(const Placement &once, const ChipSpec &chip,
                                      const MappingSpec &mapping) {
    const std::size_t layers = once.layers.size();
    std::vector<int> copies(layers);
    std::vector<double> product(layers); // cycles of a product, in input digits and row groups
    int used = 0;
    std::vector<int> used_of(once.kinds.size()); // by kind
    const auto tiles = [&](std::size_t l, int duplication) {
        return ceil_div(static_cast<int>(once.layers[l].blocks.size()) * duplication,
                        once.layers[l].tile_arrays);
    };
    for (std::size_t l = 0; l < layers; ++l) {
        const LayerPlacement &layer = once.layers[l];
        copies[l] = layer.duplication;
        product[l] = static_cast<double>(mvm_timing(chip, 0, layer).interval);
        used += tiles(l, copies[l]);
        used_of[kind_of(mapping, static_cast<int>(l))] += tiles(l, copies[l]);
    }
    for (;;) {
        const auto time = [&](std::size_t l) {
            return product[l] * std::ceil(double(once.layers[l].gemm.vectors) / copies[l]);
        };
        std::size_t slowest = 0;
        for (std::size_t l = 1; l < layers; ++l)
            if (time(l) > time(slowest))
                slowest = l;
        const int more = tiles(slowest, copies[slowest] + 1) - tiles(slowest, copies[slowest]);
        const std::size_t kind = kind_of(mapping, static_cast<int>(slowest));
        const int has = tiles_of(chip, kind);
        if (used + more > mapping.balance_tiles || (has > 0 && used_of[kind] + more > has) ||
            copies[slowest] >= once.layers[slowest].gemm.vectors || copies[slowest] >= most_copies)
            return copies;
        used += more;
        used_of[kind] += more;
        ++copies[slowest];
    }
}

void set_sum_targets(const ChipSpec &chip, Placement &placement) {
    for (LayerPlacement &layer : placement.layers)
        layer.sum_target = sum_targets(chip, layer, placement.interconnect);
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
    for (const int kind : mapping.kind)
        if (static_cast<std::size_t>(kind) > chip.kinds.size())
            throw NoPlacement("mapping.kind names kind " + number(kind) +
                              " of tiles, the chip has " + number(std::int64_t(chip.kinds.size())) +
                              " beside chip.tile");

    if (const auto problem = noc_problem(chip.interconnect, chip.noc))
        throw NoPlacement(problem->text);
    Placement placement = lay(network, chip, mapping);
    if (mapping.balance_tiles > 0) {
        mapping.duplication = balanced_duplication(placement, chip, mapping);
        placement = lay(network, chip, mapping);
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
    placement.interconnect = Interconnect::of(chip.interconnect, placement.tiles + 1, chip.noc);
    if (const std::string lack = grid_shortage(placement.interconnect, placement.tiles + 1);
        !lack.empty())
        throw NoPlacement(lack);
    set_sum_targets(chip, placement);
    order_tiles(network, chip, mapping.order, placement);
    set_sum_targets(chip, placement); // tiles may have moved
    return placement;
}

} // namespace

std::shared_ptr<const KindOnChip> kind_on_chip(const ChipSpec &chip, const TileKind &kind) {
    KindOnChip own{kind.name, chip, kind.device};
    own.chip.kinds.clear();
    own.chip.tiles = kind.count;
    own.chip.tile = kind.tile;
    // Given figures of a buffer are those of chip.tile's.
    BufferCost &figures = own.chip.cost.buffer;
    if (figures.memory == MemoryModel::Given) {
        const double width = double(kind.tile.buffer.width_bits) / chip.tile.buffer.width_bits;
        const double capacity = double(kind.tile.buffer.kbytes) / chip.tile.buffer.kbytes;
        figures.read_pj *= width;
        figures.write_pj *= width;
        figures.area_um2 *= capacity;
        figures.leakage_mw *= capacity;
    }
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

void hold_digitally(LayerPlacement &layer, const PeSpec &pe) {
    layer.array = digital_array(layer.array);
    layer.adc = {};
    layer.adc.range = AdcRange::Full;
    layer.adc.bits = lossless_adc_bits(layer.array.driven_rows(), 1, pe.dac_bits);
}

int lossless_adc_bits(int rows, int cell_bits, int dac_bits) {
    const std::int64_t largest =
        std::int64_t{rows} * ((1 << cell_bits) - 1) * ((1 << dac_bits) - 1);
    int bits = 0;
    while ((std::int64_t{1} << bits) < largest + 1)
        ++bits;
    return bits;
}

} // namespace cim
