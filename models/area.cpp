// SPDX-License-Identifier: Apache-2.0
#include "models/cost.h"
#include "models/scaling.h"

#include <cmath>

namespace cim {

namespace {

int converters(const ArraySpec &array, const AdcSpec &adc) {
    return (array.columns + adc.columns - 1) / adc.columns;
}

void add(ByComponent &sum, const ByComponent &parts, double times) {
    for (const auto &[name, value] : parts)
        sum[name] += value * times;
}

/// Routers of all mesh nodes and the global buffer.
ByComponent shared_area(const ChipSpec &chip, const Placement &placement) {
    const Scaling scaling(chip);
    const GlobalBufferSpec &buffer = chip.global_buffer;
    const MemoryScaling memory(buffer.kbytes, 8 * buffer.bytes_per_cycle);
    return {{"router",
             (placement.tiles + 1) * router_area.value * chip.noc.flit_bits / 32 * scaling.area},
            {"global_buffer", buffer_area.value * memory.area * scaling.area}};
}

/// Calls visit(array, adc, tiles) for every kind of tile on the chip.
template <class Visit>
void visit_tile_kinds(const ChipSpec &chip, const Placement &placement, Visit &&visit) {
    std::size_t used = 0;
    for (const LayerPlacement &layer : placement.layers) {
        visit(layer.array, layer.adc, static_cast<double>(layer.tiles.size()));
        used += layer.tiles.size();
    }
    visit(chip.tile.array, chip.tile.adc,
          static_cast<double>(placement.tiles) - static_cast<double>(used));
}

} // namespace

double total(const ByComponent &parts) {
    double sum = 0;
    for (const auto &[name, value] : parts)
        sum += value;
    return sum;
}

ByComponent tile_area_um2(const ChipSpec &chip, const DeviceSpec &device, const ArraySpec &array,
                          const AdcSpec &adc) {
    const Scaling scaling(chip);
    const TileSpec &tile = chip.tile;
    const double elements = tile.processing_elements;
    const double digital = elements * scaling.area;
    const double rows = array.rows, columns = array.columns;
    const double feature_um = chip.node_nm / 1000;
    // Registers: one input value a row, one 32-bit sum an output of 8-bit weights.
    const double outputs =
        std::floor(columns / (slices(array, 8) * (array.encoding == Encoding::Offset ? 1 : 2)));
    const double register_bits = 8 * rows + 32 * outputs;
    const MemoryScaling memory(tile.buffer.kbytes, tile.buffer.width_bits);
    return {// one more column of reference cells
            {"array", elements * rows * (columns + 1) * device.area_f2 * feature_um * feature_um},
            {"driver", digital * (rows * driver_area.value * tile.pe.dac_bits +
                                  (rows + 2 * columns) * level_shifter_area.value)},
            {"sample_hold", digital * columns * sample_hold_area.value},
            {"mux", digital * columns * mux_area.value},
            {"adc", elements * converters(array, adc) * adc_area_um2(chip, adc)},
            {"shift_add", digital * columns * shift_add_area.value},
            {"register", digital * register_bits * register_area.value},
            {"vector", tile.vector.width * vector_area.value * scaling.area},
            {"buffer", buffer_area.value * memory.area * tile.buffer.ports * scaling.area}};
}

ByComponent area_um2(const ChipSpec &chip, const DeviceSpec &device, const Placement &placement) {
    ByComponent sum = shared_area(chip, placement);
    visit_tile_kinds(chip, placement,
                     [&](const ArraySpec &array, const AdcSpec &adc, double tiles) {
                         add(sum, tile_area_um2(chip, device, array, adc), tiles);
                     });
    return sum;
}

ByComponent leakage_mw(const ChipSpec &chip, const DeviceSpec &device, const Placement &placement) {
    const double supply = chip.vdd_v / 0.85;
    const double elements = chip.tile.processing_elements;
    const BufferSpec &buffer = chip.tile.buffer;
    ByComponent sum{
        {"router", (placement.tiles + 1) * router_leakage.value * chip.noc.flit_bits / 32 * supply},
        {"global_buffer", buffer_leakage.value * chip.global_buffer.kbytes / 64 * supply},
        {"buffer", placement.tiles * buffer_leakage.value * buffer.kbytes / 64 * supply}};
    visit_tile_kinds(
        chip, placement, [&](const ArraySpec &array, const AdcSpec &adc, double tiles) {
            // pJ x GS/s = mW
            sum["adc"] += tiles * elements * converters(array, adc) * adc_static_share.value *
                          adc_energy_pj(chip, adc) * adc.rate_gsps;
            const ByComponent area = tile_area_um2(chip, device, array, adc);
            for (const char *part :
                 {"driver", "sample_hold", "mux", "shift_add", "register", "vector"})
                sum["logic"] += tiles * area.at(part) * logic_leakage.value * supply;
        });
    return sum;
}

} // namespace cim
