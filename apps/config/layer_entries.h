// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/config/config.h"

#include <cstddef>
#include <string>
#include <vector>

namespace apps {

/// The lists of mapping.* with the entries that were given by themselves (mapping.adc_bits.2 = 4)
/// in their places. Such an entry is its layer's alone: all others keep what they have by the list,
/// whose last value repeats, or without a list by the chip (0; of duplication 1). For the layers
/// behind, the list then has one value behind its last entry.
cim::MappingSpec with_layer_entries(const Config &config);

/// Of a list, whose last entry repeats, the entries of layers whose tiles are of kind number
/// `kind`. `kinds`: mapping.kind.
std::vector<int> entries_of_kind(const std::vector<int> &list, const std::vector<int> &kinds,
                                 int kind);

/// An entry of a list of mapping.* for the cells or converters of a matrix layer (counted from 0)
/// on digital tiles, which have neither.
struct IdleEntry {
    std::string key;
    std::size_t layer;
};

/// All of them, in a network of so many matrix layers, whose lists are those of `mapping`. The last
/// entry of a list is idle if it is in all layers that it stands for.
std::vector<IdleEntry> idle_entries(const Config &config, const cim::MappingSpec &mapping,
                                    std::size_t layers);

/// Whether the tiles of a matrix layer (counted from 0) are digital; those of every layer.
bool is_on_digital_tiles(const Config &config, std::size_t layer);
bool all_on_digital_tiles(const Config &config);

/// Takes that value away from lists that end beyond `layers`, of which nothing is behind.
void cut_layer_entries(const Config &config, std::size_t layers, cim::MappingSpec &mapping);

} // namespace apps
