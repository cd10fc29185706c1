// SPDX-License-Identifier: Apache-2.0
#include "apps/validation/validation.h"

#include "apps/util/files/csv_table.h"
#include "apps/validation/row_json.h"
#include "tests/error_text.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>

namespace {

using apps::ValidationRow;
using apps::Within;

TEST(Validation, ReproducesEveryPublishedFigure) {
    const std::vector<ValidationRow> rows = apps::validate_against_published({});
    EXPECT_GT(rows.size(), 30u);
    for (const ValidationRow &row : rows) {
        EXPECT_FALSE(row.failed()) << row.id << ' ' << row.what << ": " << row.ours << ", not "
                                   << row.target << ' ' << row.unit;
        EXPECT_FALSE(row.source.empty()) << row.id << ' ' << row.what;
    }
}

TEST(Validation, KnowsItsTolerances) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const auto passes = [](double target, double ours, double tolerance, Within within) {
        return ValidationRow{"X", "", target, ours, "1", tolerance, "", within}.passed();
    };
    EXPECT_TRUE(passes(100, 101, 0.0101, Within::Relative));
    EXPECT_FALSE(passes(100, 101, 0.0099, Within::Relative));
    EXPECT_FALSE(passes(100, 99, 0.0099, Within::Relative));
    EXPECT_TRUE(passes(3, 3, 0, Within::Relative));
    EXPECT_FALSE(passes(3, 3.0001, 0, Within::Relative));
    EXPECT_TRUE(passes(20, 21.9, 2, Within::Distance));
    EXPECT_FALSE(passes(20, 17.9, 2, Within::Distance));
    EXPECT_TRUE(passes(10, 19, 2, Within::Factor));
    EXPECT_TRUE(passes(10, 5.1, 2, Within::Factor));
    EXPECT_FALSE(passes(10, 4.9, 2, Within::Factor));
    EXPECT_TRUE(passes(1e-8, 0, 0, Within::Most));
    EXPECT_FALSE(passes(1e-8, 2e-8, 0, Within::Most));
    for (const Within within : {Within::Relative, Within::Factor, Within::Most})
        EXPECT_FALSE(passes(1, nan, 2, within));
}

TEST(Validation, AnErrorThatIsNoNumberIsTheWorst) {
    EXPECT_EQ(apps::worse(0.1, -0.2), 0.2);
    EXPECT_EQ(apps::worse(0.1, 0.05), 0.1);
    EXPECT_EQ(apps::worse(apps::worse(0, std::nan("")), 0.1), INFINITY);
}

TEST(Validation, SaysWhichTargetsAConstantWasFittedTo) {
    ValidationRow row{"P4", "adder", 1, 1, "pJ", 0.1, "a run"};
    row.fit = true;
    std::ostringstream out;
    apps::print_validation({row}, out);
    EXPECT_NE(out.str().find("ok, fit"), std::string::npos);
    EXPECT_NE(out.str().find("1 are of runs"), std::string::npos);
    EXPECT_EQ(apps::validation_report({row})["rows"][0]["basis"], "fit");
    row.fit = false;
    EXPECT_EQ(apps::validation_report({row})["rows"][0]["basis"], "independent");
}

TEST(Validation, CountsWhatPassed) {
    const std::vector<ValidationRow> rows{{"T1", "right", 1, 1, "ns", 0, "theory"},
                                          {"T1", "wrong", 1, 2, "ns", 0, "theory"}};
    std::ostringstream out;
    apps::print_validation(rows, out);
    EXPECT_NE(out.str().find("FAILED"), std::string::npos);
    EXPECT_NE(out.str().find("1 of 2 passed"), std::string::npos);
}

TEST(Validation, NamesTheChecksThatThereAre) {
    EXPECT_NE(error_text([] {
                  apps::validate_against_published({"P99"});
              }).find("unknown check 'P99'; there are F1, F2, I1, I2, M1, M2"),
              std::string::npos);
}

TEST(CsvTable, ReadsNamedColumnsAndSaysWhereANumberIsNone) {
    const TemporaryFolder folder;
    const std::string file = (folder.path() / "a.csv").string();
    std::ofstream(file) << "# comment\nname,value\n\"a, b\",1.5\nc,x\n";
    const apps::CsvTable table(file);
    ASSERT_EQ(table.rows(), 2u);
    EXPECT_EQ(table.text(0, "name"), "a, b");
    EXPECT_EQ(table.number(0, "value"), 1.5);
    EXPECT_EQ(error_text([&] { table.number(1, "value"); }),
              file + ":4: value: 'x' where a number belongs");
    EXPECT_EQ(error_text([&] { table.text(0, "size"); }), file + ": no column 'size'");
    std::ofstream(file) << "a,b\n1\n";
    EXPECT_EQ(error_text([&] { apps::CsvTable broken(file); }),
              file + ":2: 1 cells, but 2 columns");
}

TEST(Validation, RowsTravelExactly) {
    std::vector<ValidationRow> rows = apps::validate_against_published({"M1", "P1"});
    ValidationRow odd{"X",     "a \"quoted\" figure", 0.1 + 0.2, std::nan(""), "pJ", 1e-300,
                      "a run", Within::Factor};
    odd.skipped = "no data";
    odd.fit = true;
    rows.push_back(odd);
    odd.ours = -std::numeric_limits<double>::infinity();
    rows.push_back(odd);
    const std::string text = apps::rows_json(rows).dump();
    const std::vector<ValidationRow> back = apps::rows_of(nlohmann::ordered_json::parse(text));
    ASSERT_EQ(back.size(), rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        EXPECT_EQ(back[i].id, rows[i].id);
        EXPECT_EQ(back[i].what, rows[i].what);
        EXPECT_EQ(back[i].target, rows[i].target);
        EXPECT_TRUE(back[i].ours == rows[i].ours ||
                    (std::isnan(back[i].ours) && std::isnan(rows[i].ours)));
        EXPECT_EQ(back[i].unit, rows[i].unit);
        EXPECT_EQ(back[i].tolerance, rows[i].tolerance);
        EXPECT_EQ(back[i].source, rows[i].source);
        EXPECT_EQ(back[i].within, rows[i].within);
        EXPECT_EQ(back[i].skipped, rows[i].skipped);
        EXPECT_EQ(back[i].fit, rows[i].fit);
    }
}

} // namespace
