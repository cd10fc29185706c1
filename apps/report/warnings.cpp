// SPDX-License-Identifier: Apache-2.0
#include "apps/report/warnings.h"

#include "apps/config/layer_entries.h"
#include "apps/design/mapped_design.h"
#include "apps/report/explore_warnings.h"
#include "apps/util/quantity.h"
#include "apps/util/text.h"
#include "models/cost/parts.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace apps {

using Json = nlohmann::ordered_json;

namespace {

bool sweeps(const Config &config, const std::string &key) {
    const auto names = [&](const GeneSpec &axis) { return axis.key == key; };
    return std::any_of(config.grid.begin(), config.grid.end(), names) ||
           std::any_of(config.list.begin(), config.list.end(), names);
}

/// The parts of a report that have an accuracy of chips: itself, points of a sweep, designs that
/// were measured again.
std::vector<Json> measurements(const Json &report) {
    std::vector<Json> found;
    const auto add = [&](const Json &owner) {
        if (owner.contains("accuracy") && owner["accuracy"].contains("mean"))
            found.push_back(owner["accuracy"]);
    };
    add(report);
    if (report.contains("sweep"))
        for (const Json &point : report["sweep"]["points"])
            add(point);
    if (report.contains("search") && report["search"].contains("verified"))
        for (const Json &design : report["search"]["verified"])
            add(design);
    return found;
}

bool assumes_normalisation(const Json &report) {
    const auto assumes = [](const Json &owner) {
        return owner.value("normalisation", "") == "assumed";
    };
    for (const char *part : {"network", "search", "training"})
        if (report.contains(part) && assumes(report[part]))
            return true;
    return report.contains("sweep") &&
           std::any_of(report["sweep"]["points"].begin(), report["sweep"]["points"].end(), assumes);
}

bool has_energy(const Json &report) {
    return report.contains("energy_pj") || report.contains("search") ||
           (report.contains("sweep") &&
            std::any_of(report["sweep"]["points"].begin(), report["sweep"]["points"].end(),
                        [](const Json &point) { return point.contains("energy_pj"); }));
}

void add_network_warnings(const Config &config, const Json &report, std::vector<Warning> &due) {
    if (config.network.file.empty() && config.network.onnx.empty() &&
        !sweeps(config, "network.file") && !sweeps(config, "network.onnx") &&
        !measurements(report).empty())
        due.push_back({"untrained_weights",
                       "the weights are random: neither network.file nor network.onnx names a "
                       "trained network, so that its accuracy is chance (crossweave train writes "
                       "one)"});
    if (assumes_normalisation(report))
        due.push_back({"assumed_normalisation",
                       "neither the ONNX file nor the config says what the network expects of its "
                       "pixels: pixel / 255 is assumed; network.divisor, network.mean and "
                       "network.deviation say otherwise"});
    if (const Json nodes = report.value("training", Json::object()).value("taken_as_relu", Json());
        !nodes.empty())
        due.push_back({"taken_as_relu",
                       nodes[0].get<std::string>() +
                           (nodes.size() > 1 ? " and " + std::to_string(nodes.size() - 1) +
                                                   " more are trained as ReLU"
                                             : " is trained as ReLU") +
                           ": on the images that were compared nothing of it beyond that was seen, "
                           "and what is written has Relu in its place"});
    if (!config.run.data && has_energy(report))
        due.push_back({"even_bits", "run.data = no: energies are those of evenly distributed input "
                                    "bits, and there is no accuracy"});
}

/// Half of the chips' part of an interval; 0 where there is none, or chips are missing.
double half_width_of(const Json &accuracy) {
    const Json chips = accuracy.value("ci95_chips", Json());
    return !accuracy.contains("interrupted") && chips.is_array() && chips.size() == 2
               ? (chips[1].get<double>() - chips[0].get<double>()) / 2
               : 0;
}

/// An interval that stayed wider than asked for when all chips were spent.
void add_half_width(const Config &config, const std::vector<Json> &all, std::vector<Warning> &due) {
    const double wanted = config.accuracy.half_width;
    if (wanted <= 0 || all.empty() || sweeps(config, "accuracy.half_width"))
        return;
    const auto narrower = [](const Json &a, const Json &b) {
        return half_width_of(a) < half_width_of(b);
    };
    const Json widest = *std::max_element(all.begin(), all.end(), narrower);
    if (const double half = half_width_of(widest); half > wanted)
        due.push_back({"half_width_not_reached",
                       "the chips' part of an interval is +- " + percent(half, 2) + " after " +
                           std::to_string(widest["chips"].get<int>()) +
                           " chips, wider than accuracy.half_width = " + number_text(wanted) +
                           "; a higher accuracy.chips narrows it"});
}

void add_accuracy_warnings(const Config &config, const Json &report, std::vector<Warning> &due) {
    const std::vector<Json> all = measurements(report);
    add_half_width(config, all, due);
    if (std::any_of(all.begin(), all.end(),
                    [](const Json &accuracy) { return accuracy["chips"] == 1; }))
        due.push_back({"one_chip", "an accuracy is that of one chip, which says nothing of the "
                                   "spread between chips: it has no standard deviation and no "
                                   "interval over chips (accuracy.chips)"});
    if (std::any_of(all.begin(), all.end(),
                    [](const Json &accuracy) { return accuracy.value("interrupted", false); }))
        due.push_back({"interrupted", "the measurement was stopped: fewer chips or references than "
                                      "asked for"});
}

void add_idle_power(const Config &config, std::vector<Warning> &due) {
    const std::vector<std::string> parts = cim::without_idle_power(config.chip, config.device);
    if (parts.empty())
        return;
    due.push_back({"no_idle_power",
                   "no power at rest is charged for " + joined(parts, ", ") +
                       ": the chip's config has none for them (its source gives none, or counts "
                       "it as power at work), so that the energy of an image lacks it beside chips "
                       "whose sources have it"});
}

/// Layers whose converters tell all levels apart.
void add_converter_bits(const Json &layers, std::vector<Warning> &due) {
    std::vector<std::string> exact;
    for (const Json &layer : layers)
        if (layer.value("adc_coarsest_lsb_levels", 2.0) <= 1)
            exact.push_back(layer["name"].get<std::string>());
    if (!exact.empty())
        due.push_back({"converter_bits_without_effect",
                       "a converter's code stands for one level or less in " +
                           (exact.size() == layers.size() ? "every layer" : joined(exact, ", ")) +
                           ": further bits (chip.tile.adc.bits, mapping.adc_bits) only resolve "
                           "what cells deviate by there, and change no product of ideal ones"});
}

/// Entries of lists for cells and converters of layers that have neither.
void add_idle_entries(const Config &config, const Json &layers, std::vector<Warning> &due) {
    std::map<std::string, std::vector<std::string>> names; // of layers, by key
    const cim::MappingSpec present =
        mapping_of_present_layers(with_layer_entries(config), config.network);
    for (const IdleEntry &idle : idle_entries(config, present, layers.size()))
        names[idle.key].push_back(layers[idle.layer]["name"].get<std::string>());
    std::vector<std::string> of;
    for (const auto &[key, in] : names)
        of.push_back(key + " of " + joined(in, ", "));
    if (!of.empty())
        due.push_back({"idle_layer_entries",
                       joined(of, "; ") + ": without effect, since tiles of these layers are "
                                          "digital (mapping.kind, chip.tile.compute), without "
                                          "converters or cells of several bits"});
}

/// Kinds of tiles that are not there.
void add_idle_kinds(const Json &kinds, std::vector<Warning> &due) {
    std::vector<std::string> idle;
    for (const Json &kind : kinds)
        if (kind.value("tiles", 1) == 0 && kind.value("name", "default") != "default")
            idle.push_back(kind["name"].get<std::string>());
    if (!idle.empty())
        due.push_back({"idle_kinds", "no layer runs on tiles of kind " + joined(idle, ", ") +
                                         " (mapping.kind), and the chip has none (count = 0)"});
}

/// Links that could move more in a cycle than a router gives them.
void add_idle_gating(const Config &config, const Json &report, std::vector<Warning> &due) {
    if (config.chip.gating.arrays && report.contains("segments"))
        due.push_back({"gating_without_effect",
                       "chip.gating.arrays: without effect, since the network runs in segments "
                       "(mapping.segments), for each of which all arrays are written"});
}

void add_wide_links(const cim::ChipSpec &chip, std::vector<Warning> &due) {
    const cim::LinkSpec &link = chip.package.link;
    const double bits = link.lanes * link.gbit_per_s / chip.clock_ghz;
    if (bits > chip.noc.flit_bits)
        due.push_back({"links_wider_than_flits",
                       "a link between chips could move " + number(bits) +
                           " bits a cycle, a router gives it a flit of chip.noc.flit_bits = " +
                           std::to_string(chip.noc.flit_bits) +
                           ": more lanes or a higher rate (chip.package.link.lanes, gbit_per_s) "
                           "cost area and change no time"});
}

} // namespace

