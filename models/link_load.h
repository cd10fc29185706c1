// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/dataflow.h"

namespace cim {

/// Flits an image over the link that carries most, on the routes X before Y; the doors between
/// nodes and routers are links, too. No image can follow another one faster.
std::int64_t busiest_link_flits(const nn::QuantizedNetwork &network, const Placement &placement,
                                const ChipSpec &chip, const Dataflow &flow);

} // namespace cim
