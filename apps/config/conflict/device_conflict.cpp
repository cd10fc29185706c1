// SPDX-License-Identifier: Apache-2.0
#include "apps/config/conflict/device_conflict.h"

#include "apps/config/layer_entries.h"
#include "apps/config/state_table.h"
#include "apps/util/text.h"
#include "models/chip/adder_tree.h"
#include "models/device/cell.h"

#include <stdexcept>

namespace apps {

namespace {

using cim::ErrorLaw;

/// The law of programming errors lacks what it is made of.
std::optional<Conflict> law_conflict(const cim::DeviceSpec &device) {
    const std::string law = "device.programming_error";
    if (device.programming_error == ErrorLaw::Table) {
        if (device.states.empty())
            return Conflict{{law},
                            "device.programming_error = table needs device.table, a CSV file"};
        if (const std::string problem = table_problem(device); !problem.empty())
            return Conflict{{"device.table", law}, problem};
    }
    if (device.programming_error == ErrorLaw::Polynomial) {
        if (device.polynomial_us.empty())
            return Conflict{{law},
                            "device.programming_error = polynomial needs device.polynomial_us"};
        if (device.gmax_s() * 1e6 > 1.001 * device.polynomial_gmax_us &&
            device.polynomial_gmax_us != 1)
            return Conflict{{"device.polynomial_gmax_us", "device.on_ohm"},
                            "device.polynomial_us is fitted up to " +
                                number_text(device.polynomial_gmax_us) +
                                " uS (device.polynomial_gmax_us), but cells reach " +
                                number_text(device.gmax_s() * 1e6) + " uS (device.on_ohm)"};
    }
    if (is_lognormal(device.programming_error) &&
        device.verify.method == cim::VerifyMethod::Incremental)
        return Conflict{{"device.verify.method", law},
                        "device.verify.method = incremental starts from a Gaussian error, not from "
                        "a log-normal one"};
    return std::nullopt;
}

/// Of the layers on tiles as chip.tile says.
std::vector<int> own_cell_bits(const Config &config) {
    const cim::MappingSpec mapping = with_layer_entries(config);
    return config.chip.kinds.empty() ? mapping.cell_bits
                                     : entries_of_kind(mapping.cell_bits, mapping.kind, 0);
}

std::optional<Conflict> relaxation_conflict(const cim::DeviceSpec &device) {
    const cim::RelaxationSpec &relaxation = device.relaxation;
    if (relaxation.law == cim::RelaxationLaw::None)
        return std::nullopt;
    const std::string key = "device.relaxation.";
    try {
        const cim::Relaxation law(relaxation, 1);
    } catch (const std::invalid_argument &fault) {
        return Conflict{{key + "law", key + "at_us", key + "up", key + "down", key + "up_us",
                         key + "down_us", key + "core_us"},
                        fault.what()};
    }
    if (device.gmax_s() * 1e6 > 1.001 * relaxation.at_us.back())
        return Conflict{{key + "at_us", "device.on_ohm"},
                        key + "at_us ends at " + number_text(relaxation.at_us.back()) +
                            " uS, but cells reach " + number_text(device.gmax_s() * 1e6) +
                            " uS (device.on_ohm)"};
    return std::nullopt;
}

std::optional<Conflict> sram_conflict(const Config &config) {
    if (config.device.kind != cim::CellKind::Sram)
        return std::nullopt;
    const bool digital = cim::is_digital(config.chip); // whatever cell_bits says
    if (!digital && config.chip.tile.array.cell_bits != 1)
        return Conflict{
            {"device.kind", "chip.tile.array.cell_bits"},
            "device.kind = sram holds one bit a cell, but chip.tile.array.cell_bits = " +
                std::to_string(config.chip.tile.array.cell_bits)};
    for (const int bits : own_cell_bits(config))
        if (!digital && bits > 1)
            return Conflict{{"device.kind", "mapping.cell_bits"},
                            "device.kind = sram holds one bit a cell, but mapping.cell_bits has " +
                                std::to_string(bits)};
    if (config.device.at(config.chip.temperature_k).varies())
        return Conflict{{"device.kind"},
                        "device.kind = sram is exact: sigmas, noise, drift, ceiling, effects of "
                        "temperature and stuck cells of device.* must be 0 "
                        "(configs/device/sram.cfg has them so)"};
    return std::nullopt;
}

/// Digital processing elements hold bits in latches.
std::optional<Conflict> digital_conflict(const Config &config) {
    const cim::TileSpec &tile = config.chip.tile;
    if (!cim::is_digital(config.chip))
        return std::nullopt;
    const char *const name = cim::compute_names[static_cast<std::size_t>(tile.compute)].first;
    if (config.device.kind != cim::CellKind::Sram)
        return Conflict{{"chip.tile.compute", "device.kind"},
                        std::string("chip.tile.compute = ") + name +
                            " holds its weights in latches: device.kind must be sram "
                            "(configs/device/sram.cfg)"};
    if (tile.compute == cim::Compute::MatrixUnit && tile.pe.dac_bits != 8)
        return Conflict{{"chip.tile.pe.dac_bits", "chip.tile.compute"},
                        "chip.tile.compute = matrix-unit multiplies whole bytes: "
                        "chip.tile.pe.dac_bits must be 8, not " +
                            std::to_string(tile.pe.dac_bits)};
    return std::nullopt;
}

} // namespace

std::optional<Conflict> device_conflict(const Config &config) {
    const cim::DeviceSpec &device = config.device;
    if (device.stuck_off + device.stuck_on > 1)
        return Conflict{{"device.stuck_off", "device.stuck_on"},
                        "device.stuck_off and device.stuck_on are shares of all cells; their sum "
                        "is above 1"};
    if (device.stuck_compensate && config.chip.tile.array.encoding == cim::Encoding::OffsetFlipped)
        return Conflict{
            {"device.stuck_compensate", "chip.tile.array.encoding"},
            "device.stuck_compensate = yes needs weights whose columns are not flipped: "
            "chip.tile.array.encoding must be another than offset-flipped"};
    if (const auto conflict = law_conflict(device))
        return conflict;
    if (const auto conflict = relaxation_conflict(device))
        return conflict;
    try {
        const cim::CellLaw law(device, config.chip.tile.array.cell_bits);
        for (const int bits : own_cell_bits(config))
            if (bits > 0)
                const cim::CellLaw own(device, bits);
    } catch (const std::invalid_argument &fault) {
        return Conflict{{"device.table", "device.level_sigmas", "device.verify.tolerance"},
                        fault.what()};
    }
    // The sinh of more overflows what follows from it, and is far from any device.
    if (device.nonlinearity_v > 0 && device.read_v / device.nonlinearity_v > 50)
        return Conflict{{"device.nonlinearity_v", "device.read_v"},
                        "device.nonlinearity_v is below 1/50 of device.read_v; real cells have "
                        "about 0.1 to 0.5 V"};
    if (const auto conflict = digital_conflict(config))
        return conflict;
    return sram_conflict(config);
}

} // namespace apps
