// SPDX-License-Identifier: Apache-2.0
#include "apps/design/design.h"

#include "apps/config/tile_kinds.h"
#include "apps/design/expected_run.h"
#include "apps/design/shared_classification.h"
#include "apps/trace/timeline_files.h"
#include "models/estimate/stage_model.h"

#include <algorithm>

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

/// What is to be noted of the run.
cim::RunOptions run_options(const Config &config, const Fidelity &fidelity) {
    const bool links = !config.run.timeline.empty() || !config.run.vcd.empty();
    return {fidelity.timeline, links, false, config.run.stall_limit};
}

/// Runs so many images through the chip, segment after segment where it holds no more.
void run(const Config &config, const Fidelity &fidelity, const cim::RunData &data, int images,
         MeasuredDesign &design) {
    const cim::RunOptions options = run_options(config, fidelity);
    if (design.placed.segments.empty()) {
        design.chip = cim::run_chip(design.placed, data, images, options);
        return;
    }
    cim::SegmentsResult result = cim::run_segments(design.placed, data, images, options);
    design.chip = std::move(result.chip);
    design.segment_times = std::move(result.segments);
}

using Estimate = cim::TimingEstimate (*)(const cim::Design &);

/// The closed form; of several segments: all that comes before the last one, for all images, and
/// the first image there.
cim::TimingEstimate estimate(const cim::Design &placed, std::int64_t images, Estimate timing) {
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

/// Both closed forms beside what the chip has run.
void add_estimates(std::int64_t images, MeasuredDesign &design) {
    design.estimate = estimate(design.placed, images, cim::estimate_timing);
    design.stages = estimate(design.placed, images, cim::estimate_stages);
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

/// What follows from a run of the chip.
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

void simulate(const nn::Images &judging, const Config &config, const Fidelity &fidelity,
              const ProgrammedChip &chip, MeasuredDesign &design) {
    const int images = std::min(config.run.images, judging.count());
    design.placed = cim::with_network(std::move(design.placed), chip.network);
    run(config, fidelity, {chip.arrays.get(), judging.image(0)}, images, design);
    add_estimates(images, design);
    finish(config, design);
}

/// The network fitted to cells that do not vary, on such cells, and its converters' ranges.
struct PerfectFit {
    cim::Design placed;
    std::vector<cim::LayerRange> ranges;
    std::shared_ptr<const nn::WindowSample> windows;
};

/// Differs from `device` in the cells alone where these make no difference to the fit, or no
/// references are asked for.
PerfectFit perfect_fit(const Session &bench, const Config &config, const Fidelity &fidelity,
                       const Fitted &device) {
    PerfectFit fit{device.placed, device.ranges, device.windows};
    if (fidelity.references && fits_variation(bench, config)) {
        Config still = config;
        still.train.noise = false;
        fit.placed = cim::with_network(std::move(fit.placed), cut_out(bench, still));
        fit.ranges = calibrated_ranges(fit.placed, config, bench.data.train);
        fit.windows = recalibration_windows(fit.placed.network, config, bench.data.train);
    }
    Config perfect = config;
    change_devices(perfect, [](const cim::DeviceSpec &cell) { return cell.ideal(); });
    fit.placed = cim::with_chip(std::move(fit.placed), perfect.chip, perfect.device);
    return fit;
}

/// Accuracy and, if asked for, the budget: interrupted, that is left out. Returns chip 0; it has no
/// arrays if the measurement ended before.
ProgrammedChip classify(const Session &bench, const Config &config, const Fidelity &fidelity,
                        const OnPart &on_part, MeasuredDesign &design) {
    const Fitted device{design.placed, design.ranges,
                        recalibration_windows(design.placed.network, config, bench.data.train)};
    const PerfectFit perfect = perfect_fit(bench, config, fidelity, device);
    const Subject subject{device, {perfect.placed, perfect.ranges, perfect.windows}};
    const Classifying classifying{on_part, shares_in_pool(subject, config, bench.data, fidelity)};
    AccuracyRun run = measure_accuracy(subject, config, bench.data, fidelity, classifying);
    design.accuracy = std::move(run.accuracy);
    if (!fidelity.budget || config.accuracy.budget_chips == 0 || design.accuracy.interrupted)
        return std::move(run.first);
    Fidelity same_images = fidelity;
    same_images.images = design.accuracy.images;
    try {
        design.budget = measure_budget(subject, config, bench.data, same_images, classifying);
    } catch (const Interrupted &) {
        design.accuracy.interrupted = true;
    }
    return std::move(run.first);
}

/// A design in its place of which nothing is measured yet, or why it has none.
common::Expected<MeasuredDesign> unmeasured(common::Expected<cim::Design> placed) {
    if (!placed)
        return common::Unexpected(placed.error());
    MeasuredDesign design;
    design.placed = *std::move(placed);
    return design;
}

/// Likewise, with the ranges of its converters.
common::Expected<MeasuredDesign> ready(const Session &bench, const Config &config) {
    auto placed = unmeasured(map_design(bench, config, Held::InSegments));
    if (placed)
        placed->ranges = calibrated_ranges(placed->placed, config, bench.data.train);
    return placed;
}

void measure(const Session &bench, const Config &config, const Fidelity &fidelity,
             const OnPart &on_part, MeasuredDesign &design) {
    ProgrammedChip chip = classify(bench, config, fidelity, on_part, design);
    if (fidelity.simulate && !chip.arrays) // another process had chip 0, or was still at it
        chip = program_chip({design.placed, design.ranges}, config, bench.data.train, 0,
                            fidelity.threads);
    for (std::size_t l = 0; chip.arrays && l < design.placed.placement.layers.size(); ++l)
        design.kernels.push_back(chip.arrays->method_names(static_cast<int>(l)));
    if (fidelity.simulate)
        simulate(judged_by(bench.data, fidelity), config, fidelity, chip, design);
}

common::Expected<MeasuredDesign> measured(const Session &bench, const Config &config,
                                          const Fidelity &fidelity, const OnPart &on_part) {
    auto design = ready(bench, config);
    if (design)
        measure(bench, config, fidelity, on_part, *design);
    return design;
}

common::Expected<MeasuredDesign> measured_by_turns(const Session &bench, const Config &config,
                                                   const Fidelity &fidelity,
                                                   const GoesOn &goes_on) {
    const OnPart always = [](int, int) { return true; };
    auto design = ready(bench, config);
    if (!design)
        return design;
    MeasuredDesign others = *design; // as it is before the first chip recalibrates it
    Fidelity first = fidelity, rest = fidelity;
    first.chips = rest.first_chip = 1;
    rest.chips = fidelity.chips - 1;
    measure(bench, config, first, always, *design);
    if (rest.chips == 0 || !goes_on(*design))
        return design;
    classify(bench, config, rest, always, others);
    Accuracy &accuracy = design->accuracy;
    std::vector<double> chips = accuracy.chips;
    chips.insert(chips.end(), others.accuracy.chips.begin(), others.accuracy.chips.end());
    accuracy = summarise(chips, accuracy.images);
    return design;
}

common::Expected<MeasuredDesign> timed(nn::QuantizedNetwork network, const Config &config,
                                       const Fidelity &fidelity) {
    auto placed = unmeasured(place_design(config, std::move(network), Held::InSegments));
    if (!placed)
        return placed;
    MeasuredDesign &design = *placed;
    run(config, fidelity, {}, config.run.images, design);
    add_estimates(config.run.images, design);
    finish(config, design);
    return placed;
}

/// A chip that stalls is a design that cannot be used.
template <class Measure> common::Expected<MeasuredDesign> unless_stalled(Measure measure) {
    try {
        return measure();
    } catch (const cim::ChipStalled &stall) {
        return common::Unexpected(stall.what());
    }
}

} // namespace

common::Expected<MeasuredDesign> measure_design(const Session &bench, const Config &config,
                                                const Fidelity &fidelity, const OnPart &on_part) {
    return unless_stalled([&] { return measured(bench, config, fidelity, on_part); });
}

common::Expected<MeasuredDesign> measure_design(const Session &bench, const Config &config,
                                                const Fidelity &fidelity, const GoesOn &goes_on) {
    return unless_stalled([&] { return measured_by_turns(bench, config, fidelity, goes_on); });
}

common::Expected<MeasuredDesign> time_design(nn::QuantizedNetwork network, const Config &config,
                                             const Fidelity &fidelity) {
    return unless_stalled([&] { return timed(std::move(network), config, fidelity); });
}

common::Expected<MeasuredDesign> estimate_design(nn::QuantizedNetwork network,
                                                 const Config &config) {
    auto placed = unmeasured(place_design(config, std::move(network), Held::InSegments));
    if (!placed)
        return placed;
    MeasuredDesign &design = *placed;
    // Of several segments every image of a run counts: their cells are written once for all.
    const int images = design.placed.segments.empty() ? 1 : config.run.images;
    design.estimate = estimate(design.placed, images, cim::estimate_stages);
    design.chip = expected_run(design.placed, design.estimate, images);
    finish(config, design);
    return placed;
}

namespace {

/// What config.run.images images do without their data.
cim::ChipResult record(const cim::Design &design, const Config &config, cim::RunOptions options) {
    options.stall_limit = config.run.stall_limit;
    return cim::run_chip(design, {}, config.run.images, options);
}

/// For each node whether the socket `way` ("to_router", "from_router") of its network interface
/// has such a name.
std::vector<bool> matching_sockets(const std::vector<std::string> &doors, const std::string &way,
                                   const std::string &pattern) {
    std::vector<bool> match;
    for (const std::string &door : doors)
        match.push_back(!door.empty() && matches(pattern, door + "." + way));
    return match;
}

void keep_socket(cim::PacketTrace &trace, const std::vector<std::string> &doors,
                 const std::string &pattern) {
    const std::vector<bool> senders = matching_sockets(doors, "to_router", pattern);
    const std::vector<bool> receivers = matching_sockets(doors, "from_router", pattern);
    const auto chosen = [](const std::vector<bool> &nodes, int node) {
        return nodes[static_cast<std::size_t>(node)];
    };
    const std::vector<bool> none(senders.size());
    if (senders == none && receivers == none)
        throw ConfigError("--socket: no socket has a name like '" + pattern +
                          "'; chip.tile0.noc.to_router is one, chip.tile*.noc.* matches "
                          "those of all tiles");
    auto &packets = trace.packets;
    packets.erase(std::remove_if(packets.begin(), packets.end(),
                                 [&](const cim::PacketRecord &packet) {
                                     return !chosen(senders, packet.from) &&
                                            std::none_of(
                                                packet.to.begin(), packet.to.end(),
                                                [&](int node) { return chosen(receivers, node); });
                                 }),
                  packets.end());
}

} // namespace

cim::PacketTrace record_packets(nn::QuantizedNetwork network, const Config &config,
                                const std::string &socket) {
    const cim::Design design = common::value_of(place_design(config, std::move(network)));
    cim::RunOptions options;
    options.packets = true;
    cim::ChipResult result = record(design, config, options);
    if (!socket.empty())
        keep_socket(result.packets, result.names.doors, socket);
    return std::move(result.packets);
}

cim::MemoryTrace record_memory(nn::QuantizedNetwork network, const Config &config) {
    cim::RunOptions options;
    options.memory = true;
    return record(common::value_of(place_design(config, std::move(network))), config, options)
        .memory;
}

} // namespace apps
