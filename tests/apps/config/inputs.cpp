// SPDX-License-Identifier: Apache-2.0
#include "apps/config/inputs.h"

#include "apps/config/parameter.h"
#include "tests/error_text.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>

#include <set>

namespace {

using apps::changed_input;
using apps::Config;
using apps::Resumed;
using Words = std::vector<std::string>;

/// A data set of one image of one byte in either part, and a config that names its folder.
class Inputs : public testing::Test {
  protected:
    Inputs() {
        for (const std::string part : {"train", "test"}) {
            folder_.write(part + "-images.bin", "x");
            folder_.write(part + "-labels.bin", std::string(1, '\0'));
        }
    }

    Config config(const Words &assignments) const {
        Words all{"data.set=raw", "data.channels=1", "data.height=1",
                  "data.width=1", "data.classes=2",  "data.path=" + folder_.path().string()};
        all.insert(all.end(), assignments.begin(), assignments.end());
        return apps::read_config("", all);
    }

    std::string text(Resumed command, const Words &assignments) const {
        return apps::inputs(config(assignments), command);
    }

    /// What a call with `now` says of what one with `before` has left.
    std::string change(Resumed command, const Words &before, const Words &now) const {
        return changed_input(text(command, before), text(command, now));
    }

    TemporaryFolder folder_;
};

TEST_F(Inputs, OfASweepAreAllButItsValuesAndWhereResultsGo) {
    const Words one{"grid.device.read_sigma=0, 0.01"};
    const auto with = [&](const std::string &more) {
        return change(Resumed::Sweep, one, {one[0], more});
    };
    EXPECT_EQ(change(Resumed::Sweep, one,
                     {"grid.device.read_sigma=0.02", "run.out=elsewhere", "run.threads=1",
                      "device.read_sigma=0.5", "search.seed=7"}),
              "");
    EXPECT_EQ(with("accuracy.seed=2"), "accuracy.seed was 1, is 2 now");
    EXPECT_EQ(with("run.data=no"), "run.data was yes, is no now");
    EXPECT_EQ(with("run.images=3"), "run.images was 2, is 3 now");
    EXPECT_EQ(with("run.stall_limit=9"), "run.stall_limit was 0, is 9 now");
    EXPECT_EQ(with("list.device.stuck_on=0, 0.01"),
              "swept keys was device.read_sigma, is device.read_sigma, device.stuck_on now");
}

TEST_F(Inputs, OfASearchAreNotHowLongItRunsAndHowMuchIsVerified) {
    const Words one{"genes.chip.tile.adc.bits=5, 6"};
    EXPECT_EQ(change(Resumed::Search, one,
                     {one[0], "search.evaluations=9", "search.workers=2", "search.verify=1",
                      "search.twin=no", "search.baseline=none", "sweep.simulate=no"}),
              "");
    EXPECT_EQ(change(Resumed::Search, one, {"genes.chip.tile.adc.bits=5, 6, 7"}),
              "genes.chip.tile.adc.bits was 5, 6, is 5, 6, 7 now");
    EXPECT_EQ(change(Resumed::Search, one, {one[0], "search.objectives=error"}),
              "search.objectives was error, energy_pj, latency_ns, area_um2, is error now");
}

TEST_F(Inputs, OfATrainingAreTheConvertersRangeWhereItHasConverters) {
    EXPECT_EQ(change(Resumed::Training, {}, {"run.images=9", "accuracy.calibration_images=9"}), "");
    EXPECT_EQ(change(Resumed::Training, {"train.converters=yes"},
                     {"train.converters=yes", "accuracy.calibration_images=9"}),
              "accuracy.calibration_images was 64, is 9 now");
    EXPECT_EQ(change(Resumed::Training, {}, {"train.seed=9"}), "train.seed was 1, is 9 now");
}

TEST_F(Inputs, OfATrainingForASearchAreTheImagesThatItHoldsBack) {
    const Words genes{"genes.chip.tile.adc.bits=5, 6"};
    EXPECT_EQ(change(Resumed::Training, genes, {genes[0], "search.split=0.2"}),
              "search.split was 0.1, is 0.2 now");
    EXPECT_EQ(change(Resumed::Training, genes, {genes[0], "search.seed=2", "search.chips=9"}), "");
    EXPECT_EQ(change(Resumed::Search, genes, {genes[0], "search.split_seed=2"}),
              "search.split_seed was 1, is 2 now");
    EXPECT_EQ(change(Resumed::Search, genes,
                     {genes[0], "search.reference=1, 2, 3, 4", "search.fidelity_check=3"}),
              "");
}

TEST_F(Inputs, AreWhatFilesHoldAndNotWhereTheyLie) {
    const std::string table = "conductance_us,sigma_us\n1,0\n10,0\n";
    const Words one{"network.file=" + folder_.write("a.safetensors", "weights"),
                    "device.table=" + folder_.write("a.csv", table)};
    const Words moved{"network.file=" + folder_.write("b.safetensors", "weights"),
                      "device.table=" + folder_.write("b.csv", table)};
    for (const Resumed command : {Resumed::Search, Resumed::Sweep, Resumed::Training}) {
        const std::string before = text(command, one);
        EXPECT_EQ(changed_input(before, text(command, moved)), "");
        folder_.write("b.safetensors", "Weights");
        EXPECT_EQ(changed_input(before, text(command, moved)),
                  "the content of network.file has changed");
        folder_.write("b.safetensors", "weights");
        folder_.write("b.csv", "conductance_us,sigma_us\n1,0.5\n10,0\n");
        EXPECT_EQ(changed_input(before, text(command, moved)),
                  "the content of device.table has changed");
        folder_.write("b.csv", table);
    }
}

TEST_F(Inputs, OfATrainingThatBeginsAnewAreTheWeightsThatItStartsWith) {
    const std::string file = folder_.write("small.safetensors", "weights");
    const Words fresh{"train.start=" + file}, own{"train.start=" + file, "network.file=" + file};
    const std::string before = text(Resumed::Training, fresh);
    const std::string without = text(Resumed::Training, own);
    const std::string searched = text(Resumed::Search, fresh);
    folder_.write("small.safetensors", "Weights");
    EXPECT_EQ(changed_input(before, text(Resumed::Training, fresh)),
              "the content of train.start has changed");
    EXPECT_EQ(changed_input(without, text(Resumed::Training, own)),
              "the content of network.file has changed");
    EXPECT_EQ(changed_input(searched, text(Resumed::Search, fresh)), "");
}

TEST_F(Inputs, AreTheTablesThatFilesOfChoicesName) {
    const std::string table = folder_.write("a.csv", "conductance_us,sigma_us\n1,0\n10,0\n");
    const std::string device =
        folder_.write("a.cfg", "[device]\nprogramming_error = table\ntable = " + table + "\n");
    for (const Resumed command : {Resumed::Search, Resumed::Sweep}) {
        const std::string section = command == Resumed::Search ? "genes" : "grid";
        const Words words{"chip.tile.array.cell_bits=1", section + ".device=" + device};
        const std::string before = text(command, words);
        EXPECT_EQ(changed_input(before, text(command, words)), "");
        folder_.write("a.csv", command == Resumed::Search
                                   ? "conductance_us,sigma_us\n1,0.5\n10,0\n"
                                   : "conductance_us,sigma_us\n1,0\n10,0.5\n");
        EXPECT_EQ(changed_input(before, text(command, words)),
                  command == Resumed::Search ? "the content of genes.device has changed"
                                             : "the content of device has changed");
    }
}

TEST_F(Inputs, AreTheFilesThatTheBaseOfAKindOfTilesIsReadFrom) {
    const std::string table = folder_.write("a.csv", "conductance_us,sigma_us\n1,0\n10,0\n");
    folder_.write("common.cfg", "[chip.tile.array]\nrows = 64\n[device]\ntable = " + table + "\n");
    const std::string base = folder_.write("a.cfg", "base = common.cfg\n");
    const std::string key = "chip.tile_kinds.small.base";
    const Words words{"chip.tile_kinds.small.count=4", "genes." + key + "=" + base};
    const auto point = [&] { return apps::files_digest(config({key + "=" + base}), {key}); };
    for (const auto &[file, bytes] :
         {std::pair("common.cfg",
                    "[chip.tile.array]\nrows = 32\n[device]\ntable = " + table + "\n"),
          std::pair("a.csv", std::string("conductance_us,sigma_us\n1,0\n10,0.5\n"))}) {
        const std::string before = text(Resumed::Search, words), before_point = point();
        EXPECT_EQ(changed_input(before, text(Resumed::Search, words)), "");
        EXPECT_EQ(point(), before_point);
        folder_.write(file, bytes);
        EXPECT_EQ(changed_input(before, text(Resumed::Search, words)),
                  "the content of " + key + " has changed")
            << file;
        EXPECT_NE(point(), before_point) << file;
    }
}

TEST_F(Inputs, AreEveryImageAndLabel) {
    for (const Resumed command : {Resumed::Search, Resumed::Sweep, Resumed::Training})
        for (const std::string file :
             {"train-images.bin", "train-labels.bin", "test-images.bin", "test-labels.bin"}) {
            const std::string before = text(command, {});
            folder_.write(file, std::string(1, command == Resumed::Search  ? 'a'
                                               : command == Resumed::Sweep ? 'b'
                                                                           : 'c'));
            EXPECT_EQ(changed_input(before, text(command, {})),
                      "the content of data.set has changed")
                << file;
        }
}

TEST_F(Inputs, AreNotTheImagesWhereOnlyTimeCounts) {
    const std::string before = text(Resumed::Sweep, {"run.data=no"});
    folder_.write("test-labels.bin", "y");
    EXPECT_EQ(changed_input(before, text(Resumed::Sweep, {"run.data=no"})), "");
}

TEST_F(Inputs, NameWhatCannotBeRead) {
    EXPECT_EQ(error_text([&] { text(Resumed::Search, {"network.file=/nowhere.safetensors"}); }),
              "network.file: /nowhere.safetensors: no such file");
    EXPECT_NE(error_text([&] {
                  text(Resumed::Search, {"data.path=/nowhere"});
              }).find("data: /nowhere/train-images.bin: no such file"),
              std::string::npos);
}

TEST_F(Inputs, OfAPointAreTheFilesThatItsOwnValuesName) {
    const std::string file = folder_.write("a.safetensors", "weights");
    const Config own = config({"network.file=" + file});
    EXPECT_EQ(apps::files_digest(own, {"chip.tile.adc.bits", "device.table"}), "");
    const std::string weights = apps::files_digest(own, {"network.file"});
    const std::string images = apps::files_digest(own, {"data.path"});
    EXPECT_EQ(weights.size(), 64U);
    folder_.write("test-labels.bin", "y");
    EXPECT_EQ(apps::files_digest(own, {"network.file"}), weights);
    EXPECT_NE(apps::files_digest(own, {"data.path"}), images);
    folder_.write("a.safetensors", "Weights");
    EXPECT_NE(apps::files_digest(own, {"network.file"}), weights);
}

TEST_F(Inputs, KnowEveryKeyThatNamesAFile) {
    const std::set<std::string> no_input{
        "device.name", "run.out",           "run.timeline",       "run.vcd",
        "run.signals", "search.objectives", "search.constraints", "search.reference"};
    const std::string lines = text(Resumed::Search, {}) + text(Resumed::Training, {});
    Config config;
    for (const apps::Parameter &parameter : apps::parameters(config)) {
        const bool text = parameter.range() == "text";
        const bool units =
            parameter.key.size() > 6 && parameter.key.substr(parameter.key.size() - 6) == ".units";
        if (!text || units || no_input.count(parameter.key) > 0 || parameter.key == "data.path")
            continue;
        EXPECT_NE(lines.find("content of " + parameter.key + " = "), std::string::npos)
            << parameter.key << ": names it a file whose content counts?";
    }
}

TEST(ChangedInput, TellsTheFirstLineThatDiffers) {
    EXPECT_EQ(changed_input("a = 1\nb = 2\n", "a = 1\nb = 2\n"), "");
    EXPECT_EQ(changed_input("a = 1\nb = 2\n", "a = 3\nb = 4\n"), "a was 1, is 3 now");
    EXPECT_EQ(changed_input("a = 1\n", "a = 1\nb = 2\n"), "b is new");
    EXPECT_EQ(changed_input("a = 1\nb = \n", "a = 1\n"), "b was empty, is gone");
    EXPECT_EQ(changed_input("", "a = \n"), "a is new");
    EXPECT_EQ(changed_input("a = " + std::string(99, 'x'), "a = 2"),
              "a was " + std::string(60, 'x') + "..., is 2 now");
}

} // namespace
