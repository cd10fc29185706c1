// SPDX-License-Identifier: Apache-2.0
#include "apps/design/expected_run.h"

#include "models/estimate/expected_reads.h"
#include "models/estimate/memory_flow.h"
#include "tlm/system/segment_run.h"

namespace apps {

namespace {

cim::LayerCounts times(cim::LayerCounts counts, int images) {
    for (std::int64_t *count :
         {&counts.windows, &counts.mvms, &counts.reads, &counts.conversions, &counts.flits,
          &counts.flit_hops, &counts.flit_spans, &counts.link_flits, &counts.vector_ops,
          &counts.buffer_reads, &counts.buffer_writes})
        *count *= images;
    return counts;
}

cim::ReadCounts times(cim::ReadCounts counts, std::int64_t products) {
    for (std::int64_t *count : {&counts.mvms, &counts.reads, &counts.conversions,
                                &counts.active_rows, &counts.row_levels})
        *count *= products;
    return counts;
}

/// What one image reads in all arrays of a layer.
cim::ReadCounts reads_of(const cim::Design &placed, const cim::LayerPlacement &layer) {
    const cim::PeSpec &pe = layer.on(placed.chip).tile.pe;
    const cim::DeviceSpec &device = layer.on(placed.device);
    cim::ReadCounts all;
    for (std::size_t i = 0; i < layer.arrays.size(); ++i)
        all += times(cim::expected_reads(pe, device, layer, static_cast<int>(i)),
                     cim::windows_of_copy(layer, layer.arrays[i].copy));
    return all;
}

void add(const cim::Design &placed, int images, cim::ChipResult &run) {
    const cim::NetworkCounts one = cim::count_work(placed);
    for (const cim::LayerCounts &layer : one.layers)
        run.layers.push_back(times(layer, images));
    for (const cim::LayerPlacement &layer : placed.placement.layers)
        run.reads.push_back(times(reads_of(placed, layer), images));
    cim::NetworkCounts &all = run.totals;
    all.layers = run.layers;
    all.input_flits += one.input_flits * images;
    all.input_flit_hops += one.input_flit_hops * images;
    all.input_flit_spans += one.input_flit_spans * images;
    all.input_link_flits += one.input_link_flits * images;
    all.global_buffer_bytes += one.global_buffer_bytes * images;
    all.dram_bytes += one.dram_bytes * images;
    all.dram_rows += one.dram_rows * images;
}

/// What a segment is written with comes from memory, once for all images.
void add_weights(const cim::Design &segment, cim::ChipResult &run) {
    const std::int64_t bytes = cim::weight_bytes(segment), row = segment.chip.dram.row_bytes;
    run.totals.dram_bytes += bytes;
    if (row > 0)
        run.totals.dram_rows += (bytes + row - 1) / row;
}

} // namespace

cim::ChipResult expected_run(const cim::Design &placed, const cim::TimingEstimate &time,
                             int images) {
    cim::ChipResult run;
    if (placed.segments.empty())
        add(placed, images, run);
    for (const cim::Design &segment : placed.segments) {
        add(segment, images, run);
        add_weights(segment, run);
    }
    for (int image = 0; image < images; ++image)
        run.done_cycle.push_back(time.latency_cycles + image * time.interval_cycles);
    run.cycles = time.latency_cycles;
    run.end_cycle = run.done_cycle.back();
    run.interval.cycles = static_cast<double>(time.interval_cycles);
    run.totals.dram_refreshes = cim::dram_refreshes(placed.chip, run.end_cycle);
    return run;
}

} // namespace apps
