// SPDX-License-Identifier: Apache-2.0
#include "apps/config/state_table.h"
#include "apps/config/choices.h"
#include "apps/config/config.h"
#include "apps/config/conflict/conflict.h"
#include "tests/apps/config_folder.h"
#include "tests/error_text.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace {

/// What is said about a table of this text, after its file's name.
std::string states_complaint(const std::string &text) {
    const ConfigFolder folder;
    folder.write("states.csv", text);
    const std::string file = folder.path("states.csv");
    try {
        apps::read_states(file);
    } catch (const std::runtime_error &fault) {
        return std::string(fault.what()).substr(file.size());
    }
    return "";
}

TEST(StateTable, GivesStatesAndTheRangeOfConductance) {
    const ConfigFolder folder;
    folder.write("states.csv", "# measured\nlevel, sigma_us, conductance_us\n0, 0.1, 2 # low\n\n"
                               "1, 0.3, 5\n2, 0.2, 6\n3, 0.4, 8\n");
    folder.write("device.cfg", "[device]\non_ohm = 1000\nprogramming_error = table\ntable = " +
                                   folder.path("states.csv") + "\n");
    const apps::Config config = apps::read_config(folder.path("device.cfg"), {});
    ASSERT_EQ(config.device.states.size(), 4u);
    EXPECT_EQ(config.device.states[1].conductance_us, 5);
    EXPECT_EQ(config.device.states[1].sigma_us, 0.3);
    EXPECT_DOUBLE_EQ(config.device.on_ohm, 125000);
    EXPECT_DOUBLE_EQ(config.device.on_off, 4);
}

// As spreadsheets save "CSV UTF-8": a byte-order mark, and lines that end with CR and LF.
TEST(StateTable, TakesAByteOrderMarkAndLinesOfAnySystem) {
    EXPECT_EQ(states_complaint("\xEF\xBB\xBF"
                               "conductance_us,sigma_us\r\n1,0.1\r\n2,0.1\r\n"),
              "");
    EXPECT_EQ(states_complaint(std::string("\xFF\xFE"
                                           "c\0o\0",
                                           6)),
              ": text of two bytes a letter (UTF-16); save it as UTF-8");
}

TEST(StateTable, SaysWhatIsWrongWhere) {
    const std::string head = "conductance_us,sigma_us\n";
    EXPECT_EQ(states_complaint("conductance,sigma_us\n1,2\n"),
              ":2: no column conductance_us; the head line is conductance_us,sigma_us");
    EXPECT_EQ(states_complaint(head + "1,0.1\n2\n"), ":3: 1 entries; the head line has 2");
    EXPECT_EQ(states_complaint(head + "1,0.1\nnan,0.1\n"),
              ":3: 'nan' where 0 to 10000 microsiemens belong");
    EXPECT_EQ(states_complaint(head + "1,0.1\n2,-0.1\n"),
              ":3: '-0.1' where 0 to 10000 microsiemens belong");
    EXPECT_EQ(states_complaint(head + "1,x\n"), ":2: 'x' where 0 to 10000 microsiemens belong");
    EXPECT_EQ(states_complaint(head + "2,0.1\n2,0.1\n"),
              ":3: conductances rise from line to line, from above zero");
    EXPECT_EQ(states_complaint(head + "0,0.1\n2,0.1\n"),
              ":2: conductances rise from line to line, from above zero");
    EXPECT_EQ(states_complaint(head + "2,0.1\n"),
              ": 1 states; a cell has at least two, below a head line conductance_us,sigma_us");
    EXPECT_EQ(states_complaint(""),
              ": 0 states; a cell has at least two, below a head line conductance_us,sigma_us");
    EXPECT_THROW(apps::read_states("/no/such/table.csv"), std::runtime_error);
}

TEST(StateTable, MustHaveAStateForEachLevel) {
    const ConfigFolder folder;
    folder.write("states.csv", "conductance_us,sigma_us\n1,0.1\n2,0.1\n3,0.1\n");
    folder.write("device.cfg", "[device]\nprogramming_error = table\ntable = " +
                                   folder.path("states.csv") + "\n");
    try {
        apps::read_config(folder.path("device.cfg"), {});
        FAIL();
    } catch (const apps::ConfigError &fault) {
        EXPECT_EQ(fault.what(), folder.path("device.cfg") +
                                    ":3: device.table has 3 entries; a cell of 2 bits "
                                    "(chip.tile.array.cell_bits) has 4 levels");
    }
}

// Also of a search's design whose choices alone were right: it then has that as its reason.
TEST(StateTable, WithoutARangeDisagreesWithTheLawThatFollowsIt) {
    const ConfigFolder folder;
    folder.write("wide.csv", "conductance_us,sigma_us\n1,0\n2,0\n3,0\n4,0\n");
    folder.write("narrow.csv", "conductance_us,sigma_us\n1,0\n1.001,0\n1.002,0\n1.005,0\n");
    const std::string wide = folder.path("wide.csv"), narrow = folder.path("narrow.csv"),
                      problem = narrow + ": its states make device.on_off '1.005' is out of range: "
                                         "1.01 to 1e9";
    const std::string law = "device.programming_error=table", table = "device.table=" + narrow;
    for (const std::vector<std::string> &words : {std::vector{law, table}, std::vector{table, law}})
        EXPECT_EQ(error_text([&] { apps::read_config("", words); }), "command line: " + problem);
    EXPECT_EQ(apps::read_config("", {table}).device.on_off, 17) << "no law follows it";
    const apps::Config config =
        apps::read_config("", {"genes.device.programming_error=absolute, table",
                               "genes.device.table=" + wide + ", " + narrow});
    const auto check = [&](const search::Genome &genome) {
        return error_text([&] { apps::refuse_conflicts(apps::patched(config, genome)); });
    };
    EXPECT_EQ(check({0, 1}), "");
    EXPECT_EQ(check({1, 0}), "");
    EXPECT_EQ(check({1, 1}), problem);
}

} // namespace
