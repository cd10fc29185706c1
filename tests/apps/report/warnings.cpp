// SPDX-License-Identifier: Apache-2.0
#include "apps/report/warnings.h"

#include "apps/html/page.h"
#include "tests/apps/config_with.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <sstream>

namespace {

using apps::Config;
using apps::Warning;
using Json = nlohmann::ordered_json;

/// The sentence of the warning of that name; nothing if it is not due.
std::string due(const std::string &name, const Config &config, const Json &report) {
    for (const Warning &warning : apps::warnings_of(config, report))
        if (warning.name == name)
            return warning.text;
    return "";
}

bool says(const std::string &sentence, const std::string &part) {
    return sentence.find(part) != std::string::npos;
}

/// A run of ten chips of a network that nothing is wrong with.
Json faultless_run() {
    return Json::parse(R"({"network": {"normalisation": "given"},
        "accuracy": {"mean": 0.9, "chips": 10}, "energy_pj": {"total": 5},
        "layers": [{"name": "conv1", "adc_coarsest_lsb_levels": 1.5},
                   {"name": "fc", "adc_coarsest_lsb_levels": 4}]})");
}

/// A search that nothing is wrong with, but that it chose on test images.
Json faultless_search() {
    return Json::parse(R"({"search": {"objectives": ["error", "latency_ns"], "constraints": "",
        "candidates": [{"id": 0, "algorithm": "evolution", "objectives": [0.1, 5]},
                       {"id": 1, "algorithm": "evolution", "objectives": [0.2, 4]}],
        "front": [0, 1], "random_front": [], "hypervolume": {"without_extent": []},
        "verified": [{"id": 0, "violation": 0, "accuracy": {"mean": 0.9, "chips": 8}}]}})");
}

const Config trained = config_with({"network.file=some.safetensors"});

TEST(Warnings, OfAReportThatNothingIsWrongWithAreNone) {
    EXPECT_TRUE(apps::warnings_of(trained, faultless_run()).empty());
    EXPECT_TRUE(apps::warnings_of(trained, Json::object()).empty());
}

TEST(Warnings, TellActivationsThatAreTrainedAsReLU) {
    Json report = Json::object();
    report["training"]["taken_as_relu"] = {"node c1 (Clip)"};
    const std::string one = due("taken_as_relu", trained, report);
    EXPECT_TRUE(says(one, "node c1 (Clip) is trained as ReLU: ")) << one;
    report["training"]["taken_as_relu"] = {"node c1 (Clip)", "node c2 (Clip)"};
    const std::string two = due("taken_as_relu", trained, report);
    EXPECT_TRUE(says(two, "node c1 (Clip) and 1 more are trained as ReLU: ")) << two;
}

// 16 lanes of 4 Gb/s: 64 bits in a cycle of 1 GHz.
TEST(Warnings, TellLinksThatAreWiderThanFlits) {
    Json report = faultless_run();
    EXPECT_EQ(due("links_wider_than_flits", trained, report), "");
    report["package"] = {{"columns", 2}};
    EXPECT_TRUE(says(due("links_wider_than_flits", config_with({"chip.package.columns=2"}), report),
                     "could move 64 bits a cycle"));
    const Config narrow = config_with({"chip.package.columns=2", "chip.package.link.lanes=8"});
    EXPECT_EQ(due("links_wider_than_flits", narrow, report), "");
}

TEST(Warnings, TellRandomWeights) {
    EXPECT_TRUE(
        says(due("untrained_weights", Config(), faultless_run()), "the weights are random"));
    EXPECT_EQ(due("untrained_weights", trained, faultless_run()), "");
    EXPECT_EQ(due("untrained_weights", config_with({"network.onnx=a.onnx"}), faultless_run()), "");
    Json timed = faultless_run(); // without data weights do not count
    timed.erase("accuracy");
    EXPECT_EQ(due("untrained_weights", Config(), timed), "");
    const Json trains = Json::parse(R"({"accuracy": {"float": 0.9, "images": 10}})");
    EXPECT_EQ(due("untrained_weights", Config(), trains), "");
    const Json sweep = Json::parse(R"({"sweep": {"keys": ["network.file"],
        "points": [{"values": ["a"], "accuracy": {"mean": 0.9, "chips": 2}}]}})");
    EXPECT_EQ(due("untrained_weights", config_with({"grid.network.file=a, b"}), sweep), "");
    EXPECT_NE(due("untrained_weights", config_with({"grid.device.read_sigma=0, 1e-2"}), sweep), "");
}

