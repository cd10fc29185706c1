// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace cim {

/// What a key in nanoseconds beside one in cycles says.
inline constexpr const char *beside_cycles =
    "and so many nanoseconds, rounded up to whole cycles: of what does not follow the clock";

} // namespace cim
