// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/base/timeline.h"

#include <cstdint>
#include <string>
#include <vector>

namespace cim {

/// One leg of the way that an image's result took, usually the first one's: what held it up.
struct PathLeg {
    enum class What { Works, IsBetweenUnits, FetchesImage, Waits, WritesCells };
    std::string unit; ///< full name
    What what = What::Works;
    Lack lack; ///< what the unit waits for
    std::int64_t begin = 0, end = 0;
};

/// "works", "waits for pixels of conv1".
std::string sentence(const PathLeg &leg);

/// Full names of the units at the ends of the way.
struct PathEnds {
    std::string image;  ///< who fetches the image from memory
    std::string result; ///< who makes the result
};

/// The way back from an image's last logit in cycle `end` to the start: what the unit at hand did
/// before, and while it waited, what the one did that it waited for. Time in which that one did
/// nothing either is the network's and the vector units'. First leg first; legs join without a gap
/// from cycle 0 to `end`.
std::vector<PathLeg> critical_path(const Timeline &timeline, const PathEnds &ends,
                                   std::int64_t end);

} // namespace cim
