// SPDX-License-Identifier: Apache-2.0
#include "search/workers/worker_pool.h"

#include "search/search.h"
#include "search/workers/forked_crew.h"

#include <deque>
#include <numeric>

namespace search {

namespace {

constexpr int wait_ms = 100; // how often `stop` is asked

} // namespace

WorkerPool::WorkerPool(std::unique_ptr<Crew> crew, std::function<bool()> stop)
    : crew_(std::move(crew)), stop_(std::move(stop)) {}

WorkerPool::WorkerPool(int workers, Work work, std::function<bool()> stop)
    : WorkerPool(std::make_unique<ForkedCrew>(workers, std::move(work)), std::move(stop)) {}

std::vector<Reply> WorkerPool::run(const std::vector<std::string> &requests,
                                   const OnDone &on_done) {
    std::vector<Reply> replies(requests.size());
    try {
        collect(requests, on_done, replies);
    } catch (const Stopped &) {
        crew_->give_up(Crew::End::Stopped);
        throw;
    } catch (...) {
        crew_->give_up(Crew::End::Failed);
        throw;
    }
    return replies;
}

void WorkerPool::collect(const std::vector<std::string> &requests, const OnDone &on_done,
                         std::vector<Reply> &replies) {
    std::deque<std::size_t> waiting(requests.size());
    std::iota(waiting.begin(), waiting.end(), 0);
    std::vector<bool> tried_again(requests.size());
    std::size_t done = 0;
    while (done < requests.size()) {
        check_stop();
        for (int idle = crew_->idle(); idle > 0 && !waiting.empty(); --idle) {
            crew_->hand_out(waiting.front(), requests[waiting.front()], [this] { check_stop(); });
            waiting.pop_front();
        }
        for (Crew::Done &each : crew_->wait(wait_ms)) {
            const std::size_t request = each.request;
            if (each.reply.died) {
                check_stop();                // whoever stops us may have ended the worker too
                if (!tried_again[request]) { // perhaps it only took more memory than was left
                    tried_again[request] = true;
                    waiting.push_back(request);
                    continue;
                }
            }
            replies[request] = std::move(each.reply);
            ++done;
            if (on_done)
                on_done(request, replies[request]);
        }
    }
}

void WorkerPool::check_stop() const {
    if (stop_ && stop_())
        throw Stopped{};
}

} // namespace search
