// SPDX-License-Identifier: Apache-2.0
#include "apps/config/config.h"
#include "apps/config/layer_entries.h"
#include "apps/config/parameter.h"
#include "apps/util/text.h"
#include "tests/apps/config_folder.h"
#include "tests/written_config.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace {

using apps::Config;
using apps::read_config;

TEST(Config, IsTheDefaultsWithoutAFile) {
    EXPECT_EQ(written(read_config("", {})), written(Config()));
}

TEST(Config, TakesAKeyFromSectionTopLevelOrCommandLineAlike) {
    ConfigFolder folder;
    folder.write("section.cfg", "# a comment\n[chip.tile.adc]\r\n  bits=6   # six\n");
    folder.write("top.cfg", "chip.tile.adc.bits = 6\n");
    folder.write("carriage.cfg", "# a comment\r[chip.tile.adc]\r\rbits = 6\r"); // of old editors
    folder.write("middle.cfg", "[chip.tile]\nadc.bits = 6"); // no newline at the end
    const std::string expected = written(read_config("", {"chip.tile.adc.bits=6"}));
    EXPECT_NE(expected, written(Config()));
    for (const char *name : {"section.cfg", "top.cfg", "middle.cfg", "carriage.cfg"})
        EXPECT_EQ(written(read_config(folder.path(name), {})), expected) << name;
}

TEST(Config, ReadsEveryKindOfValue) {
    const Config config =
        read_config("", {"chip.clock_ghz = 1.5e0", "network.kernels=3,  0 ,5,7", "train.noise=no",
                         "chip.tile.array.encoding=differential-current", "train.seed=900000000000",
                         "run.out = a folder/with = signs", "mapping.array_size=", "run.images=3"});
    EXPECT_EQ(config.chip.clock_ghz, 1.5);
    EXPECT_EQ(config.network.kernels, (std::vector<int>{3, 0, 5, 7}));
    EXPECT_FALSE(config.train.noise);
    EXPECT_EQ(config.chip.tile.array.encoding, cim::Encoding::DifferentialCurrent);
    EXPECT_EQ(config.train.seed, 900000000000u);
    EXPECT_EQ(config.run.out, "a folder/with = signs");
    EXPECT_TRUE(config.mapping.array_size.empty());
    EXPECT_EQ(config.run.images, 3);
}

TEST(Config, GivesOneEntryOfAList) {
    const Config config = read_config(
        "", {"network.kernels.2=3", "mapping.array_size.3=64", "mapping.duplication.2=4"});
    EXPECT_EQ(config.network.kernels, (std::vector<int>{5, 3, 5, 5}));
    const cim::MappingSpec mapping = apps::with_layer_entries(config);
    EXPECT_EQ(mapping.array_size, (std::vector<int>{0, 0, 64, 0})); // 0: as the chip has it
    EXPECT_EQ(mapping.duplication, (std::vector<int>{1, 4, 1}));
}

TEST(Config, AnEntryOfALayerIsThatLayersAlone) {
    const auto adc_bits = [](const std::vector<std::string> &assignments) {
        return apps::with_layer_entries(read_config("", assignments)).adc_bits;
    };
    using List = std::vector<int>;
    EXPECT_EQ(adc_bits({"mapping.adc_bits.2=4"}), (List{0, 4, 0}));
    EXPECT_EQ(adc_bits({"mapping.adc_bits=6", "mapping.adc_bits.2=4"}), (List{6, 4, 6}));
    EXPECT_EQ(adc_bits({"mapping.adc_bits=6", "mapping.adc_bits.1=4"}), (List{4, 6}));
    EXPECT_EQ(adc_bits({"mapping.adc_bits=6, 7", "mapping.adc_bits.1=4"}), (List{4, 7}));
    EXPECT_EQ(adc_bits({"mapping.adc_bits.1=4", "mapping.adc_bits.2=5"}), (List{4, 5, 0}));
    EXPECT_EQ(adc_bits({"mapping.adc_bits.2=5", "mapping.adc_bits.1=4"}), (List{4, 5, 0}));
    EXPECT_EQ(adc_bits({"mapping.adc_bits.2=5", "mapping.adc_bits=6"}), (List{6}));
}

TEST(Config, LaysFilesOverTheirBases) {
    ConfigFolder folder;
    folder.write("parts/common.cfg", "[run]\nimages = 7\nthreads = 7\nout = common\n");
    folder.write("parts/one.cfg",
                 "base = common.cfg\n[run]\nthreads = 1\n[device]\nread_v = 0.1\n");
    folder.write("parts/two.cfg", "base = common.cfg\n[device]\nread_v = 0.3\n");
    folder.write("top.cfg", "base = parts/one.cfg, parts/two.cfg\n[run]\nout = top\n");
    const Config config = read_config(folder.path("top.cfg"), {"accuracy.chips=3"});
    EXPECT_EQ(config.run.images, 7);
    EXPECT_EQ(config.run.threads, 1); // common.cfg is read once: two.cfg does not bring it back
    EXPECT_EQ(config.device.read_v, 0.3);
    EXPECT_EQ(config.run.out, "top");
    EXPECT_EQ(config.accuracy.chips, 3);
}

