// SPDX-License-Identifier: Apache-2.0
#include "models/cost/cost.h"
#include "tlm/device/chip.h"

namespace cim {

namespace {

LayerCounts &operator+=(LayerCounts &sum, const Tile &tile) {
    sum.flits += tile.traffic.flits;
    sum.flit_hops += tile.traffic.flit_hops;
    sum.flit_spans += tile.traffic.flit_spans;
    sum.vector_ops += tile.vector.elements;
    sum.buffer_reads += tile.ports.reads;
    sum.buffer_writes += tile.ports.writes;
    if (tile.matrix) {
        sum.mvms += tile.matrix->counts.mvms;
        sum.reads += tile.matrix->counts.reads;
        sum.conversions += tile.matrix->counts.conversions;
    }
    return sum;
}

/// All counters of a tile under their names.
void name_counters(Tile &tile, Cycle end, std::map<std::string, std::int64_t> &counters) {
    const std::string name = tile.name();
    counters[name + ".noc.flits"] = tile.traffic.flits;
    counters[name + ".noc.packets"] = tile.network.packets;
    counters[name + ".vector.elements"] = tile.vector.elements;
    counters[name + ".vector.busy"] = tile.vector.busy;
    counters[name + ".noc.blocked"] = tile.blocked(end);
    counters[name + ".buffer.reads"] = tile.ports.reads;
    counters[name + ".buffer.writes"] = tile.ports.writes;
    counters[name + ".buffer.peak_bytes"] = tile.peak_bytes();
    if (!tile.matrix)
        return;
    const ReadCounts &reads = tile.matrix->counts;
    counters[name + ".array.mvms"] = reads.mvms;
    counters[name + ".array.reads"] = reads.reads;
    counters[name + ".array.active_rows"] = reads.active_rows;
    counters[name + ".adc.conversions"] = reads.conversions;
    const UnitTime time = tile.matrix->activity.time(end);
    counters[name + ".busy"] = time.busy;
    counters[name + ".starved"] = time.starved;
    counters[name + ".blocked"] = time.blocked;
}

} // namespace

ChipCounts Chip::counts() const {
    const std::size_t layers = context_.placement.layers.size();
    ChipCounts sum;
    sum.work.layers.resize(layers);
    sum.reads.resize(layers);
    for (const auto &tile : tiles_) {
        if (!tile || !tile->matrix)
            continue;
        const auto layer = static_cast<std::size_t>(tile->matrix->setup().index);
        sum.work.layers[layer] += *tile;
        sum.reads[layer] += tile->matrix->counts;
    }
    for (std::size_t l = 0; l < layers; ++l)
        sum.work.layers[l].windows =
            context_.placement.layers[l].gemm.vectors * host_interface.writing.images_out;
    sum.work.input_flits = global_buffer.traffic.flits;
    sum.work.input_flit_hops = global_buffer.traffic.flit_hops;
    sum.work.input_flit_spans = global_buffer.traffic.flit_spans;
    sum.work.global_buffer_bytes = global_buffer.bytes;
    sum.work.dram_bytes = host_interface.memory_bytes();
    return sum;
}

ChipTotals Chip::totals(Cycle end) const {
    ChipTotals sum;
    for (const LayerPlacement &layer : context_.placement.layers) {
        const UnitTime time = tile(layer.home).matrix->activity.time(end);
        sum.busy += time.busy;
        sum.starved += time.starved;
        sum.blocked += time.blocked;
    }
    const ChipCounts all = counts();
    for (std::size_t l = 0; l < context_.placement.layers.size(); ++l)
        sum.dynamic_pj +=
            total(layer_energy_pj(context_.spec, context_.device, context_.placement.layers[l],
                                  all.work.layers[l], all.reads[l]));
    sum.dynamic_pj += total(shared_energy_pj(context_.spec, context_.device, all.work));
    // 1 mW x 1 ns = 1 pJ
    sum.leakage_pj = total(leakage_mw(context_.spec, context_.device, context_.placement)) *
                     static_cast<double>(host_interface.busy(end)) * context_.spec.period_ns();
    return sum;
}

std::map<std::string, std::int64_t> Chip::counters(Cycle end) const {
    std::map<std::string, std::int64_t> all;
    for (const auto &tile : tiles_)
        if (tile)
            name_counters(*tile, end, all);
    for (int i = 0; i < fabric.routers(); ++i)
        if (const Router *router = fabric.router(i)) { // else no packet came to it
            all[fabric.router_name(i) + ".flits"] = router->flits;
            all[fabric.router_name(i) + ".packets"] = router->packets;
        }
    all[std::string(global_buffer.name()) + ".bytes"] = global_buffer.bytes;
    return all;
}

std::map<std::string, double> Chip::statistics(Cycle end) {
    std::map<std::string, double> all;
    for (const auto &[counter, value] : counters(end))
        all[counter] = static_cast<double>(value);
    const std::string chip = name(), dma = chip + ".dma";
    const auto put = [&all](const std::string &counter, std::int64_t value) {
        all[counter] = static_cast<double>(value);
    };
    const ChipTotals sum = totals(end);
    put(chip + ".cycles", end);
    put(chip + ".busy_cycles", host_interface.busy(end));
    put(chip + ".images", host_interface.writing.images_out);
    put(chip + ".compute.busy", sum.busy);
    put(chip + ".compute.starved", sum.starved);
    put(chip + ".compute.blocked", sum.blocked);
    all[chip + ".dynamic_pj"] = sum.dynamic_pj;
    all[chip + ".leakage_pj"] = sum.leakage_pj;
    all[chip + ".energy_pj"] = sum.dynamic_pj + sum.leakage_pj;
    const UnitTime read = host_interface.reading.activity.time(end);
    const UnitTime written = host_interface.writing.activity.time(end);
    put(dma + ".bytes_read", host_interface.bytes_read());
    put(dma + ".bytes_written", host_interface.bytes_written());
    put(dma + ".reading.busy", read.busy);
    put(dma + ".reading.blocked", read.blocked);
    put(dma + ".writing.busy", written.busy);
    put(dma + ".writing.starved", written.starved);
    return all;
}

void Chip::write_counters(std::ostream &out) {
    host_interface.latch();
    for (const RegisterInfo &row : register_map())
        if (row.access == RegisterAccess::ReadOnly)
            out << name() << '.' << row.name << ' ' << host_interface.registers.value(row.offset)
                << '\n';
    for (const auto &[counter, value] : counters(context_.clock.now()))
        out << counter << ' ' << value << '\n';
}

} // namespace cim
