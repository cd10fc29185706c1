// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/keys/device_needs.h"

#include "apps/commands/keys/config_values.h"
#include "apps/config/tile_kinds.h"
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

} // namespace

std::optional<std::string> need_of_device(const Config &config, const std::string &key) {
    if (default_key(key) == "device.time_s" && !may_age(config))
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
