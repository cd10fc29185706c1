// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/memory/dram_controller.h"

#include <vector>

namespace cim {

/// An access that somebody wants at a time.
struct DramWish {
    DramTime time = 0;
    DramAccess access;
};

/// When an access was asked for, and when it was done.
struct DramService {
    DramTime asked = 0, done = 0;

    DramTime latency() const { return done - asked; }
};

/// Sends accesses to a memory that nobody has used, in their order. `window` 0: each at its time
/// (times do not descend), whether or not those before it are done; else each as soon as fewer than
/// `window` are under way, whatever its time.
std::vector<DramService> stream(DramController &memory, const std::vector<DramWish> &wishes,
                                int window = 0);

} // namespace cim
