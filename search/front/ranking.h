// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search.h"

namespace search {

/// Fast non-dominated sort (Deb et al. 2002): fronts of indices, best front first, ascending within
/// a front.
std::vector<std::vector<int>> sort_into_fronts(const std::vector<Candidate> &candidates);

/// Crowding distance of each member of a front: the sum over objectives of the normalised gap
/// between its two neighbours; infinite at either end of an objective. Equal values are ordered by
/// position. A front of failed candidates has no distances: all 0.
std::vector<double> crowding_distance(const std::vector<Candidate> &candidates,
                                      const std::vector<int> &front);

/// The `count` best candidates, best first: by front, then by crowding distance, then by id. The
/// front that does not fit whole loses, one at a time, the member that adds the least to the
/// front's hypervolume (Beume et al. 2007), its objectives normalised to the front's own range.
std::vector<Candidate> survivors(const std::vector<Candidate> &candidates, std::size_t count);

} // namespace search
