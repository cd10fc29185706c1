// SPDX-License-Identifier: Apache-2.0
#include "apps/util/files/number_table.h"
#include "tests/error_text.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>

namespace {

using Values = std::vector<double>;

TEST(NumberTable, ReadsARectangleOfNumbers) {
    const TemporaryFolder folder;
    const std::string file =
        folder.write("a.csv", "\xEF\xBB\xBF# siemens\n1, 2e-6 ,+3\r\n\n-4,5.5,6 # the last\n");
    const apps::NumberTable table = apps::read_numbers(file, "values");
    EXPECT_EQ(table.rows, 2);
    EXPECT_EQ(table.cols, 3);
    EXPECT_EQ(table.values, (Values{1, 2e-6, 3, -4, 5.5, 6}));
    EXPECT_EQ(table.at(1, 2), 6);
    EXPECT_EQ(table.where(1), file + ":4");
}

TEST(NumberTable, RefusesANameThatNoFileCanHaveAsItDoesAMissingOne) {
    const std::string name(300, 'n'); // bytes; Linux has 255 at most
    EXPECT_EQ(error_text([&] { apps::read_numbers(name, "volts"); }),
              name + ": no such file; volts belong here");
}

TEST(NumberTable, SaysWhatIsWrongAndWhere) {
    const TemporaryFolder folder;
    const auto complaint = [&](const std::string &text) {
        const std::string file = folder.write("b.csv", text);
        const std::string error = error_text([&] { apps::read_numbers(file, "volts"); });
        EXPECT_EQ(error.rfind(file, 0), 0u) << error;
        return error.substr(std::min(error.size(), file.size()));
    };
    EXPECT_EQ(complaint("1,2\n3\n"), ":2: 1 value, but line 1 has 2; all lines are equally long");
    EXPECT_EQ(complaint("1,2\n3,x\n"), ":2: value 2: 'x' where a number belongs");
    EXPECT_EQ(complaint("1,,2\n"), ":1: value 2: nothing where a number belongs");
    EXPECT_EQ(complaint("1,2,\n"), ":1: value 3: nothing where a number belongs");
    EXPECT_EQ(complaint("1 2\n"), ":1: value 1: '1 2' where a number belongs");
    EXPECT_EQ(complaint("\nnan\n"), ":2: value 1: 'nan' where a finite number belongs");
    EXPECT_EQ(complaint("1e999\n"), ":1: value 1: '1e999' where a finite number belongs");
    EXPECT_EQ(complaint("# nothing\n\n"), ": holds no numbers; volts belong here");
    EXPECT_EQ(error_text([&] { apps::read_numbers("missing.csv", "volts"); }),
              "missing.csv: no such file; volts belong here");
    EXPECT_EQ(error_text([&] { apps::read_numbers("/", "volts"); }),
              "/: not a file; volts belong here");
}

} // namespace
