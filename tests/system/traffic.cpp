// SPDX-License-Identifier: Apache-2.0
#include "tests/system/program.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using system_test::Finished;
using system_test::Workplace;

const std::vector<std::string> grid{"--chip.noc.columns=4", "--chip.noc.rows=2"};

/// trace WHAT on eight nodes, with more words.
Finished trace(const Workplace &place, const std::string &what, std::vector<std::string> more) {
    std::vector<std::string> words{"trace", what};
    words.insert(words.end(), grid.begin(), grid.end());
    words.insert(words.end(), more.begin(), more.end());
    return place.run(words);
}

TEST(Traffic, IsSynthesizedAndReplayed) {
    const Workplace place;
    const Finished made =
        trace(place, "synthesize", {"--out", "a.trace", "--text", "--traffic.cycles=200"});
    ASSERT_EQ(made.status, 0) << made.err;
    EXPECT_EQ(made.out.rfind("nodes    8\n", 0), 0U) << made.out;
    const Finished replayed = trace(place, "replay", {"--trace", "a.trace"});
    ASSERT_EQ(replayed.status, 0) << replayed.err;
    EXPECT_NE(replayed.out.find("throughput "), std::string::npos) << replayed.out;
    ASSERT_EQ(
        trace(place, "synthesize", {"--out", "b.trace", "--text", "--traffic.cycles=200"}).status,
        0);
    EXPECT_EQ(place.read("a.trace"), place.read("b.trace"));
}

TEST(Traffic, IsSweptToTheSaturation) {
    const Workplace place;
    const std::vector<std::string> words{"--out",
                                         "loads.csv",
                                         "--traffic.cycles=800",
                                         "--traffic.warm_up=200",
                                         "--traffic.loads=0.1,0.9",
                                         "--traffic.pattern=complement"};
    const Finished once = trace(place, "sweep", words);
    ASSERT_EQ(once.status, 0) << once.err;
    EXPECT_NE(once.out.find("saturation  "), std::string::npos) << once.out;
    EXPECT_EQ(place.read("loads.csv").rfind("load,offered,accepted,", 0), 0U);
    EXPECT_EQ(trace(place, "sweep", words).out, once.out);
}

// Of fewer nodes than chips, too; how wide flits are decides how long links between chips take.
TEST(Traffic, IsReplayedOnSeveralChips) {
    const Workplace place;
    ASSERT_EQ(place
                  .run({"trace", "synthesize", "--out=t.bin", "--chip.noc.columns=3",
                        "--chip.noc.rows=1", "--traffic.cycles=100"})
                  .status,
              0);
    for (const char *chips : {"2", "8"})
        EXPECT_EQ(place
                      .run({"trace", "replay", "--trace=t.bin",
                            std::string("--chip.package.columns=") + chips})
                      .status,
                  0)
            << chips;
    const auto replayed = [&](const char *flit_bits) {
        return place
            .run({"trace", "replay", "--trace=t.bin", "--chip.package.columns=2",
                  "--chip.package.link.lanes=4", std::string("--chip.noc.flit_bits=") + flit_bits})
            .out;
    };
    EXPECT_NE(replayed("32"), replayed("128"));
}

TEST(Traffic, NeedsNodesAndKeysThatAct) {
    const Workplace place;
    const auto refused = [](const Finished &run, const char *what) {
        EXPECT_EQ(run.status, 2);
        EXPECT_NE(run.err.find(what), std::string::npos) << run.err;
    };
    refused(place.run({"trace", "sweep"}), "chip.noc.columns and chip.noc.rows");
    refused(trace(place, "sweep", {"--traffic.load=0.2"}), "traffic.load: has no effect");
    refused(trace(place, "sweep", {"--traffic.share=0.2"}), "traffic.pattern = hotspot");
    refused(trace(place, "sweep", {"--traffic.pattern=transpose"}), "as many columns as rows");
    refused(trace(place, "sweep", {"--chip.tiles=9"}), "too few for 9 tiles");
    refused(trace(place, "synthesize", {}), "--out FILE");
    refused(place.run({"trace", "replay", "--chip.interconnect=htree", "--chip.noc.columns=4"}),
            "is for a mesh, torus or bus");
    refused(trace(place, "sweep", {"--chip.interconnect=torus", "--chip.noc.buffer_flits=8"}),
            "must hold any packet");
}

} // namespace
