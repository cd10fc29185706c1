// SPDX-License-Identifier: Apache-2.0
#include "apps/config/conflict.h"

#include "apps/config/chip_conflict.h"
#include "apps/config/choices.h"
#include "apps/config/device_conflict.h"
#include "apps/util/text.h"
#include "nn/training/cutout.h"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <vector>

namespace apps {

namespace {

std::string count(std::size_t entries) {
    return std::to_string(entries) + (entries == 1 ? " entry" : " entries");
}

/// Layers named in `numbers` must exist, each once.
std::optional<Conflict> unknown_layer(const std::string &key, const std::vector<int> &numbers,
                                      std::size_t layers) {
    for (auto number = numbers.begin(); number != numbers.end(); ++number) {
        if (std::size_t(*number) > layers)
            return Conflict{{key, "network.channels"},
                            "layer " + std::to_string(*number) + " in " + key +
                                ", but network.channels has " + count(layers)};
        if (std::find(numbers.begin(), number, *number) != number)
            return Conflict{{key}, "layer " + std::to_string(*number) + " twice in " + key};
    }
    return std::nullopt;
}

/// What stages need besides their channels and kernels.
std::optional<Conflict> stage_conflict(const nn::NetworkSpec &network) {
    const std::size_t stages = network.channels.size();
    if (network.blocks.size() != stages)
        return Conflict{{"network.blocks", "network.channels"},
                        "network.blocks has " + count(network.blocks.size()) +
                            ", network.channels " + std::to_string(stages) + "; a " +
                            network.model + " has one a stage in both"};
    for (const int kernel : network.kernels)
        if (kernel == 0)
            return Conflict{{"network.kernels"},
                            "network.kernels has the size 0; those of a " + network.model +
                                " are at least 1"};
    return std::nullopt;
}

/// What convolution layers need besides their channels.
std::optional<Conflict> convolution_conflict(const nn::NetworkSpec &network) {
    const std::size_t layers = network.channels.size();
    if (network.kernels.size() != layers)
        return Conflict{{"network.kernels", "network.channels"},
                        "network.kernels has " + count(network.kernels.size()) +
                            ", network.channels " + std::to_string(layers) +
                            "; both have one entry a layer"};
    if (nn::has_stages(network))
        return stage_conflict(network);
    return unknown_layer("network.pool_after", network.pool_after, layers);
}

std::optional<Conflict> network_conflict(const nn::NetworkSpec &network) {
    std::optional<Conflict> conflict;
    if (network.channels.empty())
        conflict = Conflict{{"network.channels"}, "network.channels is empty: one entry a layer"};
    if (!conflict && network.model != "mlp")
        conflict = convolution_conflict(network);
    if (!conflict && !nn::has_stages(network))
        conflict = unknown_layer("network.residual", network.residual, network.channels.size());
    return conflict;
}

std::optional<Conflict> training_conflict(const nn::TrainSpec &train) {
    if (train.activation_ranges == nn::ActivationRanges::Learned && !train.quantise)
        return Conflict{{"train.activation_ranges", "train.quantise"},
                        "train.activation_ranges = learned needs train.quantise = yes"};
    if (train.converters && !train.quantise)
        return Conflict{{"train.converters", "train.quantise"},
                        "train.converters = yes needs train.quantise = yes"};
    return std::nullopt;
}

/// Where one of the keys, or an entry of its list, was given.
std::string place(const std::vector<std::string> &keys,
                  const std::map<std::string, std::string> &where) {
    for (const std::string &key : keys) {
        const auto found = std::find_if(where.begin(), where.end(), [&](const auto &entry) {
            return entry.first == key || is_below(entry.first, key);
        });
        if (found != where.end())
            return found->second + ": ";
    }
    return "";
}

} // namespace

void refuse_conflicts(const Config &config, ConfigUse use,
                      const std::map<std::string, std::string> &where) {
    std::optional<Conflict> conflict = network_conflict(config.network);
    if (!conflict)
        conflict = device_conflict(config);
    if (!conflict)
        conflict = training_conflict(config.train);
    if (!conflict && use != ConfigUse::Array)
        conflict = chip_conflict(config);
    if (conflict)
        throw ConfigError(place(conflict->keys, where) + conflict->sentence);
}

void refuse_choices(const Config &config, const std::map<std::string, std::string> &where) {
    if (!config.network.onnx.empty())
        return; // trained as it is
    for (const GeneSpec &gene : config.genes) {
        const std::string at = place({"genes." + gene.key}, where);
        Config alone = config;
        alone.genes = {gene};
        if (config.train.converters && !nn::is_empty(network_choices(alone)))
            throw ConfigError(at + "genes: train.converters trains one network; choices of " +
                              gene.key + " make several");
        if (!config.network.file.empty())
            continue; // the file says how large it is
        try {
            nn::check_choices(config.network, network_choices(alone));
        } catch (const std::invalid_argument &fault) {
            throw ConfigError(at + "genes: " + fault.what());
        }
    }
}

} // namespace apps
