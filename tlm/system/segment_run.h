// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/mapping/segments.h"
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
std::int64_t programming_cycles(const ChipSpec &chip, const DeviceSpec &device,
                                const Segment &segment);

/// Bytes of a segment's weights in DRAM.
std::int64_t weight_bytes(const Segment &segment);

/// What segments work on: the arrays of all of them, as joined() numbers them, and the images.
/// Null: times and counts alone.
struct SegmentData {
    const CrossbarMatMul *matmul = nullptr;
    const std::uint8_t *images = nullptr;
    std::int64_t first_image = 0; ///< its index in the data set
};

/// Programs the chip with one segment after another and runs `count` images through each; what a
/// segment leaves in DRAM is what the next one reads. Of `options` the packets and the memory are
/// left out. Throws ChipStalled.
SegmentsResult run_segments(const std::vector<Segment> &segments, const ChipSpec &chip,
                            const DeviceSpec &device, const SegmentData &data, int count,
                            const RunOptions &options = {});

} // namespace cim
