// SPDX-License-Identifier: Apache-2.0
#include "tests/system/program.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

namespace {

using system_test::Finished;
using system_test::Workplace;

/// What `crossweave report` says of a folder with that report.json: one line, status 2; or nothing.
std::string refusal(const Workplace &place, const std::string &report) {
    std::filesystem::create_directory(place.path("results"));
    place.write("results/report.json", report);
    const Finished shown = place.run({"report", "results"});
    if (shown.status == 0)
        return "";
    EXPECT_EQ(shown.status, 2) << shown.err;
    EXPECT_EQ(std::count(shown.err.begin(), shown.err.end(), '\n'), 1) << shown.err;
    EXPECT_EQ(shown.err.find("exception"), std::string::npos) << shown.err;
    return shown.err;
}

TEST(DamagedReport, IsRefusedInOneLine) {
    const Workplace place;
    const std::string start = "crossweave: results/report.json: no report, or a damaged one: ";
    EXPECT_EQ(refusal(place, "{\"network\": {\"name\": \"x\""),
              start + "the file: byte 25 is not JSON\n");
    EXPECT_EQ(
        refusal(place, "{\"config\": " + std::string(30000, '[') + std::string(30000, ']') + "}"),
        start + "the file: lists and objects stand in each other deeper than 100 times\n");
    EXPECT_EQ(refusal(place, R"({"accuracy": {"mean": 1e308}})"),
              start + "1e+308 is no figure of a run\n");
    EXPECT_EQ(refusal(place, R"({"accuracy": {"mean": 1e999}})"),
              start + "the file: holds a number that is too large\n");
    EXPECT_EQ(refusal(place, R"({"network": {"name": 5}})"),
              start + "network: a value is missing or of another type than it should be\n");
    EXPECT_EQ(refusal(place, R"({"network": {"name": "x"}})"), "");
}

TEST(DamagedReport, CutOffAnywhereIsRefused) {
    const Workplace place;
    place.write("small.cfg", system_test::small_config);
    ASSERT_EQ(place.run({"run", "small.cfg", "--run.data=no"}).status, 0);
    const std::string report = place.read("results/report.json");
    for (std::size_t size = 0; size + 2 < report.size(); size += report.size() / 12)
        EXPECT_NE(refusal(place, report.substr(0, size)), "");
    EXPECT_EQ(refusal(place, report), "");
}

} // namespace
