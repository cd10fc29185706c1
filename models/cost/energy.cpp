// SPDX-License-Identifier: Apache-2.0
#include "models/chip/adc.h"
#include "models/chip/adder_tree.h"
#include "models/cost/accumulator.h"
#include "models/cost/action_energy.h"
#include "models/cost/conduction.h"
#include "models/cost/cost.h"
#include "models/cost/digital.h"
#include "models/cost/memory_cost.h"
#include "models/cost/parts.h"
#include "models/device/programming_error.h"
#include "models/estimate/layer_timing.h"
#include "models/mapping/dataflow.h"
#include "models/wires/array_lines.h"

#include <algorithm>
#include <cmath>

namespace cim {

namespace {

/// Bits through a layer's input and output registers for one image.
double register_bits(const PeSpec &pe, const LayerPlacement &layer, const LayerCounts &work) {
    double bits = 0;
    for (const Block &block :
         layer.blocks) // each block works on every window, on one of its copies
        bits += (pe.input_register_bits > 0 ? block.rows * layer.input_bits : 0) +
                pe.output_register_bits * double(block.cols);
    return bits * double(work.windows);
}

/// Rows that the layer's arrays drive for one image, active or not: each row once a digit.
double rows_driven(const PeSpec &pe, const LayerPlacement &layer, const LayerCounts &work) {
    double rows = 0;
    for (const Block &block : layer.blocks)
        rows += block.rows;
    return rows * std::ceil(double(layer.input_bits) / pe.dac_bits) * double(work.windows);
}

/// What adding the results of a tile's arrays over its bus takes, for one image.
struct Reduction {
    double additions = 0;
    double accesses = 0; ///< of the bus, each of the buffer's width
};

Reduction reduction(const ChipSpec &chip, const LayerPlacement &layer, const LayerCounts &work) {
    Reduction sum;
    const double share_of_windows = double(work.windows) / double(layer.gemm.vectors);
    for (int copy = 0; copy < layer.duplication; ++copy) {
        const double windows = double(windows_of_copy(layer, copy)) * share_of_windows;
        const std::vector<TileShare> shares = tile_shares(chip, layer, copy);
        for (std::size_t i = 0; i < shares.size(); ++i) {
            const bool home = layer.tiles[i] == layer.home; // the vector unit adds what it gets
            const std::int64_t terms = shares[i].results + (home ? 0 : shares[i].received);
            sum.additions += windows * double(terms - shares[i].outputs);
            sum.accesses += windows * double(shares[i].reduce_cycles);
        }
    }
    return sum;
}

/// Of a flit on a link between chips.
double link_flit_pj(const ChipSpec &chip) {
    return chip.noc.flit_bits * chip.package.link.pj_per_bit;
}

/// Adds what units of known power draw while the layer's arrays work.
void add_units(const ChipSpec &chip, const DeviceSpec &device, const LayerPlacement &layer,
               const LayerCounts &work, ByComponent &energy) {
    const double interval = double(layer_timing(chip, device, layer).interval);
    const double busy_ns = double(work.windows) / layer.duplication * interval * chip.period_ns();
    const double core_size = chip.tile.core.processing_elements;
    const double cores = std::ceil(double(layer.arrays.size()) / core_size);
    for (const Part &part : tile_parts(chip, device, layer.array, layer.adc))
        if (part.busy_mw > 0)
            energy[part.component] +=
                part.count * part.busy_mw * busy_ns *
                (part.level == Level::Core ? cores : double(layer.tiles.size()));
}

} // namespace

ByComponent layer_energy_pj(const ChipSpec &whole_chip, const DeviceSpec &default_device,
                            const LayerPlacement &layer, const LayerCounts &work,
                            const ReadCounts &reads) {
    const ChipSpec &chip = layer.on(whole_chip);
    const DeviceSpec &device = layer.on(default_device);
    const ActionEnergy pj(with_tiles_of(chip, layer), device, layer.array, layer.adc);
    const double conversions = double(reads.conversions);
    const Reduction reduced = reduction(chip, layer, work);
    const double accesses = double(work.buffer_reads + work.buffer_writes) + reduced.accesses;
    // The full read voltage is the highest digit.
    const PeSpec &pe = chip.tile.pe;
    const double top_digit = (1 << pe.dac_bits) - 1;
    const double top_power = pe.draws_square() ? top_digit * top_digit : top_digit;

    const double columns = conversions * layer.columns_per_output / layer.conversions_per_output();

    ByComponent energy{
        {"array", double(reads.row_levels) / 256 / top_power * pj.cell_level + columns * pj.settle +
                      double(reads.reads) * pj.array_read},
        {"line", double(reads.active_rows) * pj.word_line + columns * pj.bit_line},
        {"driver", rows_driven(chip.tile.pe, layer, work) * pj.driver_digit +
                       double(reads.active_rows) * pj.driver_row},
        {"dac", double(reads.active_rows) * pj.dac_row},
        {"sample_hold", conversions * pj.hold},
        {"mux", conversions * pj.mux},
        {"adc", conversions * pj.conversion},
        {"shift_add", (is_digital(chip) ? 0 : accumulation_pj(chip, layer, conversions)) +
                          reduced.additions * pj.sum_add},
        {"register", register_bits(chip.tile.pe, layer, work) * pj.register_bit},
        {"buffer",
         double(work.buffer_reads) * pj.buffer_read + double(work.buffer_writes) * pj.buffer_write},
        {"bus", accesses * pj.bus},
        {"vector", double(work.vector_ops) * pj.element},
        {"router", double(work.flits + work.flit_hops) * pj.router_flit}, // one more than links
        {"link", double(work.flit_spans) * pj.link_flit}};
    if (chip.package.chips() > 1)
        energy["package_link"] = double(work.link_flits) * link_flit_pj(chip);
    if (is_digital(chip)) {
        const double rows = rows_driven(chip.tile.pe, layer, work);
        const DigitalCost steps = layer_steps_pj(chip, layer, double(work.windows),
                                                 double(reads.active_rows) / std::max(1.0, rows));
        energy["multiplier"] = steps.product;
        energy["adder_tree"] = steps.adder;
        energy["shift_add"] += steps.accumulator;
    }
    add_units(chip, device, layer, work, energy);
    return energy;
}

ByComponent shared_energy_pj(const ChipSpec &chip, const DeviceSpec &device,
                             const NetworkCounts &work) {
    const ActionEnergy pj(chip, device, chip.tile.array, chip.tile.adc);
    const MemoryCost buffer = global_buffer_cost(chip);
    // Every byte is written once and read once; both are counted.
    const double access_pj = (buffer.read_pj + buffer.write_pj) / 2;
    const double dram_bytes = double(work.dram_bytes);
    ByComponent energy{{"global_buffer", double(work.global_buffer_bytes) /
                                             chip.global_buffer.bytes_per_cycle * access_pj},
                       {"dram", dram_bytes * 8 * chip.dram.energy_pj_per_bit()},
                       {"router", double(work.input_flits + work.input_flit_hops) * pj.router_flit},
                       {"link", double(work.input_flit_spans) * pj.link_flit}};
    if (chip.package.chips() > 1)
        energy["package_link"] = double(work.input_link_flits) * link_flit_pj(chip);
    if (chip.dram.row_bytes > 0) {
        energy["dram_activation"] = double(work.dram_rows) * chip.dram.activation_pj();
        energy["dram_refresh"] = double(work.dram_refreshes) * chip.dram.refreshing_pj();
    }
    for (const Part &unit : chip_units(chip))
        if (unit.busy_mw > 0)
            energy[unit.component] +=
                unit.count * unit.busy_mw * dram_bytes / chip.dram.gbytes_per_s;
    return energy;
}

Programming programming(const ChipSpec &whole_chip, const DeviceSpec &default_device,
                        const Placement &placement) {
    Programming sum;
    for (const LayerPlacement &layer : placement.layers) {
        const ChipSpec &chip = layer.on(whole_chip);
        const DeviceSpec &device = layer.on(default_device);
        const double write_pj = device.write_v * device.write_v * device.gmax_s() *
                                device.write_ns * 1e3; // V^2 S ns = 1e3 pJ
        if (is_digital(chip)) { // rows of latches, written once without a look
            for (const PlacedArray &placed : layer.arrays) {
                const Block &block = layer.blocks[static_cast<std::size_t>(placed.block)];
                const std::int64_t cells = std::int64_t{block.rows} * block.cols * layer.slices;
                sum.cells += cells;
                sum.energy_pj += double(cells) * write_pj;
                sum.latency_ns = std::max(sum.latency_ns, block.rows * device.write_ns);
            }
            continue;
        }
        const double pulses = mean_write_pulses(device, layer.array.cell_bits);
        ChipSpec once = chip; // a cell is verified by one pulse, whatever digits are
        once.tile.pe.dac_bits = 1;
        const Conduction read(once, device, layer.array, layer.adc);
        const double verify_pj = read.volt2 * device.gmax_s() * read.ns * 1e3 + read.settle_pj +
                                 read.cell_pj + adc_energy_pj(chip, layer.adc);
        const double columns = codes_in_turn(layer.array, layer.adc.columns);
        const double read_ns = read_stage_ns(once, device, layer.array, layer.adc);
        const double verify_ns = chip.tile.pe.sample_hold
                                     ? read_ns + columns / conversions_per_ns(chip, layer.adc)
                                     : columns * unheld_ns(chip, layer.adc, read_ns);
        const double row_ns = pulses * (device.write_ns + verify_ns);
        for (const PlacedArray &placed : layer.arrays) {
            const Block &block = layer.blocks[static_cast<std::size_t>(placed.block)];
            const std::int64_t cells =
                std::int64_t{block.rows} * block.cols * layer.columns_per_output;
            sum.cells += cells;
            sum.energy_pj += double(cells) * pulses * (write_pj + verify_pj);
            sum.latency_ns = std::max(sum.latency_ns, block.rows * row_ns);
        }
    }
    return sum;
}

} // namespace cim
