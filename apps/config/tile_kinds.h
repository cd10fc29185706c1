// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config/config.h"
#include "apps/config/parameter.h"

#include <functional>
#include <string>
#include <vector>

namespace apps {

/// Whether a key is one of chip.tile_kinds.
bool is_kind_key(const std::string &key);

/// Whether it names the base file of a kind.
bool is_kind_base(const std::string &key);

/// The key of chip.tile or device that stands behind one of a kind; any other key: itself.
std::string default_key(const std::string &key);

/// The key of the same kind as `key` that stands for one of chip.tile or device; where either is
/// none: `other`.
std::string key_beside(const std::string &key, const std::string &other);

/// Whether it belongs to a kind that the config has.
bool has_kind_of(const Config &config, const std::string &key);

/// Gives a key of chip.tile_kinds a value; the first one of a name makes the kind, which is as
/// chip.tile and device say where neither its base nor its own keys say otherwise; a base file that
/// names a device (device.name) begins from the default one instead. Throws ConfigError or
/// std::invalid_argument saying what is wrong.
void assign_kind(Config &config, const std::string &key, const std::string &value);

/// Makes the kinds anew when chip.tile or device has changed.
void renew_kinds(Config &config);

/// Calls visit(tile, device) for chip.tile and for every kind.
template <class Visit> void each_tile(const Config &config, Visit visit) {
    visit(config.chip.tile, config.device);
    for (const TileKindSpec &spec : config.tile_kinds)
        visit(spec.kind.tile, spec.kind.device);
}

/// Changes the tiles and the cells of the chip, those of chip.tile and of every kind.
void change_tiles(Config &config,
                  const std::function<void(cim::TileSpec &, cim::DeviceSpec &)> &change);

/// Changes the cells alone.
void change_devices(Config &config,
                    const std::function<cim::DeviceSpec(const cim::DeviceSpec &)> &changed);

/// The config of a chip all of whose tiles are of kind `kind` of config.tile_kinds; of its lists
/// for layers mapping.cell_bits has the entries of the kind's layers alone.
Config config_of_kind(const Config &config, const TileKindSpec &kind);

/// The kinds' parameters; they point into the config.
std::vector<Parameter> kind_parameters(Config &config);

} // namespace apps
