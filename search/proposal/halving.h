// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/proposal/screening.h"

#include <cstddef>
#include <vector>

namespace search {

/// Successive halving (Jamieson and Talwalkar 2016) before an evaluation: each look is given
/// `share` times as many genomes as it passes on, the cheapest look the most.
class Halving {
  public:
    /// The looks outlive it.
    Halving(const std::vector<Evaluate> &looks, int share) : looks_(looks), share_(share) {}

    /// `count` of the pool, or all of them: those that promise the most, look after look.
    std::vector<Prospect> pick(const Screening &screening, std::vector<Prospect> pool,
                               std::size_t count);

    /// All that looks have told so far.
    const Seen &seen() const { return seen_; }

  private:
    void look(const Evaluate &evaluate, std::vector<Prospect> &prospects);

    const std::vector<Evaluate> &looks_;
    int share_;
    int looked_at_ = 0; ///< numbers what looks are asked for
    Seen seen_;
};

} // namespace search
