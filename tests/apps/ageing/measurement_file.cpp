// SPDX-License-Identifier: Apache-2.0
#include "apps/ageing/measurement_file.h"
#include "tests/apps/config_folder.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace {

/// What is said about a file of this text, without its name.
std::string measurement_complaint(const std::string &text, const std::string &only = "") {
    const ConfigFolder folder;
    folder.write("cells.csv", text);
    const std::string file = folder.path("cells.csv");
    try {
        apps::read_measurement(file, only);
    } catch (const std::invalid_argument &fault) {
        const std::string said = fault.what();
        return said.rfind(file, 0) == 0 ? said.substr(file.size()) : said;
    }
    return "";
}

const std::string head = "target_us,measured_us,time_s\n";
const std::string levels = "target_us,time_s,cells,mean_us,sd_us,p05_us,p25_us,p50_us,p75_us,"
                           "p95_us\n";

TEST(MeasurementFile, TakesReadsOfCells) {
    const ConfigFolder folder;
    folder.write("cells.csv", "# two levels\ntime, chip, measured, target\n1,a,4.5,5\n" +
                                  std::string("1,a,4.5,5\n1,a,4.5,5\n1,a,4.5,5\n1,b,4.5,5\n"
                                              "1,b,4.5,5\n1,b,4.5,5\n1,b,5.5,5\n1,b,5.5,5\n"
                                              "1,b,5.5,5\n0,b,9,9\n"));
    const cim::Measurement found = apps::read_measurement(folder.path("cells.csv"), "");
    ASSERT_EQ(found.levels.size(), 1u);
    EXPECT_EQ(found.left_out, 1);
    EXPECT_EQ(found.levels[0].cells, 10);
    EXPECT_DOUBLE_EQ(found.levels[0].mean_us, 4.8);
    EXPECT_EQ(found.levels[0].time_s, 1);
}

// 100 reads about 10 s, none at the time of another: 10^0.95 to 10^1.05 are 8.91 to 11.22.
TEST(MeasurementFile, RoundsTimesThatNoTwoReadsShare) {
    const ConfigFolder folder;
    std::string text = "target,measured,time\n";
    for (int i = 0; i < 100; ++i)
        text += "5,4," + std::to_string(9 + 0.02 * i) + "\n";
    folder.write("cells.csv", text);
    const cim::Measurement found = apps::read_measurement(folder.path("cells.csv"), "");
    ASSERT_EQ(found.levels.size(), 1u);
    EXPECT_EQ(found.levels[0].cells, 100);
    EXPECT_DOUBLE_EQ(found.levels[0].time_s, 10);
}

TEST(MeasurementFile, TakesPercentilesOfLevels) {
    const cim::Measurement found =
        apps::read_measurement(CROSSWEAVE_CONFIGS "/validation/relaxation.csv", "technology=B");
    EXPECT_EQ(found.targets_us().size(), 32u);
    EXPECT_EQ(found.times_s(), (std::vector<double>{0, 0.01, 0.1, 1, 100, 1000, 10000}));
    EXPECT_DOUBLE_EQ(found.step_us(), 4);
    EXPECT_EQ(found.levels[0].cells, 102);
    EXPECT_DOUBLE_EQ(found.levels[0].percentiles_us[4], 3.8793);
}

TEST(MeasurementFile, SaysWhatIsWrongWhere) {
    EXPECT_EQ(
        measurement_complaint("a,b\n1,2\n"),
        ": its head line names no columns target_us, measured_us and time_s, one line a read");
    EXPECT_EQ(measurement_complaint(head),
              ": no target has 10 cells at any time; percentiles need that many");
    EXPECT_EQ(measurement_complaint(head + "1,2,3\n1,x,3\n"),
              ":3: measured_us: 'x' where a number belongs");
    EXPECT_EQ(measurement_complaint(head + "0,2,3\n"),
              ":2: target_us: '0' is out of range: 0.001 to 10000");
    EXPECT_EQ(measurement_complaint(head + "1,2,-3\n"),
              ":2: time_s: '-3' is out of range: 0 to 1e12");
    EXPECT_EQ(measurement_complaint(head + "1,2\n"), ":2: 2 cells, but 3 columns");
    std::string many = head;
    for (int i = 1; i <= 300; ++i)
        many += std::to_string(i) + ",1,0\n";
    EXPECT_EQ(measurement_complaint(many),
              ":258: target_us: more than 256 targets; a level is a target that "
              "many cells share");
    EXPECT_EQ(measurement_complaint(levels + "1,0,20,1,0,1,2,1,3,4\n"),
              ":2: percentiles rise from p05_us to p95_us");
    EXPECT_EQ(measurement_complaint(levels + "1,0,20,1,0,1,1,1,1,1\n1,0,20,1,0,1,1,1,1,1\n"),
              ": two lines of 1 uS at 0 s; --only COLUMN=VALUE keeps those of one device");
    EXPECT_EQ(measurement_complaint(""), ": empty; its first line names the columns");
}

TEST(MeasurementFile, KeepsTheLinesThatAreAskedFor) {
    const std::string text = "chip,target,measured,time\n";
    std::string cells;
    for (int i = 0; i < 10; ++i)
        cells += "A,5,4,0\nB,5,6,0\n";
    EXPECT_EQ(measurement_complaint(text + cells, "chip=B"), "");
    EXPECT_EQ(measurement_complaint(text + cells, "chip=C"),
              ": no line has chip = 'C'; there are A, B");
    EXPECT_EQ(measurement_complaint(text + cells, "chips=A"), ": no column 'chips'");
    EXPECT_EQ(measurement_complaint(text + cells, "chip"),
              "--only 'chip': no value; it looks like --only technology=B");
}

} // namespace