TEST(Warnings, TellAnAssumedNormalisation) {
    Json report = faultless_run();
    EXPECT_EQ(due("assumed_normalisation", trained, report), "");
    report["network"]["normalisation"] = "assumed";
    EXPECT_TRUE(says(due("assumed_normalisation", trained, report), "network.mean"));
    Json search = faultless_search();
    search["search"]["normalisation"] = "assumed";
    EXPECT_NE(due("assumed_normalisation", trained, search), "");
    Json sweep = Json::parse(R"({"sweep": {"keys": ["a"], "points": [{"values": ["1"]}]}})");
    EXPECT_EQ(due("assumed_normalisation", trained, sweep), "");
    sweep["sweep"]["points"][0]["normalisation"] = "assumed";
    EXPECT_NE(due("assumed_normalisation", trained, sweep), "");
}

TEST(Warnings, TellEnergiesOfEvenBits) {
    EXPECT_TRUE(
        says(due("even_bits", config_with({"run.data=no"}), faultless_run()), "run.data = no"));
    EXPECT_EQ(due("even_bits", trained, faultless_run()), "");
}

TEST(Warnings, TellPartsWithoutPowerAtRest) {
    const auto text = [](const std::string &file) {
        return due("no_idle_power",
                   apps::read_config(file.empty() ? "" : CROSSWEAVE_CONFIGS "/chip/" + file, {}),
                   faultless_run());
    };
    EXPECT_EQ(text(""), "");
    EXPECT_TRUE(says(text("isaac.cfg"), "driver, sample_hold, adc, shift_add"))
        << text("isaac.cfg");
    EXPECT_TRUE(says(text("isaac.cfg"), "edram_bus"));
    EXPECT_TRUE(says(text("puma.cfg"), "memory_bus"));
    EXPECT_FALSE(says(text("puma.cfg"), "receive_buffer")) << "0.18 mW idle";
    EXPECT_FALSE(says(text("puma.cfg"), "adc")) << "a tenth of its power";
    const Json trains = Json::parse(R"({"accuracy": {"float": 0.9, "images": 10}})");
    EXPECT_EQ(due("no_idle_power", config_with({"chip.tile.adc.static_share=0"}), trains), "");
}

TEST(Warnings, TellConverterBitsThatDoNothing) {
    const std::string name = "converter_bits_without_effect";
    Json report = faultless_run();
    EXPECT_EQ(due(name, trained, report), "");
    report["layers"][0]["adc_coarsest_lsb_levels"] = 1;
    EXPECT_TRUE(says(due(name, trained, report), "or less in conv1: further bits"));
    report["layers"][1]["adc_coarsest_lsb_levels"] = 1.0;
    EXPECT_TRUE(says(due(name, trained, report), "in every layer"));
    report["layers"][0].erase("adc_coarsest_lsb_levels"); // timed without data
    report["layers"][1].erase("adc_coarsest_lsb_levels");
    EXPECT_EQ(due(name, trained, report), "");
}

TEST(Warnings, TellAnAccuracyOfOneChip) {
    Json report = faultless_run();
    EXPECT_EQ(due("one_chip", trained, report), "");
    report["accuracy"]["chips"] = 1;
    EXPECT_TRUE(says(due("one_chip", trained, report), "no standard deviation"));
    Json search = faultless_search();
    EXPECT_EQ(due("one_chip", trained, search), "");
    search["search"]["verified"][0]["accuracy"]["chips"] = 1;
    EXPECT_NE(due("one_chip", trained, search), "");
}

TEST(Warnings, TellAnIntervalThatStayedWiderThanAskedFor) {
    Json report = faultless_run();
    report["accuracy"]["ci95_chips"] = {0.888, 0.912}; // +- 1.2 %
    const auto said = [&](const char *half_width) {
        return due("half_width_not_reached",
                   config_with({std::string("accuracy.half_width=") + half_width}), report);
    };
    EXPECT_EQ(said("0"), "");
    EXPECT_EQ(said("0.0125"), "");
    EXPECT_EQ(said("0.0115"), "the chips' part of an interval is +- 1.20 % after 10 chips, wider "
                              "than accuracy.half_width = 0.0115; a higher accuracy.chips narrows "
                              "it");
    report["accuracy"]["ci95_chips"] = nullptr; // of one chip
    EXPECT_EQ(said("0.0115"), "");
}

TEST(Warnings, TellAMeasurementThatWasStopped) {
    Json report = faultless_run();
    EXPECT_EQ(due("interrupted", trained, report), "");
    report["accuracy"]["interrupted"] = true;
    EXPECT_NE(due("interrupted", trained, report), "");
}