std::vector<Warning> warnings_of(const Config &config, const Json &report) {
    std::vector<Warning> due;
    add_network_warnings(config, report, due);
    add_accuracy_warnings(config, report, due);
    if (has_energy(report))
        add_idle_power(config, due);
    add_idle_gating(config, report, due);
    if (report.contains("layers")) {
        add_converter_bits(report["layers"], due);
        add_idle_entries(config, report["layers"], due);
    }
    if (report.contains("kinds"))
        add_idle_kinds(report["kinds"], due);
    if (report.contains("package"))
        add_wide_links(config.chip, due);
    if (report.contains("search"))
        for (Warning &warning : search_warnings(report["search"]))
            due.push_back(std::move(warning));
    if (report.contains("sweep"))
        for (Warning &warning : sweep_warnings(config, report["sweep"]))
            due.push_back(std::move(warning));
    return due;
}

Json warnings_report(const std::vector<Warning> &warnings) {
    Json list = Json::array();
    for (const Warning &warning : warnings)
        list.push_back({{"name", warning.name}, {"text", warning.text}});
    return list;
}

void print_warnings(const std::vector<Warning> &warnings, std::ostream &out) {
    if (warnings.empty())
        return;
    out << "\nWarnings:\n";
    for (const Warning &warning : warnings) {
        std::string lines = wrapped(warning.text, 4);
        lines[2] = '-';
        out << lines;
    }
}

} // namespace apps
