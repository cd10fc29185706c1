// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/mapping/placement.h"

#include <string>
#include <vector>

namespace cim {

/// Consecutive ops of a network that a chip holds at once.
struct Pass {
    nn::QuantizedNetwork network; ///< its input is the map that the pass before it left in DRAM
    Placement placement;          ///< of these ops
};

/// The passes, or the sentence that says why there are none.
struct PassPlan {
    std::vector<Pass> passes;
    std::string reason;
};

/// Cuts a network into as few passes as the chip's tiles allow, each as long as it can be. It is
/// cut where one map alone is read by all that follows. Every tile must be of the same kind, as
/// each serves several layers.
PassPlan plan_passes(const nn::QuantizedNetwork &network, const ChipSpec &chip,
                     const MappingSpec &mapping);

/// The same passes of a network that differs from the one that was planned in its digital scales
/// and biases alone.
std::vector<Pass> passes_of(std::vector<Pass> plan, const nn::QuantizedNetwork &network);

/// All passes as one placement: layers in order, every array with a number of its own, on the tiles
/// that hold it in its pass.
Placement joined(const std::vector<Pass> &passes);

} // namespace cim
