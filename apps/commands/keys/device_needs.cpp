// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/keys/device_needs.h"

#include "apps/commands/keys/config_values.h"
#include "apps/config/tile_kinds.h"
#include "models/chip/adder_tree.h"
#include "models/cost/conduction.h"
#include "models/device/device_law.h"

#include <algorithm>

namespace apps {

namespace {

/// Keys of all laws by which cells differ from what they were asked to hold.
const Keys &law_keys() {
    static const Keys keys = [] {
        Keys all{"device.time_s"};
        for (const cim::DeviceLaw &law : cim::device_laws())
            for (const std::string &key : law.keys)
                all.push_back("device." + key);
        return all;
    }();
    return keys;
}

/// Whether a law that follows the time since programming acts in some tile, or may.
bool may_age(const Config &config) {
    bool found = false;
    each_tile(config, [&](const cim::TileSpec &, const cim::DeviceSpec &device) {
        found = found || device.drift.law != cim::DriftLaw::None ||
                device.relaxation.law != cim::RelaxationLaw::None || device.flicker.strength > 0;
    });
    for (const auto *section : {&config.genes, &config.grid, &config.list})
        for (const GeneSpec &axis : *section)
            for (const char *law :
                 {"device.drift.law", "device.relaxation.law", "device.flicker.strength"})
                found = found || is_among({default_key(axis.key)}, law) || is_kind_base(axis.key);
    return found;
}

/// A chip all of whose tiles are such.
cim::ChipSpec chip_of(const Config &config, const cim::TileSpec &tile) {
    cim::ChipSpec chip = config.chip;
    chip.tile = tile;
    return chip;
}

/// Whether the read stage of such tiles has a length that is given.
bool has_read_stage(const cim::ChipSpec &chip, const cim::DeviceSpec &) {
    const cim::PeSpec &pe = chip.tile.pe;
    return !cim::is_digital(chip) && (pe.sample_hold || pe.in_time());
}

/// Whether the voltage at such cells says what they draw, or what digits are worth to each other.
bool follows_voltage(const cim::ChipSpec &chip, const cim::DeviceSpec &device) {
    const cim::PeSpec &pe = chip.tile.pe;
    if (cim::is_digital(chip))
        return false;
    const bool levels = pe.dac_bits > 1 && pe.input_coding == cim::InputCoding::Levels;
    const bool cells = chip.cost.array.energy == cim::ArrayEnergy::Cells;
    return levels ||
           (cells && cim::Conduction(chip, device, chip.tile.array, chip.tile.adc).ns > 0);
}

/// Whether some of such cells are stuck.
bool has_stuck_cells(const cim::ChipSpec &chip, const cim::DeviceSpec &device) {
    const std::vector<cim::DeviceLaw> &laws = cim::device_laws();
    return !cim::is_digital(chip) &&
           std::any_of(laws.begin(), laws.end(), [&](const cim::DeviceLaw &law) {
               return law.step == cim::LawStep::Stick && law.acts(device);
           });
}

/// Whether no tile that follows `key` acts with it.
template <class Acts> bool is_idle(const Config &config, const std::string &key, Acts acts) {
    bool found = false;
    each_tile_of(config, key, [&](const cim::TileSpec &tile, const cim::DeviceSpec &device) {
        found = found || acts(chip_of(config, tile), device);
    });
    return !found;
}

} // namespace

std::optional<std::string> need_of_device(const Config &config, const std::string &key) {
    const std::string plain = default_key(key);
    const Keys reading{"chip.tile.pe", "chip.tile.compute"};
    const Keys drawing{"chip.tile.pe", "chip.tile.compute", "chip.tile.adc", "chip.cost.array"};
    if (plain == "device.read_ns" && !is_any_varied(config, reading) &&
        is_idle(config, key, has_read_stage))
        return "no column is read for a time: it takes crossbars with chip.tile.pe.sample_hold = "
               "yes, or with digits that are pulses or widths";
    if (plain == "device.nonlinearity_v" && !is_any_varied(config, drawing) &&
        is_idle(config, key, follows_voltage))
        return "no cell draws a current through a read, and no digit is one of several voltages";
    const Keys sticking{"device.stuck_off", "device.stuck_on", "device.stuck_rows",
                        "device.stuck_columns", "chip.tile.compute"};
    if (plain == "device.stuck_compensate" && !is_any_varied(config, sticking) &&
        is_idle(config, key, has_stuck_cells))
        return "no cell is stuck: it acts with device.stuck_off, stuck_on, stuck_rows or "
               "stuck_columns above 0";
    if (plain == "device.time_s" && !may_age(config))
        return "no law of device.drift, device.relaxation or device.flicker ages the cells";
    return std::nullopt;
}

bool is_of_accuracy_alone(const Config &config, const std::string &key) {
    // What writing costs follows the pulses of verify; a table gives the range of the cells, too.
    static const Keys others{"device.verify", "device.table", "device.temperature"};
    static const Keys errors{"accuracy",
                             "array",
                             "network.weight_scale",
                             "chip.tile.adc.range",
                             "chip.tile.adc.range_of",
                             "chip.tile.adc.percentile",
                             "chip.tile.adc.clip_sigmas",
                             "chip.tile.adc.full_scale_levels",
                             "chip.tile.adc.full_scale_ua",
                             "chip.tile.adc.signed_codes",
                             "chip.tile.adc.error",
                             "chip.tile.pe.driver_sigma",
                             "chip.tile.pe.dac_inl_lsb",
                             "device.temperature.sigma_per_k"};
    const std::string plain = default_key(key);
    if (is_among(errors, plain))
        return true;
    const bool by_table = plain == "device.programming_error" && !config.device.table.empty();
    return is_among(law_keys(), plain) && !is_among(others, plain) && !by_table;
}

} // namespace apps
