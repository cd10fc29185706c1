// SPDX-License-Identifier: Apache-2.0
#include "apps/util/files/folder_lock.h"

#include "tests/error_text.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

namespace {

/// A process that holds `folder` until it is killed.
class Other {
  public:
    explicit Other(const std::filesystem::path &folder) {
        int ready[2];
        EXPECT_EQ(pipe(ready), 0);
        process_ = fork();
        if (process_ == 0) {
            const apps::FolderLock held(folder);
            (void)!write(ready[1], "x", 1);
            pause();
            _exit(0);
        }
        char byte = 0;
        EXPECT_EQ(read(ready[0], &byte, 1), 1);
        close(ready[0]);
        close(ready[1]);
    }
    ~Other() { end(); }

    pid_t process() const { return process_; }
    void end() {
        if (process_ <= 0)
            return;
        kill(process_, SIGKILL);
        waitpid(process_, nullptr, 0);
        process_ = 0;
    }

  private:
    pid_t process_ = 0;
};

TEST(FolderLock, IsOfOneProcessAndEndsWithIt) {
    const TemporaryFolder folder;
    Other other(folder.path());
    const std::string refusal = "another command writes into '" + folder.path().string() +
                                "' (process " + std::to_string(other.process()) + ": apps_tests";
    const std::string text = error_text([&] { apps::FolderLock{folder.path()}; });
    EXPECT_EQ(text.substr(0, refusal.size()), refusal);
    const std::string advice = "); wait for its end, or name another folder";
    EXPECT_EQ(text.substr(text.size() - advice.size()), advice);
    other.end();
    apps::FolderLock{folder.path()};
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(FolderLock, IsTheSameByEveryPathOfTheFolder) {
    const TemporaryFolder folder, elsewhere;
    const std::filesystem::path link = elsewhere.path() / "link";
    std::filesystem::create_directory_symlink(folder.path(), link);
    const Other other(folder.path());
    EXPECT_NE(error_text([&] { apps::FolderLock{link}; }).find("writes into '" + link.string()),
              std::string::npos);
    EXPECT_NE(error_text([&] { apps::FolderLock{folder.path() / "."}; }).find("writes into"),
              std::string::npos);
}

TEST(FolderLock, RemovesWhatAKilledProcessLeft) {
    const TemporaryFolder folder;
    folder.write(".checkpoint.safetensors.4711-3.part", "half");
    folder.write("report.json", "whole");
    const apps::FolderLock held(folder.path());
    EXPECT_FALSE(std::filesystem::exists(folder.path() / ".checkpoint.safetensors.4711-3.part"));
    EXPECT_TRUE(std::filesystem::exists(folder.path() / "report.json"));
}

TEST(FolderLock, SaysWhenNothingCanBeWritten) {
    EXPECT_EQ(error_text([] { apps::FolderLock{"/proc/self"}; }),
              "cannot write into '/proc/self' (No such file or directory); name another folder");
}

} // namespace
