// SPDX-License-Identifier: Apache-2.0
#include "tlm/chip_run.h"

#include "tlm/chip.h"
#include "tlm/host.h"
#include "tlm/kernel.h"

#include <stdexcept>

namespace cim {

namespace {

LayerCounts &operator+=(LayerCounts &sum, const Tile &tile) {
    sum.flits += tile.traffic.flits;
    sum.flit_hops += tile.traffic.flit_hops;
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

ChipResult collect(Chip &chip, Host &host, const ChipContext &context) {
    ChipResult result;
    result.logits = host.logits;
    result.done_cycle = chip.host_interface.done_cycle;
    const Cycle end = result.done_cycle.back();
    result.cycles = result.done_cycle.front();
    result.interval_cycles = static_cast<double>(result.cycles);
    if (const std::size_t images = result.done_cycle.size(); images > 1) {
        // the second half of the run: the pipeline is full
        const std::size_t first = images > 2 ? images / 2 - 1 : 0;
        result.interval_cycles = static_cast<double>(end - result.done_cycle[first]) /
                                 static_cast<double>(images - 1 - first);
    }

    const std::size_t layers = context.placement.layers.size();
    result.totals.layers.resize(layers);
    result.reads.resize(layers);
    for (const auto &tile : chip.tiles()) {
        name_counters(*tile, end, result.counters);
        if (!tile->matrix)
            continue;
        const auto layer = static_cast<std::size_t>(tile->matrix->setup().index);
        result.totals.layers[layer] += *tile;
        result.reads[layer] += tile->matrix->counts;
    }
    for (std::size_t l = 0; l < layers; ++l) {
        const LayerPlacement &layer = context.placement.layers[l];
        Tile &home = *chip.tiles()[static_cast<std::size_t>(layer.home)];
        result.totals.layers[l].windows = layer.gemm.vectors * context.images;
        result.layer_time.push_back(home.matrix->activity.time(end));
    }
    result.totals.input_flits = chip.global_buffer.traffic.flits;
    result.totals.input_flit_hops = chip.global_buffer.traffic.flit_hops;
    result.totals.global_buffer_bytes = chip.global_buffer.bytes;
    result.totals.dram_bytes = chip.dram.bytes;
    result.layers = result.totals.layers;

    for (int node = 0; node < chip.mesh.nodes(); ++node) {
        const Router &router = chip.mesh.router(node);
        const std::string name = "chip.router" + std::to_string(node);
        result.counters[name + ".flits"] = router.flits;
        result.counters[name + ".packets"] = router.packets;
    }
    result.counters["chip.global_buffer.bytes"] = chip.global_buffer.bytes;
    result.counters["chip.dram.bytes"] = chip.dram.bytes;
    return result;
}

std::string deadlock(const Chip &chip, Cycle cycle) {
    std::string sentence = "deadlock at cycle " + std::to_string(cycle) + ": ";
    const char *separator = "";
    for (const std::string &wait : chip.waits()) {
        sentence += separator + wait;
        separator = ", ";
    }
    return sentence;
}

/// What run_chip() says; `matmul` and `images` null: without data.
ChipResult simulate(const nn::QuantizedNetwork &network, const Placement &placement,
                    const ChipSpec &chip, const DeviceSpec &device, const CrossbarMatMul *matmul,
                    const Dataflow &flow, const std::uint8_t *images, std::int64_t first_image,
                    int count) {
    if (!flow.shortage.empty())
        throw std::runtime_error(flow.shortage);
    if (count < 1)
        throw std::invalid_argument("the chip needs at least one image to run");
    Kernel kernel;
    try {
        // (1) Build the chip and its host.
        const Clock clock(chip);
        PacketPool pool;
        const ChipContext context{network, placement, chip, device,      matmul,
                                  flow,    clock,     pool, first_image, count};
        Chip accelerator("chip", context, Host::dram_bytes(network, count));
        Host host("host", network, images, count);
        sc_core::sc_signal<bool> interrupt("interrupt");
        host.registers.bind(accelerator.host_interface.registers);
        host.dram.bind(accelerator.dram.host);
        accelerator.host_interface.interrupt(interrupt);
        host.interrupt(interrupt);
        // (2) Run until nothing happens any more.
        sc_core::sc_start();
        if (!host.finished)
            throw std::runtime_error(deadlock(accelerator, clock.now()));
        return collect(accelerator, host, context);
    } catch (const sc_core::sc_report &report) {
        throw std::runtime_error(std::string("the chip's simulation failed: ") + report.what());
    }
}

} // namespace

ChipResult run_chip(const nn::QuantizedNetwork &network, const Placement &placement,
                    const ChipSpec &chip, const DeviceSpec &device, const CrossbarMatMul &matmul,
                    const std::uint8_t *images, std::int64_t first_image, int count) {
    return simulate(network, placement, chip, device, &matmul,
                    plan_dataflow(network, placement, chip), images, first_image, count);
}

ChipResult run_chip(const nn::QuantizedNetwork &network, const Placement &placement,
                    const ChipSpec &chip, const DeviceSpec &device, const CrossbarMatMul &matmul,
                    const Dataflow &flow, const std::uint8_t *images, std::int64_t first_image,
                    int count) {
    return simulate(network, placement, chip, device, &matmul, flow, images, first_image, count);
}

ChipResult run_chip_timing(const nn::QuantizedNetwork &network, const Placement &placement,
                           const ChipSpec &chip, const DeviceSpec &device, int count) {
    return simulate(network, placement, chip, device, nullptr,
                    plan_dataflow(network, placement, chip), nullptr, 0, count);
}

} // namespace cim
