// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/workers/crew.h"

#include <memory>
#include <string>

namespace search {

/// So many workers forked from this process and, where mpirun has started several, those of all
/// other ranks. On these it does not return: they serve until rank 0 lets its crew go, which ends
/// their processes. `inputs` is what the answers depend on; a rank that has others is refused
/// (std::invalid_argument, thrown by what waits for replies).
std::unique_ptr<Crew> all_workers(int workers, Work work, const std::string &inputs);

} // namespace search
