// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/chip_spec.h"
#include "models/device/device.h"

#include <string>

namespace cim {

/// Tiles of a chip that are not as chip.tile says, with cells of their own:
/// `chip.tile_kinds.NAME.*`.
struct TileKind {
    std::string name;
    int count = 0;
    TileSpec tile;
    DeviceSpec device;
};

template <class Visit> void fields(TileKind &kind, Visit &&visit) {
    visit("count", kind.count, "1", 0, 1e6,
          "tiles of this kind on the chip, on each one of a package; 0: as many as its layers need",
          "choice");
    fields(kind.tile, visit);
    visit("device", kind.device);
}

} // namespace cim
