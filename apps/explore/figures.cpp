// SPDX-License-Identifier: Apache-2.0
#include "apps/explore/figures.h"

#include "apps/design/design.h"

#include <algorithm>
#include <set>

namespace apps {

namespace {

using Of = double (*)(const Config &, const MeasuredDesign &);

/// Two for each multiply-accumulate of an image.
double operations(const MeasuredDesign &design) {
    return 2 * static_cast<double>(design.placed.network.macs());
}

double area_um2(const MeasuredDesign &design) { return cim::total(design.area_um2); }

double tiles(const MeasuredDesign &design) {
    std::set<int> used;
    for (const cim::LayerPlacement &layer : design.placed.placement.layers)
        used.insert(layer.tiles.begin(), layer.tiles.end());
    return static_cast<double>(used.size());
}

double tera_operations_per_s(const MeasuredDesign &design) {
    return operations(design) * design.throughput_ips * 1e-12;
}

constexpr Of edp = [](const Config &, const MeasuredDesign &design) {
    return design.energy.total() * design.latency_ns;
};

} // namespace

const std::vector<Figure> &known_figures() {
    static const std::vector<Figure> all{
        {"accuracy", "1", "mean of the chips", "error",
         [](const Config &, const MeasuredDesign &d) { return d.accuracy.mean; }, true},
        {"error", "1", "1 - accuracy", nullptr,
         [](const Config &, const MeasuredDesign &d) { return 1 - d.accuracy.mean; }, true},
        {"worst_error", "1", "of the worst chip", nullptr,
         [](const Config &, const MeasuredDesign &d) { return 1 - d.accuracy.worst; }, true},
        {"energy_pj", "pJ", "of an inference", nullptr,
         [](const Config &, const MeasuredDesign &d) { return d.energy.total(); }},
        {"dynamic_energy_pj", "pJ", "of an inference, without leakage and idle parts", nullptr,
         [](const Config &, const MeasuredDesign &d) { return cim::total(d.energy.dynamic); }},
        {"latency_ns", "ns", "of an image, the first one on an empty chip", nullptr,
         [](const Config &, const MeasuredDesign &d) { return d.latency_ns; }},
        {"interval_ns", "ns", "between two images", nullptr,
         [](const Config &config, const MeasuredDesign &d) {
             return d.interval.cycles * config.chip.period_ns();
         }},
        {"area_um2", "um2", "of the chip", nullptr,
         [](const Config &, const MeasuredDesign &d) { return area_um2(d); }},
        {"edp", "pJ ns", "energy_pj x latency_ns", nullptr, edp},
        {"edap", "pJ ns um2", "energy_pj x latency_ns x area_um2", nullptr,
         [](const Config &config, const MeasuredDesign &d) {
             return edp(config, d) * area_um2(d);
         }},
        {"tops_per_watt", "TOPS/W", "two operations a multiply-accumulate", "pj_per_operation",
         [](const Config &, const MeasuredDesign &d) { return operations(d) / d.energy.total(); }},
        {"pj_per_operation", "pJ", "1 / tops_per_watt", nullptr,
         [](const Config &, const MeasuredDesign &d) { return d.energy.total() / operations(d); }},
        {"tops_per_mm2", "TOPS/mm2", "at the rate of one image an interval", "mm2_per_tops",
         [](const Config &, const MeasuredDesign &d) {
             return tera_operations_per_s(d) / (area_um2(d) * 1e-6);
         }},
        {"mm2_per_tops", "mm2/TOPS", "1 / tops_per_mm2", nullptr,
         [](const Config &, const MeasuredDesign &d) {
             return area_um2(d) * 1e-6 / tera_operations_per_s(d);
         }},
        {"arrays", "1", "that hold weights", nullptr,
         [](const Config &, const MeasuredDesign &d) {
             return static_cast<double>(d.placed.placement.arrays);
         }},
        {"tiles", "1", "that hold weights", nullptr,
         [](const Config &, const MeasuredDesign &d) { return tiles(d); }},
        {"weights", "1", "of the network", nullptr,
         [](const Config &, const MeasuredDesign &d) {
             return static_cast<double>(d.placed.network.weights());
         }},
    };
    return all;
}

const Figure *find_figure(const std::string &name) {
    const auto &all = known_figures();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Figure &one) { return one.name == name; });
    return found == all.end() ? nullptr : &*found;
}

std::string figure_list() {
    std::string list;
    for (const Figure &one : known_figures())
        list += (list.empty() ? "" : ", ") + std::string(one.name);
    return list;
}

std::vector<std::string> names_of_accuracy() {
    std::vector<std::string> names;
    for (const Figure &one : known_figures())
        if (one.of_accuracy)
            names.push_back(one.name);
    return names;
}

namespace {

Figures figures_with(const Config &config, const MeasuredDesign &design, bool of_accuracy,
                     bool others) {
    Figures figures;
    for (const Figure &one : known_figures())
        if (one.of_accuracy ? of_accuracy : others)
            figures[one.name] = one.of(config, design);
    return figures;
}

} // namespace

Figures figures_of(const Config &config, const MeasuredDesign &design) {
    return figures_with(config, design, true, true);
}

Figures estimated_figures_of(const Config &config, const MeasuredDesign &design) {
    return figures_with(config, design, false, true);
}

Figures measured_figures_of(const Config &config, const MeasuredDesign &design) {
    return figures_with(config, design, true, false);
}

} // namespace apps
