// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tlm/base/credits.h"

#include <utility>

namespace cim {

/// The way of credits from a receiver back to its one sender, a sideband beside whatever carries
/// the packets: places are taken when something is sent, and one that the receiver frees is the
/// sender's again `delay` cycles later. It belongs to whoever builds both ends (Chip: one for each
/// pair of tiles), so that any interconnect can stand between them.
class CreditLink {
  public:
    CreditLink(const Clock &clock, std::int64_t places, Cycle delay)
        : clock_(clock), delay_(delay), places_(places) {}
    CreditLink(const CreditLink &) = delete;
    CreditLink &operator=(const CreditLink &) = delete;

    /// The sender's side. The cycle from which there is a place, 0 if it is there; when none is on
    /// its way (`never`), `sender` is woken as soon as one is back.
    Cycle available_from(Timer &sender) {
        const Cycle cycle = places_.available_from(clock_.now());
        if (cycle == never)
            sender_ = &sender;
        return cycle;
    }
    bool available() { return places_.available(clock_.now()); }
    void take() { places_.take(); }

    /// The receiver's side: places that are free from now on.
    void give_back(std::int64_t places = 1) {
        const Cycle cycle = clock_.now() + delay_;
        places_.give_back(cycle, places);
        if (sender_)
            std::exchange(sender_, nullptr)->at(cycle);
    }

    /// All places are free and nobody waits, as at the start.
    void reset() {
        places_.reset();
        sender_ = nullptr;
    }

  private:
    const Clock &clock_;
    const Cycle delay_;
    Credits places_;
    Timer *sender_ = nullptr; ///< who waits for a place
};

} // namespace cim
