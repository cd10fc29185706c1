// SPDX-License-Identifier: Apache-2.0
#include "apps/explore/algorithm/baselines.h"

#include "apps/config/choices.h"
#include "apps/config/layer_entries.h"
#include "tests/error_text.h"

#include <gtest/gtest.h>

namespace {

using search::Genome;

/// All that an algorithm asks for, where every design is as good as its choices are low.
std::vector<search::Candidate> found(const std::string &algorithm, const apps::Config &config) {
    const search::Evaluate evaluate = [](int, const std::vector<Genome> &genomes) {
        std::vector<search::Outcome> outcomes;
        for (const Genome &genome : genomes) {
            double sum = 0;
            for (const int choice : genome)
                sum += choice;
            outcomes.push_back({{1 + sum, 40 - sum}, 0, ""});
        }
        return outcomes;
    };
    return apps::run_algorithm(algorithm, config, {{}, evaluate, {}});
}

apps::Config search_with(std::vector<std::string> keys) {
    keys.insert(keys.begin(),
                {"search.evaluations=40", "search.objectives=error, energy_pj",
                 "mapping.array_size=64, 64, 64", "mapping.duplication=1, 1, 1",
                 "genes.network.channels.1=8, 16", "genes.chip.tile.adc.bits=5, 6, 8",
                 "genes.mapping.array_size.1=32, 64, 128",
                 "genes.mapping.array_size.2=64, 128, 256", "genes.mapping.duplication.1=1, 2"});
    return apps::read_config("", keys);
}

/// What search.baseline = name is refused for; empty if it is not.
std::string baseline_refusal(const std::string &name, const std::vector<std::string> &keys) {
    apps::Config config = apps::read_config("", keys);
    config.search.baseline = {name};
    return error_text([&] { apps::refuse_idle_baseline(config); });
}

} // namespace

TEST(Baselines, AllKeepToTheBudget) {
    const apps::Config config = search_with({});
    for (const char *name : apps::baseline_names)
        if (std::string(name) != "none") {
            const auto candidates = found(name, config);
            // Where each gene's first choice is best, greedy tries the 8 others and ends.
            EXPECT_GE(candidates.size(), std::string(name) == "greedy" ? 9u : 20u) << name;
            EXPECT_LE(candidates.size(), 40u) << name;
            for (std::size_t i = 0; i < candidates.size(); ++i)
                EXPECT_EQ(candidates[i].id, static_cast<int>(i)) << name;
        }
}

TEST(Baselines, UniformGivesLayersTheSameArraysWhateverTheirChoices) {
    const apps::Config config = search_with({});
    bool duplicated = false;
    for (const search::Candidate &candidate : found("uniform", config)) {
        const cim::MappingSpec mapping =
            apps::with_layer_entries(apps::patched(config, candidate.genome));
        EXPECT_EQ(mapping.array_size[0], mapping.array_size[1]);
        EXPECT_TRUE(mapping.array_size[0] == 64 || mapping.array_size[0] == 128);
        duplicated = duplicated || mapping.duplication[0] == 2;
    }
    EXPECT_TRUE(duplicated) << "how often weights are there is no kind of crossbar";
}

TEST(Baselines, NetworkFirstChangesTheNetworkAndThenTheHardware) {
    const apps::Config config = search_with({"genes.network.channels.2=4, 8, 16"});
    const auto candidates = found("network-first", config);
    for (const search::Candidate &candidate : candidates) {
        const apps::Config design = apps::patched(config, candidate.genome);
        if (candidate.id < 6) { // so many networks there are
            EXPECT_EQ(design.chip.tile.adc.bits, 6) << "the middle choice";
        } else {
            EXPECT_EQ(design.network.channels[0], 8) << "the best of the first half";
            EXPECT_EQ(design.network.channels[1], 4);
        }
    }
    EXPECT_GT(candidates.size(), 30u);
}

