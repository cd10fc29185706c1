// SPDX-License-Identifier: Apache-2.0
#include "apps/util/files/csv.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>

namespace {

using Cells = std::vector<std::string>;

TEST(CsvReader, SkipsCommentsAndKeepsCommasInQuotationMarks) {
    const TemporaryFolder folder;
    const std::string file = folder.write(
        "a.csv", "\xEF\xBB\xBF# head\r\n \r\nname, \"a, b #1\" # behind\r\n,\r\n  # in\r\nlast");
    apps::CsvReader in(file);
    ASSERT_TRUE(in.next());
    EXPECT_EQ(in.cells(), (Cells{"name", "a, b #1"}));
    EXPECT_EQ(in.where(), file + ":3");
    ASSERT_TRUE(in.next());
    EXPECT_EQ(in.cells(), (Cells{"", ""}));
    ASSERT_TRUE(in.next());
    EXPECT_EQ(in.cells(), (Cells{"last"}));
    EXPECT_EQ(in.line(), 6);
    EXPECT_FALSE(in.next());
    EXPECT_THROW(apps::CsvReader("/no/such/file.csv"), std::runtime_error);
}

} // namespace
