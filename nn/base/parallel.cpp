// SPDX-License-Identifier: Apache-2.0
#include "nn/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>
#include <vector>

namespace nn {

void parallel(int items, int threads, const std::function<void(int item, int thread)> &work) {
    std::atomic<int> next{0};
    std::exception_ptr failure;
    std::mutex guard;
    const auto run = [&](int thread) {
        for (int item = next++; item < items; item = next++) {
            try {
                work(item, thread);
            } catch (...) {
                const std::lock_guard<std::mutex> lock(guard);
                if (!failure)
                    failure = std::current_exception();
                next = items; // no more
            }
        }
    };
    std::vector<std::thread> others;
    try {
        for (int t = 1; t < std::min(threads, items); ++t)
            others.emplace_back(run, t);
    } catch (const std::system_error &) { // no more can be had: those that run take all items
    } catch (const std::bad_alloc &) {    // nor memory for one
    }
    run(0);
    for (std::thread &other : others)
        other.join();
    if (failure)
        std::rethrow_exception(failure);
}

} // namespace nn
