// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/archive/archive.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace search {

inline const SearchIdentity identity = {
    "chip.tile.adc.bits = 4, 5, 6\n",
    [](const std::string &before, const std::string &now) { return before + "and not " + now; }};

/// A path of its own for each test, removed before and after.
class ArchiveFile : public ::testing::Test {
  protected:
    ArchiveFile() {
        std::filesystem::remove_all(folder_), std::filesystem::create_directory(folder_);
    }
    ~ArchiveFile() override { std::filesystem::remove_all(folder_); }

    std::string path(const std::string &name = "archive.sqlite") const { return folder_ / name; }

    std::string refusal(const std::string &file, const SearchIdentity &wanted) const {
        try {
            Archive archive(file, wanted);
        } catch (const std::runtime_error &error) {
            return error.what();
        }
        return "";
    }

  private:
    std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() /
        ("archive_" + std::to_string(getpid()) + "_" +
         ::testing::UnitTest::GetInstance()->current_test_info()->name());
};

inline void expect_equal(const std::vector<ArchiveRow> &a, const std::vector<ArchiveRow> &b) {
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        EXPECT_EQ(a[i].algorithm, b[i].algorithm);
        EXPECT_EQ(a[i].candidate.id, b[i].candidate.id);
        EXPECT_EQ(a[i].candidate.genome, b[i].candidate.genome);
        EXPECT_EQ(a[i].candidate.outcome.objectives, b[i].candidate.outcome.objectives);
        EXPECT_EQ(a[i].candidate.outcome.violation, b[i].candidate.outcome.violation);
        EXPECT_EQ(a[i].candidate.outcome.reason, b[i].candidate.outcome.reason);
        EXPECT_EQ(a[i].detail, b[i].detail);
    }
}

} // namespace search
