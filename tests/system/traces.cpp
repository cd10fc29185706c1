// SPDX-License-Identifier: Apache-2.0
#include "tests/system/program.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <fstream>
#include <ostream>

namespace {

using system_test::Finished;
using system_test::Workplace;

struct Workload {
    const char *name;
    bool text; ///< form of its trace
};

void PrintTo(const Workload &workload, std::ostream *out) { *out << workload.name; }

/// A recorded workload of traces/: its config, its trace and its report.
class GoldenTrace : public testing::TestWithParam<Workload> {
  protected:
    std::string file(const std::string &ending) const {
        return std::string(TRACES_FOLDER) + "/" + GetParam().name + ending;
    }
    std::vector<std::string> record(const std::string &out) const {
        std::vector<std::string> words{"trace", "record", file(".cfg"), "--out", out};
        if (GetParam().text)
            words.push_back("--text");
        return words;
    }
    const Workplace place;
};

TEST_P(GoldenTrace, IsRecordedAgainByteForByte) {
    ASSERT_EQ(place.run(record("mine.trace")).status, 0);
    const Finished run = place.run({"run", file(".cfg"), "--run.out=mine"});
    ASSERT_EQ(run.status, 0) << run.err;
    if (std::getenv("CROSSWEAVE_RENEW_GOLDEN") != nullptr) {
        std::ofstream(file(".trace"), std::ios::binary) << place.read("mine.trace");
        auto report = nlohmann::ordered_json::parse(place.read("mine/report.json"));
        report.erase("host");
        std::ofstream(file(".json")) << report.dump(1) << '\n';
    }
    EXPECT_EQ(system_test::contents(file(".trace")), place.read("mine.trace"));
    const Finished diff = place.run({"trace", "diff", file(".json"), "mine/report.json"});
    EXPECT_EQ(diff.status, 0) << diff.out;
    EXPECT_EQ(diff.out, "equal\n");
}

TEST_P(GoldenTrace, ReplayedOnItsOwnChipIsEqual) {
    ASSERT_EQ(place
                  .run({"trace", "replay", file(".cfg"), "--trace", file(".trace"), "--out",
                        "again.trace"})
                  .status,
              0);
    const Finished diff = place.run({"trace", "diff", file(".trace"), "again.trace"});
    EXPECT_EQ(diff.status, 0) << diff.out;
    EXPECT_EQ(diff.out.rfind("equal: ", 0), 0U) << diff.out;
}

INSTANTIATE_TEST_SUITE_P(Workloads, GoldenTrace,
                         testing::Values(Workload{"mesh", true}, Workload{"htree", false},
                                         Workload{"bus", true}),
                         [](const auto &workload) { return std::string(workload.param.name); });

TEST(Trace, DiffSaysWhereAndByHowMuchTwoRunsPart) {
    const Workplace place;
    const std::string mesh = std::string(TRACES_FOLDER) + "/mesh";
    // Routers that take seven cycles instead of three: packets land later, none is lost.
    ASSERT_EQ(place
                  .run({"trace", "replay", mesh + ".cfg", "--trace", mesh + ".trace", "--out",
                        "slow.trace", "--chip.noc.router_cycles=7"})
                  .status,
              0);
    const Finished traces = place.run({"trace", "diff", mesh + ".trace", "slow.trace"});
    EXPECT_EQ(traces.status, 1);
    EXPECT_NE(traces.out.find("packets differ; the second trace's land "), std::string::npos);
    EXPECT_EQ(traces.out.find("only in"), std::string::npos) << traces.out;
    ASSERT_EQ(
        place.run({"run", mesh + ".cfg", "--run.out=slow", "--chip.noc.router_cycles=7"}).status,
        0);
    const Finished runs = place.run({"trace", "diff", mesh + ".json", "slow/report.json"});
    EXPECT_EQ(runs.status, 1);
    EXPECT_NE(runs.out.find("timing.cycles: "), std::string::npos) << runs.out;
}

// Ten packets of four flits at once: the link takes 40 cycles for them, and each ten to cross.
TEST(Trace, ReplayTellsTheWaitAtTheSource) {
    const Workplace place;
    std::string text = "# crossweave packet trace 1\nnodes 2\n";
    for (int packet = 0; packet < 10; ++packet)
        text += "0 0 0 4 1\n";
    place.write("flood.trace", text);
    const Finished run = place.run({"trace", "replay", "--trace", "flood.trace"});
    ASSERT_EQ(run.status, 0) << run.err;
    for (const char *line :
         {"mean latency  10 cycles\n", "from due      28 cycles, at most 46, with the wait",
          "throughput    0.4255 flits a node and cycle\n",
          "least served  node 0, 1 of 10 flits a cycle\n"})
        EXPECT_NE(run.out.find(line), std::string::npos) << run.out;
}

// What tile 0 sends and gets is part of what all send; the rest of the chip is not needed to replay
// it.
TEST(Trace, OfOneSocketHoldsWhatCrossesIt) {
    const Workplace place;
    const std::string mesh = std::string(TRACES_FOLDER) + "/mesh";
    const auto lines = [&](const std::string &socket) {
        const Finished run = place.run({"trace", "record", mesh + ".cfg", "--out", "part.trace",
                                        "--text", "--socket", socket});
        EXPECT_EQ(run.status, 0) << run.err;
        const std::string text = place.read("part.trace");
        return std::count(text.begin(), text.end(), '\n') - 2; // less the two lines of the head
    };
    const auto sent = lines("chip.tile0.noc.to_router");
    const auto got = lines("chip.tile0.noc.from_router");
    EXPECT_GT(sent, 0);
    EXPECT_EQ(lines("chip.tile0.noc.*"), sent + got);
    EXPECT_EQ(place.run({"trace", "replay", mesh + ".cfg", "--trace", "part.trace"}).status, 0);
    const std::string whole = system_test::contents(mesh + ".trace");
    EXPECT_EQ(lines("*"), std::count(whole.begin(), whole.end(), '\n') - 2);
    const Finished none =
        place.run({"trace", "record", mesh + ".cfg", "--out", "part.trace", "--socket", "nobody"});
    EXPECT_EQ(none.status, 2);
    EXPECT_NE(none.err.find("--socket: no socket has a name like 'nobody'"), std::string::npos);
}

TEST(Trace, RefusesWhatItHasNoUseFor) {
    const Workplace place;
    place.write("cut.json", "{\"timing\": ");
    const std::string mesh = std::string(TRACES_FOLDER) + "/mesh";
    const std::vector<std::pair<std::vector<std::string>, std::string>> cases{
        {{"trace", "record", mesh + ".cfg", "--trace", "a"}, "has no use for --trace"},
        {{"trace", "replay", mesh + ".cfg", "--trace", mesh + ".trace", "--text"},
         "has no use for --text"},
        {{"trace", "diff", "a", "b", "--out", "c"}, "has no use for --out"},
        {{"trace", "diff", "cut.json", "cut.json"}, "cut.json: no report.json: byte"},
        {{"trace", "replay", mesh + ".cfg", "--trace", mesh + ".trace", "--chip.tiles=4"},
         "the interconnect has nodes"},
        {{"trace", "replay", mesh + ".cfg", "--trace", mesh + ".cfg"}, "is no packet trace"},
    };
    for (const auto &[words, complaint] : cases) {
        const Finished finished = place.run(words);
        EXPECT_EQ(finished.status, 2) << complaint;
        EXPECT_NE(finished.err.find(complaint), std::string::npos) << finished.err;
        EXPECT_EQ(std::count(finished.err.begin(), finished.err.end(), '\n'), 1) << finished.err;
    }
}

TEST(Timelines, AreWrittenForTheirReadersAndNeverCostTheReport) {
    const Workplace place;
    const std::string mesh = std::string(TRACES_FOLDER) + "/mesh.cfg";
    ASSERT_EQ(place
                  .run({"run", mesh, "--timeline", "t.json", "--vcd", "t.vcd", "--signals",
                        "chip.tile0*"})
                  .status,
              0);
    EXPECT_NE(place.read("t.json").find("\"traceEvents\":["), std::string::npos);
    EXPECT_NE(place.read("t.vcd").find("$scope module tile0 $end"), std::string::npos);
    EXPECT_EQ(place.read("t.vcd").find("tile1 "), std::string::npos);

    const Finished nowhere = place.run({"run", mesh, "--vcd", "no/such/folder.vcd"});
    EXPECT_EQ(nowhere.status, 2);
    EXPECT_NE(nowhere.err.find("run.vcd: no/such/folder.vcd cannot be written"), std::string::npos);
    const Finished full = place.run({"run", mesh, "--vcd", "/dev/full", "--run.out=kept"});
    EXPECT_EQ(full.status, 2);
    EXPECT_NE(full.err.find("/dev/full cannot be written"), std::string::npos) << full.err;
    EXPECT_NE(place.read("kept/report.json").find("\"timing\""), std::string::npos);
    const Finished nobody =
        place.run({"run", mesh, "--vcd", "t.vcd", "--signals", "nobody", "--run.out=also_kept"});
    EXPECT_EQ(nobody.status, 2);
    EXPECT_NE(place.read("also_kept/report.json").find("\"timing\""), std::string::npos);
}

} // namespace
