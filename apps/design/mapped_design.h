// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/design/programmed_chip.h"
#include "apps/design/session.h"
#include "models/mapping/design.h"

#include <memory>

namespace apps {

/// The mapping lists with the entries of left-out layers removed, so that an entry means the same
/// layer in every network of a search.
cim::MappingSpec mapping_of_present_layers(const cim::MappingSpec &mapping,
                                           const nn::NetworkSpec &network);

/// How config.mapping lays this network, cut out of config.network: each list with the entries of
/// single layers in their places, those of left-out layers removed.
cim::MappingSpec mapping_of(const Config &config, const nn::QuantizedNetwork &network);

/// Whether the chip must hold a network at once, or may also hold it segment after segment where it
/// is larger and mapping.segments allows that.
enum class Held { AtOnce, InSegments };

/// Places a network on the config's chip, or says why that cannot be done.
common::Expected<cim::Design> place_design(const Config &config, nn::QuantizedNetwork network,
                                           Held held = Held::AtOnce);

/// Cuts out, quantises and places; likewise.
common::Expected<cim::Design> map_design(const Session &bench, const Config &config,
                                         Held held = Held::AtOnce);

/// A design and its chip, programmed: all that the SystemC device needs.
struct ProgrammedDesign {
    cim::Design placed; ///< the network with the digital scales and biases fitted to the arrays
    std::unique_ptr<cim::CrossbarMatMul> arrays;
};

/// Programs chip number `chip` of config.accuracy.seed. Throws std::invalid_argument with the
/// reason if the design cannot be built.
ProgrammedDesign program_design(const Config &config, const Session &bench, int chip);

} // namespace apps
