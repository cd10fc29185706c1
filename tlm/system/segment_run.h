// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/system/chip_run.h"

namespace cim {

/// When a segment did what, from its start on.
struct SegmentTime {
    int layers = 0;                      ///< matrix layers that the chip held
    std::int64_t begin = 0;              ///< cycle of the whole run
    std::int64_t programming_cycles = 0; ///< until its weights were in their cells
    std::int64_t run_cycles = 0;         ///< then, until the last image's map was in DRAM

    std::int64_t start() const { return begin + programming_cycles; }
    std::int64_t end() const { return start() + run_cycles; }
};

/// What a chip does that is programmed several times.
struct SegmentsResult {
    ChipResult chip; ///< of all segments, layer after layer; no packets or accesses to memory
    std::vector<SegmentTime> segments;
};

/// Cycles in which the chip's weights come from DRAM and its arrays are written, at the same time:
/// the longer of the two (a weight takes its bits once, whatever the number of copies).
std::int64_t programming_cycles(const Design &segment);

/// Bytes of a segment's weights in DRAM.
std::int64_t weight_bytes(const Design &segment);

/// Programs the chip with one segment of the design after another and runs `count` images through
/// each; what a segment leaves in DRAM is what the next one reads. The arrays are those of all
/// segments. Of `options` the packets and the memory are left out. Throws ChipStalled.
SegmentsResult run_segments(const Design &design, const RunData &data, int count,
                            const RunOptions &options = {});

} // namespace cim
