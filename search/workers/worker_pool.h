// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/workers/crew.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace search {

/// A crew's requests are handed to whoever is idle, and one whose worker dies is tried once more.
class WorkerPool : public Pool {
  public:
    /// `stop` is asked at least ten times a second while run() waits, and on every signal.
    explicit WorkerPool(std::unique_ptr<Crew> crew, std::function<bool()> stop = {});

    /// With so many forked workers (see ForkedCrew).
    WorkerPool(int workers, Work work, std::function<bool()> stop = {});

    /// An exception in the work is a failed reply to its request. A request whose worker dies is
    /// tried once more, after the others; if that worker dies too (also for want of memory:
    /// std::bad_alloc), the reply has failed. Throws Stopped as soon as `stop` is true; requests
    /// under way are then given up.
    std::vector<Reply> run(const std::vector<std::string> &requests,
                           const OnDone &on_done = {}) override;

  private:
    void check_stop() const;
    void collect(const std::vector<std::string> &requests, const OnDone &on_done,
                 std::vector<Reply> &replies);

    std::unique_ptr<Crew> crew_;
    std::function<bool()> stop_;
};

} // namespace search
