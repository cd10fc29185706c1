// SPDX-License-Identifier: Apache-2.0
#include "models/cost.h"
#include "models/scaling.h"

#include <algorithm>
#include <cmath>

namespace cim {

namespace {

/// Side of a tile, mm: the length of a link.
double tile_side_mm(const ChipSpec &chip, const DeviceSpec &device, const ArraySpec &array,
                    const AdcSpec &adc) {
    return std::sqrt(total(tile_area_um2(chip, device, array, adc))) / 1000;
}

/// Adds what flits cost in the routers (one more than links) and on the links.
void add_flits(const ChipSpec &chip, double side_mm, std::int64_t flits, std::int64_t flit_hops,
               ByComponent &energy) {
    const Scaling scaling(chip);
    const double bits = chip.noc.flit_bits;
    energy["router"] +=
        double(flits + flit_hops) * router_energy.value * bits / 32 * scaling.energy;
    energy["link"] += double(flit_hops) * bits * link_energy.value * side_mm * scaling.wire_energy;
}

/// Bits through a layer's input and output registers for one image.
double register_bits(const LayerPlacement &layer, const LayerCounts &work) {
    double bits = 0;
    for (const Block &block :
         layer.blocks) // each block works on every window, on one of its copies
        bits += block.rows * layer.input_bits + 32.0 * block.cols;
    return bits * double(work.windows);
}

} // namespace

ByComponent layer_energy_pj(const ChipSpec &chip, const DeviceSpec &device,
                            const LayerPlacement &layer, const LayerCounts &work,
                            const ReadCounts &reads) {
    const Scaling scaling(chip);
    const BufferSpec &buffer = chip.tile.buffer;
    const MemoryScaling memory(buffer.kbytes, buffer.width_bits);
    const double conversions = double(reads.conversions);

    // The full read voltage is the highest digit; power goes with the square of the voltage.
    const double top_digit = (1 << chip.tile.pe.dac_bits) - 1;
    const double level_s = (device.gmax_s() - device.gmin_s()) / ((1 << layer.array.cell_bits) - 1);
    const double level_pj = device.read_v * device.read_v * level_s * device.read_ns * 1e3;
    // fF V^2 = 1e-3 pJ; published at 28 nm
    const int dac_bits = chip.tile.pe.dac_bits > 1 ? chip.tile.pe.dac_bits : 0;
    const double dac_pj =
        dac_capacitance.value * 1e-3 * dac_bits * chip.vdd_v * chip.vdd_v * chip.node_nm / 28;
    const double element_pj = multiply_energy.value + add_energy.value + compare_energy.value;

    ByComponent energy{
        {"array", double(reads.row_levels) / 256 * level_pj / (top_digit * top_digit)},
        {"driver", double(reads.active_rows) * driver_energy.value * scaling.energy},
        {"dac", double(reads.active_rows) * dac_pj},
        {"sample_hold", conversions * sample_hold_energy.value * scaling.energy},
        {"mux", conversions * mux_energy.value * scaling.energy},
        {"adc", conversions * (1 - adc_static_share.value) * adc_energy_pj(chip, layer.adc)},
        {"shift_add",
         conversions *
             (slice_add_energy.value + digit_add_energy.value / layer.conversions_per_output()) *
             scaling.energy},
        {"register", register_bits(layer, work) * register_energy.value * scaling.energy},
        {"buffer", (double(work.buffer_reads) * buffer_read_energy.value * memory.read_energy +
                    double(work.buffer_writes) * buffer_write_energy.value * memory.write_energy) *
                       scaling.energy},
        {"vector", double(work.vector_ops) * element_pj * scaling.energy}};
    add_flits(chip, tile_side_mm(chip, device, layer.array, layer.adc), work.flits, work.flit_hops,
              energy);
    return energy;
}

ByComponent shared_energy_pj(const ChipSpec &chip, const DeviceSpec &device,
                             const NetworkCounts &work) {
    const GlobalBufferSpec &buffer = chip.global_buffer;
    const double access_bytes = buffer.bytes_per_cycle;
    const MemoryScaling memory(buffer.kbytes, 8 * access_bytes);
    // Every byte is written once and read once; both are counted.
    const double access_pj = (buffer_read_energy.value * memory.read_energy +
                              buffer_write_energy.value * memory.write_energy) /
                             2;
    ByComponent energy{{"global_buffer", double(work.global_buffer_bytes) / access_bytes *
                                             access_pj * Scaling(chip).energy},
                       {"dram", double(work.dram_bytes) * 8 * chip.dram.pj_per_bit}};
    add_flits(chip, tile_side_mm(chip, device, chip.tile.array, chip.tile.adc), work.input_flits,
              work.input_flit_hops, energy);
    return energy;
}

Programming programming(const ChipSpec &chip, const DeviceSpec &device,
                        const Placement &placement) {
    Programming sum;
    // V^2 S ns = 1e3 pJ
    const double write_pj =
        device.write_v * device.write_v * device.gmax_s() * device.write_ns * 1e3;
    const double read_pj = device.read_v * device.read_v * device.gmax_s() * device.read_ns * 1e3;
    for (const LayerPlacement &layer : placement.layers) {
        const double pulses = mean_write_pulses(device, layer.array.cell_bits);
        const double verify_pj = read_pj + adc_energy_pj(chip, layer.adc);
        const double row_ns =
            pulses * (device.write_ns + device.read_ns +
                      std::min(layer.adc.columns, layer.array.columns) / layer.adc.rate_gsps);
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
