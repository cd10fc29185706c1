// SPDX-License-Identifier: Apache-2.0
#include "apps/design/design.h"

#include "apps/config/tile_kinds.h"
#include "apps/design/expected_run.h"
#include "apps/design/run_figures.h"
#include "apps/design/shared_classification.h"
#include "models/estimate/stage_model.h"

#include <algorithm>

namespace apps {

namespace {

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
    design.estimate = estimated(design.placed, images, cim::estimate_stages);
    design.chip = expected_run(design.placed, design.estimate, images);
    finish(config, design);
    return placed;
}

} // namespace apps
