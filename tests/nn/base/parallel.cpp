// SPDX-License-Identifier: Apache-2.0
#include "nn/base/parallel.h"
#include "tests/error_text.h"

#include <gtest/gtest.h>

#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace {

/// Leaves this process room for a few threads' stacks only.
void leave_little_memory() {
    rlim_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    const rlim_t bytes = pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE)) + (40U << 20);
    const rlimit room{bytes, bytes};
    setrlimit(RLIMIT_AS, &room);
}

} // namespace

TEST(Parallel, DoesEveryItemOnce) {
    std::atomic<int> sum{0};
    nn::parallel(100, 4, [&](int item, int) { sum += item; });
    EXPECT_EQ(sum, 4950);
}

TEST(Parallel, ThrowsWhatAnItemThrows) {
    EXPECT_EQ(error_text([] {
                  nn::parallel(9, 3, [](int item, int) {
                      if (item == 4)
                          throw std::runtime_error("four");
                  });
              }),
              "four");
}

TEST(Parallel, TakesFewerThreadsWhereNoMoreStart) {
#ifdef __SANITIZE_ADDRESS__
    GTEST_SKIP() << "the sanitizer takes terabytes of addresses";
#endif
    EXPECT_EXIT(
        {
            leave_little_memory();
            std::atomic<int> done{0};
            nn::parallel(1000, 512, [&](int, int) {
                ++done;
                usleep(100); // so that many threads live at once
            });
            std::_Exit(done == 1000 ? 0 : 1);
        },
        testing::ExitedWithCode(0), "");
}
