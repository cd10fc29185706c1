// SPDX-License-Identifier: Apache-2.0
#include "tests/system/program.h"

#include <gtest/gtest.h>

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <ostream>

namespace {

namespace fs = std::filesystem;
using system_test::Finished;
using system_test::Workplace;

/// Words that cannot be right, and what the one line on standard error must hold.
struct BadInput {
    const char *name;
    std::vector<std::string> words;
    std::vector<std::string> fragments;
};

void PrintTo(const BadInput &bad, std::ostream *out) { *out << bad.name; }

class BadInputTest : public testing::TestWithParam<BadInput> {};

TEST_P(BadInputTest, GivesOneLineAndStatusTwo) {
    const Workplace place;
    place.write("unknown.cfg", "[chip.tile.adc]\nbist = 6\n");
    place.write("range.cfg", "# out of range\n[chip.tile.adc]\nbits = 60\n");
    place.write("text.cfg", "run.images = many\n");
    place.write("duplicate.cfg", "run.images = 1\n[run]\nimages = 2\n");
    place.write("loop.cfg", "base = loop2.cfg\n");
    place.write("loop2.cfg", "base = loop.cfg\n");
    place.write("orphan.cfg", "base = missing.cfg\n");
    place.write("deep.json",
                "{\"config\": " + std::string(30000, '[') + std::string(30000, ']') + "}");
    place.write("long.cfg", std::string(1 << 20, 'A') + " = 1\n");
    ASSERT_EQ(mkfifo(place.path("pipe").c_str(), 0600), 0);
    fs::create_symlink("circle", place.path("circle"));
    place.write("small.cfg", system_test::small_config);
    place.write("latches.cfg", "[device]\nkind = sram\nprogramming_sigma = 0\nread_sigma = 0\n"
                               "stuck_off = 0\nstuck_on = 0\n"
                               "[chip.tile]\ncompute = sram-macro\narray.cell_bits = 1\n");
    fs::create_directory(place.path("odd"));
    ASSERT_EQ(mkfifo(place.path("odd/report.json").c_str(), 0600), 0);
    fs::create_directory(place.path("circles"));
    for (const char *state : {"report.json", "checkpoint.safetensors"})
        fs::create_symlink(state, place.path("circles/" + std::string(state)));
    const Finished run = place.run(GetParam().words);
    EXPECT_EQ(run.status, 2);
    EXPECT_EQ(run.out, "");
    EXPECT_EQ(run.err.rfind("crossweave: ", 0), 0u) << run.err;
    EXPECT_EQ(std::count(run.err.begin(), run.err.end(), '\n'), 1) << run.err;
    for (const std::string &fragment : GetParam().fragments)
        EXPECT_NE(run.err.find(fragment), std::string::npos) << fragment << "\nin " << run.err;
}

const BadInput bad_inputs[] = {
    {"NoCommand", {}, {"no command", "--help"}},
    {"UnknownCommand", {"serach"}, {"'serach'", "search"}},
    {"UnknownOption", {"run", "--hepl"}, {"'--hepl'", "--help"}},
    {"WordTooMany", {"run", "a.cfg", "b.cfg"}, {"'b.cfg'"}},
    {"OptionWithoutValue", {"run", "--run.images"}, {"--run.images", "--run.images=VALUE"}},
    {"OptionForDescribe", {"describe", "--run.images=1"}, {"describe", "no option"}},
    {"UnknownKey",
     {"run", "unknown.cfg"},
     {"unknown.cfg:2: chip.tile.adc.bist", "chip.tile.adc.bits"}},
    {"OutOfRange", {"train", "range.cfg"}, {"range.cfg:3: chip.tile.adc.bits", "1 to 16 bit"}},
    {"TextForNumber", {"search", "text.cfg"}, {"text.cfg:1: run.images", "'many'", "1 to 1e6"}},
    {"DuplicateKey", {"run", "duplicate.cfg"}, {"duplicate.cfg:3: run.images", "duplicate.cfg:1"}},
    {"BaseLoop", {"run", "loop.cfg"}, {"loop2.cfg:1: base", "loop.cfg -> loop2.cfg -> loop.cfg"}},
    {"MissingBase", {"run", "orphan.cfg"}, {"orphan.cfg:1: base: missing.cfg: no such file"}},
    {"MissingFile", {"run", "nowhere.cfg"}, {"nowhere.cfg: no such file"}},
    {"Directory", {"run", "data"}, {"data: not a file"}},
    {"Pipe", {"run", "pipe"}, {"pipe: not a file"}},
    {"PipeForAReport", {"report", "odd"}, {"odd/report.json: a pipe or a device, not a file"}},
    {"SweepReportThatIsALinkToItself",
     {"sweep", "--run.data=no", "--grid.chip.clock_ghz=1,2", "--run.out=circles"},
     {"circles/report.json: cannot be read"}},
    {"CheckpointThatIsALinkToItself",
     {"train", "small.cfg", "--run.out=circles"},
     {"circles/checkpoint.safetensors: cannot be read"}},
    {"NameThatIsTooLong", {"run", std::string(300, 'n')}, {"nnn: no such file"}},
    {"LinksInACircle", {"run", "circle"}, {"circle: no such file"}},
    {"OnnxOfADevice",
     {"run", "--run.data=no", "--network.onnx=/dev/zero"},
     {"network.onnx: /dev/zero: a pipe or a device, not a file"}},
    {"OnnxOfAPipe",
     {"run", "--run.data=no", "--network.onnx=pipe"},
     {"network.onnx: pipe: a pipe or a device, not a file"}},
    {"OnnxOfAFolder",
     {"run", "--run.data=no", "--network.onnx=data"},
     {"network.onnx: data: a folder, not a file"}},
    {"WeightsOfADevice",
     {"run", "--run.data=no", "--network.file=/dev/zero"},
     {"network.file: /dev/zero: a pipe or a device, not a file"}},
    {"StatesOfADevice",
     {"run", "--device.table=/dev/zero"},
     {"device.table: /dev/zero: a pipe or a device, not a file"}},
    {"StatesOfAPipe",
     {"run", "--device.table=pipe"},
     {"device.table: pipe: a pipe or a device, not a file"}},
    {"PacketsOfADevice",
     {"trace", "replay", "--trace", "/dev/zero"},
     {"/dev/zero: a pipe or a device, not a file"}},
    {"PacketsOfAPipe", {"trace", "replay", "--trace", "pipe"}, {"pipe: a pipe or a device"}},
    {"MemoryTraceOfAPipe", {"trace", "replay", "--packets", "pipe"}, {"pipe: a pipe or a device"}},
    {"DiffOfFolders",
     {"trace", "diff", "data", "data"},
     {"data: a folder; name the trace or report.json in it"}},
    {"DiffOfAPipe", {"trace", "diff", "pipe", "pipe"}, {"pipe: a pipe or a device, not a file"}},
    {"DiffOfNothing", {"trace", "diff", "no", "no"}, {"no: no such file"}},
    {"DiffOfDeepReports",
     {"trace", "diff", "deep.json", "deep.json"},
     {"deep.json: no report.json: lists and objects stand in each other deeper than 100 times"}},
    {"LongKey", {"parts", "long.cfg"}, {"long.cfg:1: AAAA", "...: unknown key"}},
    {"IdleKeyOfReplay",
     {"trace", "replay", "--chip.noc.flit_bits=64", "--trace", "x"},
     {"command line: chip.noc.flit_bits: has no effect on trace replay; what acts: chip.tiles, "
      "chip.interconnect, chip.noc.columns"}},
    {"IdleKeyOfMemoryReplay",
     {"trace", "replay", "--chip.noc.router_cycles=4", "--packets", "x"},
     {"chip.noc.router_cycles: has no effect on trace replay --packets; what acts: chip.dram"}},
    {"IdleKeyOfRecording",
     {"trace", "record", "--accuracy.chips=3", "--out", "x"},
     {"accuracy.chips: has no effect on trace record; what acts: data.*, network.*"}},
    {"IdleKeyOfOneNetwork",
     {"train", "--train.sandwich=2"},
     {"train.sandwich: has no effect; it is of a weight-sharing training: [genes] with choices of "
      "network.*"}},
    {"IdleKeyOfNetworksThatHaveAllLayers",
     {"train", "--train.left_out=0.2"},
     {"train.left_out: has no effect; no gene of network.kernels or network.block_kernels has the "
      "choice 0, which leaves a layer out"}},
    {"IdleKeyOfAFreshNetwork",
     {"train", "--train.start=a.safetensors", "--network.file=b.safetensors"},
     {"train.start: has no effect; network.file and network.onnx have weights of their own"}},
    {"IdleKeyOfAFreshStart",
     {"search", "--train.start=a.safetensors"},
     {"train.start: has no effect on search; what acts: data.*, ", "; but not run.timeline, "}},
    {"IdleKeyOfPlainImages",
     {"train", "--train.augment_shift=4"},
     {"train.augment_shift: has no effect; train.augment = yes is what it acts with, not no"}},
    {"IdleKeyOfSolve",
     {"solve", "--chip.tile.adc.bits=6", "--conductances", "x", "--voltages", "x", "-o", "x"},
     {"chip.tile.adc.bits: has no effect on solve; what acts: array.*, device.nonlinearity_v"}},
    {"SeedsWhereNothingIsSearched",
     {"search", "small.cfg", "--search.rank_check=5", "--search.seeds=3"},
     {"search.seeds: has no effect; it is of a search"}},
    {"IdleKeyOfParts",
     {"parts", "--mapping.adc_bits.2=6"},
     {"mapping.adc_bits.2: has no effect on parts; what acts: chip.*, device.*"}},
    {"ConverterBitsOfADigitalChip",
     {"run", "latches.cfg", "--mapping.adc_bits=6"},
     {"mapping.adc_bits: has no effect; the tiles of all layers are digital"}},
    {"ConverterBitsOfADigitalLayer",
     {"run", "small.cfg", "--chip.tile_kinds.exact.base=latches.cfg",
      "--mapping.kind=default,exact", "--mapping.adc_bits.2=6"},
     {"mapping.adc_bits.2: has no effect; the tiles of layer 2 are digital"}},
    {"IdleKeyOfHost", {"host", "--accuracy.chips=6"}, {"accuracy.chips: has no effect on host"}},
    {"IdleKeyOfRun", {"run", "--search.seed=6"}, {"search.seed: has no effect on run"}},
    {"IdleKeyWithoutItsSwitch",
     {"run", "--chip.dram.pj_per_bit=4"},
     {"chip.dram.pj_per_bit: has no effect; chip.dram.kind = given is what it acts with, not "
      "lpddr4"}},
    {"IdleKeyOfALawThatIsOff",
     {"run", "--device.relaxation.t0_s=4"},
     {"device.relaxation.t0_s: has no effect; device.relaxation.law = jumps is what it acts with, "
      "not none"}},
    {"IdleKeyOfAMemoryWithoutRows",
     {"run", "--chip.dram.timing.trc_ns=40"},
     {"chip.dram.timing.trc_ns: has no effect; it is of a memory with rows (chip.dram.row_bytes)"}},
    {"RowsOfPartsOfABurst",
     {"run", "--chip.dram.row_bytes=100"},
     {"chip.dram.row_bytes must be whole bursts of 32 bytes (chip.dram.burst_bytes), but is 100"}},
    {"WindowOfNoAccess",
     {"trace", "replay", "--packets", "x", "--window", "0"},
     {"--window 0; a whole number of accesses, 1 or more, is right"}},
    {"WindowOfWords",
     {"trace", "replay", "--packets", "x", "--window", "wide"},
     {"--window wide; a whole number is right"}},
    {"IdleKeyOfAnImportedNetwork",
     {"run", "--network.onnx=x.onnx", "--network.channels=4,4,4,4"},
     {"network.channels: has no effect; an imported network (network.onnx) is taken as it is"}},
    {"IdleKeyOfOurOwnNetwork",
     {"run", "--network.mean=0.5"},
     {"network.mean: has no effect; it is of an imported network (network.onnx)"}},
    {"IdleSignals",
     {"run", "--signals", "chip.tile3*"},
     {"run.signals: has no effect; it names units of run.timeline or run.vcd"}},
    {"LinkOfOneChip",
     {"run", "--chip.package.link.lanes=8"},
     {"chip.package.link.lanes: has no effect; it is of several chips (chip.package.columns, "
      "chip.package.rows)"}},
    {"PartitionOfOneChip",
     {"run", "--mapping.partition=fill"},
     {"mapping.partition: has no effect; it is of several chips"}},
    {"PartitionThatIsTyped",
     {"run", "--chip.package.columns=2", "--mapping.chip=0,1", "--mapping.partition=fill"},
     {"mapping.partition: has no effect; mapping.chip says the chip of each layer"}},
    {"PackageOfParts",
     {"parts", "--chip.package.columns=2"},
     {"chip.package.columns: has no effect on parts"}},
    {"PackageOfUncountedKinds",
     {"run", "--run.data=no", "--chip.package.columns=2", "--chip.tiles=8",
      "--chip.tile_kinds.own.compute=crossbar", "--mapping.kind=own"},
     {"several chips (chip.package) need chip.tile_kinds.own.count"}},
    {"IdleKeyOfTraining", {"train", "--search.seed=6"}, {"search.seed: has no effect on train"}},
    {"IdleGeneOfASweep",
     {"sweep", "--genes.chip.tile.adc.bits=6,7"},
     {"genes.chip.tile.adc.bits: has no effect on sweep"}},
    {"GridWithoutEffect",
     {"sweep", "small.cfg", "--grid.chip.tile.adc.clip_sigmas=3,4"},
     {"[grid]: chip.tile.adc.clip_sigmas: has no effect; chip.tile.adc.range = sigma"}},
    {"ListWithoutEffect",
     {"sweep", "small.cfg", "--list.data.height=3,4"},
     {"[list]: data.height: has no effect; data.set = raw"}},
    {"GeneWithoutEffect",
     {"search", "small.cfg", "--genes.chip.cost.array.read_pj=3,4"},
     {"[genes]: chip.cost.array.read_pj: has no effect; chip.cost.array.energy = given"}},
    {"IdleGridOfASearch",
     {"search", "--grid.chip.tile.adc.bits=6,7"},
     {"grid.chip.tile.adc.bits: has no effect on search"}},
    {"BadOverride",
     {"run", "--chip.tile.adc.bits=60"},
     {"command line: chip.tile.adc.bits", "1 to 16"}},
    {"HiddenLayersTooLarge",
     {"run", "--run.data=no", "--network.model=vgg", "--network.channels=16", "--network.kernels=3",
      "--network.blocks=1", "--network.hidden=65536,65536"},
     {"the matrix of hidden2"}},
    {"UnknownOverride",
     {"run", "--chip.tile.adc.bist", "6"},
     {"chip.tile.adc.bist", "chip.tile.adc.bits"}},
    {"CountersOfAKey",
     {"describe", "--counters", "chip"},
     {"describe --counters takes nothing else"}},
    {"RegistersOfAKey",
     {"describe", "--registers", "page", "chip"},
     {"describe --registers takes nothing else"}},
    {"IdleAxisOfASweep",
     {"sweep", "--grid.traffic.load=0.1,0.2"},
     {"[grid]: traffic.load: has no effect on sweep"}},
    {"IdleGene",
     {"search", "--genes.traffic.flits=1,2"},
     {"[genes]: traffic.flits: has no effect on search"}},
    {"ReferenceOfOtherObjectives",
     {"search", "small.cfg", "--genes.chip.tile.adc.bits=5,6", "--network.file=net",
      "--search.reference=1,2"},
     {"search.reference: it has 2 values; one for each objective"}},
    {"ReferenceThatIsNoNumber",
     {"search", "small.cfg", "--genes.chip.tile.adc.bits=5,6", "--network.file=net",
      "--search.reference=1,2,3,far"},
     {"search.reference: 'far'"}},
    {"BaselineThatIsNoOther",
     {"search", "small.cfg", "--genes.chip.tile.adc.bits=5,6", "--network.file=net",
      "--search.baseline=uniform"},
     {"search.baseline: uniform", "genes of several layers"}},
    {"UnknownBaseline",
     {"search", "--search.baseline=simplex"},
     {"search.baseline", "network-first"}},
    {"SplitOfATrainingWithoutGenes",
     {"train", "small.cfg", "--search.split=0.2"},
     {"search.split: has no effect", "[genes]"}},
    {"SeedOfNoSplit",
     {"search", "small.cfg", "--genes.chip.tile.adc.bits=5,6", "--search.split=0",
      "--search.split_seed=2"},
     {"search.split_seed: has no effect", "search.split = 0"}},
    {"SplitOfNoImage",
     {"train", "small.cfg", "--genes.chip.tile.adc.bits=5,6", "--search.split=0.001"},
     {"search.split: 0.001 of 400 training images is no image"}},
    {"DescribeUnknownKey", {"describe", "chip.tile.adc.bist"}, {"chip.tile.adc.bits"}},
    {"ReportOfNothing", {"report", "nowhere"}, {"nowhere/report.json: no such file"}},
    {"KeyWithControlCharacters", {"parts", "--chip.\x1b[2J=1"}, {"chip.?[2J: unknown key"}},
};

INSTANTIATE_TEST_SUITE_P(Program, BadInputTest, testing::ValuesIn(bad_inputs),
                         [](const auto &bad) { return std::string(bad.param.name); });

TEST(Program, HelpsAndTellsItsVersion) {
    const Workplace place;
    for (const char *command : {"run", "train", "search", "describe", "report"}) {
        const Finished help = place.run({command, "--help"});
        EXPECT_EQ(help.status, 0);
        EXPECT_NE(help.out.find(std::string("usage: crossweave ") + command), std::string::npos);
    }
    EXPECT_NE(place.run({"--help"}).out.find("search"), std::string::npos);
    EXPECT_EQ(place.run({"--version"}).out.rfind("crossweave ", 0), 0u);
    EXPECT_EQ(place.run({"help"}).out, place.run({"--help"}).out);
    EXPECT_EQ(place.run({"help", "train"}).out, place.run({"train", "--help"}).out);
    EXPECT_EQ(place.run({"version"}).out, place.run({"--version"}).out);
}

TEST(Program, DescribesEveryPartOfTheConfig) {
    const Workplace place;
    const Finished described = place.run({"describe"});
    EXPECT_EQ(described.status, 0);
    for (const char *key : {"data.set", "chip.tile.adc.bits", "mapping.array_size", "search.seed"})
        EXPECT_NE(described.out.find(key), std::string::npos) << key;
}

} // namespace
