// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace cim {

/// How long a unit worked, waited for input, and waited for room, and for whom.
struct UnitTime {
    std::int64_t busy = 0, starved = 0, blocked = 0; ///< cycles
    std::string waits_for;                           ///< the unit that it waited for longest
    std::map<std::string, std::int64_t> waited;      ///< cycles, by what it waited for
};

} // namespace cim
