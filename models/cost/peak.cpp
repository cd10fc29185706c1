// SPDX-License-Identifier: Apache-2.0
#include "models/cost/peak.h"

#include "models/chip/adc.h"
#include "models/chip/adder_tree.h"
#include "models/cost/accumulator.h"
#include "models/cost/action_energy.h"
#include "models/cost/digital.h"
#include "models/cost/memory_cost.h"
#include "models/estimate/layer_timing.h"
#include "models/mapping/dataflow.h"
#include "models/mapping/layer_shape.h"
#include "models/wires/array_lines.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace cim {

namespace {

/// A layer that fills one array with weights of chip.peak's precision.
LayerPlacement full_layer(const ChipSpec &chip) {
    LayerPlacement layer;
    layer.array = chip.tile.array;
    layer.adc = chip.tile.adc;
    layer.weight_bits = chip.peak.weight_bits;
    layer.input_bits = chip.peak.input_bits;
    if (is_digital(chip))
        hold_digitally(layer, chip);
    layer.slices = slices(layer.array, layer.weight_bits);
    layer.columns_per_output = layer.slices * (in_pairs(layer.array.encoding) ? 2 : 1);
    const int outputs = is_digital(chip) ? digital_outputs(chip, layer.array, layer.weight_bits)
                                         : layer.array.columns / layer.columns_per_output;
    if (outputs == 0)
        throw std::invalid_argument("an array of " + std::to_string(layer.array.columns) +
                                    " columns cannot hold one weight of chip.peak.weight_bits (" +
                                    std::to_string(layer.columns_per_output) + " columns)");
    layer.blocks = {{0, layer.array.rows, 0, outputs}};
    return layer;
}

/// A cell as high between lowest and highest as chip.peak has it, in level steps above zero
/// conductance; in a pair, of which one cell stays lowest, the mean of the two; all of a latch,
/// which conducts on one of its two bit lines.
double mean_level(const PeakSpec &peak, const DeviceSpec &device, const ArraySpec &array) {
    const double one_s = device.gmin_s() + peak.conductance * (device.gmax_s() - device.gmin_s());
    const double mean_s = device.kind == CellKind::Sram ? device.gmax_s()
                          : in_pairs(array.encoding)    ? (one_s + device.gmin_s()) / 2
                                                        : one_s;
    return mean_s / device.step_s(array.cell_bits);
}

/// Dynamic power of one array's parts, mW, by component: energy of one read over its time.
std::map<std::string, double> array_mw(const ChipSpec &chip, const DeviceSpec &device,
                                       const LayerPlacement &layer, const MvmTiming &mvm) {
    const ActionEnergy pj(chip, device, layer.array, layer.adc);
    const PeSpec &pe = chip.tile.pe;
    const double read_ns = double(mvm.interval) / double(mvm.steps) * chip.period_ns();
    const double outputs = layer.blocks[0].cols;
    const double conversions = outputs * layer.conversions_per_output();
    const double columns = outputs * layer.columns_per_output;
    const double rows = std::min(layer.driven_rows(), layer.array.rows);
    const double active = chip.peak.activity * rows;
    const double pulses = active * pe.pulses();
    const double levels = mean_level(chip.peak, device, layer.array);
    const double register_bits =
        (pe.input_register_bits > 0 ? layer.array.rows * layer.input_bits : 0) +
        pe.output_register_bits * outputs;
    if (is_digital(chip)) {
        const DigitalCost step = step_pj(chip, {static_cast<int>(rows), layer.weight_bits,
                                                layer.input_bits, chip.peak.activity});
        return {{"line", active * pj.word_line / read_ns},
                {"driver", (rows * pj.driver_digit + active * pj.driver_row) / read_ns},
                {"multiplier", outputs * step.product / read_ns},
                {"adder_tree", outputs * step.adder / read_ns},
                {"shift_add", outputs * step.accumulator / read_ns},
                {"register", register_bits * pj.register_bit / (read_ns * double(mvm.steps))}};
    }
    return {{"array",
             (active * columns * levels * pj.cell_level + columns * pj.settle + pj.array_read) /
                 read_ns},
            {"line", (pulses * pj.word_line + columns * pj.bit_line) / read_ns},
            {"driver", (rows * pj.driver_digit + pulses * (pj.driver_row + pj.dac_row)) / read_ns},
            {"sample_hold", conversions * pj.hold / read_ns},
            {"mux", conversions * pj.mux / read_ns},
            {"adc", conversions * pj.conversion / read_ns},
            {"shift_add", accumulation_pj(chip, layer, conversions) / read_ns},
            {"register", register_bits * pj.register_bit / (read_ns * double(mvm.steps))}};
}

/// Dynamic power of the shared parts of a tile and of the chip, mW.
std::map<std::string, double> shared_mw(const ChipSpec &chip, const DeviceSpec &device) {
    const ActionEnergy pj(chip, device, chip.tile.array, chip.tile.adc);
    const MemoryCost global = global_buffer_cost(chip);
    const double a_cycle = chip.clock_ghz; // pJ a cycle -> mW
    const BufferSpec &buffer = chip.tile.buffer;
    const double accesses =
        buffer.ports * buffer.banks * a_cycle / std::max(1, buffer.access_cycles);
    return {{"buffer", accesses * (pj.buffer_read + pj.buffer_write) / 2},
            {"bus", accesses * pj.bus},
            {"vector", a_cycle * chip.tile.vector.width * pj.element},
            {"router", a_cycle * pj.router_flit},
            {"link", a_cycle * pj.link_flit},
            {"global_buffer", a_cycle * (global.read_pj + global.write_pj) / 2}};
}

/// Adds dynamic power of one of a level to its parts, whose units have theirs already: each router
/// works by itself, all others of a component share the power.
void fill(std::vector<Part> &parts, Level level, const std::map<std::string, double> &power_mw) {
    for (Part &part : parts)
        if (const auto found = power_mw.find(part.component);
            found != power_mw.end() && part.level == level && !part.published && part.count > 0)
            part.busy_mw = found->second / (part.component == "router" ? 1 : part.count);
}

/// Read a window, multiply it, add the results, finish them and write them: nobody else is there.
std::int64_t operation_cycles(const ChipSpec &chip, const LayerPlacement &layer,
                              const MvmTiming &mvm, int outputs) {
    const auto bytes = [&](std::int64_t values) { return (values * layer.input_bits + 7) / 8; };
    const std::int64_t width = chip.tile.vector.width;
    return local_cycles(chip, bytes(layer.array.rows)) + mvm.latency +
           buffer_accesses(chip, std::int64_t{4} * outputs) + (outputs + width - 1) / width +
           chip.tile.vector.latency_cycles + local_cycles(chip, bytes(outputs));
}

/// A peak without what is outside its tiles.
Peak peak_of_tiles(const ChipSpec &given, const DeviceSpec &device) {
    const ChipSpec chip = given.in_cycles();
    const LayerPlacement layer = full_layer(chip);
    Peak peak;
    peak.tiles = std::max(chip.tiles, 1);
    peak.period_ns = chip.period_ns();
    peak.mvm = layer_timing(chip, device, layer);
    peak.outputs = layer.blocks[0].cols;
    for (const Level level : {Level::Array, Level::Core, Level::Tile})
        peak.in_tile[level] = per_tile(chip, level);

    peak.parts = tile_parts(chip, device, layer.array, layer.adc);
    // Wires have no area of their own.
    peak.parts.push_back({"line", Level::Array});
    peak.parts.push_back({"bus", Level::Tile});
    peak.parts.push_back({"link", Level::Tile});
    fill(peak.parts, Level::Array, array_mw(chip, device, layer, peak.mvm));
    fill(peak.parts, Level::Tile, shared_mw(chip, device));

    peak.operation_cycles = operation_cycles(chip, layer, peak.mvm, peak.outputs);
    peak.settle_ns = is_digital(chip) ? 0 : settle_ns(chip, device, layer.array, layer.adc);
    const double digits = std::ceil(double(layer.input_bits) / chip.tile.pe.dac_bits);
    peak.digit_ns = double(peak.mvm.interval) / digits * chip.period_ns();
    peak.conversion_cycles = is_digital(chip) ? 0 : conversion_cycles(chip, layer.adc);
    const double operations = 2.0 * layer.array.rows * peak.outputs;
    const double arrays = peak.tiles * per_tile(chip, Level::Array);
    peak.tops = arrays * operations / (double(peak.mvm.interval) * chip.period_ns()) * 1e-3;
    return peak;
}

Peak peak_of_kind(const KindOnChip &kind) {
    try {
        Peak peak = peak_of_tiles(kind.chip, kind.device);
        peak.kind = kind.name;
        return peak;
    } catch (const std::invalid_argument &lack) {
        throw std::invalid_argument("kind " + kind.name + " of tiles: " + lack.what());
    }
}

} // namespace

