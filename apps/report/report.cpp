// SPDX-License-Identifier: Apache-2.0
#include "apps/report/report.h"

#include "apps/design/accuracy_report.h"
#include "apps/html/page.h"
#include "apps/report/package_report.h"
#include "apps/report/time_report.h"
#include "apps/report/warnings.h"
#include "apps/util/json_text.h"
#include "apps/util/text.h"
#include "apps/util/version.h"
#include "common/kind.h"
#include "common/launch.h"
#include "nn/base/sha256.h"

#include <nlohmann/json.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>
#include <stdexcept>

namespace apps {

using Json = nlohmann::ordered_json;

namespace {

std::string resolved(const Config &config) {
    std::ostringstream text;
    write_config(config, text);
    return text.str();
}

Json timing_report(const Config &config, const MeasuredDesign &design) {
    const cim::Interval &interval = design.interval;
    return {{"cycles", design.chip.cycles},
            {"latency_ns", design.latency_ns},
            {"interval_cycles", interval.cycles},
            {"interval_images",
             interval.last > 0 ? Json{interval.first, interval.last} : Json(nullptr)},
            {"interval_bound", interval.bound},
            {"throughput_ips", design.throughput_ips},
            {"clock_ghz", config.chip.clock_ghz},
            {"programming_ns", design.programming.latency_ns},
            {"images", design.chip.done_cycle.size()},
            {"estimate_latency_cycles", design.estimate.latency_cycles},
            {"estimate_interval_cycles", design.estimate.interval_cycles},
            {"stages_latency_cycles", design.stages.latency_cycles},
            {"stages_interval_cycles", design.stages.interval_cycles}};
}

Json energy_report(const MeasuredDesign &design) {
    Json layers = Json::array();
    for (std::size_t i = 0; i < design.placed.placement.layers.size(); ++i) {
        const auto op = static_cast<std::size_t>(design.placed.placement.layers[i].op);
        layers.push_back({{"name", design.placed.network.ops[op].name},
                          {"total", cim::total(design.energy.by_layer[i])},
                          {"by_component", design.energy.by_layer[i]}});
    }
    cim::ByComponent components = design.energy.dynamic;
    components["leakage"] = cim::total(design.energy.leakage);
    return {
        {"total", design.energy.total()},
        {"dynamic", cim::total(design.energy.dynamic)},
        {"leakage", cim::total(design.energy.leakage)},
        {"programming", design.programming.energy_pj},
        {"by_component", components},
        {"leakage_by_component", design.energy.leakage},
        {"by_layer", layers},
        {"shared",
         {{"total", cim::total(design.energy.shared)}, {"by_component", design.energy.shared}}}};
}

Json layers_report(const Config &config, const MeasuredDesign &design) {
    Json layers = Json::array();
    for (std::size_t i = 0; i < design.placed.placement.layers.size(); ++i) {
        const cim::LayerPlacement &layer = design.placed.placement.layers[i];
        const cim::UnitTime &time = design.chip.layer_time[i];
        layers.push_back(
            {{"name", design.placed.network.ops[static_cast<std::size_t>(layer.op)].name},
             {"rows", layer.gemm.rows},
             {"cols", layer.gemm.cols},
             {"vectors", layer.gemm.vectors},
             {"array_rows", layer.array.rows},
             {"array_columns", layer.array.columns},
             {"arrays", layer.arrays.size()},
             {"tiles", layer.tiles.size()},
             {"duplication", layer.duplication},
             {"utilisation", layer.utilisation},
             {"cycles", design.estimate.layer_busy[i]},
             {"busy", time.busy},
             {"starved", time.starved},
             {"blocked", time.blocked},
             {"waits_for", cim::longest_wait(time)},
             {"waits", cim::waits_in_words(time)},
             {"array_busy", design.chip.array_busy[i]},
             {"adc_busy", design.chip.adc_busy[i]}});
        if (!design.kinds.empty())
            layers.back()["kind"] = layer.kind ? layer.kind->name : "default";
        const cim::Interconnect &joined = design.placed.placement.interconnect;
        if (joined.chips() > 1)
            layers.back()["chip"] = joined.chip_of(joined.node_of_tile(layer.home));
        if (design.ranges.empty() || layer.on(config.chip).tile.compute != cim::Compute::Crossbar)
            continue; // timed without data, or without converters
        layers.back()["adc_lsb_levels"] = design.ranges[i].lsb;
        layers.back()["adc_coarsest_lsb_levels"] = design.ranges[i].coarsest_lsb();
    }
    return layers;
}

Json kinds_report(const MeasuredDesign &design) {
    const auto by_component = [](const cim::ByComponent &parts) {
        return Json{{"total", cim::total(parts)}, {"by_component", parts}};
    };
    Json kinds = Json::array();
    for (const KindFigures &kind : design.kinds)
        kinds.push_back({{"name", kind.name},
                         {"layers", kind.layers},
                         {"tiles", kind.tiles},
                         {"spare", kind.spare},
                         {"dynamic_pj", by_component(kind.energy_pj)},
                         {"area_um2", by_component(kind.area_um2)},
                         {"leakage_mw", by_component(kind.leakage_mw)}});
    return kinds;
}

Json segments_report(const MeasuredDesign &design) {
    Json segments = Json::array();
    for (const cim::SegmentTime &segment : design.segment_times)
        segments.push_back({{"layers", segment.layers},
                            {"begin_cycle", segment.begin},
                            {"programming_cycles", segment.programming_cycles},
                            {"run_cycles", segment.run_cycles}});
    return segments;
}

bool is_counted(const cim::Meaning &meaning) {
    return meaning.measure != cim::Measure::Picojoules; // energy has a part of its own
}

/// Names differ, so that none is looked for among the many that are there.
Json counters_report(const cim::ChipResult &chip) {
    Json::object_t counters;
    std::vector<Json::object_t::value_type> &members = counters;
    for (const auto &[name, value] : chip.counters)
        if (is_counted(chip.meanings.at(common::kind_of(name))))
            members.emplace_back(name, static_cast<std::int64_t>(value));
    return counters;
}

Json meanings_report(const cim::Meanings &meanings) {
    Json kinds = Json::object();
    for (const auto &[kind, meaning] : meanings)
        if (is_counted(meaning)) {
            kinds[kind] = {{"unit", cim::text(meaning.measure)}, {"meaning", meaning.sentence}};
            if (meaning.peak)
                kinds[kind]["peak"] = true;
        }
    return kinds;
}

} // namespace

Json run_report(const Config &config, const MeasuredDesign &design) {
    const double ops = 2 * static_cast<double>(design.placed.network.macs());
    const double energy = design.energy.total();
    const double area = cim::total(design.area_um2);
    const double tops = ops * design.throughput_ips * 1e-12;
    Json report;
    report["network"] = {{"name", design.placed.network.name},
                         {"macs", design.placed.network.macs()},
                         {"weights", design.placed.network.weights()}};
    if (config.network.onnx.empty()) {
        report["network"]["kernels"] = config.network.kernels;
        report["network"]["channels"] = config.network.channels;
        for (const auto &[key, list] : {std::pair{"kernel_widths", &config.network.kernel_widths},
                                        std::pair{"strides", &config.network.strides},
                                        std::pair{"block_kernels", &config.network.block_kernels}})
            if (!list->empty())
                report["network"][key] = *list;
    } else {
        report["network"]["onnx"] = config.network.onnx;
    }
    if (config.run.data)
        report["accuracy"] = accuracy_report(config, design.accuracy);
    if (design.budget.chips > 0)
        report["accuracy"]["budget"] = budget_report(design.budget);
    report["timing"] = timing_report(config, design);
    report["energy_pj"] = energy_report(design);
    report["area_um2"] = {{"total", area}, {"by_component", design.area_um2}};
    report["tops"] = tops;
    report["tops_per_watt"] = ops / energy; // operations a pJ
    report["tops_per_mm2"] = tops / (area * 1e-6);
    report["edp_pj_ns"] = energy * design.latency_ns;
    report["edap"] = energy * design.latency_ns * area; // pJ ns um2
    report["layers"] = layers_report(config, design);
    if (!design.kinds.empty())
        report["kinds"] = kinds_report(design);
    if (!design.placed.segments.empty())
        report["segments"] = segments_report(design);
    if (design.placed.chip.package.chips() > 1)
        report["package"] = package_report(design);
    report["critical_path"] = critical_path_report(design);
    report["interconnect"] = interconnect_report(design);
    report["timeline"] = timeline_report(design);
    report["counters"] = counters_report(design.chip);
    report["counter_meanings"] = meanings_report(design.chip.meanings);
    return report;
}

Json HostClock::host(const Config &config) const {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start_;
    return {{"wall_s", wall.count()},
            {"peak_mb", static_cast<double>(usage.ru_maxrss) / 1024},
            {"version", version},
            {"config_sha256", nn::sha256(resolved(config))}};
}

void add_kernels(const MeasuredDesign &design, Json &host) {
    const std::set<std::string> names(design.kernels.begin(), design.kernels.end());
    if (names.empty())
        return; // timed without data
    host["kernel"] = joined({names.begin(), names.end()}, ", ");
    if (names.size() == 1)
        return;
    for (std::size_t l = 0; l < design.kernels.size(); ++l) {
        const auto op = static_cast<std::size_t>(design.placed.placement.layers[l].op);
        host["kernel_by_layer"].push_back(
            {{"name", design.placed.network.ops[op].name}, {"kernel", design.kernels[l]}});
    }
}

std::optional<FolderLock> open_results(const Config &config) {
    if (!common::launch().is_first())
        return std::nullopt;
    const std::filesystem::path folder = config.run.out;
    std::error_code fault;
    std::filesystem::create_directories(folder, fault);
    if (fault)
        throw ConfigError("run.out: cannot write into '" + folder.string() + "' (" +
                          fault.message() + "); name another folder");
    try {
        return std::optional<FolderLock>(std::in_place, folder);
    } catch (const std::invalid_argument &reason) {
        throw ConfigError(std::string("run.out: ") + reason.what());
    }
}

std::string result_file(const Config &config, const std::string &name) {
    return (std::filesystem::path(config.run.out) / name).string();
}

void add_config(const Config &config, nn::ResultFiles &files) {
    files.add(result_file(config, "config.cfg"), resolved(config));
}

void add_report(const Config &config, const Json &report, nn::ResultFiles &files) {
    Json whole = report;
    whole["warnings"] = warnings_report(warnings_of(config, report));
    files.add(result_file(config, "report.json"), json_text(whole, 2) + "\n");
    whole["config"] = resolved(config);
    files.add(result_file(config, "report.html"), html_report(nlohmann::json(whole)));
    add_config(config, files);
}

void write_report(const Config &config, const Json &report) {
    nn::ResultFiles files;
    add_report(config, report, files);
    files.keep();
}

} // namespace apps
