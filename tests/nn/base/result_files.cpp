// SPDX-License-Identifier: Apache-2.0
#include "nn/base/result_files.h"

#include "tests/error_text.h"
#include "tests/file_contents.h"
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

/// What a process leaves that is killed with `placed` of its two files in place: a, which was there
/// before, and b, which was not.
void leave_half_done(const TemporaryFolder &folder, int placed, const std::string &end) {
    folder.write("a", placed > 0 ? "new" : "old");
    folder.write(".a.4711-2.part", "old"); // the second name of what was there
    if (placed < 1)
        folder.write(".a.4711-0.part", "new");
    folder.write(placed < 2 ? ".b.4711-1.part" : "b", "new");
    folder.write(".results.4711-4.part" + end,
                 ".a.4711-0.part/.a.4711-2.part/a//.b.4711-1.part//b/fresh/");
}

TEST(ResultFiles, OfAKilledProcessAreAllPutInPlace) {
    for (const int placed : {0, 1, 2}) {
        const TemporaryFolder folder;
        leave_half_done(folder, placed, ".keep");
        nn::remove_unfinished(folder.path());
        EXPECT_EQ(names(folder.path()), (std::vector<std::string>{"a", "b"})) << placed;
        EXPECT_EQ(contents(folder.path() / "a") + contents(folder.path() / "b"), "newnew");
    }
}

TEST(ResultFiles, OfAProcessKilledWhileItTookThemBackAreAllTakenBack) {
    for (const int placed : {0, 1, 2}) {
        const TemporaryFolder folder;
        leave_half_done(folder, placed, ".back");
        nn::remove_unfinished(folder.path());
        EXPECT_EQ(names(folder.path()), std::vector<std::string>{"a"}) << placed;
        EXPECT_EQ(contents(folder.path() / "a"), "old") << placed;
    }
}

TEST(ResultFiles, DoNotTrustANoteThatIsNone) {
    const TemporaryFolder folder;
    folder.write("a", "old");
    for (const std::string text : {"", "////", "a/b/c", "no/where/at/all/", "../../a/x//x/"})
        folder.write(".results.4711-" + std::to_string(text.size()) + ".part.keep", text);
    nn::remove_unfinished(folder.path());
    EXPECT_EQ(names(folder.path()), std::vector<std::string>{"a"});
}

TEST(ResultFiles, AreNotHeldUpByAPipe) {
    const TemporaryFolder folder;
    for (const char *name : {".x.4711-0.part", ".x.4711-1.part.keep"})
        ASSERT_EQ(mkfifo((folder.path() / name).c_str(), 0600), 0);
    nn::remove_unfinished(folder.path());
    EXPECT_EQ(names(folder.path()).size(), 2U);
}

TEST(ResultFiles, TakeTheLongestName) {
    const TemporaryFolder folder;
    const std::string name(255, 'n'); // bytes: the longest that Linux has
    nn::write_whole((folder.path() / name).string(), "x");
    EXPECT_EQ(names(folder.path()), std::vector<std::string>{name});
}

} // namespace
