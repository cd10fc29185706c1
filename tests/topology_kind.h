// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/chip/topology/topologies.h"

#include <ostream>

namespace cim {

/// How GoogleTest tells for which topology a test failed.
inline void PrintTo(const TopologyKind &kind, std::ostream *out) { *out << kind.name; }

} // namespace cim
