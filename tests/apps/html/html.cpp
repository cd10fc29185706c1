// SPDX-License-Identifier: Apache-2.0
#include "apps/html/page.h"

#include "tests/error_text.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <regex>
#include <string>
#include <vector>

namespace {

using nlohmann::json;

json run_report() {
    return json::parse(R"({
        "network": {"name": "convnet <5&3>", "macs": 2500000, "weights": 3000},
        "accuracy": {"float": 0.92, "ideal": 0.918, "no_variation": 0.917, "mean": 0.9103,
                     "std": 0.002, "ci95": [0.909, 0.912], "worst": 0.9042, "chips": 10,
                     "images": 10000},
        "timing": {"cycles": 54321, "latency_ns": 54321, "throughput_ips": 20000, "clock_ghz": 1},
        "energy_pj": {"total": 3.5e6, "dynamic": 3e6, "leakage": 5e5, "programming": 9e6,
                      "by_component": {"adc": 2e6, "array": 1e6, "leakage": 5e5},
                      "leakage_by_component": {"adc": 4e5, "router": 1e5},
                      "by_layer": [{"name": "conv1", "total": 3e6,
                                    "by_component": {"adc": 2e6, "array": 1e6}}]},
        "area_um2": {"total": 2.5e6, "by_component": {"adc": 2e6, "array": 5e5}},
        "tops": 0.1, "tops_per_watt": 1.43, "tops_per_mm2": 0.04,
        "layers": [{"name": "conv1", "rows": 25, "cols": 16, "vectors": 784, "arrays": 4,
                    "tiles": 1, "duplication": 2, "utilisation": 0.5, "cycles": 50000,
                    "busy": 50000, "starved": 4000, "blocked": 0, "waits_for": "chip.noc"}],
        "counters": {"chip.tile0.adc.conversions": 1234567, "chip.tile1.adc.conversions": 433,
                     "chip.tile0.buffer.peak_bytes": 890, "chip.tile1.buffer.peak_bytes": 77},
        "counter_meanings": {"chip.tile.adc.conversions": {"unit": "count",
                                                           "meaning": "columns <converted>"},
                             "chip.tile.buffer.peak_bytes": {"unit": "byte", "peak": true,
                                                             "meaning": "most"}},
        "host": {"wall_s": 1.5, "peak_mb": 100, "version": "0.1.0", "config_sha256": "abc"},
        "config": "[chip]\nnote = \"</pre><script>\"\n"})");
}

json search_report() {
    return json::parse(R"({"search": {
        "objectives": ["error", "energy_pj"],
        "genes": [{"key": "network.kernels.1", "choices": ["3", "5"]},
                  {"key": "network.kernels.2", "choices": ["3", "5"]},
                  {"key": "chip.tile.adc.bits", "choices": ["5", "8"]}],
        "evaluations": 3, "evaluated": 3, "population": 4, "seed": 1,
        "candidates": [
            {"id": 0, "algorithm": "evolution", "objectives": [0.1, 2e6], "violation": 0,
             "genome": {"network.kernels.1": "3", "network.kernels.2": "5", "chip.tile.adc.bits": "8"}},
            {"id": 1, "algorithm": "evolution", "objectives": [0.3, 3e6], "violation": 0,
             "genome": {"network.kernels.1": "5", "network.kernels.2": "5", "chip.tile.adc.bits": "5"}},
            {"id": 2, "algorithm": "evolution", "reason": "layer conv2 needs 40 tiles, 12 < 40"},
            {"id": 0, "algorithm": "random", "objectives": [0.2, 4e6], "violation": 0.5,
             "genome": {"network.kernels.1": "3", "network.kernels.2": "3", "chip.tile.adc.bits": "5"}}],
        "front": [0], "random_front": [],
        "hypervolume": {"evolution": [0.5, 0.625], "random": [0.25]},
        "verified": [{"id": 0, "accuracy": {"float": null, "mean": 0.8888, "ci95": [0.88, 0.89],
                                            "chips": 10, "images": 1000}}],
        "robustness": {"programming_sigma": 0.1,
            "trained_with_noise": {"sigma": {"mean": 0.88, "no_variation": 0.89, "ci95": [0.87, 0.89]},
                                   "tripled": {"mean": 0.86}},
            "twin": {"sigma": {"mean": 0.87}, "tripled": {"mean": 0.7654}}}}})");
}

