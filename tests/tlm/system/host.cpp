// SPDX-License-Identifier: Apache-2.0
// The driver's program: how it lays out what the device reads and writes.
#include "tlm/system/host.h"
#include "tests/tlm/bench.h"
#include "tlm/system/host_run.h"

#include <gtest/gtest.h>

#include <sstream>

using namespace cim;

// Images of 3 x 3 x 3 = 27 bytes: the second job would begin at address 54. Logits have a page of
// their own.
TEST(Host, AlignsTheImagesOfSeveralJobs) {
    Bench work(nn::random_network({3, 3, 3}, {nn::conv(4, 3, 1, 1), nn::linear(5)}, 2), ChipSpec{},
               {}, {}, 5);
    EXPECT_EQ(Host::image_stride(work.network, 1), 27U);
    EXPECT_EQ(Host::image_stride(work.network, 2), 28U);
    EXPECT_EQ(Host::memory_bytes(work.network, 5), 4096U + 5 * 20);
    EXPECT_EQ(Host::memory_bytes(work.network, 5, 2), 4096U + 5 * 20);
    for (const int jobs : {1, 2, 5}) {
        std::ostringstream steps;
        const HostRun run = run_host(work, {&work.matmul, work.images.data()}, 5, jobs, steps);
        EXPECT_EQ(run.logits, work.expected(5)) << jobs;
        EXPECT_EQ(run.image_stride, jobs == 1 ? 27U : 28U);
        const bool strides = steps.str().find("# InputStride") != std::string::npos;
        EXPECT_EQ(strides, jobs > 1);
    }
}
