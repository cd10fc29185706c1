// SPDX-License-Identifier: Apache-2.0
#include "apps/report/report_diff.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace {

using nlohmann::json;

TEST(ReportDiff, HoldsCountsExactlyAndOthersToTheLastDigits) {
    const json counted{{"reads", 3000000000000}, {"pj", 1.0}};
    EXPECT_TRUE(
        apps::report_differences(counted, {{"reads", 3000000000000}, {"pj", 1 + 1e-15}}).empty());
    const auto one_more =
        apps::report_differences(counted, {{"reads", 3000000000001}, {"pj", 1 + 1e-11}});
    ASSERT_EQ(one_more.size(), 2u);
    EXPECT_EQ(one_more[0].key, "pj");
    EXPECT_EQ(one_more[1].key, "reads");
    EXPECT_EQ(one_more[1].b, "3000000000001");
}

// Reports of older versions do not say what their counters mean.
TEST(ReportDiff, ComparesCountersNotWhatIsSaidOfThem) {
    const json older{{"counters", {{"chip.dram.bytes", 5}}}};
    json newer = older;
    newer["counter_meanings"] = {{"chip.dram.bytes", {{"unit", "byte"}, {"meaning", "moved"}}}};
    EXPECT_TRUE(apps::report_differences(older, newer).empty());
    newer["counters"]["chip.dram.bytes"] = 6;
    EXPECT_EQ(apps::report_differences(older, newer).size(), 1u);
}

TEST(ReportDiff, TellsWhatOnlyOneReportHasButForItsHost) {
    const auto found = apps::report_differences({{"a", 1}, {"host", 1}}, {{"b", {2}}, {"host", 2}});
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(apps::described(found, "x.json", "y.json"),
              "2 values differ between x.json and y.json\n  a: 1 and none\n  b[0]: none and 2\n");
}

} // namespace