/// Every tag that opens is closed in order; void elements close themselves.
std::string fault_in_tags(const std::string &page) {
    const std::string body = std::regex_replace(page, std::regex("<style>[^<]*</style>"), "");
    std::vector<std::string> open;
    const std::regex tag("<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*?(/?)>");
    std::size_t brackets = 0;
    for (std::sregex_iterator it(body.begin(), body.end(), tag), end; it != end; ++it) {
        ++brackets;
        const std::string name = (*it)[2];
        if ((*it)[3].length() > 0)
            continue;
        if ((*it)[1].length() == 0) {
            open.push_back(name);
        } else {
            if (open.empty() || open.back() != name)
                return "</" + name + "> closes " + (open.empty() ? "nothing" : open.back());
            open.pop_back();
        }
    }
    if (static_cast<std::size_t>(std::count(body.begin(), body.end(), '<')) != brackets + 1)
        return "a < that opens no tag (besides <!DOCTYPE>)";
    return open.empty() ? "" : "<" + open.back() + "> is never closed";
}

void expect_contains(const std::string &page, const std::vector<std::string> &parts) {
    for (const std::string &part : parts)
        EXPECT_NE(page.find(part), std::string::npos) << part << " is not on the page";
}

} // namespace

TEST(HtmlReport, OfARunShowsItsFigures) {
    const std::string page = apps::html_report(run_report());
    EXPECT_EQ(fault_in_tags(page), "");
    expect_contains(
        page, {"91.0 <span>%", "54.3 <span>µs", "3.50 <span>µJ", "2.50 <span>mm²",
               "1.43 <span>TOPS/W", "90.42 %", "2&nbsp;µJ <small>57.1 %", "router 100 nJ", "54,321",
               "1,234,567", "784", "4 counters of 2 kinds", "1,235,000", "433", "890",
               "<span title=\"columns &lt;converted&gt;\">chip.tile.adc.conversions</span>"});
    EXPECT_EQ(page.find("967"), std::string::npos) << "peaks have no sum";
}

// A page of thousands of tiles says what a reader can read.
TEST(HtmlReport, OfALargeChipStaysSmall) {
    json report = run_report();
    json nodes = json::array();
    for (int tile = 0; tile < 10000; ++tile) {
        const std::string unit = "chip.tile" + std::to_string(tile);
        nodes.push_back({{"unit", unit},
                         {"layer", "conv1"},
                         {"column", tile % 100},
                         {"row", tile / 100},
                         {"array_busy", 0.123456},
                         {"router_busy", 0.0123456}});
        for (const char *counter : {".noc.flits", ".noc.packets", ".busy", ".starved", ".blocked"})
            report["counters"][unit + counter] = 1234567 + tile;
    }
    report["interconnect"] = {{"columns", 100},
                              {"rows", 100},
                              {"busiest", 0.1},
                              {"nodes", nodes},
                              {"busiest_router", "chip.router1"}};
    const std::string page = apps::html_report(report);
    EXPECT_EQ(fault_in_tags(page), "");
    expect_contains(page, {"50004 counters of 7 kinds", "tile9999, conv1: router 1.2 %"});
    EXPECT_LT(page.size(), 2'000'000u);
}

TEST(HtmlReport, FillsItsFrame) {
    json report = run_report();
    report["network"]["name"] = "{{style}}";
    const std::string page = apps::html_report(report);
    EXPECT_EQ(page.rfind("<!DOCTYPE html>\n<html lang=\"en\">", 0), 0u);
    expect_contains(page, {"<title>{{style}} - Crossweave</title>\n<style>\n:root{",
                           "<h1>{{style}}</h1>", "</footer>\n</main>\n</body>\n</html>\n"});
    EXPECT_EQ(page.find("{{"), page.find("{{style}}")) << "a word of the frame is not filled in";
    EXPECT_EQ(page.find("SPDX"), std::string::npos);
}

TEST(HtmlReport, NeedsNoNetworkAndNoScript) {
    for (const json &report : {run_report(), search_report()}) {
        const std::string page = apps::html_report(report);
        for (const char *outside : {"http:", "https:", "//", "<script", "<link", "@import", "url("})
            EXPECT_EQ(page.find(outside), std::string::npos) << outside;
    }
}

TEST(HtmlReport, EscapesWhatItDidNotWrite) {
    const std::string page = apps::html_report(run_report());
    expect_contains(page, {"<h1>convnet &lt;5&amp;3&gt;</h1>", "&lt;/pre&gt;&lt;script&gt;"});
}