Peak peak(const ChipSpec &given, const DeviceSpec &device) {
    ChipSpec chip = given;
    chip.package = {}; // of one chip
    Peak peak = peak_of_tiles(chip, device);
    int tiles = peak.tiles;
    for (const std::shared_ptr<const TileKind> &kind : chip.kinds) {
        const auto own = kind_on_chip(chip, *kind);
        peak.kinds.push_back(peak_of_kind(*own));
        tiles += peak.kinds.back().tiles;
    }
    std::vector<Part> around = chip_parts(chip, tiles);
    fill(around, Level::Chip, shared_mw(chip, device));
    peak.parts.insert(peak.parts.end(), around.begin(), around.end());
    return peak;
}

namespace {

/// How many of `part`'s level one of `level` contains.
double contained(const Peak &peak, const Part &part, Level level) {
    if (part.level > level)
        return 0;
    if (part.level == Level::Chip)
        return 1;
    const double in_tile = peak.in_tile.at(part.level);
    if (level == Level::Chip)
        return in_tile * peak.tiles;
    return in_tile / peak.in_tile.at(level);
}

double power(const Part &part) { return part.count * (part.leakage_mw + part.busy_mw); }
double area(const Part &part) { return part.count * part.area_um2; }

/// Calls visit(part, times) for what one of `level` contains, of a chip in all of its tiles.
template <class Visit> void each_part(const Peak &peak, Level level, Visit visit) {
    for (const Part &part : peak.parts)
        visit(part, contained(peak, part, level));
    if (level == Level::Chip)
        for (const Peak &kind : peak.kinds)
            each_part(kind, level, visit);
}

} // namespace

