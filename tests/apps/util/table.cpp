// SPDX-License-Identifier: Apache-2.0
#include "apps/util/table.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <sstream>
#include <stdexcept>

TEST(Quantity, ChoosesThePrefixThatReadsBest) {
    EXPECT_EQ(apps::quantity(1.23e6, "pJ"), "1.23 uJ");
    EXPECT_EQ(apps::quantity(4.56e6, "um2"), "4.56 mm2");
    EXPECT_EQ(apps::quantity(12300, "ns"), "12.3 us");
    EXPECT_EQ(apps::quantity(0.0005, "TOPS/W"), "500 MOPS/W");
    EXPECT_EQ(apps::quantity(7200, "s"), "7,200 s");
    EXPECT_EQ(apps::quantity(0, "pJ"), "0 pJ");
    EXPECT_EQ(apps::quantity(-2500, "pJ"), "-2.50 nJ");
}

TEST(Quantity, RoundsUpIntoTheNextPrefix) {
    EXPECT_EQ(apps::quantity(999.4, "pJ"), "999 pJ");
    EXPECT_EQ(apps::quantity(999.7, "pJ"), "1.00 nJ");
}

TEST(Quantity, ScalesSquareMetresByTheSquareOfThePrefix) {
    EXPECT_EQ(apps::quantity(20000, "um2"), "0.0200 mm2");
    EXPECT_EQ(apps::quantity(9000, "um2"), "9,000 um2");
}

TEST(Quantity, LeavesUnknownUnitsAlone) {
    EXPECT_EQ(apps::quantity(1234567, "cycles"), "1,234,567 cycles");
    EXPECT_EQ(apps::quantity(0.25, ""), "0.250");
}

TEST(Number, KeepsThreeSignificantDigits) {
    EXPECT_EQ(apps::number(12.345), "12.3");
    EXPECT_EQ(apps::number(1.2345), "1.23");
    EXPECT_EQ(apps::number(9.9996), "10.0");
    EXPECT_EQ(apps::number(99.97), "100");
    EXPECT_EQ(apps::number(0.0012345), "0.00123");
    EXPECT_EQ(apps::number(42), "42");
    EXPECT_EQ(apps::number(1.5e-7), "1.50e-07");
}

TEST(Percent, ShowsAShareOfOne) {
    EXPECT_EQ(apps::percent(0.9134), "91.3 %");
    EXPECT_EQ(apps::percent(0.9134, 0), "91 %");
}

TEST(Table, AlignsTextLeftAndNumbersRight) {
    std::ostringstream out;
    apps::Table({"layer", "cycles"}).row({"conv1", "9"}).row({"fc", "1,200"}).print(out);
    EXPECT_EQ(out.str(), "  layer  cycles\n"
                         "  -----  ------\n"
                         "  conv1       9\n"
                         "  fc      1,200\n");
}

TEST(Table, RefusesARowOfAnotherLength) {
    apps::Table table({"a", "b"});
    EXPECT_THROW(table.row({"only one"}), std::invalid_argument);
}

TEST(RunTable, SumsUpARunInText) {
    const auto report = nlohmann::json::parse(R"({
        "network": {"name": "tiny", "macs": 1500000, "weights": 2000},
        "accuracy": {"mean": 0.91, "std": 0.002, "ci95": [0.908, 0.912], "worst": 0.905,
                     "float": null, "chips": 10, "images": 10000},
        "timing": {"cycles": 12345, "latency_ns": 12345},
        "energy_pj": {"total": 2e6, "leakage": 5e5, "by_component": {"adc": 1.5e6, "leakage": 5e5}},
        "area_um2": {"total": 3e6, "by_component": {"adc": 3e6}},
        "layers": [{"name": "conv1", "rows": 25, "cols": 16, "duplication": 4, "busy": 70}]})");
    const std::string text = apps::run_table(report);
    for (const char *part :
         {"tiny, 1,500,000 MACs", "91.00 %", "90.80 % to 91.20 %", "worst chip 90.50 %",
          "10 chips x 10,000 images", "12.3 us, 12,345 cycles", "2 uJ an image", "leakage 500 nJ",
          "1.50 uJ  75.0 %  3 mm2  100.0 %", "conv1"})
        EXPECT_NE(text.find(part), std::string::npos) << part << " is not in\n" << text;
    EXPECT_EQ(text.find("float"), std::string::npos) << "an accuracy that was not measured";
}

TEST(RunTable, OfAnEmptyReportIsEmpty) { EXPECT_EQ(apps::run_table(nlohmann::json::object()), ""); }