TEST(HtmlReport, OfASearchShowsFrontHypervolumeAndFailures) {
    const std::string page = apps::html_report(search_report());
    EXPECT_EQ(fault_in_tags(page), "");
    expect_contains(page, {"90.00 %", "<td class=\"n\">3 5</td>", "id=\"design-0\"",
                           "href=\"#design-0\"", "random search ends at 0.250, evolution at 0.625",
                           "layer conv2 needs 40 tiles, 12 &lt; 40", "88.88 %", "76.54 %",
                           "misses a constraint"});
    EXPECT_EQ(page.find("id=\"design-1\""), std::string::npos) << "dominated, so not on the front";
}

TEST(HtmlReport, OfOneChipShowsNoDeviation) {
    json report = run_report();
    report["accuracy"].update(json{{"chips", 1}, {"std", nullptr}, {"ci95", nullptr}});
    const std::string page = apps::html_report(report);
    EXPECT_EQ(fault_in_tags(page), "");
    expect_contains(page, {"one chip: no deviation", "one chip: no interval over chips"});
    EXPECT_EQ(page.find("class=\"interval\""), std::string::npos);
}

TEST(HtmlReport, HeadsASearchWithTheVerifiedDesign) {
    json report = search_report();
    EXPECT_NE(apps::html_report(report).find("Luckiest draw of accuracy"), std::string::npos);
    report["search"]["best"] = 0;
    const std::string page = apps::html_report(report);
    EXPECT_EQ(page.find("Luckiest draw of accuracy"), std::string::npos);
    expect_contains(page, {"Best accuracy, measured again</div><div class=\"figure\">88.9 ",
                           "design 0, 95% interval 88.00 % to 89.00 %"});
}

TEST(HtmlReport, OfASearchShowsHowSureItIsAndHowDesignsWereLookedAt) {
    json report = search_report();
    json &search = report["search"];
    search["baseline"] = "local";
    search["candidates"][0].update(json{{"chips", 8}, {"ci95", {0.87, 0.92}}});
    search["hypervolume"] = json::parse(R"({"evolution": [0.5, 0.625], "local": [0.375]})");
    search["scored_on"] = json::parse(R"({"set": "training images held back", "images": 64,
        "of": "90 of 900 training images, seed 1", "new_to_network": true})");
    search["fidelities"] = json::parse(R"([{"look": "closed form", "chips": 0, "images": 0,
        "asked": {"evolution": 4321}}])");
    const std::string page = apps::html_report(report);
    EXPECT_EQ(fault_in_tags(page), "");
    expect_contains(page, {"87.00 % - 92.00 %", "88.88 % (88.00 % - 89.00 %)", "closed form",
                           "4,321", "90 of 900 training images, seed 1",
                           "local ends at 0.375, evolution at 0.625"});
}

TEST(HtmlReport, OfATrainingShowsTheCurve) {
    const std::string page = apps::html_report(json::parse(R"({"training": {"curve": [
        {"epoch": 1, "loss": 0.9, "accuracy": 0.7, "test_accuracy": 0.75, "learning_rate": 0.1},
        {"epoch": 2, "loss": 0.4, "accuracy": 0.9, "test_accuracy": 0.91, "learning_rate": 0.05}]}})"));
    EXPECT_EQ(fault_in_tags(page), "");
    expect_contains(page, {"2 epochs", "91.00 % of the test images", "<path", "epoch 2: 91.00 %"});
}

TEST(HtmlReport, OfATrainingThatDivergedDrawsWhatItCan) {
    json report = json::parse(R"({"training": {"curve": [
        {"epoch": 1, "loss": 0.9, "accuracy": 0.7, "test_accuracy": 0.75, "learning_rate": 9},
        {"epoch": 2, "accuracy": 0.1, "test_accuracy": 0.1, "learning_rate": 8},
        {"epoch": 3, "accuracy": 0.1, "test_accuracy": 0.1, "learning_rate": 7}]}})");
    json &curve = report["training"]["curve"];
    curve[1]["loss"] = std::numeric_limits<double>::infinity();
    curve[2]["loss"] = std::nan("");
    const std::string page = apps::html_report(report);
    EXPECT_EQ(fault_in_tags(page), "");
    expect_contains(page, {"3 epochs", "epoch 1: 0.900", "epoch 3: 10.00 %"});
    for (const char *drawn : {"epoch 2: inf", "epoch 3: nan", "NaN", "d=\"Mnan", ",nan", ",inf"})
        EXPECT_EQ(page.find(drawn), std::string::npos) << drawn;
    const std::string read_back = apps::html_report(json::parse(report.dump())); // null for both
    EXPECT_EQ(fault_in_tags(read_back), "");
}

