// SPDX-License-Identifier: Apache-2.0
#include "common/number.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>

namespace {

using common::number_in;
using common::number_list;
using common::numbers_in;
using common::read_number;
using common::Reading;

TEST(Number, IsAWholeText) {
    EXPECT_EQ(number_in<int>("-12"), -12);
    EXPECT_EQ(number_in<double>("2e-6"), 2e-6);
    EXPECT_EQ(number_in<std::uint64_t>("18446744073709551615"), ~std::uint64_t{0});
    for (const char *const none : {"", " 1", "1 ", "+1", "12abc", "0x10", "1.5", "one"})
        EXPECT_FALSE(number_in<int>(none)) << none;
    for (const char *const none : {"", " 1", "+1", "1e", "0x10", "nan", "inf", "1,5"})
        EXPECT_FALSE(number_in<double>(none)) << none;
    EXPECT_EQ(number_in<double>(common::without_plus("+1.5")), 1.5);
    EXPECT_FALSE(number_in<double>(common::without_plus("++1.5")));
}

TEST(Number, SaysWhetherATextIsNoneOrDoesNotFit) {
    std::int64_t whole = 7;
    EXPECT_EQ(read_number("9223372036854775808", whole), Reading::OutOfRange);
    EXPECT_EQ(read_number("9223372036854775808x", whole), Reading::NoNumber);
    EXPECT_EQ(read_number("x", whole), Reading::NoNumber);
    EXPECT_EQ(whole, 7);
    double real = 0;
    EXPECT_EQ(read_number("1e999", real), Reading::OutOfRange);
    EXPECT_EQ(read_number("-inf", real), Reading::Number);
    EXPECT_EQ(real, -std::numeric_limits<double>::infinity());
    EXPECT_EQ(read_number("-nan", real), Reading::Number);
    EXPECT_TRUE(std::isnan(real));
}

TEST(Number, ListsReadBackAsTheyWere) {
    const std::vector<double> numbers{1.0 / 3, -2, 1e300};
    EXPECT_EQ(numbers_in<double>(number_list(numbers)), numbers);
    EXPECT_EQ(number_list<int>({3, -1, 20}), "3,-1,20");
    EXPECT_EQ(numbers_in<int>("3,-1,20"), (std::vector<int>{3, -1, 20}));
    EXPECT_EQ(numbers_in<int>(""), std::vector<int>{});
    EXPECT_EQ(numbers_in<int>("1,"), std::vector<int>{1});
    for (const char *const none : {",", "1,,2", "1;2", "1, 2", "1,x"})
        EXPECT_FALSE(numbers_in<int>(none)) << none;
}

} // namespace
