// SPDX-License-Identifier: Apache-2.0
#include "tests/system/program.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <sstream>

namespace {

using system_test::Finished;
using system_test::Workplace;
using Words = std::vector<std::string>;

const Words files{"--conductances", "g.csv", "--voltages", "v.csv", "-o", "i.csv"};

Finished solve(const Workplace &place, const Words &more = {}) {
    Words words{"solve"};
    words.insert(words.end(), files.begin(), files.end());
    words.insert(words.end(), more.begin(), more.end());
    return place.run(words);
}

std::vector<double> numbers(std::string text) {
    std::replace(text.begin(), text.end(), ',', ' ');
    std::istringstream in(text);
    std::vector<double> list;
    for (double number; in >> number;)
        list.push_back(number);
    return list;
}

TEST(Solve, TakesWhatAChipWithWiresDoesNot) {
    const Workplace place;
    place.write("g.csv", "1e-5,2e-5\n4e-5,5e-5\n");
    place.write("v.csv", "0.2\n0.1\n");
    EXPECT_EQ(solve(place, {"--array.wires=yes", "--device.nonlinearity_v=0.25"}).status, 0);
    EXPECT_EQ(solve(place, {"--array.wires=yes", "--array.gated=yes"}).status, 0);
}

TEST(Solve, SaysSoWhenItsAnswerCannotBeWritten) {
    const Workplace place;
    place.write("g.csv", "1e-5,2e-5\n4e-5,5e-5\n");
    place.write("v.csv", "0.2\n0.1\n");
    const Finished run =
        place.run({"solve", "--conductances", "g.csv", "--voltages", "v.csv", "-o", "/dev/full"});
    EXPECT_EQ(run.status, 2);
    EXPECT_NE(run.err.find("/dev/full: cannot be written"), std::string::npos);
}

TEST(Solve, GivesTheIdealCurrentsWithoutWires) {
    const Workplace place;
    place.write("g.csv", "1e-6,2e-6,3e-6\n4e-6,5e-6,6e-6\n");
    place.write("v.csv", "0.5,1\n0.25,0\n"); // two inputs
    place.write("ideal.cfg", "[array]\ndriver_ohm = 0\nrow_wire_ohm = 0\ncolumn_wire_ohm = 0\n"
                             "sink_ohm = 0\n");
    const Finished run = solve(place, {"ideal.cfg"});
    ASSERT_EQ(run.status, 0) << run.err;
    const std::vector<double> currents = numbers(place.read("i.csv"));
    const double expected[] = {1.5e-6, 2.25e-6, 3e-6, 1e-6, 2e-6, 3e-6};
    ASSERT_EQ(currents.size(), std::size(expected));
    for (std::size_t i = 0; i < std::size(expected); ++i)
        EXPECT_NEAR(currents[i], expected[i], 1e-20);
    // 0.5^2 x 6 uS + 0.25^2 x 15 uS
    EXPECT_NE(run.out.find("2.44 uW"), std::string::npos) << run.out;
    EXPECT_NE(run.out.find("6 uW"), std::string::npos) << run.out;
}

TEST(Solve, FindsTheSameByNodeVoltages) {
    const Workplace place;
    place.write("g.csv", "1e-4,2e-5,3e-5\n4e-5,5e-5,6e-5\n");
    place.write("v.csv", "0.5,0.25\n"); // one line of as many values as there are word lines
    ASSERT_EQ(solve(place).status, 0);
    const std::vector<double> by_matrix = numbers(place.read("i.csv"));
    const Finished run = solve(place, {"--node-voltages=n.csv"});
    ASSERT_EQ(run.status, 0) << run.err;
    const std::vector<double> by_nodes = numbers(place.read("i.csv"));
    ASSERT_EQ(by_nodes.size(), by_matrix.size());
    for (std::size_t i = 0; i < by_nodes.size(); ++i)
        EXPECT_NEAR(by_nodes[i], by_matrix[i], 1e-11 * by_matrix[i]);
    const std::string nodes = place.read("n.csv");
    EXPECT_EQ(nodes.rfind("# input,word_line,bit_line,word_v,bit_v\n1,1,1,0.4", 0), 0u) << nodes;
    EXPECT_EQ(std::count(nodes.begin(), nodes.end(), '\n'), 7);
}

TEST(Solve, BendsTheLawOfItsCells) {
    const Workplace place;
    place.write("g.csv", "1e-6\n");
    place.write("v.csv", "0.4\n");
    const Words law{"--array.driver_ohm=0", "--array.sink_ohm=0", "--device.nonlinearity_v=0.25"};
    ASSERT_EQ(solve(place, law).status, 0);
    EXPECT_NEAR(numbers(place.read("i.csv")).at(0), 1e-6 * 0.25 * std::sinh(1.6), 1e-18);
}

TEST(Solve, RefusesWrongFilesInOneLine) {
    const struct {
        const char *conductances, *voltages, *fragment;
    } wrong[] = {{"1e-6,1e-6\n1e-6\n", "1\n1\n", "g.csv:2: 1 value, but line 1 has 2"},
                 {"1e-6,-2e-6\n", "1\n", "g.csv:1: value 2: -2e-6 is negative"},
                 {"1e-6\nnan\n", "1\n1\n", "g.csv:2: value 1: 'nan'"},
                 {"", "1\n", "g.csv: holds no numbers"},
                 {"1e-6\n1e-6\n", "1\n1\n1\n", "v.csv: 3 lines of voltages for 2 word lines"},
                 {"1e-6\n1e-6\n", "1\nhigh\n", "v.csv:2: value 1: 'high'"}};
    const Workplace place;
    for (const auto &[conductances, voltages, fragment] : wrong) {
        place.write("g.csv", conductances);
        place.write("v.csv", voltages);
        const Finished run = solve(place);
        EXPECT_EQ(run.status, 2);
        EXPECT_EQ(std::count(run.err.begin(), run.err.end(), '\n'), 1) << run.err;
        EXPECT_NE(run.err.find(fragment), std::string::npos) << fragment << "\nin " << run.err;
    }
}

TEST(Solve, RefusesWrongWordsInOneLine) {
    const Workplace place;
    place.write("g.csv", "1e-6\n");
    place.write("v.csv", "1\n");
    const std::pair<Words, const char *> wrong[] = {
        {{"solve", "--conductances", "g.csv"}, "solve needs --voltages FILE"},
        {{"solve", "--conductance", "g.csv"}, "did you mean --conductances?"},
        {{"run", "--conductances", "g.csv"}, "unknown option '--conductances'"},
        {{"solve", "--voltages"}, "option --voltages has no value"},
        {{"solve", "-o", "a", "-o", "b"}, "option -o is given twice"}};
    for (const auto &[words, fragment] : wrong) {
        const Finished run = place.run(words);
        EXPECT_EQ(run.status, 2);
        EXPECT_NE(run.err.find(fragment), std::string::npos) << fragment << "\nin " << run.err;
    }
    const Finished negative = solve(place, {"--array.sink_ohm=-5"});
    EXPECT_EQ(negative.status, 2);
    EXPECT_NE(negative.err.find("array.sink_ohm: '-5' is out of range"), std::string::npos);
    const Finished nowhere = place.run(
        {"solve", "--conductances", "g.csv", "--voltages", "v.csv", "-o", "no/such/folder.csv"});
    EXPECT_EQ(nowhere.status, 2);
    EXPECT_NE(nowhere.err.find("no/such/folder.csv: cannot be written"), std::string::npos);
}

} // namespace
