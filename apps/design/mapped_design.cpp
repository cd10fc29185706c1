// SPDX-License-Identifier: Apache-2.0
#include "apps/design/mapped_design.h"

#include "apps/config/conflict.h"
#include "apps/config/layer_entries.h"
#include "models/mapping/dataflow.h"

#include <stdexcept>

namespace apps {

cim::MappingSpec mapping_of_present_layers(const cim::MappingSpec &mapping,
                                           const nn::NetworkSpec &network) {
    if (!network.onnx.empty() || nn::has_stages(network))
        return mapping;
    const int matrices = network.model == "separable" ? 2 : 1; // of one layer
    const auto present = [&](const std::vector<int> &list) {
        std::vector<int> kept;
        for (std::size_t i = 0; i < list.size(); ++i) {
            const std::size_t layer = i / static_cast<std::size_t>(matrices);
            const bool left_out = network.model != "mlp" && layer < network.kernels.size() &&
                                  network.kernels[layer] == 0;
            if (!left_out || i + 1 == list.size())
                kept.push_back(list[i]); // the last entry repeats, so it stays
        }
        return kept;
    };
    cim::MappingSpec own = mapping;
    own.array_size = present(mapping.array_size);
    own.duplication = present(mapping.duplication);
    own.tile_arrays = present(mapping.tile_arrays);
    own.cell_bits = present(mapping.cell_bits);
    own.adc_bits = present(mapping.adc_bits);
    own.adc_columns = present(mapping.adc_columns);
    return own;
}

cim::MappingSpec mapping_of(const Config &config, const nn::QuantizedNetwork &network) {
    cim::MappingSpec mapping =
        mapping_of_present_layers(with_layer_entries(config), config.network);
    cut_layer_entries(config, network.matrices().size(), mapping);
    return mapping;
}

namespace {

/// Cuts a network that is larger than the chip into segments; returns why that cannot be done.
std::string place_segments(const Config &config, const nn::QuantizedNetwork &network,
                           const cim::MappingSpec &mapping, cim::Placement &placement,
                           std::vector<cim::Segment> &segments) {
    common::Expected<std::vector<cim::Segment>> plan =
        cim::plan_segments(network, config.chip, mapping);
    if (!plan)
        return plan.error();
    segments = *std::move(plan);
    placement = cim::joined(segments);
    return "";
}

/// What several segments could do for a network that is larger than the chip.
std::string about_segments(const Config &config, bool allowed) {
    if (config.chip.tiles == 0)
        return "";
    if (allowed)
        return "; mapping.segments = yes allows several segments";
    return config.mapping.segments
               ? "; mapping.segments is for run, sweep and search: a device (crossweave host, "
                 "gem5), "
                 "a "
                 "recorded trace and a training on the chip need the whole network on it at once"
               : "";
}

} // namespace

std::string place_design(const Config &config, const nn::QuantizedNetwork &network,
                         cim::Placement &placement, std::vector<cim::Segment> *segments) {
    try {
        refuse_conflicts(config);
    } catch (const ConfigError &fault) {
        return fault.what();
    }
    const cim::MappingSpec mapping = mapping_of(config, network);
    common::Expected<cim::Placement> mapped = cim::map_network(network, config.chip, mapping);
    if (!mapped && segments && mapping.segments && config.chip.tiles > 0)
        return place_segments(config, network, mapping, placement, *segments);
    if (!mapped)
        return mapped.error() + about_segments(config, segments != nullptr);
    placement = *std::move(mapped);
    return cim::plan_dataflow(network, placement, config.chip).shortage;
}

std::string map_design(const Session &bench, const Config &config, nn::QuantizedNetwork &network,
                       cim::Placement &placement, std::vector<cim::Segment> *segments) {
    try {
        network = cut_out(bench, config);
    } catch (const std::invalid_argument &fault) {
        return fault.what();
    } catch (const ConfigError &fault) {
        return fault.what();
    }
    return place_design(config, network, placement, segments);
}

ProgrammedDesign program_design(const Config &config, const Session &bench, int chip) {
    ProgrammedDesign design;
    nn::QuantizedNetwork network;
    const std::string reason = map_design(bench, config, network, design.placement);
    if (!reason.empty())
        throw std::invalid_argument(reason);
    const std::vector<cim::LayerRange> ranges =
        calibrated_ranges(network, design.placement, config, bench.data.train);
    design.chip = program_chip(network, design.placement, ranges, config, config.device,
                               bench.data.train, chip, thread_count(config.run.threads));
    return design;
}

} // namespace apps
