// SPDX-License-Identifier: Apache-2.0
#include "common/kind.h"
#include "tests/system/program.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <sstream>
#include <string>

namespace {

using nlohmann::json;
using system_test::contents;
using system_test::Finished;
using system_test::Workplace;

TEST(Counters, AreThoseOfTheirPage) {
    const Workplace place;
    const Finished described = place.run({"describe", "--counters"});
    ASSERT_EQ(described.status, 0) << described.err;
    EXPECT_EQ(contents(TRACES_FOLDER "/../docs/counters.md"), described.out)
        << "crossweave describe --counters > docs/counters.md";
    // Each counter of a run is explained, by its kind, in the report and on the page.
    const std::string mesh = std::string(TRACES_FOLDER) + "/mesh.cfg";
    ASSERT_EQ(place.run({"run", mesh, "--run.out=mesh"}).status, 0);
    const json report = json::parse(place.read("mesh/report.json"));
    const json &meanings = report.at("counter_meanings");
    for (const auto &[name, value] : report.at("counters").items()) {
        const std::string kind = common::kind_of(name);
        ASSERT_TRUE(meanings.contains(kind)) << name;
        const std::string unit = meanings.at(kind).at("unit");
        EXPECT_TRUE(value.is_number_integer()) << name;
        const std::string meaning = meanings.at(kind).at("meaning");
        EXPECT_NE(described.out.find("| " + kind + " | " + unit + " | " + meaning + " |"),
                  std::string::npos)
            << name;
    }
    std::istringstream lines(described.out);
    std::size_t kinds = 0;
    for (std::string line; std::getline(lines, line);)
        kinds += line.rfind("| chip.", 0) == 0 && line.find("| pJ |") == std::string::npos;
    EXPECT_EQ(meanings.size(), kinds);
    EXPECT_EQ(place.run({"describe", "--counters", "chip.tile"}).status, 2);
}

// A report of a version that did not say what its counters mean.
TEST(Counters, OfAnOlderReportAreShownAndCompared) {
    const Workplace place;
    const std::string mesh = std::string(TRACES_FOLDER) + "/mesh.cfg";
    ASSERT_EQ(place.run({"run", mesh, "--run.out=mesh"}).status, 0);
    json report = json::parse(place.read("mesh/report.json"));
    report.erase("counter_meanings");
    place.write("older.json", report.dump());
    const Finished diff = place.run({"trace", "diff", "older.json", "mesh/report.json"});
    EXPECT_EQ(diff.out, "equal\n") << diff.err;
    place.write("mesh/report.json", report.dump());
    EXPECT_EQ(place.run({"report", "mesh"}).status, 0);
    EXPECT_NE(place.read("mesh/report.html").find("<td>chip.tile.adc.conversions</td>"),
              std::string::npos);
}

} // namespace
