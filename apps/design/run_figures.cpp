// SPDX-License-Identifier: Apache-2.0
#include "apps/design/run_figures.h"

#include "models/estimate/stage_model.h"

namespace apps {

namespace {

void add(cim::ByComponent &sum, const cim::ByComponent &part, double factor) {
    for (const auto &[component, value] : part)
        sum[component] += value * factor;
}

/// What the chip is built of: every segment uses the same tiles.
const cim::Placement &on_chip(const cim::Design &design) {
    return design.segments.empty() ? design.placement : design.segments.front().placement;
}

Energy energy_per_inference(const MeasuredDesign &design, const Config &config,
                            double inference_ns) {
    const double images = static_cast<double>(design.chip.done_cycle.size());
    Energy energy;
    for (std::size_t i = 0; i < design.placed.placement.layers.size(); ++i) {
        const cim::ByComponent all = cim::layer_energy_pj(
            design.placed.chip, config.device, design.placed.placement.layers[i],
            design.chip.layers[i], design.chip.reads[i]);
        energy.by_layer.emplace_back();
        add(energy.by_layer.back(), all, 1 / images);
        add(energy.dynamic, energy.by_layer.back(), 1);
    }
    const cim::LayerPlacement &first = design.placed.placement.layers.front();
    add(energy.shared,
        cim::shared_energy_pj(first.on(config.chip), first.on(config.device), design.chip.totals),
        1 / images);
    if (!design.placed.segments.empty()) // every run writes all cells
        energy.shared["programming"] += design.programming.energy_pj / images;
    for (const std::int64_t wakes : design.chip.power.wakes)
        if (wakes > 0)
            energy.shared["wake"] += config.chip.gating.wake_pj * double(wakes) / images;
    add(energy.dynamic, energy.shared, 1);
    add(energy.leakage,
        cim::leakage_mw(config.chip, config.device, on_chip(design.placed),
                        design.chip.power.powered),
        inference_ns); // 1 mW x 1 ns = 1 pJ
    return energy;
}

/// Writing the cells: once, or for every segment.
cim::Programming programming(const cim::Design &design) {
    if (design.segments.empty())
        return cim::programming(design.chip, design.device, design.placement);
    cim::Programming all;
    for (const cim::Design &segment : design.segments) {
        const cim::Programming one = programming(segment);
        all.energy_pj += one.energy_pj;
        all.latency_ns += one.latency_ns;
        all.cells += one.cells;
    }
    return all;
}

/// Each segment names its kinds by itself.
bool same_kind(const std::shared_ptr<const cim::KindOnChip> &a,
               const std::shared_ptr<const cim::KindOnChip> &b) {
    return a && b ? a->name == b->name : a == b;
}

std::vector<KindFigures> figures_by_kind(const MeasuredDesign &design, const Config &config) {
    const cim::Placement &placement = on_chip(design.placed);
    const std::vector<cim::KindCost> costs =
        cim::cost_by_kind(config.chip, config.device, placement, design.chip.power.powered);
    const std::vector<cim::KindTiles> spare = placement.spare_tiles();
    std::vector<KindFigures> kinds;
    for (std::size_t k = 0; k < placement.kinds.size(); ++k) {
        const auto &kind = placement.kinds[k];
        KindFigures figures{kind.kind ? kind.kind->name : "default",
                            0,
                            kind.tiles,
                            spare[k].tiles,
                            {},
                            costs[k].area_um2,
                            costs[k].leakage_mw};
        const auto &layers = design.placed.placement.layers; // of all segments
        for (std::size_t l = 0; l < layers.size(); ++l)
            if (same_kind(layers[l].kind, kind.kind)) {
                ++figures.layers;
                add(figures.energy_pj, design.energy.by_layer[l], 1);
            }
        kinds.push_back(std::move(figures));
    }
    return kinds;
}

} // namespace

cim::TimingEstimate estimated(const cim::Design &placed, std::int64_t images, Estimate timing) {
    if (placed.segments.empty())
        return timing(placed);
    cim::TimingEstimate all;
    std::int64_t now = 0;
    for (const cim::Design &segment : placed.segments) {
        const cim::TimingEstimate one = timing(segment);
        now += cim::programming_cycles(segment);
        all.latency_cycles = now + one.latency_cycles;
        now = all.latency_cycles + (images - 1) * one.interval_cycles;
        all.layer_busy.insert(all.layer_busy.end(), one.layer_busy.begin(), one.layer_busy.end());
    }
    all.interval_cycles = now / images;
    return all;
}

void add_estimates(std::int64_t images, MeasuredDesign &design) {
    design.estimate = estimated(design.placed, images, cim::estimate_timing);
    design.stages = estimated(design.placed, images, cim::estimate_stages);
}

void finish(const Config &config, MeasuredDesign &design) {
    design.programming = programming(design.placed);
    design.latency_ns = static_cast<double>(design.chip.cycles) * config.chip.period_ns();
    design.interval =
        design.chip.interval.at_least(static_cast<double>(design.estimate.interval_cycles));
    const double inference_ns = design.interval.cycles * config.chip.period_ns();
    design.throughput_ips = 1e9 / inference_ns;
    design.energy = energy_per_inference(design, config, inference_ns);
    design.area_um2 = cim::area_um2(config.chip, config.device, on_chip(design.placed));
    design.kinds = figures_by_kind(design, config);
}

} // namespace apps
