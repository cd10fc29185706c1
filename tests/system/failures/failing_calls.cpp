// SPDX-License-Identifier: Apache-2.0
#include "tests/system/failures/faulty_calls.h"

#include <gtest/gtest.h>

#include <csignal>
#include <cstring>
#include <filesystem>

namespace system_test {

namespace {

namespace fs = std::filesystem;

/// The line says what the system said, and nothing else that would be false.
void expect_true_reason(const Finished &finished, const Fault &fault) {
    const auto says = [&](const char *words) {
        return finished.err.find(words) != std::string::npos;
    };
    const bool space = fault.error == ENOSPC && (says("disk space") || says("has room"));
    EXPECT_TRUE(space || says(std::strerror(fault.error)))
        << described(fault) << ": " << finished.err;
}

/// What the next call takes away: a lock, temporaries, the newest rows of an archive.
void expect_only_leftovers(const std::map<std::string, std::string> &expected,
                           std::map<std::string, std::string> found, const std::string &what) {
    for (auto file = found.begin(); file != found.end();) {
        const bool hidden = file->first.front() == '.',
                   of_sqlite = file->first.find("sqlite-") != std::string::npos;
        file = hidden || of_sqlite ? found.erase(file) : std::next(file);
    }
    EXPECT_EQ(difference(expected, found), "") << what;
}

std::string name_of(const testing::TestParamInfo<Work> &work) { return work.param.name; }

/// Never says that all is well when it is not, and goes on to the right results once it is.
/// Each kind of call fails in a run of its own; a share of them unless CROSSWEAVE_FAULTS says more.
class FailingCalls : public testing::TestWithParam<Work> {};

TEST_P(FailingCalls, EndInOneTrueLineAndTheWorkGoesOnBehindThem) {
    const Workplace place;
    prepare_work(place);
    const auto faults = faults_of(place, GetParam());
    const auto expected = results(place.path("results"));
    ASSERT_GT(faults.size(), 20U);
    std::size_t told = 0;
    const auto tried = spread(faults, number_from("CROSSWEAVE_FAULTS", 8));
    for (const Fault &fault : tried) {
        const std::string what = described(fault);
        fs::remove_all(place.path("results"));
        const Finished finished = run_with(place, GetParam(), fault);
        const auto found = results(place.path("results"));
        if (finished.status == 0 && found == expected)
            continue;
        if (finished.status == 0) {
            expect_only_leftovers(expected, found, what);
        } else {
            ++told;
            expect_clear_failure(finished, what);
            expect_true_reason(finished, fault);
        }
        const Finished again = place.run(GetParam().words);
        EXPECT_EQ(again.status, 0) << "behind " << what << ": " << again.err;
        EXPECT_EQ(difference(expected, results(place.path("results"))), "") << "behind " << what;
    }
    std::printf("%s: %zu of %zu kinds of calls failed, %zu were told\n", GetParam().name,
                tried.size(), faults.size(), told);
}

INSTANTIATE_TEST_SUITE_P(Program, FailingCalls, testing::ValuesIn(all_work), name_of);

/// Ends with the same bytes wherever it is killed (-9): before each kind of call that changes its
/// files. CROSSWEAVE_FAULTS likewise; without it they are some fifty over all works.
class KillsBetweenCalls : public testing::TestWithParam<Work> {};

TEST_P(KillsBetweenCalls, LeaveAWorkThatGoesOnToTheSameResults) {
    const Workplace place;
    prepare_work(place);
    const auto kills = kills_of(place, GetParam());
    const auto expected = results(place.path("results"));
    ASSERT_GT(kills.size(), 10U);
    const long few = GetParam().words.front() == "train" ? 20 : 10; // of what takes longer
    const auto tried = spread(kills, number_from("CROSSWEAVE_FAULTS", few));
    for (const Fault &kill : tried) {
        fs::remove_all(place.path("results"));
        EXPECT_EQ(run_with(place, GetParam(), kill).status, 128 + SIGKILL) << described(kill);
        const Finished again = place.run(GetParam().words);
        EXPECT_EQ(again.status, 0) << "behind " << described(kill) << ": " << again.err;
        EXPECT_EQ(difference(expected, results(place.path("results"))), "")
            << "behind " << described(kill);
    }
    std::printf("%s: %zu kills\n", GetParam().name, tried.size());
}

INSTANTIATE_TEST_SUITE_P(Resumable, KillsBetweenCalls, testing::ValuesIn(resumable_work), name_of);

/// A folder with results of an earlier run, which another run is about to write over.
class EarlierResults : public testing::Test {
  protected:
    EarlierResults() {
        prepare_work(place);
        faults = faults_of(place, newer_run);
        newer = results(place.path("results"));
        restore();
        older = results(place.path("results"));
    }
    void restore() const {
        fs::remove_all(place.path("results"));
        EXPECT_EQ(place.run(older_run.words).status, 0);
    }

    const Workplace place;
    const Work newer_run = all_work.back(),
               older_run{"Earlier", {"run", "sweep.cfg", "--run.images=1"}};
    std::vector<Fault> faults;
    std::map<std::string, std::string> newer, older;
};

TEST_F(EarlierResults, AreAllThereOrAllReplacedWhereverTheRunIsKilled) {
    const bool all = number_from("CROSSWEAVE_FAULTS", 0) > 0;
    for (const Fault &kill : kills_of(place, newer_run)) {
        const bool places = kill.call.rfind("rename", 0) == 0; // files of both runs are there
        if (kill.call == "mkdir results" || !(all || places))
            continue;
        restore();
        EXPECT_EQ(run_with(place, newer_run, kill).status, 128 + SIGKILL) << described(kill);
        EXPECT_EQ(place.run({"report", "results"}).status, 0); // the next command puts it in order
        const auto left = results(place.path("results"));
        EXPECT_TRUE(difference(older, left).empty() || difference(newer, left).empty())
            << described(kill) << ": " << difference(older, left);
    }
}

TEST_F(EarlierResults, StayWholeWhereWritingFails) {
    std::vector<Fault> staying;
    for (const Fault &fault : faults)
        if (fault.stays)
            staying.push_back(fault);
    for (const Fault &fault : spread(staying, number_from("CROSSWEAVE_FAULTS", 6))) {
        restore();
        const Finished finished = run_with(place, newer_run, fault);
        if (finished.status != 0)
            expect_clear_failure(finished, described(fault));
        EXPECT_EQ(place.run({"report", "results"}).status, 0); // takes away what could not be
        const auto left = results(place.path("results"));
        EXPECT_EQ(difference(finished.status == 0 ? newer : older, left), "") << described(fault);
    }
}

} // namespace

} // namespace system_test