TEST(Baselines, BelieveWhatTheirNameSays) {
    const apps::Config design = apps::read_config(
        "", {"array.wires=yes", "device.programming_sigma=0.1", "chip.tile.pe.driver_sigma=0.01"});
    for (const char *truthful :
         {"evolution", "random", "local", "greedy", "network-first", "uniform"}) {
        EXPECT_TRUE(apps::knows_the_hardware(truthful));
        EXPECT_TRUE(apps::believed(truthful, design).device.varies());
        EXPECT_TRUE(apps::believed(truthful, design).array.wires);
    }
    EXPECT_FALSE(apps::knows_the_hardware("blind"));
    EXPECT_FALSE(apps::believed("blind", design).device.varies());
    EXPECT_TRUE(apps::believed("blind", design).array.wires);
    EXPECT_FALSE(apps::knows_the_hardware("ideal-arrays"));
    EXPECT_FALSE(apps::believed("ideal-arrays", design).device.varies());
    EXPECT_FALSE(apps::believed("ideal-arrays", design).array.wires);
    EXPECT_EQ(apps::believed("ideal-arrays", design).chip.tile.pe.driver_sigma, 0);
}

TEST(Baselines, BelieveItOfEveryKindOfTiles) {
    const apps::Config design = apps::read_config(
        "", {"device.programming_sigma=0", "device.read_sigma=0", "device.stuck_on=0",
             "device.stuck_off=0", "chip.tile_kinds.small.array.rows=64",
             "chip.tile_kinds.small.device.programming_sigma=0.1"});
    ASSERT_EQ(design.chip.kinds.size(), 1u);
    EXPECT_TRUE(design.chip.kinds[0]->device.varies());
    for (const char *name : {"blind", "ideal-arrays"}) {
        EXPECT_FALSE(apps::believed(name, design).chip.kinds[0]->device.varies()) << name;
        apps::Config against = design;
        against.search.baseline = {name};
        EXPECT_NO_THROW(apps::refuse_idle_baseline(against)) << "one kind varies";
    }
}

TEST(Baselines, AreRefusedWhereTheyWouldBeNoOtherSearch) {
    const std::string bits = "genes.chip.tile.adc.bits=5, 6", sram = "device.kind=sram";
    for (const char *name : {"none", "random", "local", "blind", "ideal-arrays"})
        EXPECT_EQ(baseline_refusal(name, {bits}), "") << name;
    EXPECT_EQ(
        baseline_refusal("network-first", {bits}),
        "search.baseline: network-first would be no other search: it needs genes of network.* "
        "and others");
    EXPECT_EQ(baseline_refusal("network-first", {"genes.network.kernels.1=1, 3"}),
              baseline_refusal("network-first", {bits}));
    EXPECT_EQ(baseline_refusal("uniform", {bits}),
              "search.baseline: uniform would be no other search: it "
              "needs genes of several layers, e.g. mapping.array_size.1 "
              "and .2");
    EXPECT_EQ(baseline_refusal("uniform", {"genes.mapping.array_size.1=32, 64"}),
              baseline_refusal("uniform", {bits}));
    EXPECT_EQ(baseline_refusal("uniform", {"genes.mapping.array_size.1=32, 64",
                                           "genes.mapping.array_size.2=128, 256"}),
              "search.baseline: uniform would be no other search: the genes of "
              "mapping.array_size.* have no choice in common");
}

TEST(Baselines, MayBeSeveralInOneConfig) {
    const auto algorithms = [](const std::string &value) {
        const apps::Config config = apps::read_config("", {"search.baseline=" + value});
        return apps::algorithms_of(config);
    };
    using Names = std::vector<std::string>;
    EXPECT_EQ(algorithms("local, random"), (Names{"evolution", "local", "random"}));
    EXPECT_EQ(algorithms("blind"), (Names{"evolution", "blind"}));
    EXPECT_EQ(algorithms("none"), (Names{"evolution"}));
    EXPECT_EQ(algorithms("yes"), (Names{"evolution", "random"})) << "as 0.2 has it";
    EXPECT_EQ(error_text([&] { algorithms("random, local, random"); }),
              "search.baseline: random is there twice; once is right");
    EXPECT_EQ(error_text([&] { algorithms("random, none"); }),
              "search.baseline: none stands alone, not in a list; random, none names others");
    for (const std::string wrong : {"random, simplex", "simplex", "", "random,, local"})
        EXPECT_NE(error_text([&] { algorithms(wrong); }).find("search.baseline"), std::string::npos)
            << wrong;
}

TEST(Baselines, OfSeveralEachIsRefusedThatWouldBeNoOtherSearch) {
    apps::Config config = apps::read_config("", {"genes.chip.tile.adc.bits=5, 6"});
    config.search.baseline = {"random", "network-first"};
    EXPECT_EQ(error_text([&] { apps::refuse_idle_baseline(config); }),
              baseline_refusal("network-first", {"genes.chip.tile.adc.bits=5, 6"}));
}
