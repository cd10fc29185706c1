// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/keys/network_needs.h"

#include "apps/commands/keys/config_values.h"
#include "apps/config/choices.h"

namespace apps {

std::optional<std::string> need_of_network(const Config &config, const std::string &key) {
    if (key == "train.start" && !begins_anew(config))
        return "network.file and network.onnx have weights of their own";
    if (key == "train.sandwich" && !shares_weights(config))
        return "it is of a weight-sharing training: [genes] with choices of network.*";
    if (is_varied(config, "network.onnx"))
        return std::nullopt;
    const bool imported = !config.network.onnx.empty();
    const Keys normalisation{"network.divisor", "network.mean", "network.deviation"};
    const Keys of_both{"network.onnx",
                       "network.file",
                       "network.weight_bits",
                       "network.weight_scale",
                       "network.activation_bits",
                       "network.layer_weight_bits",
                       "network.layer_activation_bits"};
    if (imported && is_among({"network"}, key) && !is_among(normalisation, key) &&
        !is_among(of_both, key))
        return "an imported network (network.onnx) is taken as it is";
    if (!imported && is_among(normalisation, key))
        return "it is of an imported network (network.onnx)";
    return std::nullopt;
}

bool is_of_training_alone(const std::string &key) {
    static const Keys keys{"train.epochs",          "train.batch",         "train.images",
                           "train.optimizer",       "train.learning_rate", "train.momentum",
                           "train.weight_decay",    "train.warm_up",       "train.average",
                           "train.label_smoothing", "train.sandwich",      "train.augment",
                           "train.augment_shift",   "train.cutout",        "train.converters",
                           "train.bfloat16",        "train.shards"};
    return is_among(keys, key);
}

} // namespace apps
