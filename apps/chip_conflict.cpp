// SPDX-License-Identifier: Apache-2.0
#include "apps/chip_conflict.h"

#include "models/adc_cost.h"
#include "models/unit_list.h"

#include <stdexcept>

namespace apps {

std::optional<Conflict> chip_conflict(const cim::ChipSpec &chip) {
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
    if (const std::string problem = cim::adc_problem(chip.tile.adc); !problem.empty())
        return Conflict{{"chip.tile.adc.cost", "chip.tile.adc.kind", "chip.tile.adc.bits"},
                        problem};
    const cim::AdcSpec &adc = chip.tile.adc;
    if (adc.range_of == cim::RangeScope::Column && adc.range == cim::AdcRange::Full)
        return Conflict{{"chip.tile.adc.range_of", "chip.tile.adc.range"},
                        "chip.tile.adc.range_of = column needs chip.tile.adc.range = calibrated or "
                        "sigma, not full"};
    return std::nullopt;
}

} // namespace apps
