// SPDX-License-Identifier: Apache-2.0
#include "tests/system/resumable.h"

#include <gtest/gtest.h>

#include <sys/mount.h>
#include <sys/resource.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace system_test {

namespace {

namespace fs = std::filesystem;

/// What happens to the calls that change files in a folder (tests/preload/faulty_calls.cpp).
struct Fault {
    long call = 0; ///< number of the one that fails; 0: none
    int error = ENOSPC;
    bool stays = false; ///< so do all behind it
};

std::string described(const Fault &fault) {
    return "call " + std::to_string(fault.call) + (fault.stays ? " and all behind it: " : ": ") +
           std::strerror(fault.error);
}

/// The environment of a faulty disk, for the length of a scope.
class FaultyDisk {
  public:
    FaultyDisk(const Workplace &place, const Fault &fault) {
        set("LD_PRELOAD", FAULTY_CALLS);
        set("CROSSWEAVE_FAULT_FOLDER", place.path("results"));
        set("CROSSWEAVE_FAULT_CALL", std::to_string(fault.call));
        set("CROSSWEAVE_FAULT_ERROR", std::to_string(fault.error));
        set("CROSSWEAVE_FAULT_STAYS", fault.stays ? "1" : "0");
        set("CROSSWEAVE_FAULT_COUNT", place.path("calls"));
    }
    ~FaultyDisk() {
        for (const char *name : names_)
            unsetenv(name);
    }
    FaultyDisk(const FaultyDisk &) = delete;
    FaultyDisk &operator=(const FaultyDisk &) = delete;

