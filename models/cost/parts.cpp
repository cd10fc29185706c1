// SPDX-License-Identifier: Apache-2.0
#include "models/cost/parts.h"

#include "models/chip/adc.h"
#include "models/chip/adder_tree.h"
#include "models/chip/unit_list.h"
#include "models/cost/accumulator.h"
#include "models/cost/adc_cost.h"
#include "models/cost/digital.h"
#include "models/cost/memory_cost.h"
#include "models/cost/multiplexer.h"
#include "models/cost/router_cost.h"
#include "models/cost/row_driver.h"
#include "models/cost/scaling.h"
#include "models/mapping/placement.h"

#include <algorithm>
#include <cmath>

namespace cim {

namespace {

/// Collects the parts of one chip; figures of chip.cost are taken to its technology.
class PartList {
  public:
    explicit PartList(const ChipSpec &chip) : chip_(chip), scaling_(chip) {}

    /// Logic of an area at the chip's node; leaks by the area that it would have at chip.cost's.
    void sized(const char *component, Level level, double count, double area_um2) {
        part(component, level, count, area_um2,
             area_um2 / scaling_.area * chip_.cost.logic_leakage_nw_um2 * 1e-6 * scaling_.leakage);
    }
    /// The same of an area at chip.cost's node.
    void logic(const char *component, Level level, double count, double area_um2) {
        sized(component, level, count, area_um2 * scaling_.area);
    }
    void part(const char *component, Level level, double count, double area_um2,
              double leakage_mw) {
        list.push_back({component, level, count, area_um2, leakage_mw, 0, false});
    }
    void units(const std::string &text, Level level) {
        for (const Unit &unit : parse_units(text))
            list.push_back({unit.name, level, unit.count, unit.area_um2 * scaling_.area,
                            unit.idle_mw * scaling_.leakage, unit.power_mw * scaling_.energy,
                            true});
    }
    void routers(Level level, int count) {
        const RouterFigures router = router_figures(chip_);
        part("router", level, count, router.area_um2, router.leakage_mw);
    }

    std::vector<Part> list;

