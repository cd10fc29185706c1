// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/archive/archive.h"

#include <functional>
#include <string>
#include <vector>

namespace search {

/// Keeps the outcome of asked[index]; to be called as soon as it is known.
using Keep =
    std::function<void(std::size_t index, const Outcome &outcome, const std::string &detail)>;

/// Evaluates candidates whose id and genome are given, in any order, and keeps each one.
using EvaluateNew = std::function<void(const std::vector<Candidate> &asked, const Keep &keep)>;

/// An Evaluate that answers from the archive and has the rest evaluated and inserted. A search is a
/// function of its seed, so one that was ended at any moment and is begun again asks the same
/// candidates and ends with the same rows. Throws std::runtime_error if the archive knows a genome
/// under another id or `evaluate` leaves a candidate out.
Evaluate remember(Archive &archive, const std::string &algorithm, const EvaluateNew &evaluate);

} // namespace search
