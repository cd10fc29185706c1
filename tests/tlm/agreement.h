// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/kind.h"
#include "tests/tlm/random_design.h"

#include <gtest/gtest.h>

#include <string>

namespace cim {

inline void expect_counts(const LayerCounts &chip, const LayerCounts &form, int images) {
    EXPECT_EQ(chip.windows, images * form.windows);
    EXPECT_EQ(chip.mvms, images * form.mvms);
    EXPECT_EQ(chip.reads, images * form.reads);
    EXPECT_EQ(chip.conversions, images * form.conversions);
    EXPECT_EQ(chip.flits, images * form.flits);
    EXPECT_EQ(chip.flit_hops, images * form.flit_hops);
    EXPECT_EQ(chip.flit_spans, images * form.flit_spans);
    EXPECT_EQ(chip.link_flits, images * form.link_flits);
    EXPECT_EQ(chip.vector_ops, images * form.vector_ops);
    EXPECT_EQ(chip.buffer_reads, images * form.buffer_reads);
    EXPECT_EQ(chip.buffer_writes, images * form.buffer_writes);
}

/// What units declare adds up to what energy is counted from.
inline void expect_totals(const ChipResult &result) {
    const auto sum = [&](const std::string &counter) {
        double all = 0;
        for (const auto &[name, value] : result.counters)
            if (common::kind_of(name) == counter)
                all += value;
        return all;
    };
    LayerCounts all;
    for (const LayerCounts &layer : result.layers) {
        all.flits += layer.flits;
        all.mvms += layer.mvms;
        all.conversions += layer.conversions;
        all.vector_ops += layer.vector_ops;
        all.buffer_reads += layer.buffer_reads;
    }
    EXPECT_EQ(sum("chip.tile.noc.flits"), all.flits);
    EXPECT_EQ(sum("chip.tile.array.mvms"), all.mvms);
    EXPECT_EQ(sum("chip.tile.adc.conversions"), all.conversions);
    EXPECT_EQ(sum("chip.tile.vector.elements"), all.vector_ops);
    EXPECT_EQ(sum("chip.tile.buffer.reads"), all.buffer_reads);
    EXPECT_EQ(sum("chip.global_buffer.noc.flits"), result.totals.input_flits);
    EXPECT_EQ(sum("chip.global_buffer.bytes"), result.totals.global_buffer_bytes);
    EXPECT_EQ(sum("chip.dma.bytes_read") + sum("chip.dma.bytes_written"), sum("chip.dram.bytes"));
    EXPECT_EQ(sum("chip.cycles"), result.end_cycle);
}

/// Logits bit for bit, every count of the closed form, never faster than the stage recurrence.
inline void expect_agreement(Bench &bench, int images) {
    const ChipResult result = bench.run(images, 5);
    EXPECT_EQ(result.logits, bench.expected(images, 5));

    const NetworkCounts work = bench.work();
    for (std::size_t l = 0; l < work.layers.size(); ++l) {
        SCOPED_TRACE("layer " + std::to_string(l));
        expect_counts(result.layers[l], work.layers[l], images);
    }
    EXPECT_EQ(result.totals.input_flits, images * work.input_flits);
    EXPECT_EQ(result.totals.input_flit_hops, images * work.input_flit_hops);
    EXPECT_EQ(result.totals.input_flit_spans, images * work.input_flit_spans);
    EXPECT_EQ(result.totals.input_link_flits, images * work.input_link_flits);
    EXPECT_EQ(result.totals.global_buffer_bytes, images * work.global_buffer_bytes);
    EXPECT_EQ(result.totals.dram_bytes, images * work.dram_bytes);
    expect_totals(result);
    EXPECT_GE(result.cycles, bench.estimate().latency_cycles);

    // The same without data: all but what depends on the data's bits.
    ChipResult timing = bench.timing(images);
    EXPECT_EQ(timing.done_cycle, result.done_cycle);
    EXPECT_TRUE(timing.logits.empty());
    for (const auto &[name, value] : result.counters)
        if (name.find("active_rows") == std::string::npos && name != "chip.dynamic_pj" &&
            name != "chip.energy_pj") {
            EXPECT_EQ(timing.counters[name], value) << name;
        }
}

} // namespace cim
