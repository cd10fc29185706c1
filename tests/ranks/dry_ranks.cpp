// SPDX-License-Identifier: Apache-2.0
// usage: mpirun -n N dry_ranks REQUESTS MILLISECONDS   times a pool whose workers only sleep
//        mpirun -n N dry_ranks check                   holds what it replies against what is right
#include "common/launch.h"
#include "search/workers/all_workers.h"
#include "search/workers/ranks.h"
#include "search/workers/worker_pool.h"

#include <sys/resource.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <thread>

namespace {

using search::Reply;

std::vector<std::string> numbered(int count) {
    std::vector<std::string> requests;
    for (int i = 0; i < count; ++i)
        requests.push_back(std::to_string(i));
    return requests;
}

double processor_s() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval &time) {
        return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void time_sleepers(int count, int ms) {
    search::WorkerPool pool(search::all_workers(
        1,
        [ms](const std::string &) {
            std::this_thread::sleep_for(std::chrono::milliseconds(ms));
            return std::string(2000, 'x'); // as long as a search's answers
        },
        "sleepers"));
    const int ranks = common::launch().ranks;
    pool.run(numbered(20 * ranks)); // until all ranks are there
    const auto begin = std::chrono::steady_clock::now();
    const double before = processor_s();
    pool.run(numbered(count));
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
    const double own = processor_s() - before;
    std::printf(
        "%d ranks, %d requests of %d ms: %.3f s, %.1f %% of what %d sleepers could do; rank "
        "0 took %.1f us of a processor each\n",
        ranks, count, ms, wall.count(), 100 * 1e-3 * ms * count / ranks / wall.count(), ranks,
        1e6 * own / count);
}

std::string work(const std::string &request) {
    if (request == "3")
        raise(SIGKILL);
    if (request == "5")
        throw std::runtime_error("layer 3 needs 40 arrays, 12 are left");
    std::this_thread::sleep_for(std::chrono::milliseconds(request.size() == 1 ? 20 : 0));
    return request + request;
}

void expect(bool right, const std::string &what) {
    if (!right)
        throw std::runtime_error("wrong: " + what);
}

void check() {
    search::WorkerPool pool(search::all_workers(1, work, "the same"));
    std::vector<std::string> requests = numbered(40);
    requests.emplace_back(4'000'000, 'a');
    requests.emplace_back();
    for (int round = 0; round < 3; ++round) {
        std::vector<int> told(requests.size());
        const std::vector<Reply> replies =
            pool.run(requests, [&](std::size_t index, const Reply &) { ++told[index]; });
        expect(told == std::vector<int>(requests.size(), 1), "each reply is told once");
        for (std::size_t i = 0; i < requests.size(); ++i)
            if (i != 3 && i != 5)
                expect(!replies[i].failed && replies[i].text == requests[i] + requests[i],
                       "reply " + std::to_string(i));
        expect(replies[3].died && replies[3].text == "the worker was ended by signal 9 (Killed)",
               "the reply of a request that kills: " + replies[3].text);
        expect(replies[5].failed && !replies[5].died &&
                   replies[5].text == "layer 3 needs 40 arrays, 12 are left",
               "the reply of work that throws: " + replies[5].text);
    }
    std::puts("all replies are right");
}

int as_first(int count, char **words) {
    try {
        if (count == 2 && std::string(words[1]) == "check")
            check();
        else
            time_sleepers(std::atoi(words[1]), std::atoi(words[2]));
        return 0;
    } catch (const std::exception &fault) {
        std::fprintf(stderr, "dry_ranks: %s\n", fault.what());
        return 1;
    }
}

} // namespace

int main(int count, char **words) {
    const int status = count < 2 ? 2 : as_first(count, words);
    if (!common::launch().is_alone())
        search::leave_ranks(status);
    return status;
}
