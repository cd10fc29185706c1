// SPDX-License-Identifier: Apache-2.0
#include "tlm/system/segment_run.h"

#include "common/kind.h"
#include "models/cost/cost.h"

#include <algorithm>
#include <map>

namespace cim {

namespace {

template <class T> void append(std::vector<T> &list, const std::vector<T> &more) {
    list.insert(list.end(), more.begin(), more.end());
}

/// Runs a segment whose first matrix layer is number `first` of all.
ChipResult run_segment(const Design &segment, int first, RunData data, int count,
                       const RunOptions &options) {
    if (data.arrays == nullptr)
        return run_chip(segment, {}, count, options);
    const CrossbarMatMul arrays(*data.arrays, first, segment.network);
    data.arrays = &arrays;
    return run_chip(segment, data, count, options);
}

void add(std::vector<RouterLoad> &all, const std::vector<RouterLoad> &segment) {
    std::map<int, std::size_t> known;
    for (std::size_t i = 0; i < all.size(); ++i)
        known[all[i].router] = i;
    for (const RouterLoad &load : segment) {
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

/// Segments number their tiles alike.
void add(UnitNames &all, const UnitNames &segment) {
    all.chip = segment.chip;
    all.global_buffer = segment.global_buffer;
    all.tiles.resize(std::max(all.tiles.size(), segment.tiles.size()));
    for (std::size_t tile = 0; tile < segment.tiles.size(); ++tile)
        if (!segment.tiles[tile].empty())
            all.tiles[tile] = segment.tiles[tile];
}

void add_timeline(ChipResult &all, const ChipResult &segment, const SegmentTime &time) {
    Timeline writing;
    writing.add(writing.unit(writer(segment.names)), {0, time.programming_cycles, Doing::Work});
    all.timeline.append(writing, time.begin);
    all.timeline.append(segment.timeline, time.start());
}

/// What held up a segment's result: the last image's, or, in the last segment, the first one's.
void add_critical_path(ChipResult &all, const ChipResult &segment, const SegmentTime &time) {
    all.critical_path.push_back(
        {writer(segment.names), PathLeg::What::WritesCells, {}, time.begin, time.start()});
    for (PathLeg leg : segment.critical_path) {
        leg.begin += time.start();
        leg.end += time.start();
        all.critical_path.push_back(leg);
    }
}

/// Segments follow one another, so that a peak is the largest of theirs.
void add_counters(ChipResult &all, const ChipResult &segment) {
    all.meanings.insert(segment.meanings.begin(), segment.meanings.end());
    for (const auto &[name, value] : segment.counters) {
        double &before = all.counters[name];
        before =
            all.meanings.at(common::kind_of(name)).peak ? std::max(before, value) : before + value;
    }
}

/// Adds what one segment did to what was done before it.
void add(ChipResult &all, const ChipResult &segment) {
    add(all.names, segment.names);
    all.logits = segment.logits;
    append(all.layers, segment.layers);
    append(all.reads, segment.reads);
    append(all.layer_time, segment.layer_time);
    add(all.routers, segment.routers);
    NetworkCounts &sum = all.totals;
    append(sum.layers, segment.totals.layers);
    sum.input_flits += segment.totals.input_flits;
    sum.input_flit_hops += segment.totals.input_flit_hops;
    sum.input_flit_spans += segment.totals.input_flit_spans;
    sum.input_link_flits += segment.totals.input_link_flits;
    sum.global_buffer_bytes += segment.totals.global_buffer_bytes;
    sum.dram_bytes += segment.totals.dram_bytes;
    sum.dram_rows += segment.totals.dram_rows;
    sum.dram_refreshes += segment.totals.dram_refreshes;
    add_counters(all, segment);
    // Shares of a segment become shares of the whole run once its length is known.
    for (double busy : segment.array_busy)
        all.array_busy.push_back(busy * static_cast<double>(segment.end_cycle));
    for (double busy : segment.adc_busy)
        all.adc_busy.push_back(busy * static_cast<double>(segment.end_cycle));
}

} // namespace

std::int64_t weight_bytes(const Design &segment) {
    std::int64_t bits = 0;
    for (const LayerPlacement &layer : segment.placement.layers)
        bits +=
            std::int64_t{layer.gemm.rows} / layer.gemm.groups * layer.gemm.cols * layer.weight_bits;
    return (bits + 7) / 8;
}

std::int64_t programming_cycles(const Design &segment) {
    const Programming write = programming(segment.chip, segment.device, segment.placement);
    return std::max(static_cast<std::int64_t>(segment.chip.cycles(write.latency_ns)),
                    dram_cycles(segment.chip, weight_bytes(segment)));
}

SegmentsResult run_segments(const Design &design, const RunData &data, int count,
                            const RunOptions &options) {
    SegmentsResult result;
    ChipResult &all = result.chip;
    std::int64_t now = 0;
    int layers = 0; // before this segment
    RunData input = data;
    std::vector<std::uint8_t> maps;
    for (const Design &segment : design.segments) {
        const bool last = &segment == &design.segments.back();
        RunOptions noted = options;
        noted.packets = noted.memory = false;
        noted.to_last_image = !last;
        ChipResult run = run_segment(segment, layers, input, count, noted);
        maps = std::move(run.outputs);
        input.images = maps.data();
        layers += static_cast<int>(segment.placement.layers.size());
        const SegmentTime time{static_cast<int>(segment.placement.layers.size()), now,
                               programming_cycles(segment), run.end_cycle};
        result.segments.push_back(time);
        add(all, run);
        if (options.timeline || options.links)
            add_timeline(all, run, time);
        if (options.timeline)
            add_critical_path(all, run, time);
        all.totals.dram_bytes += weight_bytes(segment);
        if (const int row = segment.chip.dram.row_bytes; row > 0)
            all.totals.dram_rows += (weight_bytes(segment) + row - 1) / row;
        all.done_cycle.clear(); // the last segment makes the logits
        for (std::int64_t done : run.done_cycle)
            all.done_cycle.push_back(time.start() + done);
        now = time.end();
    }
    all.cycles = all.done_cycle.front();
    all.end_cycle = now;
    all.interval = {static_cast<double>(now) / count};
    all.counters[all.names.chip + ".dram.bytes"] = static_cast<double>(all.totals.dram_bytes);
    all.counters[all.names.chip + ".cycles"] = static_cast<double>(now);
    for (double &busy : all.array_busy)
        busy /= static_cast<double>(now);
    for (double &busy : all.adc_busy)
        busy /= static_cast<double>(now);
    return result;
}

} // namespace cim
