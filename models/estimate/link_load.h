// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/mapping/dataflow.h"

namespace cim {

/// Cycles an image for which the busiest output of a router, or way from a node to its router, is
/// taken. No image can follow another one faster.
std::int64_t busiest_link_cycles(const nn::QuantizedNetwork &network, const Placement &placement,
                                 const ChipSpec &chip, const Dataflow &flow);

} // namespace cim
