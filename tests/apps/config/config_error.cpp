// SPDX-License-Identifier: Apache-2.0
#include "apps/config/config.h"
#include "tests/apps/config_folder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <vector>

namespace {

/// What read_config says about `file`; nothing if it accepts it.
std::string file_complaint(const std::string &file, const std::vector<std::string> &overrides = {},
                           apps::ConfigUse use = apps::ConfigUse::Chip) {
    try {
        apps::read_config(file, overrides, use);
    } catch (const apps::ConfigError &error) {
        return error.what();
    }
    return "";
}

/// A file's text and what is said about it after its name.
struct BadFile {
    const char *name;
    const char *text;
    const char *complaint;
};

void PrintTo(const BadFile &bad, std::ostream *out) { *out << bad.name; }

class BadFileTest : public testing::TestWithParam<BadFile> {};

TEST_P(BadFileTest, GivesOneLineWithPlaceKeyAndWhatIsRight) {
    ConfigFolder folder;
    folder.write("bad.cfg", GetParam().text);
    const std::string file = folder.path("bad.cfg");
    const std::string said = file_complaint(file);
    std::string expected = GetParam().complaint;
    for (std::size_t at; (at = expected.find('@')) != std::string::npos;)
        expected.replace(at, 1, file);
    EXPECT_EQ(said, expected);
    EXPECT_EQ(said.find('\n'), std::string::npos);
}

const BadFile bad_files[] = {
    {"UnknownKey", "[run]\nimages = 1\n[chip.tile.adc]\nzzz = 6\n",
     "@:4: chip.tile.adc.zzz: unknown key; did you mean chip.tile.adc.bits?"},
    {"MisspeltKey", "\n\n[chip.tile.adc]\nbist = 6\n",
     "@:4: chip.tile.adc.bist: unknown key; did you mean chip.tile.adc.bits?"},
    {"MisspeltSection", "[chip.tile.acd]\nbits = 6\n",
     "@:2: chip.tile.acd.bits: unknown key; did you mean chip.tile.adc.bits?"},
    {"KeyWithoutItsSection", "adc.rate_gsps = 6\n",
     "@:1: adc.rate_gsps: unknown key; did you mean chip.tile.adc.rate_gsps?"},
    {"UpperCaseKey", "[run]\nImages = 6\n",
     "@:2: run.Images: unknown key; did you mean run.images?"},
    {"SectionAsKey", "chip.tile.adc = 6\n",
     "@:1: chip.tile.adc: is a section, not a key; its first key is chip.tile.adc.bits"},
    {"IntegerTooLarge", "[chip.tile.adc]\nbits = 17\n",
     "@:2: chip.tile.adc.bits: '17' is out of range: 1 to 16 bit"},
    {"IntegerTooSmall", "[chip.tile.adc]\nbits = -1\n",
     "@:2: chip.tile.adc.bits: '-1' is out of range: 1 to 16 bit"},
    {"IntegerBeyondAnyType", "[run]\nimages = 99999999999999999999\n",
     "@:2: run.images: '99999999999999999999' is out of range: 1 to 1e6"},
    {"NegativeSeed", "[train]\nseed = -1\n", "@:2: train.seed: '-1' is out of range: 0 to 1e15"},
    {"NumberOutOfRange", "[chip]\nclock_ghz = 0\n",
     "@:2: chip.clock_ghz: '0' is out of range: 0.001 to 100 GHz"},
    {"NumberBeyondAnyType", "[chip]\nclock_ghz = 1e999\n",
     "@:2: chip.clock_ghz: '1e999' is out of range: 0.001 to 100 GHz"},
    {"NotANumber", "[chip]\nclock_ghz = nan\n",
     "@:2: chip.clock_ghz: 'nan' where a number belongs: 0.001 to 100 GHz"},
    {"Infinity", "[chip]\nclock_ghz = inf\n",
     "@:2: chip.clock_ghz: 'inf' where a number belongs: 0.001 to 100 GHz"},
    {"UnitBehindNumber", "[chip]\nclock_ghz = 1 GHz\n",
     "@:2: chip.clock_ghz: '1 GHz' where a number belongs: 0.001 to 100 GHz"},
    {"TextForNumber", "[chip.tile.adc]\nbits = six\n",
     "@:2: chip.tile.adc.bits: 'six' where a whole number belongs: 1 to 16 bit"},
    {"LettersBehindNumber", "[run]\nimages = 12abc\n",
     "@:2: run.images: '12abc' where a whole number belongs: 1 to 1e6"},
    {"FractionForInteger", "[chip.tile.adc]\nbits = 6.5\n",
     "@:2: chip.tile.adc.bits: '6.5' where a whole number belongs: 1 to 16 bit"},
    {"NoNumber", "[chip.tile.adc]\nbits =\n",
     "@:2: chip.tile.adc.bits: no value where a whole number belongs: 1 to 16 bit"},
    {"TwoNumbersForOne", "[chip.tile.adc]\nbits = 6, 8\n",
     "@:2: chip.tile.adc.bits: '6, 8' where a whole number belongs: 1 to 16 bit"},
    {"UnknownName", "[chip.tile.array]\nencoding = diferential\n",
     "@:2: chip.tile.array.encoding: 'diferential' is none of differential, differential-current, "
     "offset, offset-flipped; did you mean differential?"},
    {"UnknownBuilder", "[network]\nmodel = seperable\n",
     "@:2: network.model: 'seperable' is none of convnet, separable, mlp, resnet, vgg, lenet, "
     "mobilenet; did you mean separable?"},
    {"UnknownDataSet", "[data]\nset = fashion_mnist\n",
     "@:2: data.set: 'fashion_mnist' is none of fashion-mnist, mnist, cifar10, cifar100, "
     "tiny-imagenet, raw; did you mean "
     "fashion-mnist?"},
    {"NeitherYesNorNo", "[train]\nnoise = maybe\n",
     "@:2: train.noise: 'maybe' where yes or no belongs"},
    {"ListEntryOutOfRange", "[network]\nkernels = 5, 5, 99, 5\n",
     "@:2: network.kernels: '99' is out of range: 0 to 15"},
    {"EmptyListEntry", "[network]\nkernels = 5, , 5, 5\n",
     "@:2: network.kernels: no value where a whole number belongs: 0 to 15"},
    {"EntryBeyondTheEnd", "[network]\nkernels.5 = 3\n",
     "@:2: network.kernels.5: there is no entry 5: network.kernels has entries 1 to 4"},
    {"EntryZero", "[network]\nkernels.0 = 3\n",
     "@:2: network.kernels.0: there is no entry 0: network.kernels has entries 1 to 4"},
    {"EntryOfANumber", "[chip]\ntiles.1 = 3\n",
     "@:2: chip.tiles.1: unknown key; did you mean chip.tiles?"},
    {"EntryFarBeyond", "[mapping]\narray_size.100000 = 64\n",
     "@:2: mapping.array_size.100000: there is no entry 100000: mapping.array_size has entries 1 "
     "to 1000"},
    {"DuplicateKey", "[run]\nimages = 1\nthreads = 1\nimages = 1\n",
     "@:4: run.images: already given at @:2; once is right"},
    {"DuplicateKeyInAnotherSpelling", "run.images = 1\n[run]\nimages = 2\n",
     "@:3: run.images: already given at @:1; once is right"},
    {"ListAfterItsEntry", "[network]\nkernels.2 = 3\nkernels = 5, 5, 5, 5\n",
     "@:3: network.kernels: would undo network.kernels.2 at @:2; the list comes before its "
     "entries"},
    {"NoEqualsSign", "[run]\nimages 5\n",
     "@:2: 'images 5': unreadable line; it looks like [section], key = value or # comment"},
    {"NoKey", "[run]\n= 5\n",
     "@:2: '= 5': unreadable line; it looks like [section], key = value or # comment"},
    {"BinaryFile",
     "\x7f"
     "ELF\x02\x01\n",
     "@:1: '?ELF?\?': unreadable line; it looks like [section], key = value or # comment"},
    {"OpenSection", "[chip.tile\nbits = 5\n",
     "@:1: '[chip.tile': unreadable section; it looks like [chip.tile.adc]"},
    {"EmptySection", "[]\n", "@:1: '[]': unreadable section; it looks like [chip.tile.adc]"},
    {"EmptyBase", "base =\n", "@:1: base: no file name; base = other.cfg, relative to this file"},
    {"BaseInASection", "[run]\nbase = other.cfg\n",
     "@:2: run.base: unknown key; base = other.cfg comes before the first section"},
    {"ListsOfDifferentLength", "[network]\nchannels = 8, 8\nkernels = 3, 3, 3\n",
     "@:3: network.kernels has 3 entries, network.channels 2; both have one entry a layer"},
    {"ChannelsShorterThanDefaultKernels", "[network]\nchannels = 8, 8\n",
     "@:2: network.kernels has 4 entries, network.channels 2; both have one entry a layer"},
    {"PoolBehindNoLayer", "[network]\npool_after = 2, 9\n",
     "@:2: layer 9 in network.pool_after, but network.channels has 4 entries"},
    {"ResidualTwice", "[network]\nresidual = 4, 4\n", "@:2: layer 4 twice in network.residual"},
    {"TableWithoutAFile", "[device]\nprogramming_error = table\n",
     "@:2: device.programming_error = table needs device.table, a CSV file"},
    {"PolynomialWithoutCoefficients", "[device]\nprogramming_error = polynomial\n",
     "@:2: device.programming_error = polynomial needs device.polynomial_us"},
    {"PolynomialPastItsFit",
     "[device]\non_ohm = 20000\nprogramming_error = polynomial\npolynomial_us = 1, 2\n"
     "polynomial_gmax_us = 40\n",
     "@:5: device.polynomial_us is fitted up to 40 uS (device.polynomial_gmax_us), but cells reach "
     "50 uS (device.on_ohm)"},
    {"SigmasForAnotherNumberOfLevels",
     "[device]\nprogramming_error = by-level\nlevel_sigmas = 0.1, 0.1, 0.1\n",
     "@:3: device.level_sigmas has 3 entries; a cell of 2 bits (chip.tile.array.cell_bits) has 4 "
     "levels"},
    {"SigmaThatIsNoNumber", "[device]\nlevel_sigmas = 0.1, nan\n",
     "@:2: device.level_sigmas: 'nan' where a number belongs: 0 to 1 Gmax"},
    {"VerifyThatNeverPasses",
     "[device]\nprogramming_sigma = 0.5\nverify.method = redraw\nverify.tolerance = 1e-5\n",
     "@:4: device.verify.tolerance is so tight that fewer than one write of 10,000 passes"},
    {"RelaxationWithoutItsPoints", "[device.relaxation]\nlaw = jumps\n",
     "@:2: device.relaxation.law = jumps needs device.relaxation.at_us and the five lists beside "
     "it"},
    {"RelaxationWithAShortList", "[device.relaxation]\nlaw = jumps\nat_us = 1, 40\nup = 1\n",
     "@:2: device.relaxation.up has 1 entry, device.relaxation.at_us 2; both have one for each "
     "conductance"},
    {"RelaxationPastItsPoints",
     "[device]\non_ohm = 20000\n[device.relaxation]\nlaw = jumps\nat_us = 40\nup = 1\ndown = 1\n"
     "up_us = 1\ndown_us = 1\ncore_us = 1\n",
     "@:5: device.relaxation.at_us ends at 40 uS, but cells reach 50 uS (device.on_ohm)"},
    {"SramOfTwoBits", "[device]\nkind = sram\n",
     "@:2: device.kind = sram holds one bit a cell, but chip.tile.array.cell_bits = 2"},
    {"SramThatVaries", "[chip.tile.array]\ncell_bits = 1\n[device]\nkind = sram\n",
     "@:4: device.kind = sram is exact: sigmas, noise, drift, ceiling, effects of "
     "temperature and stuck cells of device.* must be 0 (configs/device/sram.cfg has them so)"},
    {"GatedRowsInAChip", "[array]\nwires = yes\ngated = yes\n",
     "@:3: array.gated and array.access_ohm are for crossweave solve; a chip's arrays (array.wires "
     "= yes) have neither"},
    {"CellsThatAreHardlyLinear", "[device]\nnonlinearity_v = 0.001\n",
     "@:2: device.nonlinearity_v is below 1/50 of device.read_v; real cells have about 0.1 to 0.5 "
     "V"},
    {"PulsesWithoutHold", "[chip.tile.pe]\ndac_bits = 2\ninput_coding = pulses\nsample_hold = no\n",
     "@:3: chip.tile.pe.input_coding = pulses needs columns that integrate them: "
     "chip.tile.pe.sample_hold = yes, or chip.tile.adc.kind = oscillator"},
    {"WidthsOfAVoltage", "[chip.tile.pe]\ndac_bits = 2\ninput_coding = widths\nsensing = voltage\n",
     "@:3: chip.tile.pe.input_coding = widths needs columns whose current is integrated, but "
     "chip.tile.pe.sensing = voltage shows one that does not grow with time"},
    {"ReadAboveItsSupply", "[chip.tile.pe]\nread_supply = given\nread_supply_v = 0.1\n",
     "@:3: a read of device.read_v = 0.2 V cannot be drawn from chip.tile.pe.read_supply_v = 0.1 "
     "V: chip.tile.pe.read_supply drops a voltage, it raises none"},
    {"VoltagesBehindWires", "[array]\nwires = yes\n[chip.tile.pe]\nsensing = voltage\n",
     "@:4: array.wires are solved for columns that are held at a voltage, but "
     "chip.tile.pe.sensing = voltage lets them float"},
    {"ChargeBehindWires", "[array]\nwires = yes\n[chip.tile.pe]\nsensing = charge\n",
     "@:4: array.wires are solved for columns that are held at a voltage, but "
     "chip.tile.pe.sensing = charge lets them float"},
    {"OscillatorBehindHold", "[chip.tile.adc]\nkind = oscillator\n",
     "@:2: chip.tile.adc.kind = oscillator counts while its column conducts: it needs "
     "chip.tile.pe.sample_hold = no"},
    {"CapacitorsOfAFlashConverter",
     "[chip.tile.adc]\nkind = flash\nbits = 4\nerror.capacitor = 0.01\n",
     "@:2: chip.tile.adc.error.capacitor is the mismatch of a SAR converter, but "
     "chip.tile.adc.kind is flash"},
    {"NudgesIntoATinyTolerance",
     "[device]\nprogramming_sigma = 0.1\nverify.method = incremental\nverify.tolerance = 0.001\n",
     "@:4: device.verify.tolerance is below 1/20 of the spread of the errors; incremental writes "
     "are followed down to that"},
    {"RangeOfColumnsWithoutCalibration", "[chip.tile.adc]\nrange = full\nrange_of = column\n",
     "@:3: chip.tile.adc.range_of = column needs chip.tile.adc.range = fitted, calibrated or "
     "sigma, not full"},
    {"GivenRangeThatIsNotGiven", "[chip.tile.adc]\nrange = given\n",
     "@:2: chip.tile.adc.range = given needs chip.tile.adc.full_scale_levels or "
     "chip.tile.adc.full_scale_ua above 0, which are both 0"},
    {"GivenRangeTwice",
     "[chip.tile.adc]\nrange = given\nfull_scale_levels = 100\nfull_scale_ua = 5\n",
     "@:2: chip.tile.adc.range = given needs chip.tile.adc.full_scale_levels or "
     "chip.tile.adc.full_scale_ua above 0, not both"},
    {"WiresOnNonlinearCells", "[device]\nnonlinearity_v = 0.25\n[array]\nwires = yes\n",
     "@:2: device.nonlinearity_v and array.wires do not go together in a chip: wires give each "
     "cell a voltage of its own (crossweave solve takes both)"},
    {"StuckCellsOfFlippedColumns",
     "[device]\nstuck_compensate = yes\n[chip.tile.array]\nencoding = offset-flipped\n",
     "@:2: device.stuck_compensate = yes needs weights whose columns are not flipped: "
     "chip.tile.array.encoding must be another than offset-flipped"},
    {"MoreStuckCellsThanCells", "[device]\nstuck_on = 0.6\nstuck_off = 0.5\n",
     "@:3: device.stuck_off and device.stuck_on are shares of all cells; their sum is above 1"},
    {"GeneOfUnknownKey", "[genes]\nchip.tile.adc.bit = 4, 6\n",
     "@:2: genes.chip.tile.adc.bit: choice '4': chip.tile.adc.bit: unknown key; did you mean "
     "chip.tile.adc.bits?"},
    {"GeneChoiceOutOfRange", "[genes]\nchip.tile.adc.bits = 4, 60\n",
     "@:2: genes.chip.tile.adc.bits: choice '60': chip.tile.adc.bits: '60' is out of range: 1 to "
     "16 bit"},
    {"GeneWithoutChoices", "[genes]\nchip.tile.adc.bits =\n",
     "@:2: genes.chip.tile.adc.bits: no choices; they look like 4, 6, 8"},
    {"GeneChoiceTwice", "[genes]\nchip.clock_ghz = 1, 2, 1.0\n",
     "@:2: genes.chip.clock_ghz: choice '1.0' is there twice"},
    {"GeneOfAList", "[genes]\nnetwork.kernels = 3, 5\n",
     "@:2: genes.network.kernels: a list cannot have choices; its entries can: network.kernels.1"},
    {"GeneThatIsNoDesign", "[genes]\nsearch.seed = 3, 5\n",
     "@:2: genes.search.seed: cannot have choices: it is no part of a design"},
    {"LearnedRangesOfAFloatTraining", "[train]\nquantise = no\nactivation_ranges = learned\n",
     "@:3: train.activation_ranges = learned needs train.quantise = yes"},
    {"WindowsOfNoImages", "[accuracy]\nrecalibration_images = 0\nrecalibration_windows = 64\n",
     "@:3: accuracy.recalibration_windows are windows of the accuracy.recalibration_images, of "
     "which there are none"},
    {"ConvertersInAFloatTraining", "[train]\nconverters = yes\nquantise = no\n",
     "@:2: train.converters = yes needs train.quantise = yes"},
    {"WarmUpLongerThanTheTraining", "[train]\nepochs = 3\nwarm_up = 3.5\n",
     "@:3: train.warm_up is longer than the training: at most train.epochs, 3"},
    {"GeneOfAMissingEntry", "[genes]\nnetwork.kernels.5 = 3, 5\n",
     "@:2: genes.network.kernels.5: choice '3': network.kernels.5: there is no entry 5: "
     "network.kernels has entries 1 to 4"},
};

INSTANTIATE_TEST_SUITE_P(ConfigFile, BadFileTest, testing::ValuesIn(bad_files),
                         [](const auto &bad) { return std::string(bad.param.name); });

TEST(ConfigFile, SaysThatItIsMissing) {
    EXPECT_EQ(file_complaint("/nowhere/a.cfg"), "/nowhere/a.cfg: no such file");
}

TEST(ConfigFile, SaysThatItIsADirectory) {
    ConfigFolder folder;
    EXPECT_EQ(file_complaint(folder.path("")),
              folder.path("") + ": not a file; a config file belongs here");
}

TEST(ConfigFile, SaysWhichBaseIsMissing) {
    ConfigFolder folder;
    folder.write("a.cfg", "# first\nbase = parts/b.cfg\n");
    EXPECT_EQ(file_complaint(folder.path("a.cfg")),
              folder.path("a.cfg") + ":2: base: " + folder.path("parts/b.cfg") + ": no such file");
}

TEST(ConfigFile, SaysThatBasesLoop) {
    ConfigFolder folder;
    folder.write("a.cfg", "base = b.cfg\n");
    folder.write("b.cfg", "run.images = 3\nbase = c.cfg\n");
    folder.write("c.cfg", "base = ./b.cfg\n");
    folder.write("self.cfg", "base = self.cfg\n");
    EXPECT_EQ(file_complaint(folder.path("a.cfg")),
              folder.path("c.cfg") + ":1: base: a loop: b.cfg -> c.cfg -> b.cfg; a base must not "
                                     "lead back to its file");
    EXPECT_EQ(file_complaint(folder.path("self.cfg")),
              folder.path("self.cfg") + ":1: base: a loop: self.cfg -> self.cfg; a base must not "
                                        "lead back to its file");
}

TEST(ConfigFile, BlamesTheBaseForItsOwnFaults) {
    ConfigFolder folder;
    folder.write("a.cfg", "base = b.cfg\n[chip.tile.adc]\nbits = 6\n");
    folder.write("b.cfg", "\n[chip.tile.adc]\nbits = 60\n");
    EXPECT_EQ(file_complaint(folder.path("a.cfg")),
              folder.path("b.cfg") + ":3: chip.tile.adc.bits: '60' is out of range: 1 to 16 bit");
}

TEST(ConfigOverride, IsCheckedLikeAFile) {
    EXPECT_EQ(file_complaint("", {"chip.tile.adc.bits=60"}),
              "command line: chip.tile.adc.bits: '60' is out of range: 1 to 16 bit");
    EXPECT_EQ(file_complaint("", {"chip.tile.adc.bist=6"}),
              "command line: chip.tile.adc.bist: unknown key; did you mean chip.tile.adc.bits?");
    EXPECT_EQ(file_complaint("", {"chip.tile.adc.bits"}),
              "command line: 'chip.tile.adc.bits': no "
              "value; it looks like --chip.tile.adc.bits=6");
    EXPECT_EQ(file_complaint("", {"run.out=a#b"}), "command line: run.out: 'a#b': text has no # (a "
                                                   "comment) and no control characters");
}

TEST(Training, RefusesChoicesBeyondTheFullSizeAtTheirPlace) {
    ConfigFolder folder;
    const std::string file = folder.path("train.cfg");
    const auto said = [&](const std::string &genes) {
        folder.write("train.cfg", "network.activation_bits = 4\nnetwork.blocks = 1\n"
                                  "[genes]\nnetwork.kernels.1 = 3, 5\n" +
                                      genes);
        EXPECT_EQ(file_complaint(file), ""); // a search cuts out of another network
        return file_complaint(file, {}, apps::ConfigUse::Training);
    };
    EXPECT_EQ(said(""), "");
    EXPECT_EQ(said("network.kernels.2 = 3, 7\n"),
              file +
                  ":5: genes: choice 7 of network.kernels in layer 2 is more than its full size 5");
    EXPECT_EQ(said("network.activation_bits = 4, 8\n"),
              file + ":5: genes: choice 8 of network.activation_bits is more than its full size 4");
    EXPECT_EQ(said("network.blocks.1 = 1, 2\n"),
              file +
                  ":5: genes: choice 2 of network.blocks in layer 1 is more than its full size 1");
}

TEST(Training, OnConvertersIsOfOneNetwork) {
    ConfigFolder folder;
    const std::string file = folder.path("train.cfg");
    folder.write("train.cfg", "train.converters = yes\n[genes]\nchip.tile.adc.bits = 4, 5\n"
                              "network.kernels.1 = 3, 5\n");
    EXPECT_EQ(file_complaint(file, {}, apps::ConfigUse::Training),
              file + ":4: genes: train.converters trains one network; choices of "
                     "network.kernels.1 make several");
}

// Vertical tabs are white space to us and none to the parser.
TEST(ConfigFile, OfControlCharactersIsRefusedInOneLine) {
    ConfigFolder folder;
    folder.write("tabs.cfg", "[run]\nimages = 1\n\v\v\n");
    try {
        apps::read_config(folder.path("tabs.cfg"), {});
        FAIL() << "not refused";
    } catch (const apps::ConfigError &error) {
        EXPECT_NE(std::string(error.what()).find("tabs.cfg: a line of control characters"),
                  std::string::npos)
            << error.what();
    }
}

TEST(Assign, LeavesTheConfigAsItWasWhenItFails) {
    apps::Config config;
    EXPECT_THROW(apps::assign(config, "network.kernels", "3, 3, 3, x", "here"), apps::ConfigError);
    EXPECT_THROW(apps::assign(config, "mapping.array_size.3", "x", "here"), apps::ConfigError);
    EXPECT_EQ(config.network.kernels, (std::vector<int>{5, 5, 5, 5}));
    EXPECT_TRUE(config.mapping.array_size.empty());
}

} // namespace