TEST(Config, TakesTheLastOverride) {
    EXPECT_EQ(read_config("", {"run.images=3", "run.images=4"}).run.images, 4);
}

TEST(Config, ReadsBackWhatItWrote) {
    Config config =
        read_config("", {"chip.clock_ghz=0.1", "network.kernels=3,0,5,7", "run.out=some where",
                         "chip.tile.adc.range=calibrated", "train.augment=no",
                         "data.path=", "mapping.duplication=4,2,1", "mapping.adc_bits.2=4",
                         "genes.network.kernels.2=0,3,5", "genes.chip.tile.adc.bits=4, 6,8",
                         "genes.chip.tile.array.encoding=offset"});
    config.chip.clock_ghz = std::nextafter(0.1, 1);
    config.device.on_ohm = 1e5 / 3;
    config.device.on_off = std::nextafter(1e9, 0);
    config.train.weight_decay = std::numeric_limits<double>::denorm_min();
    config.train.seed = 999999999999999;
    ConfigFolder folder;
    folder.write("resolved.cfg", written(config));
    const Config again = read_config(folder.path("resolved.cfg"), {});
    EXPECT_EQ(written(again), written(config));
    EXPECT_EQ(again.chip.clock_ghz, config.chip.clock_ghz);
    EXPECT_EQ(again.device.on_ohm, config.device.on_ohm);
    EXPECT_EQ(again.device.on_off, config.device.on_off);
    EXPECT_EQ(again.train.weight_decay, config.train.weight_decay);
    EXPECT_EQ(again.train.seed, config.train.seed);
    EXPECT_EQ(again.genes.size(), 3u);
}

TEST(Config, ReadsBackEveryParameterOneByOne) {
    ConfigFolder folder;
    Config defaults;
    for (const apps::Parameter &parameter : apps::parameters(defaults)) {
        folder.write("one.cfg", parameter.key + " = " + parameter.text() + "\n");
        EXPECT_EQ(written(read_config(folder.path("one.cfg"), {})), written(defaults))
            << parameter.key;
    }
}

TEST(Config, WritesEachSectionOnceWithShortNumbers) {
    const std::string text = written(Config());
    EXPECT_NE(
        text.find("\n[chip.tile.adc]\nbits = 8\ncolumns = 16\nrate_gsps = 1\nrange = fitted\n"),
        std::string::npos);
    EXPECT_NE(text.find("on_ohm = 100000\n"), std::string::npos);
    EXPECT_NE(text.find("kernels = 5, 5, 5, 5\n"), std::string::npos);
    EXPECT_EQ(text.find("base ="), std::string::npos);
    EXPECT_EQ(text.find("[chip]"), text.rfind("[chip]"));
}

// What describe and errors print of a range is a value that the key takes.
TEST(Parameters, TakeTheBoundsThatTheirRangesName) {
    Config config;
    const auto holds = [](const apps::Parameter &parameter, auto *field) {
        return std::holds_alternative<decltype(field)>(parameter.field);
    };
    int whole_numbers = 0;
    for (apps::Parameter &parameter : apps::parameters(config)) {
        const bool whole = holds(parameter, static_cast<int *>(nullptr)) ||
                           holds(parameter, static_cast<std::uint64_t *>(nullptr));
        if (!parameter.names.empty() ||
            (!whole && !holds(parameter, static_cast<double *>(nullptr))))
            continue;
        for (const double bound : {parameter.low, parameter.high}) {
            parameter.assign(apps::number_text(bound));
            EXPECT_EQ(std::stod(parameter.text()), bound) << parameter.key;
            whole_numbers += whole;
        }
    }
    EXPECT_GT(whole_numbers, 100);
    EXPECT_EQ(read_config("", {"run.images=1.5e3"}).run.images, 1500);
    EXPECT_EQ(read_config("", {"search.evaluations=1e6"}).search.evaluations, 1'000'000);
    EXPECT_EQ(read_config("", {"train.seed=1e15"}).train.seed, 1'000'000'000'000'000U);
    EXPECT_EQ(read_config("", {"network.channels.2=3.2e1"}).network.channels[1], 32);
    for (const std::string text : {"1e-1", "1.5", "1e400", "1e", "e6", "2e6"})
        EXPECT_THROW(read_config("", {"run.images=" + text}), apps::ConfigError) << text;
}

TEST(Parameters, HaveDefaultsWithinTheirRangesAndAreExplained) {
    Config defaults;
    for (apps::Parameter &parameter : apps::parameters(defaults)) {
        EXPECT_NO_THROW(parameter.assign(parameter.text())) << parameter.key;
        EXPECT_FALSE(parameter.sentence.empty()) << parameter.key;
        EXPECT_FALSE(parameter.source.empty()) << parameter.key;
        const bool whole = std::holds_alternative<int *>(parameter.field) || parameter.is_list();
        EXPECT_LE(parameter.high, whole ? std::numeric_limits<int>::max() : 1e15) << parameter.key;
    }
}

} // namespace
