// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/topology/wiring.h"

#include <memory>

namespace cim {

/// A link between chips, in cycles.
struct LinkWire {
    int delay = 0; ///< of a flit
    int pace = 1;  ///< from flit to flit
};

/// Chips that are wired alike, in columns and rows, each joined to those beside it by links.
std::shared_ptr<const Wiring> make_package(std::shared_ptr<const Wiring> chip, Grid chips,
                                           LinkWire link);

} // namespace cim
