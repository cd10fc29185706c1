// SPDX-License-Identifier: Apache-2.0
#include "nn/base/result_files.h"

#include "tests/error_text.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <vector>

namespace {

namespace fs = std::filesystem;

std::string contents(const fs::path &file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> names(const fs::path &folder) {
    std::vector<std::string> found;
    for (const fs::directory_entry &entry : fs::directory_iterator(folder))
        found.push_back(entry.path().filename().string());
    std::sort(found.begin(), found.end());
    return found;
}

TEST(ResultFiles, AppearTogetherAndLeaveNothingElse) {
    const TemporaryFolder folder;
    const std::string a = folder.write("a", "old"), b = (folder.path() / "b").string();
    {
        nn::ResultFiles files;
        files.add(a, "new");
        files.add(b, [](std::ostream &out) { out << "more"; });
        EXPECT_EQ(contents(a), "old");
        EXPECT_FALSE(fs::exists(b));
        files.keep();
    }
    EXPECT_EQ(contents(a), "new");
    EXPECT_EQ(contents(b), "more");
    EXPECT_EQ(names(folder.path()), (std::vector<std::string>{"a", "b"}));
}

TEST(ResultFiles, ThatAreNotKeptLeaveWhatWasThere) {
    const TemporaryFolder folder;
    const std::string a = folder.write("a", "old");
    nn::ResultFiles().add(a, "new");
    EXPECT_EQ(contents(a), "old");
    EXPECT_EQ(names(folder.path()), std::vector<std::string>{"a"});
}

TEST(ResultFiles, AreTakenBackWhenOneCannotBePutInPlace) {
    const TemporaryFolder folder;
    const std::string a = folder.write("a", "old"), fresh = (folder.path() / "fresh").string(),
                      blocked = (folder.path() / "blocked").string();
    {
        nn::ResultFiles files;
        files.add(a, "new");
        files.add(fresh, "new");
        files.add(blocked, "new");
        fs::create_directory(blocked);
        EXPECT_EQ(error_text([&] { files.keep(); }),
                  blocked + ": cannot be written (Is a directory); name another place for it");
    }
    EXPECT_EQ(contents(a), "old");
    EXPECT_EQ(names(folder.path()), (std::vector<std::string>{"a", "blocked"}));
}

TEST(ResultFiles, SayWhyOneCannotBeWritten) {
    const TemporaryFolder folder;
    EXPECT_EQ(error_text([&] { nn::write_whole(folder.path().string(), "x"); }),
              folder.path().string() +
                  ": cannot be written (Is a directory); name another place for it");
    EXPECT_EQ(error_text([] { nn::write_whole("/dev/full", "x"); }),
              "/dev/full: cannot be written (No space left on device); name another place for it");
    const std::string nowhere = (folder.path() / "none" / "x").string();
    EXPECT_EQ(error_text([&] { nn::check_writable(nowhere); }),
              nowhere + ": cannot be written (No such file or directory); name another place for "
                        "it");
    nn::check_writable((folder.path() / "y").string());
    EXPECT_TRUE(names(folder.path()).empty());
}

TEST(ResultFiles, GoToWhereALinkPointsWithTheModeThatWasThere) {
    const TemporaryFolder folder;
    const std::string target = folder.write("target", "old");
    chmod(target.c_str(), 0640);
    const fs::path link = folder.path() / "link", dangling = folder.path() / "dangling";
    fs::create_symlink("target", link);
    fs::create_symlink("made", dangling);
    nn::write_whole(link.string(), "new");
    nn::write_whole(dangling.string(), "new");
    EXPECT_TRUE(fs::is_symlink(link));
    EXPECT_EQ(contents(target), "new");
    EXPECT_EQ(contents(folder.path() / "made"), "new");
    EXPECT_EQ(fs::status(target).permissions(), fs::perms(0640));
}

TEST(ResultFiles, WriteADeviceAsItIs) {
    nn::write_whole("/dev/null", "x");
    EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST(ResultFiles, OfTheDeadAreRemovedAndOfTheLivingKept) {
    const TemporaryFolder folder;
    folder.write(".report.json.4711-0.part", "of a process that was killed");
    folder.write("notes.part", "not ours");
    folder.write(".x.part", "not ours");
    const std::string a = (folder.path() / "a").string();
    nn::ResultFiles living;
    living.add(a, "alive");
    EXPECT_EQ(names(folder.path()).size(), 3U) << "add() removes what was left";
    nn::remove_unfinished(folder.path());
    living.keep();
    EXPECT_EQ(contents(a), "alive");
    EXPECT_EQ(names(folder.path()), (std::vector<std::string>{".x.part", "a", "notes.part"}));
}

TEST(ResultFiles, TakeTheLongestName) {
    const TemporaryFolder folder;
    const std::string name(255, 'n'); // bytes: the longest that Linux has
    nn::write_whole((folder.path() / name).string(), "x");
    EXPECT_EQ(names(folder.path()), std::vector<std::string>{name});
}

} // namespace