double Peak::power_mw(Level level) const {
    double sum = 0;
    each_part(*this, level, [&](const Part &part, double times) { sum += times * power(part); });
    return sum;
}

double Peak::area_um2(Level level) const {
    double sum = 0;
    each_part(*this, level, [&](const Part &part, double times) { sum += times * area(part); });
    return sum;
}

double Peak::chip_tops() const {
    double sum = tops;
    for (const Peak &other : kinds)
        sum += other.tops;
    return sum;
}

std::map<std::string, double> figures(const Peak &peak) {
    std::map<std::string, double> all{
        {"mvm.latency_cycles", double(peak.mvm.latency)},
        {"mvm.interval_cycles", double(peak.mvm.interval)},
        {"mvm.interval_ns", double(peak.mvm.interval) * peak.period_ns},
        {"mvm.steps", double(peak.mvm.steps)},
        {"operation.cycles", double(peak.operation_cycles)},
        {"mvm.settle_ns", peak.settle_ns},
        {"conversion.cycles", double(peak.conversion_cycles)},
        {"array.outputs", double(peak.outputs)}};
    for (const Part &part : peak.parts)
        if (part.level == Level::Array)
            all["digit." + part.component + "_pj"] += part.count * part.busy_mw * peak.digit_ns;
    all["mvm.energy_nj"] =
        peak.power_mw(Level::Array) * double(peak.mvm.latency) * peak.period_ns * 1e-3;
    const bool whole = peak.kind.empty();
    for (const Level level : {Level::Array, Level::Core, Level::Tile, Level::Chip}) {
        if (level == Level::Chip && !whole)
            continue;
        const std::string name = level_name(level);
        const double all_mw = peak.power_mw(level), all_um2 = peak.area_um2(level);
        all[name + ".power_mw"] = all_mw;
        all[name + ".area_um2"] = all_um2;
        all[name + ".area_mm2"] = all_um2 * 1e-6;
        each_part(peak, level, [&](const Part &part, double times) {
            const std::string prefix = name + "." + part.component;
            all[prefix + ".power_mw"] += times * power(part);
            all[prefix + ".area_um2"] += times * area(part);
            all[prefix + ".area_mm2"] += times * area(part) * 1e-6;
            all[prefix + ".power_share"] += times * power(part) / all_mw;
            all[prefix + ".area_share"] += times * area(part) / all_um2;
        });
    }
    const double arrays = peak.in_tile.at(Level::Array) * peak.tiles;
    for (const Level level : {Level::Array, Level::Chip}) {
        if (level == Level::Chip && !whole)
            continue;
        const std::string name = level_name(level);
        const double tops = level == Level::Chip ? peak.chip_tops() : peak.tops / arrays;
        all[name + ".tops"] = tops;
        all[name + ".tops_per_watt"] = tops / (all[name + ".power_mw"] * 1e-3);
        all[name + ".tops_per_mm2"] = tops / all[name + ".area_mm2"];
    }
    if (whole)
        all["chip.power_w"] = all["chip.power_mw"] * 1e-3;
    return all;
}

const char *level_name(Level level) {
    const char *const names[] = {"array", "core", "tile", "chip"};
    return names[static_cast<int>(level)];
}

} // namespace cim
