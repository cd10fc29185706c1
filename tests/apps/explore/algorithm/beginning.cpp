// SPDX-License-Identifier: Apache-2.0
#include "apps/explore/algorithm/beginning.h"

#include "apps/explore/algorithm/baselines.h"
#include "tests/error_text.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>

namespace {

using search::Genome;

/// A config with two genes that begins with a file of this text.
class Beginning : public testing::Test {
  protected:
    apps::Config begun_with(const std::string &text) {
        folder_.write("begin.csv", text);
        return apps::read_config("", {"search.begin=" + file_, "search.evaluations=4",
                                      "genes.chip.tile.adc.bits=5, 6, 8",
                                      "genes.chip.tile.adc.kind=sar, flash"});
    }
    std::string fault(const std::string &text) {
        const apps::Config config = begun_with(text);
        return error_text([&] { apps::designs_to_begin_with(config); });
    }

    TemporaryFolder folder_;
    std::string file_ = (folder_.path() / "begin.csv").string();
};

} // namespace

TEST_F(Beginning, IsEveryLineOnceWhateverTheOrderOfColumns) {
    const apps::Config config = begun_with("chip.tile.adc.kind,note,chip.tile.adc.bits\n"
                                           "# two of them\n"
                                           "flash,\"good, small\",5\nsar,,8\nflash,again,5\n");
    EXPECT_EQ(apps::designs_to_begin_with(config), (std::vector<Genome>{{0, 1}, {2, 0}}));
}

TEST_F(Beginning, LiesBesideTheConfigThatNamesIt) {
    begun_with("chip.tile.adc.bits\n6\n");
    const std::string config = folder_.write("a.cfg", "[search]\nbegin = begin.csv\n[genes]\n"
                                                      "chip.tile.adc.bits = 5, 6, 8\n");
    EXPECT_EQ(apps::designs_to_begin_with(apps::read_config(config, {})),
              (std::vector<Genome>{{1}}));
}

TEST_F(Beginning, OfASearchIsItsFront) {
    const apps::Config config = begun_with("algorithm,design,chip.tile.adc.bits,chip.tile.adc.kind,"
                                           "front\nevolution,0,5,sar,no\nevolution,1,6,flash,yes\n"
                                           "random,0,8,sar,yes\n");
    EXPECT_EQ(apps::designs_to_begin_with(config), (std::vector<Genome>{{1, 1}, {2, 0}}));
}

TEST_F(Beginning, IsEvolutionsAndNotThatOfSearchesThatDraw) {
    const apps::Config config =
        begun_with("chip.tile.adc.bits,chip.tile.adc.kind\n8,flash\n6,sar\n");
    const search::Evaluate evaluate = [](int, const std::vector<Genome> &genomes) {
        return std::vector<search::Outcome>(genomes.size(), {{1, 2, 3, 4}, 0, ""});
    };
    const auto begin = [&](const char *algorithm) {
        const auto found = apps::run_algorithm(algorithm, config, {{}, evaluate, {}});
        return std::vector<Genome>{found[0].genome, found[1].genome};
    };
    const std::vector<Genome> given{{2, 1}, {1, 0}};
    EXPECT_EQ(begin("evolution"), given);
    EXPECT_EQ(begin("blind"), given);
    EXPECT_NE(begin("random"), given);
}

TEST_F(Beginning, SaysWhatIsWrongInOneLine) {
    const std::string header = "chip.tile.adc.bits,chip.tile.adc.kind\n";
    EXPECT_EQ(fault("chip.tile.adc.bits\n6\n"),
              "search.begin: " + file_ +
                  ":1: no column is named chip.tile.adc.kind, which is a gene");
    EXPECT_EQ(fault(header + "7,sar\n"),
              "search.begin: " + file_ + ":2: chip.tile.adc.bits is 7, must be one of 5, 6, 8");
    EXPECT_EQ(fault(header + "6,\n"),
              "search.begin: " + file_ +
                  ":2: chip.tile.adc.kind is empty, must be one of sar, flash");
    EXPECT_EQ(fault(header + "6\n"), "search.begin: " + file_ + ":2: 1 cells; there are 2 columns");
    EXPECT_EQ(fault(header), "search.begin: " + file_ + " holds no design");
    EXPECT_EQ(fault(""), "search.begin: " + file_ + " holds no design");
    EXPECT_EQ(fault(header + "5,sar\n6,sar\n8,sar\n5,flash\n6,flash\n"),
              "search.begin: " + file_ + " holds 5 designs, more than search.evaluations = 4");
    const apps::Config missing = apps::read_config("", {"search.begin=nowhere.csv"});
    EXPECT_EQ(error_text([&] { apps::designs_to_begin_with(missing); }),
              "search.begin: nowhere.csv: no such file");
}
