// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/workers/pool.h"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace search {

/// Workers as a pool sees them, wherever they are: they take requests while some are idle, and say
/// which are done.
class Crew {
  public:
    /// A request that is done. Its reply has died with the worker that had it: another may be
    /// asked.
    struct Done {
        std::size_t request = 0;
        Reply reply;
    };

    /// Why requests are given up.
    enum class End {
        Failed, ///< the caller cannot use them
        Stopped ///< by whoever started it, who does not wait for long
    };

    virtual ~Crew() = default;

    /// How many more requests they would begin at once.
    virtual int idle() = 0;

    /// Gives one of the idle a request, which the caller calls by a number. `stop`, which may
    /// throw, is called whenever a signal came in between.
    virtual void hand_out(std::size_t request, const std::string &text,
                          const std::function<void()> &stop) = 0;

    /// Those that are done; waits for the first so many milliseconds at most.
    virtual std::vector<Done> wait(int most_ms) = 0;

    /// Nobody wants to know any more what they are working on.
    virtual void give_up(End why) = 0;
};

} // namespace search
