// SPDX-License-Identifier: Apache-2.0
#include "models/memory/dram_stream.h"

#include <algorithm>
#include <functional>
#include <queue>
#include <utility>

namespace cim {

namespace {

/// A memory, and what it has been asked for.
class Stream {
  public:
    explicit Stream(DramController &memory) : memory_(memory) {}

    void ask(const DramAccess &access, DramTime time) {
        run(time);
        served_.push_back({time, 0});
        const DramController::Asked asked = memory_.ask(access, time);
        if (asked.done)
            note({asked.access, *asked.done});
    }
    void run(DramTime time) {
        for (const DramController::Answer &answer : memory_.run(time))
            note(answer);
    }
    /// When the first of those under way is done, which then no longer is.
    DramTime first_done() {
        // What is answered later is done later than the command that is given next.
        while (done_.empty() || done_.top() > memory_.next())
            run(memory_.next() + 1);
        const DramTime time = done_.top();
        done_.pop();
        return time;
    }
    std::vector<DramService> &served() { return served_; }

  private:
    void note(const DramController::Answer &answer) {
        served_[static_cast<std::size_t>(answer.access)].done = answer.time;
        done_.push(answer.time);
    }

    DramController &memory_;
    std::vector<DramService> served_;
    std::priority_queue<DramTime, std::vector<DramTime>, std::greater<>> done_; ///< not seen
};

} // namespace

std::vector<DramService> stream(DramController &memory, const std::vector<DramWish> &wishes,
                                int window) {
    Stream stream(memory);
    DramTime now = 0;
    int under_way = 0;
    for (const DramWish &wish : wishes) {
        if (window == 0) {
            now = wish.time;
        } else if (under_way == window) {
            now = std::max(now, stream.first_done());
            --under_way;
        }
        stream.ask(wish.access, now);
        ++under_way;
    }
    stream.run(dram_never);
    return std::move(stream.served());
}

} // namespace cim
