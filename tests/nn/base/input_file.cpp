// SPDX-License-Identifier: Apache-2.0
#include "nn/base/input_file.h"
#include "tests/error_text.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>

#include <sys/stat.h>

#include <zlib.h>

TEST(InputFile, IsAFileAndNothingElse) {
    const TemporaryFolder folder;
    const std::string pipe = (folder.path() / "pipe").string();
    ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
    EXPECT_EQ(nn::input_problem(folder.write("a", "text")), "");
    EXPECT_EQ(nn::input_problem(pipe), "a pipe or a device, not a file");
    EXPECT_EQ(nn::input_problem("/dev/zero"), "a pipe or a device, not a file");
    EXPECT_EQ(nn::input_problem(folder.path().string()), "a folder, not a file");
    EXPECT_EQ(nn::input_problem("/nowhere/a"), "no such file");
    EXPECT_EQ(error_text([&] { nn::open_input(pipe); }), pipe + ": a pipe or a device, not a file");
    EXPECT_EQ(error_text([] { nn::open_gzip("/dev/zero"); }),
              "/dev/zero: a pipe or a device, not a file");
}

TEST(InputFile, HasABoundedSize) {
    const TemporaryFolder folder;
    const std::string file = folder.write("a", "four");
    EXPECT_EQ(nn::file_text(file, 4), "four");
    EXPECT_EQ(error_text([&] { nn::file_text(file, 3); }), file + ": 4 bytes; 3 at most is right");
}

// Linux's picture of a process's memory: a regular file by name, of no size, whose first byte
// cannot be read.
TEST(InputFile, ThatCannotBeReadIsToldInOneLineOfOurs) {
    EXPECT_EQ(error_text([] { nn::file_text("/proc/self/mem", 100); }),
              "/proc/self/mem: cannot be read (Input/output error)");
}

TEST(InputFile, IsNotThereWhereItsNameLeadsNowhere) {
    const TemporaryFolder folder;
    const std::string file = folder.write("a", "text");
    std::filesystem::create_symlink("circle", folder.path() / "circle");
    for (const std::string &nowhere : {folder.path().string() + "/b", file + "/b",
                                       folder.path().string() + "/circle", std::string(300, 'n')})
        EXPECT_FALSE(nn::is_there(nowhere)) << nowhere;
    EXPECT_TRUE(nn::is_there(file) && nn::is_file(file));
    EXPECT_TRUE(nn::was_left(file));
    EXPECT_FALSE(nn::was_left(folder.path().string() + "/b"));
    const std::string circle = folder.path().string() + "/circle";
    EXPECT_EQ(error_text([&] { nn::was_left(circle); }),
              circle + ": cannot be read (Too many levels of symbolic links)");
    EXPECT_TRUE(nn::is_there("/dev/zero") && nn::is_there(folder.path().string()));
    EXPECT_FALSE(nn::is_file("/dev/zero") || nn::is_file(folder.path().string()));
}

TEST(InputFile, SaysWhyItCannotBeRead) {
    EXPECT_EQ(nn::unreadable(EACCES), "cannot be read; check its permissions");
    EXPECT_EQ(nn::unreadable(EIO), "cannot be read (Input/output error)");
    EXPECT_EQ(nn::unreadable(0), "cannot be read");
}

TEST(InputFile, ThatDoesNotTellItsSizeIsBounded) {
    EXPECT_EQ(error_text([] { nn::file_text("/proc/self/maps", 100); }),
              "/proc/self/maps: more than 100 bytes, which are right at most");
}

// The bound is at 200 bytes a byte, beyond 16 MiB; zeros pack to a thousandth.
TEST(InputFile, TellsAGzippedFileThatIsMadeToFillTheMemory) {
    const TemporaryFolder folder;
    const std::string file = (folder.path() / "zeros.gz").string();
    const std::string zeros(std::size_t{1} << 25, '\0');
    const gzFile out = gzopen(file.c_str(), "wb");
    gzwrite(out, zeros.data(), 1U << 25);
    gzclose(out);
    const nn::GzipFile in = nn::open_gzip(file);
    std::string bytes(std::size_t{1} << 24, '\0');
    ASSERT_EQ(gzread(in.get(), bytes.data(), 1U << 24), 1 << 24);
    EXPECT_FALSE(nn::unpacks_too_far(in.get()));
    ASSERT_EQ(gzread(in.get(), bytes.data(), 1), 1);
    EXPECT_TRUE(nn::unpacks_too_far(in.get()));
}
