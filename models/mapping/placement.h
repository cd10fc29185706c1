// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/expected.h"
#include "models/chip/chip_spec.h"
#include "nn/integer/quantized_network.h"

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

/// A matrix layer on the chip.
struct LayerPlacement {
    int op = 0;     ///< index into QuantizedNetwork::ops
    int matrix = 0; ///< number among the matrix layers
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

/// A network on a chip.
struct Placement {
    std::vector<LayerPlacement> layers;
    std::vector<OpPlacement> ops; ///< parallel to QuantizedNetwork::ops
    std::vector<int> tile_layer;  ///< layer that owns each tile, -1: spare
    Interconnect interconnect;
    Schedule schedule = Schedule::Windows;
    int tiles = 0;  ///< instantiated: chip.tiles, or as many as used when that is 0
    int arrays = 0; ///< used
};

/// Lays `network` on `chip`: tile after tile in layer order, a tile belongs to one layer; then puts
/// the tiles on the nodes of the interconnect. Or says why that cannot be done ("layer conv3 needs
/// 40 tiles, 12 are left").
common::Expected<Placement> map_network(const nn::QuantizedNetwork &network, const ChipSpec &chip,
                                        const MappingSpec &mapping);

/// Resolution that loses nothing: ceil(log2(rows (2^cell_bits - 1)(2^dac_bits - 1) + 1)).
int lossless_adc_bits(int rows, int cell_bits, int dac_bits);

} // namespace cim
