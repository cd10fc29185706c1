// SPDX-License-Identifier: Apache-2.0
#include "apps/util/json_text.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace {

TEST(JsonText, SpellsBytesThatAreNoUtf8) {
    nlohmann::ordered_json report;
    report["b"] = "n\xff.onnx";
    report["a"] = {{"list", {"\xc3\xa4", "\xc3", 1.5, nullptr}}, {"key \x80", true}};
    EXPECT_EQ(apps::json_text(report),
              "{\"b\":\"n\\\\xff.onnx\",\"a\":{\"list\":[\"\xc3\xa4\",\"\\\\xc3\",1.5,null],"
              "\"key \\\\x80\":true}}");
    EXPECT_EQ(nlohmann::json::parse(apps::json_text(report, 2))["b"], "n\\xff.onnx");
}

TEST(JsonText, IsThatOfTheLibraryWhereAllIsUtf8) {
    const nlohmann::json value{{"x", {1, 2.5, "\xe2\x82\xac"}}, {"y", nullptr}};
    EXPECT_EQ(apps::json_text(value, 2), value.dump(2));
}

} // namespace