  private:
    const ChipSpec &chip_;
    const Scaling scaling_;
};

/// Drivers of the rows with what level shifters there are; where lines are sized, source lines have
/// a switch and a register of their own.
double drivers_um2(const ChipSpec &chip, const DeviceSpec &device, const ArraySpec &array) {
    const DriverCost &driver = chip.cost.driver;
    const double area = Scaling(chip).area;
    const double shifters_um2 = has_level_shifters(device) ? (array.rows + 2 * array.columns) *
                                                                 driver.shifter_area_um2 * area
                                                           : 0;
    if (driver.figures == PeripheryFigures::Given)
        return array.rows * driver.area_um2 * chip.tile.pe.dac_bits * area + shifters_um2;
    return array.rows * RowDriver(chip, ArrayLines(chip, device, array)).area_um2 +
           array.columns * chip.cost.logic.latch_bit_um2 * area + shifters_um2;
}

/// Multiplexers and adders behind the columns.
void add_readout(PartList &parts, const ChipSpec &chip, const DeviceSpec &device,
                 const ArraySpec &array, const AdcSpec &adc) {
    const ReadoutCost &readout = chip.cost.readout;
    if (readout.figures == PeripheryFigures::Given) {
        parts.logic("mux", Level::Array, array.columns, readout.mux_area_um2);
        parts.logic("shift_add", Level::Array, array.columns, readout.add_area_um2);
        return;
    }
    parts.sized("mux", Level::Array, 1, Multiplexer(chip, device, array, adc).area_um2);
    const int pairs = array.encoding == Encoding::Differential ? 2 : 1;
    const int driven = array.driven_rows();
    const Accumulator adders(chip, adc, pairs * slices(array, 8),
                             (array.rows + driven - 1) / driven, 8);
    parts.sized("shift_add", Level::Array, converters(array, adc.columns), adders.area_um2());
}

/// A digital processing element: cells, gates and adders, or multiplier-accumulators.
void add_digital(PartList &parts, const ChipSpec &chip, const DeviceSpec &device,
                 const ArraySpec &given) {
    const ArraySpec array = digital_array(chip, given);
    const PeSpec &pe = chip.tile.pe;
    const double outputs = digital_outputs(chip, array, 8);
    if (chip.tile.compute == Compute::SramMacro) {
        const double feature_um = chip.node_nm / 1000;
        parts.part("array", Level::Array, 1,
                   double(array.rows) * array.columns * device.area_f2 * feature_um * feature_um,
                   0);
        parts.sized("driver", Level::Array, 1, drivers_um2(chip, device, array));
    }
    const DigitalCost output = output_um2(chip, array);
    parts.sized("multiplier", Level::Array, outputs, output.product);
    parts.sized("adder_tree", Level::Array, outputs, output.adder);
    parts.sized("shift_add", Level::Array, outputs, output.accumulator);
    parts.logic("register", Level::Array,
                array.rows * pe.input_register_bits + outputs * pe.output_register_bits,
                chip.cost.registers.area_um2);
}

/// A processing element.
void add_array(PartList &parts, const ChipSpec &chip, const DeviceSpec &device,
               const ArraySpec &array, const AdcSpec &adc) {
    const PeSpec &pe = chip.tile.pe;
    const double rows = array.rows, columns = array.columns;
    const double feature_um = chip.node_nm / 1000;
    const double outputs =
        std::floor(columns / (slices(array, 8) * (in_pairs(array.encoding) ? 2 : 1)));
    // one more column of reference cells
    parts.part("array", Level::Array, 1,
               rows * (columns + 1) * device.area_f2 * feature_um * feature_um, 0);
    parts.sized("driver", Level::Array, 1, drivers_um2(chip, device, array));
    parts.logic("sample_hold", Level::Array, pe.sample_hold ? columns : 0,
                chip.cost.readout.hold_area_um2);
    const int count = converters(array, adc.columns);
    const double conversion_mw = adc_energy_pj(chip, adc) * conversions_per_ns(chip, adc);
    if (only_leaks(adc))
        parts.sized("adc", Level::Array, count, adc_area_um2(chip, adc));
    else
        parts.part("adc", Level::Array, count, adc_area_um2(chip, adc),
                   static_share(adc) * conversion_mw);
    add_readout(parts, chip, device, array, adc);
    parts.logic("register", Level::Array,
                rows * pe.input_register_bits + outputs * pe.output_register_bits,
                chip.cost.registers.area_um2);
}

} // namespace

std::vector<Part> tile_parts(const ChipSpec &chip, const DeviceSpec &device, const ArraySpec &array,
                             const AdcSpec &adc) {
    PartList parts(chip);
    if (is_digital(chip))
        add_digital(parts, chip, device, array);
    else
        add_array(parts, chip, device, array, adc);
    parts.units(chip.tile.core.units, Level::Core);
    const MemoryCost buffer = buffer_cost(chip);
    parts.part("buffer", Level::Tile, 1, buffer.area_um2, buffer.leakage_mw);
    parts.logic("vector", Level::Tile, chip.tile.vector.width, chip.cost.vector.area_um2);
    if (Interconnect::of(chip.interconnect, 1, chip.noc).router_a_node())
        parts.routers(Level::Tile, 1);
    parts.units(chip.tile.units, Level::Tile);
    return parts.list;
}

std::vector<Part> chip_parts(const ChipSpec &chip, int tiles) {
    PartList parts(chip);
    const MemoryCost buffer = global_buffer_cost(chip);
    parts.part("global_buffer", Level::Chip, 1, buffer.area_um2, buffer.leakage_mw);
    const PackageSpec &package = chip.package;
    const int chips = package.chips();
    const Interconnect joined = interconnect_of(chip, tiles / chips + 1);
    const int at_node_0 = chips > 1 ? 2 * chips : 1; // its own and the chip's bridge
    parts.routers(Level::Chip, joined.router_a_node() ? at_node_0 : joined.routers());
    if (chips > 1) {
        const LinkSpec &link = package.link;
        parts.part("package_link", Level::Chip, double(package.links()) * link.lanes,
                   2 * link.lane_um2, 2 * link.lane_idle_mw);
    }
    for (int one = 0; one < chips; ++one)
        parts.units(chip.units, Level::Chip);
    return parts.list;
}

std::vector<Part> chip_units(const ChipSpec &chip) {
    PartList parts(chip);
    parts.units(chip.units, Level::Chip);
    return parts.list;
}

std::vector<std::string> without_idle_power(const ChipSpec &chip, const DeviceSpec &device) {
    std::vector<Part> parts = tile_parts(chip, device, chip.tile.array, chip.tile.adc);
    for (const std::shared_ptr<const TileKind> &kind : chip.kinds) {
        const auto own = kind_on_chip(chip, *kind);
        for (Part &part :
             tile_parts(own->chip, own->device, own->chip.tile.array, own->chip.tile.adc))
            parts.push_back(std::move(part));
    }
    for (Part &part : chip_parts(chip, std::max(1, chip.tiles)))
        parts.push_back(std::move(part));
    std::vector<std::string> names;
    for (const Part &part : parts) {
        const bool built = part.count > 0 && (part.area_um2 > 0 || part.busy_mw > 0);
        if (built && part.leakage_mw == 0 && part.component != "array" &&
            std::find(names.begin(), names.end(), part.component) == names.end())
            names.push_back(part.component);
    }
    return names;
}

ChipSpec with_tiles_of(const ChipSpec &chip, const LayerPlacement &layer) {
    ChipSpec own = chip;
    own.tile.processing_elements = layer.tile_arrays;
    return own;
}

double per_tile(const ChipSpec &chip, Level level) {
    const double arrays = chip.tile.processing_elements;
    if (level == Level::Array)
        return arrays;
    return level == Level::Core ? std::ceil(arrays / chip.tile.core.processing_elements) : 1;
}

} // namespace cim
