// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/expected.h"
#include "models/chip/chip_spec.h"
#include "models/device/tile_kind.h"
#include "nn/integer/quantized_network.h"

#include <memory>
#include <string>
#include <vector>

namespace cim {

/// The part of a weight matrix that one array holds: rows x cols at (row, col) of the matrix.
struct Block {
    int row = 0, rows = 0;
    int col = 0, cols = 0;
};

/// One processing element at work: block `block` of copy `copy` of its layer, on tile `tile`.
struct PlacedArray {
    int block = 0;
    int copy = 0;
    int tile = 0;
    int pe = 0;    ///< within the tile
    int array = 0; ///< number of the array on the whole chip: names its random draws
};

/// What tiles of a kind are part of: their chip as if all of its tiles were like them.
struct KindOnChip {
    std::string name;
    ChipSpec chip; ///< without further kinds
    DeviceSpec device;
};

/// A kind of the chip as that.
std::shared_ptr<const KindOnChip> kind_on_chip(const ChipSpec &chip, const TileKind &kind);

/// A matrix layer on the chip.
struct LayerPlacement {
    std::shared_ptr<const KindOnChip> kind; ///< of its tiles; null: chip.tile, device
    int op = 0;                             ///< index into QuantizedNetwork::ops
    int matrix = 0;                         ///< number among the matrix layers
    nn::Gemm gemm;
    ArraySpec array;     ///< of this layer's tiles
    int tile_arrays = 0; ///< processing elements in each of them
    AdcSpec adc;
    int weight_bits = 8, input_bits = 8;
    int slices = 1;             ///< cells that hold one weight's magnitude
    int columns_per_output = 1; ///< physical columns of an output (slices x 1 or 2)
    int duplication = 1;
    std::vector<Block> blocks;       ///< that cover the matrix
    std::vector<PlacedArray> arrays; ///< blocks.size() x duplication, tiles ascending
    std::vector<int> tiles;          ///< all tiles of this layer, ascending
    int home = 0;                    ///< tile that adds the partial sums and runs the vector work
    std::vector<std::vector<int>>
        sum_target;         ///< [copy][...]: who gets the sums of each tile; parallel to tiles
    double utilisation = 0; ///< cells that hold a weight / cells of the layer's tiles

    /// The chip and its cells as the layer's tiles have them.
    const ChipSpec &on(const ChipSpec &chip) const { return kind ? kind->chip : chip; }
    const DeviceSpec &on(const DeviceSpec &device) const { return kind ? kind->device : device; }
    /// Which copy works on window `position`.
    int copy_of(std::int64_t position) const { return static_cast<int>(position % duplication); }
    /// Rows driven at once (active_rows, at most the array's).
    int driven_rows() const;
    /// Reads that cover the rows of a block once: ceil(block.rows / driven_rows()).
    int row_groups(const Block &block) const;
    /// Conversions an output needs at each read: a differential-current pair shares one.
    int conversions_per_output() const;
};

/// Where an op's vector work is done: its own home tile (MatMul) or that of the op it follows
/// (pool, add; those of the image itself are done where the first matrix layer begins).
struct OpPlacement {
    int tile = 0;
    int layer = -1; ///< index of the LayerPlacement, -1 for pool and add
};

/// Tiles of one kind that are on the chip, whether they are used or not.
struct KindTiles {
    std::shared_ptr<const KindOnChip> kind; ///< null: chip.tile, device
    int tiles = 0;
};

/// A network on a chip.
struct Placement {
    std::vector<LayerPlacement> layers;
    std::vector<OpPlacement> ops; ///< parallel to QuantizedNetwork::ops
    std::vector<int> tile_layer;  ///< layer that owns each tile, -1: spare
    Interconnect interconnect;
    Schedule schedule = Schedule::Windows;
    int tiles = 0;                ///< instantiated: chip.tiles, or as many as used when that is 0
    int arrays = 0;               ///< used
    std::vector<KindTiles> kinds; ///< chip.tile first; empty: all tiles are as chip.tile says

    /// The chip as a tile's kind has it, which is that of its layer; a spare one's is chip.tile.
    const ChipSpec &on_tile(int tile, const ChipSpec &chip) const;
    /// Spare tiles of each of `kinds`, or of chip.tile alone.
    std::vector<KindTiles> spare_tiles() const;
};

/// Lays `network` on `chip`: tile after tile in layer order, a tile belongs to one layer and is of
/// its kind; then puts the tiles on the nodes of the interconnect. Or says why that cannot be done
/// ("layer conv3 needs 40 tiles, 12 are left").
common::Expected<Placement> map_network(const nn::QuantizedNetwork &network, const ChipSpec &chip,
                                        const MappingSpec &mapping);

} // namespace cim
