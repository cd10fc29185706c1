// SPDX-License-Identifier: Apache-2.0
#include "tlm/system/pass_run.h"

#include "models/cost/cost.h"
#include "models/mapping/dataflow.h"

#include <algorithm>
#include <map>

namespace cim {

namespace {

template <class T> void append(std::vector<T> &list, const std::vector<T> &more) {
    list.insert(list.end(), more.begin(), more.end());
}

/// Runs a pass whose first matrix layer is number `first` of all.
ChipResult run_pass(const Pass &pass, int first, const ChipSpec &chip, const DeviceSpec &device,
                    const PassData &data, int count, const RunOptions &options) {
    if (data.matmul == nullptr)
        return run_chip_timing(pass.network, pass.placement, chip, device, count, options);
    const CrossbarMatMul arrays(*data.matmul, first, pass.network);
    return run_chip(pass.network, pass.placement, chip, device, arrays, data.images,
                    data.first_image, count, options);
}

void add(std::vector<RouterLoad> &all, const std::vector<RouterLoad> &pass) {
    std::map<int, std::size_t> known;
    for (std::size_t i = 0; i < all.size(); ++i)
        known[all[i].router] = i;
    for (const RouterLoad &load : pass) {
        const auto same = known.find(load.router);
        if (same == known.end())
            all.push_back(load);
        else
            for (std::size_t output = 0; output < load.busy.size(); ++output)
                all[same->second].busy[output] += load.busy[output];
    }
}

/// The unit that writes the cells.
std::string writer(const UnitNames &names) { return names.chip + ".programming"; }

/// Passes number their tiles alike.
void add(UnitNames &all, const UnitNames &pass) {
    all.chip = pass.chip;
    all.global_buffer = pass.global_buffer;
    all.tiles.resize(std::max(all.tiles.size(), pass.tiles.size()));
    for (std::size_t tile = 0; tile < pass.tiles.size(); ++tile)
        if (!pass.tiles[tile].empty())
            all.tiles[tile] = pass.tiles[tile];
}

void add_timeline(ChipResult &all, const ChipResult &pass, const PassTime &time) {
    Timeline writing;
    writing.add(writing.unit(writer(pass.names)), {0, time.programming_cycles, Doing::Work});
    all.timeline.append(writing, time.begin);
    all.timeline.append(pass.timeline, time.start());
}

/// What held up a pass's result: the last image's, or, in the last pass, the first one's.
void add_critical_path(ChipResult &all, const ChipResult &pass, const PassTime &time) {
    all.critical_path.push_back(
        {writer(pass.names), PathLeg::What::WritesCells, {}, time.begin, time.start()});
    for (PathLeg leg : pass.critical_path) {
        leg.begin += time.start();
        leg.end += time.start();
        all.critical_path.push_back(leg);
    }
}

/// Adds what one pass did to what was done before it.
void add(ChipResult &all, const ChipResult &pass) {
    add(all.names, pass.names);
    all.logits = pass.logits;
    append(all.layers, pass.layers);
    append(all.reads, pass.reads);
    append(all.layer_time, pass.layer_time);
    add(all.routers, pass.routers);
    NetworkCounts &sum = all.totals;
    append(sum.layers, pass.totals.layers);
    sum.input_flits += pass.totals.input_flits;
    sum.input_flit_hops += pass.totals.input_flit_hops;
    sum.input_flit_spans += pass.totals.input_flit_spans;
    sum.global_buffer_bytes += pass.totals.global_buffer_bytes;
    sum.dram_bytes += pass.totals.dram_bytes;
    for (const auto &[name, count] : pass.counters)
        all.counters[name] += count;
    // Shares of a pass become shares of the whole run once its length is known.
    for (double busy : pass.array_busy)
        all.array_busy.push_back(busy * static_cast<double>(pass.end_cycle));
    for (double busy : pass.adc_busy)
        all.adc_busy.push_back(busy * static_cast<double>(pass.end_cycle));
}

} // namespace

std::int64_t weight_bytes(const Pass &pass) {
    std::int64_t bits = 0;
    for (const LayerPlacement &layer : pass.placement.layers)
        bits +=
            std::int64_t{layer.gemm.rows} / layer.gemm.groups * layer.gemm.cols * layer.weight_bits;
    return (bits + 7) / 8;
}

std::int64_t programming_cycles(const ChipSpec &chip, const DeviceSpec &device, const Pass &pass) {
    const Programming write = programming(chip, device, pass.placement);
    return std::max(static_cast<std::int64_t>(chip.cycles(write.latency_ns)),
                    dram_cycles(chip, weight_bytes(pass)));
}

PassesResult run_passes(const std::vector<Pass> &passes, const ChipSpec &chip,
                        const DeviceSpec &device, const PassData &data, int count,
                        const RunOptions &options) {
    PassesResult result;
    ChipResult &all = result.chip;
    std::int64_t now = 0;
    int layers = 0; // before this pass
    PassData input = data;
    std::vector<std::uint8_t> maps;
    for (const Pass &pass : passes) {
        const bool last = &pass == &passes.back();
        RunOptions noted = options;
        noted.packets = noted.memory = false;
        noted.to_last_image = !last;
        ChipResult run = run_pass(pass, layers, chip, device, input, count, noted);
        maps = std::move(run.outputs);
        input.images = maps.data();
        layers += static_cast<int>(pass.placement.layers.size());
        const PassTime time{static_cast<int>(pass.placement.layers.size()), now,
                            programming_cycles(chip, device, pass), run.end_cycle};
        result.passes.push_back(time);
        add(all, run);
        if (options.timeline || options.links)
            add_timeline(all, run, time);
        if (options.timeline)
            add_critical_path(all, run, time);
        all.totals.dram_bytes += weight_bytes(pass);
        all.done_cycle.clear(); // the last pass makes the logits
        for (std::int64_t done : run.done_cycle)
            all.done_cycle.push_back(time.start() + done);
        now = time.end();
    }
    all.cycles = all.done_cycle.front();
    all.end_cycle = now;
    all.interval = {static_cast<double>(now) / count};
    all.counters[all.names.chip + ".dram.bytes"] = all.totals.dram_bytes;
    for (double &busy : all.array_busy)
        busy /= static_cast<double>(now);
    for (double &busy : all.adc_busy)
        busy /= static_cast<double>(now);
    return result;
}

} // namespace cim
