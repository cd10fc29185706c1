// SPDX-License-Identifier: Apache-2.0
#include "apps/trace/timeline_files.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <sstream>

namespace {

using apps::matches;

/// A unit that works in cycles 2 to 4 and is starved in 5.
cim::Timeline small_timeline() {
    cim::Timeline timeline;
    const int unit = timeline.unit("chip.tile3");
    timeline.add(unit, {2, 5, cim::Doing::Work});
    timeline.add(unit, {5, 6, cim::Doing::WaitForInput},
                 {cim::Lack::What::Pixels, "chip.tile2", "conv1"});
    return timeline;
}

TEST(ChromeTrace, IsJsonWithASliceASpan) {
    std::ostringstream out;
    apps::write_chrome_trace(small_timeline(), 0.5, out);
    const auto trace = nlohmann::json::parse(out.str());
    const auto &events = trace["traceEvents"];
    ASSERT_EQ(events.size(), 4U); // process, track, two slices
    EXPECT_EQ(events[1]["args"]["name"], "chip.tile3");
    EXPECT_EQ(events[2]["ph"], "X");
    EXPECT_EQ(events[2]["ts"], 1.0); // cycle 2 of half a nanosecond
    EXPECT_EQ(events[2]["dur"], 1.5);
    EXPECT_EQ(events[3]["name"], "starved: pixels of conv1");
    EXPECT_EQ(events[3]["tid"], events[1]["tid"]);
}

TEST(Vcd, HoldsTheStatesInOrderOfTime) {
    std::ostringstream out;
    apps::write_vcd(small_timeline(), 0.5, out);
    EXPECT_EQ(out.str(), "$timescale 1ps $end\n"
                         "$scope module chip $end\n$scope module tile3 $end\n"
                         "$var wire 2 ! state $end\n$var wire 1 \" working $end\n"
                         "$upscope $end\n$upscope $end\n$enddefinitions $end\n"
                         "#0\nb00 !\n0\"\n"
                         "#1000\nb01 !\n1\"\n"
                         "#2500\nb10 !\n0\"\n"
                         "#3000\nb00 !\n0\"\n");
}

TEST(Pattern, StarsAndQuestionMarksStandForCharacters) {
    EXPECT_TRUE(matches("*", "chip.tile3"));
    EXPECT_TRUE(matches("chip.tile?", "chip.tile3"));
    EXPECT_FALSE(matches("chip.tile?", "chip.tile31"));
    EXPECT_TRUE(matches("*tile3*", "chip.tile31.out4"));
    EXPECT_TRUE(matches("chip.*.vector", "chip.tile3.vector"));
    EXPECT_FALSE(matches("chip.*.vector", "chip.tile3.vectors"));
    EXPECT_FALSE(matches("", "chip"));
}

} // namespace
