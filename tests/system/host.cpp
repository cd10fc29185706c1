// SPDX-License-Identifier: Apache-2.0
#include "tests/system/program.h"

#include <gtest/gtest.h>

#include <sstream>

namespace {

using system_test::Finished;
using system_test::small_config;
using system_test::Workplace;

TEST(Host, LeavesWhatGem5NeedsAndTheSameLogitsForAnyNumberOfJobs) {
    const Workplace place;
    place.write("small.cfg", small_config);
    const Finished one = place.run({"host", "small.cfg", "--run.images=4", "--run.out=one"});
    ASSERT_EQ(one.status, 0) << one.err;
    const Finished two = place.run({"host", "one/config.cfg", "--jobs", "2", "--run.out=two"});
    ASSERT_EQ(two.status, 0) << two.err;
    EXPECT_EQ(place.read("one/images.bin").size(), 4U * 12 * 12);
    EXPECT_EQ(place.read("one/logits.bin").size(), 4U * 10 * 4); // ten classes, four bytes
    EXPECT_EQ(place.read("one/logits.bin"), place.read("two/logits.bin"));

    std::istringstream steps(place.read("two/steps.txt"));
    int starts = 0, interrupts = 0;
    for (std::string line; std::getline(steps, line);) {
        starts += line == "write 0x40000048 4 0x1 # Start" ? 1 : 0;
        interrupts += line == "interrupt" ? 1 : 0;
    }
    EXPECT_EQ(starts, 2);
    EXPECT_EQ(interrupts, 1);
    EXPECT_NE(place.read("two/steps.txt").find("\nexpect 0x40000054 4 2 # JobsDone\n"),
              std::string::npos);
    EXPECT_NE(place.read("two/counters.txt").find("chip.JobsDone 2\n"), std::string::npos);
}

TEST(Host, RefusesMoreJobsThanImages) {
    const Workplace place;
    place.write("small.cfg", small_config);
    const Finished run = place.run({"host", "small.cfg", "--run.images=2", "--jobs=3"});
    EXPECT_EQ(run.status, 2);
    EXPECT_NE(run.err.find("--jobs 3"), std::string::npos) << run.err;
}

TEST(Host, SaysThatADeviceKnowsNoPasses) {
    const Workplace place;
    place.write("small.cfg", small_config);
    const Finished run = place.run(
        {"host", "small.cfg", "--run.images=1", "--chip.tiles=2", "--mapping.segments=yes"});
    EXPECT_EQ(run.status, 2);
    EXPECT_NE(run.err.find("; mapping.segments is for run, sweep and search: a device (crossweave "
                           "host, gem5), "),
              std::string::npos)
        << run.err;
}

TEST(Trace, OfMemoryIsReadAgain) {
    const Workplace place;
    place.write("small.cfg", small_config);
    const Finished made =
        place.run({"trace", "record", "small.cfg", "--memory", "memory.trc.gz", "--run.images=2"});
    ASSERT_EQ(made.status, 0) << made.err;
    const Finished played =
        place.run({"trace", "replay", "small.cfg", "--packets", "memory.trc.gz"});
    ASSERT_EQ(played.status, 0) << played.err;
    EXPECT_NE(played.out.find("bytes         1648\n"), std::string::npos) // 2 x (784 + 40)
        << played.out;
    place.write("cut.trc.gz", place.read("memory.trc.gz").substr(0, 40));
    const Finished cut = place.run({"trace", "replay", "small.cfg", "--packets", "cut.trc.gz"});
    EXPECT_EQ(cut.status, 2);
    EXPECT_NE(cut.err.find("cut.trc.gz: "), std::string::npos) << cut.err;
}

} // namespace
