// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/tile/image_stream.h"
#include "tlm/tile/output_queue.h"
#include "tlm/tile/vector_unit.h"

namespace cim {

/// What the task of an op works with on its tile.
struct TaskParts {
    const ImageStream &stream;
    OutputQueue &output; ///< of the op
    VectorUnit &vector;
    BufferPorts &ports;
    bool data; ///< else payloads have a length alone
};

} // namespace cim
