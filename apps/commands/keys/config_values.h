// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config/config.h"
#include "apps/config/tile_kinds.h"

#include <string>
#include <vector>

namespace apps {

/// Keys, or sections of keys: "chip.tile.adc" stands for all below it.
using Keys = std::vector<std::string>;

/// Whether a key is one of these, or below one.
bool is_among(const Keys &keys, const std::string &key);

/// Whether designs of a search or points of a sweep differ in the value of a key.
bool is_varied(const Config &config, const std::string &key);

/// Likewise of any of these, or of one below them; those of chip.tile and device also of kinds of
/// tiles.
bool is_any_varied(const Config &config, const Keys &keys);

/// Whether a kind of tiles leaves a key of chip.tile or device as the chip has it.
bool leaves_open(const TileKindSpec &kind, const std::string &key);

/// Calls visit(tile, device) for the tiles that follow a key: of a kind's, those of the kind; of
/// any other one, those of chip.tile and of the kinds that leave it open.
template <class Visit>
void each_tile_of(const Config &config, const std::string &key, Visit visit) {
    if (!is_kind_key(key))
        visit(config.chip.tile, config.device);
    for (const TileKindSpec &spec : config.tile_kinds) {
        const std::string section = "chip.tile_kinds." + spec.kind.name;
        if (is_kind_key(key) ? is_among({section}, key) : leaves_open(spec, key))
            visit(spec.kind.tile, spec.kind.device);
    }
}

/// The value of a key, as text. Throws std::logic_error if there is none.
std::string value_of(Config config, const std::string &key);

/// "KEY = A or B is what it acts with, not C": what a key lacks whose other key has the value C.
std::string acts_with(const std::string &other, const Keys &values, const std::string &value);

} // namespace apps
