// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/validation/validation.h"

namespace apps {

/// I1: what a mesh of virtual-channel routers accepts when it is flooded, in SystemC, beside
/// BookSim 2. Independent: no figure of ours is fitted to its.
std::vector<ValidationRow> interconnect_rows(const std::string &id);

/// I2: how fast a place of a buffer is used again, and zero-load latencies, beside what can be
/// worked out by hand.
std::vector<ValidationRow> credit_rows(const std::string &id);

} // namespace apps
