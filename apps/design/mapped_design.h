// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/design/programmed_chip.h"
#include "apps/design/session.h"
#include "models/mapping/segments.h"

#include <string>

namespace apps {

/// The mapping lists with the entries of left-out layers removed, so that an entry means the same
/// layer in every network of a search.
cim::MappingSpec mapping_of_present_layers(const cim::MappingSpec &mapping,
                                           const nn::NetworkSpec &network);

/// How config.mapping lays this network, cut out of config.network: each list with the entries of
/// single layers in their places, those of left-out layers removed.
cim::MappingSpec mapping_of(const Config &config, const nn::QuantizedNetwork &network);

/// Maps a network; returns the reason why that cannot be done, or nothing. `segments`: null where
/// the chip must hold all of it at once; else filled if it is larger than the chip and
/// mapping.segments allows them, with their joined placement.
std::string place_design(const Config &config, const nn::QuantizedNetwork &network,
                         cim::Placement &placement, std::vector<cim::Segment> *segments = nullptr);

/// Cuts out, quantises and maps; likewise.
std::string map_design(const Session &bench, const Config &config, nn::QuantizedNetwork &network,
                       cim::Placement &placement, std::vector<cim::Segment> *segments = nullptr);

/// A network, its place on a chip, and that chip, programmed: all that the SystemC device needs.
struct ProgrammedDesign {
    ProgrammedChip chip;
    cim::Placement placement;
};

/// Programs chip number `chip` of config.accuracy.seed. Throws std::invalid_argument with the
/// reason if the design cannot be built.
ProgrammedDesign program_design(const Config &config, const Session &bench, int chip);

} // namespace apps
