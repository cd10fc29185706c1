// SPDX-License-Identifier: Apache-2.0
#include "nn/base/json_text.h"
#include "tests/error_text.h"

#include <gtest/gtest.h>

namespace {

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

std::string json_fault(const std::string &text) {
    return error_text([&] { nn::parse_json(text, "x.json"); });
}

} // namespace

TEST(JsonText, NestsAHundredTimesAndNoDeeper) {
    EXPECT_TRUE(nn::parse_json(nested(100), "x.json").is_array());
    const std::string deeper =
        "x.json: lists and objects stand in each other deeper than 100 times";
    EXPECT_EQ(json_fault(nested(101)), deeper);
    EXPECT_EQ(json_fault("{\"a\": " + nested(30000) + "}"), deeper);
    EXPECT_EQ(json_fault(std::string(1000000, '{')), deeper);
    EXPECT_EQ(nn::parse_json("\"\\\"" + std::string(200, '[') + "\"", "x.json").size(), 1U);
}

TEST(JsonText, FaultsAreInOurOwnWords) {
    EXPECT_EQ(json_fault("{\"a\": 1,,}"), "x.json: byte 9 is not JSON");
    EXPECT_EQ(json_fault(""), "x.json: byte 1 is not JSON");
    EXPECT_EQ(json_fault("1e999"), "x.json: holds a number that is too large");
}
