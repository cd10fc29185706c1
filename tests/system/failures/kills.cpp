// SPDX-License-Identifier: Apache-2.0
#include "tests/system/failures/resumable.h"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <random>

namespace system_test {

namespace {

using Clock = std::chrono::steady_clock;

Clock::time_point deadline; ///< of the command at work

/// Runs the command and kills it (-9) after that time, if it is still at work.
Finished killed_after(const Workplace &place, const Work &work, Clock::duration time) {
    deadline = Clock::now() + time;
    return place.run_until(work.words, SIGKILL,
                           [](const Workplace &) { return Clock::now() >= deadline; });
}

/// Ends with the same bytes however often it was killed; CROSSWEAVE_KILLS says how often.
class Kills : public testing::TestWithParam<Work> {};

TEST_P(Kills, AtAnyMomentLeaveAWorkThatGoesOnToTheSameResults) {
    const Workplace place;
    prepare_work(place);
    const auto begin = Clock::now();
    const Finished straight = place.run(GetParam().words);
    const auto whole = Clock::now() - begin;
    ASSERT_EQ(straight.status, 0) << straight.err;
    const auto expected = results(place.path("results"));
    std::filesystem::remove_all(place.path("results"));

    std::mt19937_64 random(static_cast<std::uint64_t>(number_from("CROSSWEAVE_SEED", 1)));
    const long wanted = number_from("CROSSWEAVE_KILLS", 4);
    long kills = 0;
    int ends = 0;
    bool ended = false; // since the last kill
    while (kills < wanted || !ended) {
        const Clock::duration time =
            kills < wanted ? whole * static_cast<int>(random() % 1000) / 1000 : 100 * whole;
        const Finished finished = killed_after(place, GetParam(), time);
        if (finished.status == 128 + SIGKILL) {
            ++kills;
            ended = false;
            continue;
        }
        ASSERT_EQ(finished.status, 0) << "after " << kills << " kills: " << finished.err;
        ASSERT_EQ(difference(expected, results(place.path("results"))), "")
            << "after " << kills << " kills";
        std::filesystem::remove_all(place.path("results"));
        ++ends;
        ended = true;
    }
    RecordProperty("kills", static_cast<int>(kills));
    std::printf("%s: %ld kills, %d ends with the same bytes\n", GetParam().name, kills, ends);
}

INSTANTIATE_TEST_SUITE_P(Resumable, Kills, testing::ValuesIn(resumable_work),
                         [](const auto &work) { return std::string(work.param.name); });

} // namespace

} // namespace system_test