  private:
    void set(const char *name, const std::string &value) {
        setenv(name, value.c_str(), 1);
        names_.push_back(name);
    }
    std::vector<const char *> names_;
};

Finished run(const Workplace &place, const Work &work, const Fault &fault) {
    const FaultyDisk disk(place, fault);
    return place.run(work.words);
}

long calls_of(const Workplace &place, const Work &work) {
    const Finished finished = run(place, work, {});
    EXPECT_EQ(finished.status, 0) << finished.err;
    return std::strtol(place.read("calls").c_str(), nullptr, 10);
}

/// `count` numbers spread over 1 ... last; all of them if there are no more.
std::vector<long> spread(long last, long count) {
    std::vector<long> numbers;
    for (long i = 0; i < std::min(count, last); ++i)
        numbers.push_back(count >= last ? i + 1 : 1 + i * (last - 1) / std::max(1L, count - 1));
    return numbers;
}

/// One line of ours and a status that says so.
void expect_clear_failure(const Finished &finished, const std::string &what) {
    EXPECT_TRUE(finished.status == 1 || finished.status == 2) << what << ": " << finished.status;
    EXPECT_EQ(finished.err.rfind("crossweave: ", 0), 0u) << what << ": " << finished.err;
    EXPECT_EQ(std::count(finished.err.begin(), finished.err.end(), '\n'), 1)
        << what << ": " << finished.err;
    for (const char *word : {"basic_", "filesystem error", "json.exception", "std::"})
        EXPECT_EQ(finished.err.find(word), std::string::npos) << what << ": " << finished.err;
}

void expect_failure_or_results(const Workplace &place, const Finished &finished,
                               const std::map<std::string, std::string> &expected,
                               const std::string &what) {
    if (finished.status == 0)
        EXPECT_EQ(difference(expected, results(place.path("results"))), "") << what;
    else
        expect_clear_failure(finished, what);
}

const Work single_run{"Run", {"run", "sweep.cfg", "--accuracy.chips=2"}};

std::vector<Work> all_work() {
    std::vector<Work> work = resumable_work;
    work.push_back(single_run);
    return work;
}

/// Never says that all is well when it is not, and goes on to the right results once it is;
/// CROSSWEAVE_FAULTS says how many of the calls fail, each in a run of its own.
class WriteFaults : public testing::TestWithParam<Work> {};

TEST_P(WriteFaults, EndInOneLineAndTheWorkGoesOnBehindThem) {
    const Workplace place;
    prepare_work(place);
    const long calls = calls_of(place, GetParam());
    const auto expected = results(place.path("results"));
    ASSERT_GT(calls, 3);
    long failed = 0, done = 0;
    for (const long call : spread(calls, number_from("CROSSWEAVE_FAULTS", 6))) {
        const Fault fault{call, call % 2 == 0 ? EIO : ENOSPC, call % 4 < 2};
        fs::remove_all(place.path("results"));
        const Finished finished = run(place, GetParam(), fault);
        expect_failure_or_results(place, finished, expected, described(fault));
        failed += finished.status != 0;
        ++done;
        const Finished again = place.run(GetParam().words);
        EXPECT_EQ(again.status, 0) << "behind " << described(fault) << ": " << again.err;
        EXPECT_EQ(difference(expected, results(place.path("results"))), "")
            << "behind " << described(fault);
    }
    std::printf("%s: %ld of its %ld calls failed one by one, %ld were told\n", GetParam().name,
                done, calls, failed);
}

INSTANTIATE_TEST_SUITE_P(Program, WriteFaults, testing::ValuesIn(all_work()),
                         [](const auto &work) { return std::string(work.param.name); });

// Each file of the earlier run is there as it was, or is that of the new run, whole.
TEST(EarlierResults, StayWholeWhereWritingFails) {
    const Workplace place;
    prepare_work(place);
    ASSERT_EQ(place.run(single_run.words).status, 0);
    const auto newer = results(place.path("results"));
    Work earlier = single_run;
    earlier.words.push_back("--accuracy.seed=5");
    fs::remove_all(place.path("results"));
    ASSERT_EQ(place.run(earlier.words).status, 0);
    const auto older = results(place.path("results"));
    const long calls = calls_of(place, single_run);
    for (const long call : spread(calls, number_from("CROSSWEAVE_FAULTS", 6))) {
        fs::remove_all(place.path("results"));
        ASSERT_EQ(place.run(earlier.words).status, 0);
        const Fault fault{call, ENOSPC, true};
        const Finished finished = run(place, single_run, fault);
        expect_failure_or_results(place, finished, newer, described(fault));
        const auto left = results(place.path("results"));
        for (const auto &[name, content] : older) {
            ASSERT_EQ(left.count(name), 1u) << name << ", " << described(fault);
            EXPECT_TRUE(left.at(name) == content || left.at(name) == newer.at(name))
                << name << ", " << described(fault);
        }
    }
}

/// Files of this process and its children are at most that long, for the length of a scope.
class ShortFiles {
  public:
    explicit ShortFiles(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~ShortFiles() {
        setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }
    ShortFiles(const ShortFiles &) = delete;
    ShortFiles &operator=(const ShortFiles &) = delete;

  private:
    void (*handler_)(int);
    rlimit before_{};
};

TEST(FullDisk, FilesThatMayNotGrowAreToldInOneLine) {
    const Workplace place;
    prepare_work(place);
    for (const Work &work : all_work()) {
        fs::remove_all(place.path("results"));
        ASSERT_EQ(place.run(work.words).status, 0);
        const auto expected = results(place.path("results"));
        for (const rlim_t bytes : {1024U, 8192U}) {
            fs::remove_all(place.path("results"));
            const Finished finished = [&] {
                const ShortFiles limit(bytes);
                return place.run(work.words);
            }();
            const std::string what = std::string(work.name) + ", " + std::to_string(bytes);
            EXPECT_NE(finished.status, 0) << what;
            expect_failure_or_results(place, finished, expected, what);
        }
    }
}

/// A file system of that size at a workplace's results, for the length of a scope.
class SmallDisk {
  public:
    SmallDisk(const Workplace &place, const std::string &size) : path_(place.path("results")) {
        fs::remove_all(path_);
        fs::create_directory(path_);
        mounted_ = mount("none", path_.c_str(), "tmpfs", 0, ("size=" + size).c_str()) == 0;
    }
    ~SmallDisk() {
        if (mounted_)
            umount2(path_.c_str(), MNT_DETACH);
    }
    SmallDisk(const SmallDisk &) = delete;
    SmallDisk &operator=(const SmallDisk &) = delete;

    bool mounted() const { return mounted_; }

  private:
    std::string path_;
    bool mounted_ = false;
};

TEST(FullDisk, IsToldInOneLine) {
    const Workplace place;
    prepare_work(place);
    for (const Work &work : all_work())
        for (const char *size : {"4k", "16k"}) {
            const SmallDisk disk(place, size);
            if (!disk.mounted())
                GTEST_SKIP() << "a file system cannot be mounted here";
            const Finished finished = place.run(work.words);
            EXPECT_NE(finished.status, 0) << work.name << " on " << size;
            expect_clear_failure(finished, std::string(work.name) + " on " + size);
        }
}

} // namespace

} // namespace system_test
