// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <utility>
#include <vector>

namespace cim {

/// Where on the grid of nodes tiles are put.
enum class TileOrder {
    RowMajor,    ///< row after row, each from left to right
    Snake,       ///< row after row, forth and back
    LeastTraffic ///< exchanged until no exchange shortens the way of the flits
};
inline constexpr std::array<std::pair<const char *, TileOrder>, 3> tile_order_names{
    {{"row-major", TileOrder::RowMajor},
     {"snake", TileOrder::Snake},
     {"least-traffic", TileOrder::LeastTraffic}}};

/// Where a network is cut that goes over several chips.
enum class Partition {
    Balanced, ///< where the slowest stage, links among them, is fastest
    Fill      ///< chip after chip, each as full as whole layers make it
};
inline constexpr std::array<std::pair<const char *, Partition>, 2> partition_names{
    {{"balanced", Partition::Balanced}, {"fill", Partition::Fill}}};

/// When a layer may begin.
enum class Schedule {
    Windows, ///< a window as soon as its pixels are there
    Layers   ///< when its whole input is there
};
inline constexpr std::array<std::pair<const char *, Schedule>, 2> schedule_names{
    {{"windows", Schedule::Windows}, {"layers", Schedule::Layers}}};

/// How a network is laid on the chip: `mapping.*`. Lists have one entry a matrix layer; the last
/// one repeats.
struct MappingSpec {
    std::vector<int>
        array_size; ///< rows = columns of the layer's arrays; 0 or empty: chip.tile.array
    std::vector<int>
        duplication; ///< copies of the layer's weights that share its windows; empty: 1
    std::vector<int> tile_arrays{}; ///< arrays in the layer's tiles; 0 or empty:
                                    ///< chip.tile.processing_elements
    std::vector<int> cell_bits{};   ///< of the layer's cells; 0 or empty: chip.tile.array.cell_bits
    std::vector<int> adc_bits{};    ///< of its converters; 0 or empty: chip.tile.adc.bits
    std::vector<int> adc_columns{}; ///< that share one; 0 or empty: chip.tile.adc.columns
    int balance_tiles = 0;          ///< that copies of the slowest layers may fill up
    TileOrder order = TileOrder::RowMajor;
    Schedule schedule = Schedule::Windows;
    bool segments = false;   ///< may the chip be programmed several times?
    std::vector<int> kind{}; ///< of the layer's tiles: 0 chip.tile, i chip.kinds[i - 1]; empty: 0
    Partition partition = Partition::Balanced;
    std::vector<int> chip{}; ///< of the package, where the layer begins; empty: as partition says
};

template <class Visit> void fields(MappingSpec &mapping, Visit &&visit) {
    visit("kind", mapping.kind, "1", 0, 4096,
          "kind of the tiles of each matrix layer, in order, the last one repeats: default "
          "(chip.tile, device) or a name of chip.tile_kinds",
          "choice");
    visit("array_size", mapping.array_size, "1", 0, 4096,
          "rows and columns of each matrix layer's arrays, in order, the last one repeats; 0: "
          "chip.tile.array",
          "NAX");
    visit("duplication", mapping.duplication, "1", 1, 4096,
          "copies of each matrix layer's weights, which share its windows; the last one repeats",
          "ISAAC, PIMSYN");
    visit("tile_arrays", mapping.tile_arrays, "1", 0, 4096,
          "processing elements in the tiles of each matrix layer; the last one repeats; 0: "
          "chip.tile.processing_elements",
          "NeuroSim: nine kernel positions of 16 arrays");
    visit("cell_bits", mapping.cell_bits, "bit", 0, 7,
          "bits in a cell of each matrix layer; the last one repeats; 0: chip.tile.array.cell_bits",
          "XPert");
    visit("adc_bits", mapping.adc_bits, "bit", 0, 16,
          "resolution of each matrix layer's converters; the last one repeats; 0: "
          "chip.tile.adc.bits",
          "XPert");
    visit("adc_columns", mapping.adc_columns, "1", 0, 4096,
          "columns of each matrix layer that share a converter; the last one repeats; 0: "
          "chip.tile.adc.columns",
          "XPert");
    visit("balance_tiles", mapping.balance_tiles, "1", 0, 1e6,
          "tiles that the network may fill: the layer whose arrays work longest gets one more copy "
          "of its weights as long as it fits; 0: copies as mapping.duplication says",
          "ISAAC: as many copies as balance the pipeline");
    visit("order", mapping.order, tile_order_names,
          "where tiles are put: row by row, forth and back, or with the least way for all flits; "
          "on a "
          "bus all places are alike",
          "choice");
    visit("schedule", mapping.schedule, schedule_names,
          "a layer starts a window when its pixels are there, or begins when its whole input is",
          "ISAAC, PUMA: windows; NeuroSim: layers");
    visit(
        "partition", mapping.partition, partition_names,
        "where a network is cut that goes over several chips (chip.package), between layers where "
        "they fit: so that the slowest stage is fastest, of layers with the copies that "
        "mapping.balance_tiles leaves room for and of links, or where a chip is full",
        "choice; COMPASS (DATE 2025) searches balanced parts");
    visit("chip", mapping.chip, "1", 0, 4095,
          "chip of the package that each matrix layer begins on, in order, never an earlier one "
          "than the layer before; the last one repeats; empty: as mapping.partition says",
          "choice");
    visit("segments", mapping.segments,
          "a network that needs more tiles than the chip has (chip.tiles, "
          "chip.tile_kinds.NAME.count) "
          "runs in several segments: the chip is programmed with some layers, runs all images of a "
          "run, and is programmed with the next ones",
          "choice");
}

} // namespace cim
