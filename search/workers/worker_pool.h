// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/workers/message.h"

#include <sys/types.h>

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace search {

/// The answer to a request, or the one line that says why there is none.
struct Reply {
    bool failed = false;
    std::string text;
    bool died = false; ///< failed, and two workers have ended over it
};

/// Worker processes on this machine, forked from this one, that answer requests one at a time.
///
/// Build it before the process has other threads: only the forking thread lives on in a worker.
/// Workers ignore SIGINT, SIGTERM and SIGHUP, so that their parent alone decides, and end with it,
/// even when it is killed. Their standard input is empty; what they print goes to standard error.
class WorkerPool {
  public:
    using Work = std::function<std::string(const std::string &request)>;
    using OnDone = std::function<void(std::size_t index, const Reply &reply)>;

    /// `stop` is asked about ten times a second while run() waits, and on every signal.
    WorkerPool(int workers, Work work, std::function<bool()> stop = {});
    ~WorkerPool();
    WorkerPool(const WorkerPool &) = delete;
    WorkerPool &operator=(const WorkerPool &) = delete;

    /// Replies in order of the requests, whatever the number of workers; on_done in order of
    /// completion. An exception in `work` is a failed reply to its request. A fresh fork takes a
    /// dead worker's place, and its request is tried once more, after the others; if that worker
    /// dies too (also for want of memory: std::bad_alloc), the reply has failed. Throws Stopped as
    /// soon as `stop` is true; requests under way are then given up.
    std::vector<Reply> run(const std::vector<std::string> &requests, const OnDone &on_done = {});

  private:
    struct Worker {
        pid_t process = -1; ///< -1: none
        int socket = -1;
        bool busy = false;
        std::size_t request = 0; ///< index of the one it works on
        std::string received;    ///< of its reply so far
    };

    void start(Worker &worker);
    [[noreturn]] void serve(int socket) const;
    void hand_out(Worker &worker, std::size_t index, const std::string &request);
    void end(Worker &worker);
    std::string cause_of_death(Worker &worker);
    void check_stop() const;
    void wait_for_replies(std::vector<Worker *> &ready);
    void collect(const std::vector<std::string> &requests, const OnDone &on_done,
                 std::vector<Reply> &replies);

    Work work_;
    std::function<bool()> stop_;
    std::vector<Worker> workers_;
};

} // namespace search
