// SPDX-License-Identifier: Apache-2.0
#include "tests/system/failures/resumable.h"

#include <gtest/gtest.h>

#include <sys/mount.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <filesystem>

namespace system_test {

namespace {

namespace fs = std::filesystem;

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
    for (const Work &work : all_work) {
        for (const rlim_t bytes : {1024U, 8192U}) {
            fs::remove_all(place.path("results"));
            const Finished finished = [&] {
                const ShortFiles limit(bytes);
                return place.run(work.words);
            }();
            const std::string what = std::string(work.name) + ", " + std::to_string(bytes);
            expect_clear_failure(finished, what);
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

// Which write finds no room is another at each size, and so is whose it is: SQLite's, zlib's, ours.
TEST(FullDisk, IsToldInOneTrueLineAtAnySize) {
    const Workplace place;
    prepare_work(place);
    for (const Work &work : all_work)
        for (const int kilobytes : {4, 8, 16, 24, 32, 48, 64, 80, 96, 128}) {
            const SmallDisk disk(place, std::to_string(kilobytes) + "k");
            if (!disk.mounted())
                GTEST_SKIP() << "a file system cannot be mounted here";
            const Finished finished = place.run(work.words);
            const std::string what = std::string(work.name) + " on " + std::to_string(kilobytes);
            if (finished.status == 0) {
                EXPECT_GT(kilobytes, 32) << what;
                break; // there is room for all
            }
            expect_clear_failure(finished, what);
            EXPECT_TRUE(finished.err.find("No space left on device") != std::string::npos ||
                        finished.err.find("free some disk space") != std::string::npos)
                << what << ": " << finished.err;
        }
}

} // namespace

} // namespace system_test
