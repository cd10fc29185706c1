// SPDX-License-Identifier: Apache-2.0
#include "tlm/system/chip_run.h"

#include "common/kind.h"
#include "models/chip/adc.h"
#include "models/chip/adder_tree.h"
#include "models/estimate/layer_timing.h"
#include "tlm/base/kernel.h"
#include "tlm/system/platform.h"
#include "tlm/system/replay.h"

#include <algorithm>
#include <stdexcept>

namespace cim {

namespace {

/// Shares of the run for which arrays, converters and routers worked.
void add_utilisation(const Chip &chip, const ChipContext &context, ChipResult &result) {
    const double run = static_cast<double>(result.end_cycle);
    for (std::size_t l = 0; l < context.placement.layers.size(); ++l) {
        const LayerPlacement &layer = context.placement.layers[l];
        const MvmTiming timing = layer_timing(context.spec, context.device, layer);
        const double products =
            static_cast<double>(result.layers[l].mvms) / static_cast<double>(layer.arrays.size());
        const double all_converters = converters(layer.array, layer.adc.columns);
        result.array_busy.push_back(products * static_cast<double>(timing.interval) / run);
        if (is_digital(layer.on(context.spec))) {
            result.adc_busy.push_back(0);
            continue;
        }
        result.adc_busy.push_back(
            static_cast<double>(result.layers[l].conversions *
                                conversion_cycles(context.spec, layer.adc)) /
            (all_converters * static_cast<double>(layer.arrays.size()) * run));
    }
    for (int i = 0; i < chip.fabric.routers(); ++i)
        if (const Router *router = chip.fabric.router(i))
            result.routers.push_back({i, chip.fabric.router_name(i), router->busy()});
}

UnitNames names_of(const Chip &chip, const Interconnect &interconnect) {
    UnitNames names{chip.name(), chip.global_buffer.name(), {}, {}};
    names.doors.resize(static_cast<std::size_t>(interconnect.nodes()));
    names.doors[0] = chip.global_buffer.network.name();
    for (const auto &tile : chip.tiles()) {
        const int number = static_cast<int>(names.tiles.size());
        names.tiles.emplace_back(tile ? tile->name() : "");
        if (tile)
            names.doors[static_cast<std::size_t>(interconnect.node_of_tile(number))] =
                tile->network.name();
    }
    return names;
}

/// What the chip's units counted, and its memory as one of them, as in the config.
void add_counters(const Chip &chip, const Dram &dram, ChipResult &result) {
    const std::string memory = std::string(chip.name()) + ".";
    result.counters = values_of(chip, result.end_cycle);
    result.meanings = meanings_of(chip);
    for (const auto &[name, value] : values_of(dram, result.end_cycle))
        result.counters[memory + name] = value;
    for (const auto &[kind, meaning] : meanings_of(dram))
        result.meanings[common::kind_of(memory + kind)] = meaning;
}

ChipResult collect(Platform &platform, const ChipContext &context) {
    Chip &chip = platform.accelerator;
    Host &host = platform.host;
    ChipResult result;
    result.names = names_of(chip, context.placement.interconnect);
    result.logits = host.logits();
    result.outputs = std::move(host.outputs);
    result.done_cycle = chip.host_interface.done_cycle;
    const Cycle end = result.end_cycle = result.done_cycle.back();
    result.cycles = result.done_cycle.front();
    result.interval = steady_interval(result.done_cycle);

    ChipCounts counts = chip.counts();
    result.totals = std::move(counts.work);
    result.reads = std::move(counts.reads);
    result.totals.dram_rows = static_cast<std::int64_t>(platform.dram.rows_opened.value(end));
    result.totals.dram_refreshes = static_cast<std::int64_t>(platform.dram.refreshes.value(end));
    result.layers = result.totals.layers;
    for (const LayerPlacement &layer : context.placement.layers) {
        Tile &home = *chip.tiles()[static_cast<std::size_t>(layer.home)];
        result.layer_time.push_back(home.matrix->activity.time(end));
    }

    result.power = chip.power(end);
    add_counters(chip, platform.dram, result);
    add_utilisation(chip, context, result);
    return result;
}

std::string waiting_units(const Chip &chip) {
    std::string text;
    const char *separator = "";
    for (const Waiting &waiting : chip.waits()) {
        text += separator + waiting.unit + " waits for " + sentence(waiting.lack);
        separator = ", ";
    }
    return text;
}

/// Runs until nothing happens any more, or until nothing has been done for `limit` cycles.
void run_kernel(const Chip &chip, const Host &host, Clock &clock, Cycle limit) {
    if (limit == 0) {
        clock.run_ahead();
        return sc_core::sc_start();
    }
    std::int64_t done = -1;
    for (Cycle end = limit; !host.finished && host.error == JobError::None; end += limit) {
        // (1) A chip in which nothing is due any more stays at the cycle of its last event.
        if (end > limit && !sc_core::sc_pending_activity())
            return;
        // (2) Where nothing is due before this limit, time alone passes.
        clock.run_ahead(end);
        const sc_core::sc_time chunk = clock.until(end);
        if (end == limit || sc_core::sc_time_to_pending_activity() <= chunk)
            sc_core::sc_start(chunk, sc_core::SC_EXIT_ON_STARVATION);
        if (sc_core::sc_pending_activity() && chip.work_done() == done)
            throw ChipStalled("stalled: nothing done in the " + std::to_string(limit) +
                              " cycles before cycle " + std::to_string(end) + ": " +
                              waiting_units(chip));
        done = chip.work_done();
    }
}

PathEnds path_ends(const Chip &chip, const Placement &placement) {
    const auto last = static_cast<std::size_t>(placement.ops.back().tile);
    return {chip.host_interface.name(), chip.tiles()[last]->name()};
}

} // namespace

ChipResult run_chip(const Design &design, const RunData &data, int count,
                    const RunOptions &options) {
    if (count < 1)
        throw std::invalid_argument("the chip needs at least one image to run");
    Kernel kernel;
    try {
        // (1) Build the chip with its memory and its host.
        ChipState state(design, data.arrays);
        if (options.timeline || options.links)
            state.context.timeline = &state.timeline;
        if (options.packets)
            state.context.trace = &state.packets;
        Platform platform(state, {data.images, data.first_image, count}, {},
                          options.links ? &state.timeline : nullptr);
        const Chip &accelerator = platform.accelerator;
        const Host &host = platform.host;
        MemoryTrace memory;
        if (options.memory)
            platform.dram.trace = &memory;
        memory.name = std::string(accelerator.name()) + ".dram";
        // (2) Run until nothing happens any more.
        run_kernel(accelerator, host, state.clock, options.stall_limit);
        if (host.error != JobError::None)
            throw std::runtime_error("the chip ended its job with error " +
                                     std::to_string(static_cast<int>(host.error)) +
                                     " and TLM-2.0 status " + std::to_string(-host.fault));
        if (!host.finished)
            throw ChipStalled("deadlock at cycle " + std::to_string(state.clock.now()) + ": " +
                              waiting_units(accelerator));
        ChipResult result = collect(platform, state.context);
        if (options.timeline)
            result.critical_path =
                critical_path(state.timeline, path_ends(accelerator, design.placement),
                              options.to_last_image ? result.end_cycle : result.cycles);
        result.timeline = std::move(state.timeline);
        sort_packets(state.packets);
        result.packets = std::move(state.packets);
        result.memory = std::move(memory);
        return result;
    } catch (const sc_core::sc_report &report) {
        throw std::runtime_error(std::string("the chip's simulation failed: ") + report.what());
    }
}

} // namespace cim
