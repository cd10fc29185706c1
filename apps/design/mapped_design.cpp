// SPDX-License-Identifier: Apache-2.0
#include "apps/design/mapped_design.h"

#include "apps/config/conflict/conflict.h"
#include "apps/config/layer_entries.h"
#include "models/crossbar/adc_range.h"
#include "models/mapping/segments.h"
#include "nn/networks/kernel.h"

#include <stdexcept>

namespace apps {

cim::MappingSpec mapping_of_present_layers(const cim::MappingSpec &mapping,
                                           const nn::NetworkSpec &network) {
    if (!network.onnx.empty())
        return mapping;
    const auto present = [&](const std::vector<int> &list) {
        std::vector<int> kept;
        for (std::size_t i = 0; i < list.size(); ++i)
            if (!nn::is_left_out(network, i) || i + 1 == list.size())
                kept.push_back(list[i]); // the last entry repeats, so it stays
        return kept;
    };
    cim::MappingSpec own = mapping;
    own.array_size = present(mapping.array_size);
    own.duplication = present(mapping.duplication);
    own.tile_arrays = present(mapping.tile_arrays);
    own.cell_bits = present(mapping.cell_bits);
    own.adc_bits = present(mapping.adc_bits);
    own.adc_columns = present(mapping.adc_columns);
    own.kind = present(mapping.kind);
    own.chip = present(mapping.chip);
    return own;
}

cim::MappingSpec mapping_of(const Config &config, const nn::QuantizedNetwork &network) {
    cim::MappingSpec mapping =
        mapping_of_present_layers(with_layer_entries(config), config.network);
    cut_layer_entries(config, network.matrices().size(), mapping);
    return mapping;
}

namespace {

/// What several segments could do for a network that is larger than the chip.
std::string about_segments(const Config &config, Held held) {
    if (!cim::has_counted_tiles(config.chip))
        return "";
    if (held == Held::InSegments)
        return "; mapping.segments = yes allows several segments";
    return config.mapping.segments
               ? "; mapping.segments is for run, sweep and search: a device (crossweave host, "
                 "gem5), a recorded trace and a training on the chip need the whole network on it "
                 "at once"
               : "";
}

} // namespace

common::Expected<cim::Design> place_design(const Config &config, nn::QuantizedNetwork network,
                                           Held held) {
    try {
        refuse_conflicts(config);
    } catch (const ConfigError &fault) {
        return common::Unexpected(fault.what());
    }
    cim::MappingSpec mapping = mapping_of(config, network);
    mapping.segments = mapping.segments && held == Held::InSegments;
    common::Expected<cim::Design> placed = cim::place(
        std::move(network), config.chip, config.device, mapping, about_segments(config, held));
    if (placed)
        if (std::string problem = cim::given_range_problem(placed->network, placed->placement,
                                                           config.chip, config.device);
            !problem.empty())
            return common::Unexpected(std::move(problem));
    return placed;
}

common::Expected<cim::Design> map_design(const Session &bench, const Config &config, Held held) {
    nn::QuantizedNetwork network;
    try {
        network = cut_out(bench, config);
    } catch (const std::invalid_argument &fault) {
        return common::Unexpected(fault.what());
    } catch (const ConfigError &fault) {
        return common::Unexpected(fault.what());
    }
    return place_design(config, std::move(network), held);
}

ProgrammedDesign program_design(const Config &config, const Session &bench, int chip) {
    cim::Design placed = common::value_of(map_design(bench, config));
    const std::vector<cim::LayerRange> ranges = calibrated_ranges(placed, config, bench.data.train);
    ProgrammedChip programmed = program_chip({placed, ranges}, config, bench.data.train, chip,
                                             thread_count(config.run.threads));
    placed.network = std::move(programmed.network);
    return {std::move(placed), std::move(programmed.arrays)};
}

} // namespace apps
