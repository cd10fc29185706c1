// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace cim {

/// Cycles between images in the steady state, and what they were taken from.
struct Interval {
    double cycles = 0;
    int first = 0, last = 0; ///< images, counted from 1; both 0: the whole run over its images
    bool bound = false;      ///< the images were closer than is possible without contention

    /// Not below `least` cycles, which is what the busiest stage takes by itself.
    Interval at_least(double least) const {
        return {std::max(cycles, least), first, last, cycles < least};
    }
};

/// Of a run whose images were done in these cycles (one at least): the second half of the images,
/// where the pipeline is full, without the last one, which has nobody behind it that could be in
/// its way. Of two images it is all there is; one image counts from the start.
inline Interval steady_interval(const std::vector<std::int64_t> &done_cycle) {
    const int images = static_cast<int>(done_cycle.size());
    if (images == 1)
        return {static_cast<double>(done_cycle[0])};
    const int first = std::max(1, images / 2), last = std::max(2, images - 1);
    const auto done = [&](int image) { return done_cycle[static_cast<std::size_t>(image - 1)]; };
    return {static_cast<double>(done(last) - done(first)) / (last - first), first, last};
}

} // namespace cim
