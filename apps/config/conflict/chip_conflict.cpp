// SPDX-License-Identifier: Apache-2.0
#include "apps/config/conflict/chip_conflict.h"

#include "apps/util/text.h"
#include "models/chip/adc.h"
#include "models/chip/adder_tree.h"
#include "models/chip/dram_timing.h"
#include "models/chip/noc_problem.h"
#include "models/chip/unit_list.h"

#include <stdexcept>

namespace apps {

namespace {

/// Where no linear map of the inputs exists.
std::optional<Conflict> wire_conflict(const Config &config) {
    if (!config.array.wires)
        return std::nullopt;
    if (config.device.nonlinearity_v > 0)
        return Conflict{{"device.nonlinearity_v", "array.wires"},
                        "device.nonlinearity_v and array.wires do not go together in a chip: wires "
                        "give each cell a voltage of its own (crossweave solve takes both)"};
    if (const cim::Sensing sensing = config.chip.tile.pe.sensing; sensing != cim::Sensing::Current)
        return Conflict{{"chip.tile.pe.sensing", "array.wires"},
                        "array.wires are solved for columns that are held at a voltage, but "
                        "chip.tile.pe.sensing = " +
                            std::string(sensing == cim::Sensing::Voltage ? "voltage" : "charge") +
                            " lets them float"};
    if (config.array.gated || config.array.access_ohm > 0)
        return Conflict{{"array.gated", "array.access_ohm", "array.wires"},
                        "array.gated and array.access_ohm are for crossweave solve; a chip's "
                        "arrays (array.wires = yes) have neither"};
    return std::nullopt;
}

/// What is looked at on calibration images, and what is given instead.
std::optional<Conflict> range_conflict(const cim::AdcSpec &adc) {
    const bool given = adc.range == cim::AdcRange::Given;
    if (adc.range_of == cim::RangeScope::Column && (given || adc.range == cim::AdcRange::Full))
        return Conflict{{"chip.tile.adc.range_of", "chip.tile.adc.range"},
                        "chip.tile.adc.range_of = column needs chip.tile.adc.range = fitted, "
                        "calibrated or sigma, not " +
                            std::string(given ? "given" : "full")};
    const bool levels = adc.full_scale_levels > 0, current = adc.full_scale_ua > 0;
    if (given && levels == current)
        return Conflict{{"chip.tile.adc.range", "chip.tile.adc.full_scale_levels",
                         "chip.tile.adc.full_scale_ua"},
                        "chip.tile.adc.range = given needs chip.tile.adc.full_scale_levels or "
                        "chip.tile.adc.full_scale_ua above 0, " +
                            std::string(levels ? "not both" : "which are both 0")};
    return std::nullopt;
}

/// A clamp drops a voltage, it raises none.
std::optional<Conflict> supply_conflict(const Config &config) {
    const cim::PeSpec &pe = config.chip.tile.pe;
    const bool given = pe.read_supply == cim::ReadSupply::Given;
    const double supply_v = given ? pe.read_supply_v : config.chip.vdd_v;
    if (pe.read_supply == cim::ReadSupply::ReadVoltage || cim::is_digital(config.chip) ||
        supply_v >= config.device.read_v)
        return std::nullopt;
    const char *const key = given ? "chip.tile.pe.read_supply_v" : "chip.vdd_v";
    return Conflict{{key, "chip.tile.pe.read_supply", "device.read_v"},
                    std::string("a read of device.read_v = ") + number_text(config.device.read_v) +
                        " V cannot be drawn from " + key + " = " + number_text(supply_v) +
                        " V: chip.tile.pe.read_supply drops a voltage, it raises none"};
}

} // namespace

std::optional<Conflict> chip_conflict(const Config &config) {
    const cim::ChipSpec &chip = config.chip;
    const std::pair<const char *, const std::string *> lists[] = {
        {"chip.units", &chip.units},
        {"chip.tile.units", &chip.tile.units},
        {"chip.tile.core.units", &chip.tile.core.units}};
    for (const auto &[key, text] : lists)
        try {
            cim::parse_units(*text);
        } catch (const std::invalid_argument &error) {
            return Conflict{{key}, std::string(key) + ": " + error.what()};
        }
    if (const std::string problem = cim::adc_problem(chip, chip.tile.adc); !problem.empty())
        return Conflict{{"chip.tile.adc.cost", "chip.tile.adc.kind", "chip.tile.adc.bits",
                         "chip.tile.pe.sample_hold"},
                        problem};
    if (const std::string problem = cim::pe_problem(chip); !problem.empty())
        return Conflict{{"chip.tile.pe.input_coding", "chip.tile.pe.sensing",
                         "chip.tile.pe.sample_hold", "chip.tile.pe.dac_inl_lsb",
                         "chip.tile.array.encoding"},
                        problem};
    if (const std::string problem = cim::dram_problem(chip.dram); !problem.empty())
        return Conflict{{"chip.dram.row_bytes", "chip.dram.burst_bytes", "chip.dram.kind",
                         "chip.dram.banks", "chip.dram.bank_groups", "chip.dram.mapping",
                         "chip.dram.timing.trefi_ns", "chip.dram.timing.trfc_ns",
                         "chip.dram.timing.trc_ns"},
                        problem};
    if (const auto problem = cim::noc_problem(chip.interconnect, chip.noc))
        return Conflict{problem->keys, problem->text};
    if (const auto problem = cim::package_problem(chip))
        return Conflict{problem->keys, problem->text};
    if (const std::optional<Conflict> conflict = range_conflict(chip.tile.adc))
        return conflict;
    if (const std::optional<Conflict> conflict = supply_conflict(config))
        return conflict;
    return wire_conflict(config);
}

} // namespace apps
