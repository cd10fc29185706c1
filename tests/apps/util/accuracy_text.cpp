// SPDX-License-Identifier: Apache-2.0
#include "apps/util/accuracy_text.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace {

using nlohmann::json;

TEST(AccuracyText, StatesTheIntervalAndBothItsParts) {
    const json accuracy = json::parse(R"({"mean": 0.865, "std": 0.0046, "ci95": [0.828, 0.895],
        "ci95_chips": [0.861, 0.8691], "ci95_images": [0.829, 0.894], "chips": 8})");
    EXPECT_EQ(apps::spread_text(accuracy),
              "standard deviation 0.46 %, 95% interval 82.80 % to 89.50 % "
              "(chips 86.10 % to 86.91 %, images 82.90 % to 89.40 %)");
    EXPECT_EQ(
        apps::interval_cells(accuracy),
        (std::vector<std::string>{"82.80 % - 89.50 %", "86.10 % - 86.91 %", "82.90 % - 89.40 %"}));
}

TEST(AccuracyText, SaysThatOneChipHasNoDeviation) {
    const json accuracy = json::parse(R"({"mean": 0.9, "std": null, "ci95": null,
        "ci95_chips": null, "ci95_images": [0.78, 0.96], "chips": 1})");
    EXPECT_EQ(apps::spread_text(accuracy),
              "one chip: no deviation, no 95% interval over chips (images 78.00 % to 96.00 %)");
    EXPECT_EQ(apps::interval_cells(accuracy),
              (std::vector<std::string>{"-", "-", "78.00 % - 96.00 %"}));
}

TEST(AccuracyText, LeavesOutWhatAReportLacks) {
    EXPECT_EQ(apps::spread_text(json::object()), "");
    EXPECT_EQ(apps::spread_text(json::parse(R"({"ci95": [0.5, 0.75]})")),
              "95% interval 50.00 % to 75.00 %");
    EXPECT_EQ(apps::interval_cells(json::object()), (std::vector<std::string>{"-", "-", "-"}));
}

} // namespace
