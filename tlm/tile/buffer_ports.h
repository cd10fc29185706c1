// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/mapping/dataflow.h"

namespace cim {

/// The ports of a tile's buffer: every access passes here and is counted.
struct BufferPorts {
    const ChipSpec &chip;
    std::int64_t reads = 0, writes = 0; ///< accesses of the buffer's width

    void read(std::int64_t bytes) { reads += buffer_accesses(chip, bytes); }
    void write(std::int64_t bytes) { writes += buffer_accesses(chip, bytes); }
};

} // namespace cim
