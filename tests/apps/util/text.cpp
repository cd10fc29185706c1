// SPDX-License-Identifier: Apache-2.0
#include "apps/util/text.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <limits>

namespace {

using Parts = std::vector<std::string>;

TEST(Text, TrimsAndSplitsAtCommas) {
    EXPECT_EQ(apps::trimmed(" \t a b\r\n"), "a b");
    EXPECT_EQ(apps::comma_separated(" 5,3 , 1"), (Parts{"5", "3", "1"}));
    EXPECT_EQ(apps::comma_separated("5,,"), (Parts{"5", "", ""}));
    EXPECT_TRUE(apps::comma_separated("  ").empty());
    EXPECT_EQ(apps::joined({"a", "b"}, ", "), "a, b");
}

TEST(Text, QuotesForOneLine) {
    EXPECT_EQ(apps::quoted("a\nb\x1b[0m"), "'a?b?[0m'");
    EXPECT_EQ(apps::shortened("a\nb\x1b[0m"), "a?b?[0m");
    EXPECT_EQ(apps::quoted(std::string(100, 'x')), "'" + std::string(60, 'x') + "...'");
}

TEST(Text, WrapsBetweenWords) {
    const std::string word(50, 'w');
    EXPECT_EQ(apps::wrapped("a b", 4), "    a b\n");
    EXPECT_EQ(apps::wrapped(word + " " + word, 2), "  " + word + "\n  " + word + "\n");
}

TEST(Text, WritesTheShortestNumberThatReadsBack) {
    EXPECT_EQ(apps::number_text(8), "8");
    EXPECT_EQ(apps::number_text(100000), "100000");
    EXPECT_EQ(apps::number_text(1e6), "1e6");
    EXPECT_EQ(apps::number_text(1e-6), "1e-6");
    EXPECT_EQ(apps::number_text(2.5e10), "2.5e10");
    EXPECT_EQ(apps::number_text(0.1), "0.1");
    EXPECT_EQ(apps::number_text(-0.25), "-0.25");
    for (const double number : {1.0 / 3, 1e300 / 7, std::numeric_limits<double>::denorm_min()})
        EXPECT_EQ(std::strtod(apps::number_text(number).c_str(), nullptr), number);
}

} // namespace
