// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/workers/crew.h"

#include <sys/types.h>

namespace search {

/// Worker processes on this machine, forked from this one.
///
/// Build it before the process has other threads: only the forking thread lives on in a worker.
/// Workers ignore SIGINT, SIGTERM and SIGHUP, so that their parent alone decides, and end with it,
/// even when it is killed. Their standard input is empty; what they print goes to standard error. A
/// fresh fork takes a dead worker's place.
class ForkedCrew : public Crew {
  public:
    /// Throws std::invalid_argument unless there is at least one worker.
    ForkedCrew(int workers, Work work);
    ~ForkedCrew() override;
    ForkedCrew(const ForkedCrew &) = delete;
    ForkedCrew &operator=(const ForkedCrew &) = delete;

    int idle() override;
    void hand_out(std::size_t request, const std::string &text,
                  const std::function<void()> &stop) override;
    std::vector<Done> wait(int most_ms) override;
    void give_up(End why) override;

  private:
    struct Worker {
        pid_t process = -1; ///< -1: none
        int socket = -1;
        bool busy = false;
        std::size_t request = 0; ///< the one it works on
        std::string received;    ///< of its reply so far
    };

    void start(Worker &worker);
    [[noreturn]] void serve(int socket) const;
    void end(Worker &worker);
    std::string cause_of_death(Worker &worker);
    std::vector<Worker *> with_news(int most_ms);

    Work work_;
    std::vector<Worker> workers_;
};

} // namespace search