TEST(HtmlReport, LeavesOutWhatTheReportLacks) {
    const std::string page = apps::html_report(json::object());
    EXPECT_EQ(fault_in_tags(page), "");
    EXPECT_EQ(page.find("<section>"), std::string::npos);
    json partial = run_report();
    partial.erase("accuracy");
    EXPECT_EQ(apps::html_report(partial).find("<h2>Accuracy</h2>"), std::string::npos);
}

/// What is said when `value` stands at `pointer` of a report; nothing if a page comes of it.
std::string fault(json report, const std::string &pointer, const json &value) {
    report[json::json_pointer(pointer)] = value;
    return error_text([&] { apps::html_report(report); });
}

TEST(HtmlReport, SaysWhichPartHasAValueOfAnotherType) {
    const std::string another = ": a value is missing or of another type than it should be";
    EXPECT_EQ(fault(run_report(), "/energy_pj/by_component/adc", "much"),
              "accuracy, timing, energy_pj, area_um2, layers and what follows" + another);
    EXPECT_EQ(fault(run_report(), "/network/name", 5), "network" + another);
    EXPECT_EQ(fault(run_report(), "/host/version", 5), "host" + another);
    EXPECT_EQ(fault(search_report(), "/search/genes", json::array({1})), "search" + another);
    EXPECT_EQ(fault(json::object(), "/sweep", json::object()), "sweep" + another);
    EXPECT_EQ(fault(json::object(), "/training", json{{"curve", {1}}}), "training" + another);
}

TEST(HtmlReport, RefusesDesignsWithoutTheSearchsObjectives) {
    const json design{{"id", 0}, {"objectives", {1.0}}};
    EXPECT_NE(fault(search_report(), "/search/candidates", json::array({design})).find("design 0"),
              std::string::npos);
    EXPECT_NE(fault(search_report(), "/search/front", json::array({1e100})).find("whole"),
              std::string::npos);
}

TEST(HtmlReport, ShowsNodesWithoutANumberAndPathsWithoutCycles) {
    json report = run_report();
    report["interconnect"] = {{"nodes", {{{"layer", "conv"}, {"column", 1e99}}}}};
    report["critical_path"] = {{{"cycles", 0}, {"what", "works"}}};
    report["timeline"] = {{"cycles", 5}, {"layers", {{{"layer", "conv"}}}}};
    const std::string page = apps::html_report(report);
    EXPECT_EQ(fault_in_tags(page), "");
    for (const char *none : {"inf", ">nan", "nan%"})
        EXPECT_EQ(page.find(none), std::string::npos) << none;
}

TEST(HtmlReport, NumbersTheTilesOfAChipThatHasANumberInItsName) {
    json report = run_report();
    report["interconnect"] = {
        {"nodes",
         {{{"unit", "npu2.tile13"}, {"layer", "conv"}}, {{"unit", "npu2.buffer"}, {"layer", ""}}}}};
    const std::string page = apps::html_report(report);
    EXPECT_NE(page.find(">13</text>"), std::string::npos);
    EXPECT_NE(page.find(">buffer</text>"), std::string::npos);
}

TEST(HtmlReport, DrawsAnAxisWhoseStepsAreLostBesideItsValues) {
    const double large = 1e17;
    json report;
    report["training"]["curve"] = {{{"epoch", 1}, {"loss", large}},
                                   {{"epoch", 2}, {"loss", large + 16}}};
    EXPECT_LT(apps::html_report(report).size(), 100'000U);
}

TEST(HtmlReport, SaysWhatTheThroughputWasTakenFrom) {
    json report = run_report();
    const auto shows = [&](const char *text) {
        return apps::html_report(report).find(text) != std::string::npos;
    };
    EXPECT_FALSE(shows("in the steady state, "));
    report["timing"]["interval_images"] = {2, 4};
    report["timing"]["interval_bound"] = false;
    EXPECT_TRUE(shows("in the steady state, images 2 to 4"));
    report["timing"]["interval_bound"] = true;
    EXPECT_TRUE(shows("in the steady state, the bound without contention"));
    report["timing"]["interval_bound"] = false;
    report["timing"]["interval_images"] = {"<script>", 4};
    EXPECT_THROW(shows("<script>"), std::invalid_argument);
}

TEST(HtmlReport, IsTheSameEveryTime) {
    EXPECT_EQ(apps::html_report(search_report()), apps::html_report(search_report()));
}