TEST(Warnings, TellObjectivesWithoutExtent) {
    Json report = faultless_search();
    EXPECT_EQ(due("objective_without_extent", trained, report), "");
    report["search"]["hypervolume"]["without_extent"] = {"latency_ns"};
    EXPECT_EQ(due("objective_without_extent", trained, report),
              "the designs agree in latency_ns, which takes no part in the hypervolume");
    report["search"]["objectives"].push_back("energy_pj");
    report["search"]["hypervolume"]["without_extent"] = {"error", "latency_ns"};
    EXPECT_EQ(due("objective_without_extent", trained, report),
              "the designs agree in error, latency_ns, which take no part in the hypervolume");
    report["search"]["objectives"].erase(2);
    EXPECT_TRUE(says(due("objective_without_extent", trained, report), "there is no hypervolume"));
}

TEST(Warnings, TellConstraintsThatNoDesignMeets) {
    Json report = faultless_search();
    Json &search = report["search"];
    EXPECT_EQ(due("constraints_not_met", trained, report), "");
    search["front"] = Json::array();
    search["constraints"] = "area_um2 <= 4, accuracy >= 0";
    search["random_front"] = {3};
    EXPECT_TRUE(says(due("constraints_not_met", trained, report), "random search found 1"));
    search["random_front"] = Json::array();
    search["nearest"] = Json::parse(R"({"id": 1, "algorithm": "random", "violation": 0.25,
        "missed": [{"constraint": "area_um2 <= 4", "value": 5, "excess": 1, "share": 0.25}]})");
    EXPECT_EQ(due("constraints_not_met", trained, report),
              "no design meets the constraints (area_um2 <= 4, accuracy >= 0); the nearest is "
              "design 1 of random search, which misses area_um2 <= 4 by 1, 25.0 % of the limit "
              "(it has 5)");
    EXPECT_EQ(due("no_design_built", trained, report), "");
}

TEST(Warnings, TellThatNoDesignCouldBeBuilt) {
    Json report = faultless_search();
    EXPECT_EQ(due("no_design_built", trained, report), "");
    report["search"]["front"] = Json::array();
    for (Json &candidate : report["search"]["candidates"])
        candidate = {{"id", 0}, {"reason", "layer 3 needs 40 arrays, 12 are left"}};
    EXPECT_EQ(due("no_design_built", trained, report),
              "none of the 2 designs could be built; the reason of 2: layer 3 needs 40 arrays, "
              "12 are left");
    report["search"]["candidates"] = Json::array(); // stopped before the first
    EXPECT_EQ(due("no_design_built", trained, report), "");
}

TEST(Warnings, TellHowFarASearchsAccuracyIsToBeTrusted) {
    Json report = faultless_search();
    EXPECT_EQ(due("accuracy_not_verified", trained, report), "");
    EXPECT_NE(due("chosen_on_test_images", trained, report), "");
    EXPECT_EQ(due("verified_misses_constraints", trained, report), "");
    report["search"]["verified"][0]["violation"] = 0.1;
    EXPECT_TRUE(says(due("verified_misses_constraints", trained, report), "constraints: 0"));
    report["search"].erase("verified");
    EXPECT_NE(due("accuracy_not_verified", trained, report), "");
    EXPECT_EQ(due("chosen_on_test_images", trained, report), "");
    report["search"]["objectives"] = {"energy_pj", "latency_ns"};
    EXPECT_EQ(due("accuracy_not_verified", trained, report), "");
}

TEST(Warnings, TellWhichImagesScoredTheDesigns) {
    Json report = faultless_search();
    Json &search = report["search"];
    search["images"] = 64;
    search["scored_on"] = Json::parse(R"({"set": "training images held back", "images": 64,
        "of": "90 of 900 training images, seed 1", "new_to_network": true})");
    for (const char *name :
         {"chosen_on_test_images", "scored_on_trained_images", "few_images_held_back"})
        EXPECT_EQ(due(name, trained, report), "") << name;
    search["scored_on"]["new_to_network"] = false;
    search["scored_on"]["images"] = 50;
    EXPECT_TRUE(says(due("scored_on_trained_images", trained, report), "90 of 900"));
    EXPECT_TRUE(says(due("few_images_held_back", trained, report), "scored on 50 images"));
    search["scored_on"] = {{"set", "test images"}, {"images", 64}};
    EXPECT_TRUE(says(due("chosen_on_test_images", trained, report), "search.split"));
    EXPECT_EQ(due("scored_on_trained_images", trained, report), "");
}

TEST(Warnings, TellThatNothingIsWithinTheReference) {
    Json report = faultless_search();
    EXPECT_EQ(due("nothing_within_reference", trained, report), "");
    report["search"]["hypervolume"]["beyond_reference"] = {"latency_ns"};
    EXPECT_TRUE(says(due("nothing_within_reference", trained, report), "latency_ns"));
}

