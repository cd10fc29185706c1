// SPDX-License-Identifier: Apache-2.0
#include "apps/config/conflict/conflict.h"

#include "apps/config/choices.h"
#include "apps/config/conflict/chip_conflict.h"
#include "apps/config/conflict/device_conflict.h"
#include "apps/config/tile_kinds.h"
#include "apps/util/text.h"
#include "nn/networks/network_rules.h"
#include "nn/training/cutout.h"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <vector>

namespace apps {

namespace {

std::optional<Conflict> network_conflict(const nn::NetworkSpec &network) {
    const auto broken = nn::broken_rule(network);
    return broken ? std::optional(Conflict{broken->keys, broken->sentence}) : std::nullopt;
}

std::optional<Conflict> training_conflict(const nn::TrainSpec &train) {
    if (train.activation_ranges == nn::ActivationRanges::Learned && !train.quantise)
        return Conflict{{"train.activation_ranges", "train.quantise"},
                        "train.activation_ranges = learned needs train.quantise = yes"};
    if (train.converters && !train.quantise)
        return Conflict{{"train.converters", "train.quantise"},
                        "train.converters = yes needs train.quantise = yes"};
    if (train.warm_up > train.epochs && train.epochs > 0)
        return Conflict{{"train.warm_up", "train.epochs"},
                        "train.warm_up is longer than the training: at most train.epochs, " +
                            std::to_string(train.epochs)};
    return std::nullopt;
}

std::optional<Conflict> accuracy_conflict(const AccuracySpec &accuracy) {
    if (accuracy.recalibration_windows > 0 && accuracy.recalibration_images == 0)
        return Conflict{{"accuracy.recalibration_windows", "accuracy.recalibration_images"},
                        "accuracy.recalibration_windows are windows of the "
                        "accuracy.recalibration_images, of which there are none"};
    return std::nullopt;
}

/// What disagrees about a kind of tiles.
std::optional<Conflict> kind_conflict(const Config &config) {
    for (const TileKindSpec &kind : config.tile_kinds) {
        const Config own = config_of_kind(config, kind);
        std::optional<Conflict> conflict = device_conflict(own);
        if (!conflict)
            conflict = chip_conflict(own);
        if (!conflict)
            continue;
        const std::string section = "chip.tile_kinds." + kind.kind.name;
        std::vector<std::string> keys;
        for (const std::string &key : conflict->keys)
            keys.push_back(is_below(key, "chip.tile")
                               ? section + key.substr(std::string("chip.tile").size())
                               : section + "." + key);
        keys.push_back(section + ".base");
        keys.insert(keys.end(), conflict->keys.begin(), conflict->keys.end());
        return Conflict{keys, "kind " + kind.kind.name + " of tiles: " + conflict->sentence};
    }
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
    if (!conflict)
        conflict = accuracy_conflict(config.accuracy);
    if (!conflict && use != ConfigUse::Array)
        conflict = chip_conflict(config);
    if (!conflict && use != ConfigUse::Array)
        conflict = kind_conflict(config);
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
