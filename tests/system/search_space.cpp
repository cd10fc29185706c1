// SPDX-License-Identifier: Apache-2.0
#include "tests/system/searched.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace {

using nlohmann::json;
using system_test::Finished;
using system_test::searched;
using system_test::small_config;
using system_test::train;
using system_test::Workplace;

// Files as choices, figures by name, a table of all designs, and any of them as a config.
TEST(Search, TakesSectionsFromFilesAndWritesAnyDesign) {
    const Workplace place;
    place.write("sram.cfg", "[device]\nname = sram\nkind = sram\non_off = 1e9\n"
                            "programming_sigma = 0\nread_sigma = 0\nstuck_off = 0\n"
                            "stuck_on = 0\n");
    place.write("rram.cfg", "[device]\nname = rram\n");
    train(place);
    place.write("files.cfg", "base = small.cfg\n[search]\nobjectives = error, edp, pj_per_operation"
                             "\nconstraints = tops_per_watt >= 1e-9, tiles <= 1000\n"
                             "evaluations = 4\nimages = 10\nchips = 1\nverify = 0\ntwin = no\n"
                             "baseline = no\n[network]\nfile = net/network.safetensors\n"
                             "[genes]\ndevice = rram.cfg, sram.cfg\n"
                             "chip.tile.array.cell_bits = 1, 2\n");
    const Finished found = place.run({"search", "files.cfg"});
    ASSERT_EQ(found.status, 0) << found.err;
    EXPECT_NE(found.out.find("  pj_per_operation  "), std::string::npos) << found.out;
    const json search = json::parse(place.read("results/report.json"))["search"];
    EXPECT_EQ(search["units"], json({"1", "pJ ns", "pJ"}));
    int disagree = -1, built = -1;
    for (const json &candidate : search["candidates"])
        (candidate.contains("reason") ? disagree : built) = candidate["id"];
    ASSERT_GE(disagree, 0) << "sram with two bits a cell";
    ASSERT_GE(built, 0);
    const std::string table = place.read("results/search.csv");
    EXPECT_EQ(table.rfind("algorithm,design,device,chip.tile.array.cell_bits,accuracy,error,", 0),
              0u)
        << table;
    EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 5);

    const std::string number = std::to_string(built);
    const Finished written = place.run({"search", "files.cfg", "--design", number});
    ASSERT_EQ(written.status, 0) << written.err;
    EXPECT_NE(written.out.find("crossweave run results/design_" + number + ".cfg"),
              std::string::npos)
        << written.out;
    const Finished run = place.run({"run", "results/design_" + number + ".cfg"});
    EXPECT_EQ(run.status, 0) << run.err;
    const Finished idle =
        place.run({"search", "files.cfg", "--search.design=" + std::to_string(disagree)});
    EXPECT_EQ(idle.status, 2);
    EXPECT_NE(idle.err.find(" could not be built: device.kind = sram holds one bit a cell"),
              std::string::npos)
        << idle.err;
    const Finished unknown = place.run({"search", "files.cfg", "--search.design=99"});
    EXPECT_EQ(unknown.status, 2);
    EXPECT_NE(unknown.err.find("search.design: design 99 is not in results/archive.sqlite, which "
                               "has 0 to 3"),
              std::string::npos)
        << unknown.err;
    EXPECT_EQ(json::parse(place.read("results/report.json"))["search"], search);

    const Finished again = place.run({"search", "files.cfg"});
    EXPECT_NE(again.err.find("4 of 4 designs are known from before"), std::string::npos)
        << again.err;
    place.write("rram.cfg", "[device]\nname = rram\non_off = 20\n");
    const Finished changed = place.run({"search", "files.cfg"});
    EXPECT_NE(changed.status, 0);
    EXPECT_NE(changed.err.find("content of genes.device has changed"), std::string::npos)
        << changed.err;
}

TEST(Search, NeedsGenesAndATrainedNetwork) {
    const Workplace place;
    place.write("small.cfg", small_config);
    place.write("search.cfg", searched);
    const Finished genes = place.run({"search", "small.cfg"});
    EXPECT_EQ(genes.status, 2);
    EXPECT_NE(genes.err.find("[genes]"), std::string::npos) << genes.err;
    const Finished network = place.run({"search", "search.cfg", "--network.file="});
    EXPECT_EQ(network.status, 2);
    EXPECT_NE(network.err.find("crossweave train"), std::string::npos) << network.err;
    // What is wrong in the question is said before a training that takes hours.
    const Finished objective =
        place.run({"search", "search.cfg", "--network.file=", "--search.objectives=eror"});
    EXPECT_EQ(objective.status, 2);
    EXPECT_NE(objective.err.find("search.objectives: unknown figure 'eror'"), std::string::npos)
        << objective.err;
}

TEST(Search, GoesOnFromFewerEvaluations) {
    const Workplace place;
    train(place);
    const auto search = [&](const std::string &evaluations, const std::string &out) {
        const Finished done =
            place.run({"search", "search.cfg", "--search.baseline=random", "--search.verify=0",
                       "--search.evaluations=" + evaluations, "--run.out=" + out});
        EXPECT_EQ(done.status, 0) << done.err;
        return place.read(out + "/search.csv");
    };
    const std::string at_once = search("16", "at_once");
    search("11", "twice"); // in the middle of a generation
    EXPECT_EQ(search("16", "twice"), at_once);
}

TEST(Search, RefusesGenesThatMakeNoOtherDesign) {
    const Workplace place;
    place.write("small.cfg", small_config);
    place.write("search.cfg", searched);
    for (const char *gene : {"network.file=a,b", "network.onnx=a,b", "data.path=a,b",
                             "accuracy.images=10,20", "accuracy.chips=1,2"}) {
        const Finished idle = place.run({"search", "search.cfg", "--genes." + std::string(gene)});
        EXPECT_EQ(idle.status, 2) << gene;
        const std::string key = std::string(gene).substr(0, std::string(gene).find('='));
        EXPECT_NE(idle.err.find("search: the gene " + key + " has no effect; "), std::string::npos)
            << idle.err;
    }
}

} // namespace
