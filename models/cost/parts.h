// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"
#include "models/device/device.h"
#include "models/mapping/placement.h"

#include <string>
#include <vector>

namespace cim {

/// What a part is a part of.
enum class Level {
    Array, ///< a processing element: one array with its periphery
    Core,  ///< chip.tile.core.processing_elements of them
    Tile,
    Chip
};

/// A part of the machine. Everything that is built is listed once.
struct Part {
    std::string component; ///< as in ByComponent
    Level level = Level::Tile;
    double count = 1;                    ///< in one of its level
    double area_um2 = 0, leakage_mw = 0; ///< each
    double busy_mw = 0;                  ///< each, dynamic power at full rate; see peak()
    bool published = false;              ///< a unit of known power: busy_mw is as it was given
};

/// Parts of a tile whose arrays and converters are of the given kind: those of an array, of a core
/// and of the tile itself, with its router in a mesh. busy_mw is given for the units of known power
/// only.
std::vector<Part> tile_parts(const ChipSpec &chip, const DeviceSpec &device, const ArraySpec &array,
                             const AdcSpec &adc);

/// Parts of the chip outside its tiles: the global buffer, its router in a mesh or all those of
/// another interconnect of `tiles` tiles, units. Of several chips with so many tiles together:
/// those of all, of which the first has the global buffer, bridges and links. A bridge is as large
/// as a router of the chip.
std::vector<Part> chip_parts(const ChipSpec &chip, int tiles);

/// Those of them that are units of known power (chip.units).
std::vector<Part> chip_units(const ChipSpec &chip);

/// Components that are built and draw nothing at rest, each once, in the order of the parts; not
/// the arrays, whose cells keep their state without power.
std::vector<std::string> without_idle_power(const ChipSpec &chip, const DeviceSpec &device);

/// The chip with tiles of as many arrays as the layer's have.
ChipSpec with_tiles_of(const ChipSpec &chip, const LayerPlacement &layer);

/// Arrays, cores and tiles (1) in a tile; the last core may be smaller than the others.
double per_tile(const ChipSpec &chip, Level level);

} // namespace cim