TEST(Warnings, TellFiguresThatDoNotDependOnASweptKey) {
    const Config config = config_with({"network.file=a", "grid.chip.tile.adc.bits=6, 8",
                                       "grid.array.wires=no, yes", "list.chip.clock_ghz=1, 2"});
    Json report = Json::parse(R"({"sweep": {
        "keys": ["chip.tile.adc.bits", "array.wires", "chip.clock_ghz"], "points": [
        {"values": ["6", "no", "1"], "latency_ns": 8, "energy_pj": 3, "area_um2": 1},
        {"values": ["8", "no", "1"], "latency_ns": 8, "energy_pj": 4, "area_um2": 2},
        {"values": ["6", "yes", "1"], "latency_ns": 8, "energy_pj": 3, "area_um2": 1},
        {"values": ["8", "yes", "1"], "reason": "does not fit"},
        {"values": ["6", "no", "2"], "latency_ns": 4, "energy_pj": 2, "area_um2": 0}]}})");
    std::vector<std::string> texts;
    for (const Warning &warning : apps::warnings_of(config, report))
        if (warning.name == "key_without_effect")
            texts.push_back(warning.text);
    EXPECT_EQ(texts, (std::vector<std::string>{
                         "latency does not depend on chip.tile.adc.bits: the same at all its "
                         "values",
                         "latency and energy and area do not depend on array.wires: the same at "
                         "all its values"}));
    report["sweep"]["points"].erase(2U);
    report["sweep"]["points"][1]["latency_ns"] = 9;
    EXPECT_EQ(due("key_without_effect", config, report), ""); // nothing left to compare wires with
}

TEST(Warnings, ShowInTheTerminalAndOnThePage) {
    const std::vector<Warning> warnings{{"one", "a < b"}, {"two", "it is so"}};
    std::ostringstream out;
    apps::print_warnings(warnings, out);
    EXPECT_EQ(out.str(), "\nWarnings:\n  - a < b\n  - it is so\n");
    std::ostringstream none;
    apps::print_warnings({}, none);
    EXPECT_EQ(none.str(), "");
    Json report;
    report["warnings"] = apps::warnings_report(warnings);
    EXPECT_EQ(report["warnings"][0], Json({{"name", "one"}, {"text", "a < b"}}));
    const std::string page = apps::html_report(report);
    EXPECT_TRUE(says(page, "<h2>Warnings</h2>"));
    EXPECT_TRUE(says(page, "<li>a &lt; b</li>"));
    report["warnings"] = Json::array();
    EXPECT_FALSE(says(apps::html_report(report), "<h2>Warnings</h2>"));
}

// Lists for layers' converters name layer 1, whose tiles are digital; a last entry that also
// stands for others acts there.
TEST(Warnings, TellEntriesOfLayersOnDigitalTiles) {
    const auto sentence = [&](const std::vector<std::string> &more) {
        std::vector<std::string> all{"network.file=some.safetensors",
                                     "chip.tile_kinds.exact.base=" CROSSWEAVE_CONFIGS
                                     "/tile/sram_macro22.cfg"};
        all.insert(all.end(), more.begin(), more.end());
        return due("idle_layer_entries", config_with(all), faultless_run());
    };
    EXPECT_EQ(sentence({"mapping.kind=exact,default", "mapping.adc_bits=6,7"}),
              "mapping.adc_bits of conv1: without effect, since tiles of these layers are digital "
              "(mapping.kind, chip.tile.compute), without converters or cells of several bits");
    EXPECT_EQ(sentence({"mapping.kind=exact,default", "mapping.adc_bits=6"}), "");
    EXPECT_EQ(sentence({"mapping.kind=exact,default", "mapping.adc_bits=0,7"}), "");
    EXPECT_TRUE(
        says(sentence({"mapping.kind=exact", "mapping.cell_bits=1", "mapping.adc_columns.2=8"}),
             "mapping.adc_columns of fc; mapping.cell_bits of conv1: without effect"));
    // Entries are those of the full network; the second layer is left out of it here.
    EXPECT_TRUE(says(
        sentence({"network.channels=16,16,32,32", "network.kernels=5,0,5,5", "network.pool_after=1",
                  "mapping.kind=default,default,exact", "mapping.adc_bits=6,6,7"}),
        "mapping.adc_bits of fc: without effect"));
}

TEST(Warnings, TellGatingThatHasNoEffectInSegments) {
    const auto config = config_with({"network.file=some.safetensors", "chip.gating.arrays=yes"});
    Json report = faultless_run();
    EXPECT_EQ(due("gating_without_effect", config, report), "");
    report["segments"] = Json::array();
    EXPECT_EQ(due("gating_without_effect", config, report),
              "chip.gating.arrays: without effect, since the network runs in segments "
              "(mapping.segments), for each of which all arrays are written");
    EXPECT_EQ(due("gating_without_effect", config_with({"network.file=some.safetensors"}), report),
              "");
}

} // namespace
