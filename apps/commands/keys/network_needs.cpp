// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/keys/network_needs.h"

#include "apps/commands/keys/config_values.h"
#include "apps/config/choices.h"

#include <algorithm>

namespace apps {

namespace {

bool may_leave_layers_out(const Config &config) {
    const nn::Choices choices = network_choices(config);
    const auto has_none = [](const std::vector<std::vector<int>> &lists) {
        return std::any_of(lists.begin(), lists.end(), [](const std::vector<int> &list) {
            return std::find(list.begin(), list.end(), 0) != list.end();
        });
    };
    return has_none(choices.kernels) || has_none(choices.block_kernels);
}

} // namespace

std::optional<std::string> need_of_network(const Config &config, const std::string &key) {
    if (key == "train.start" && !begins_anew(config))
        return "network.file and network.onnx have weights of their own";
    if (key == "train.sandwich" && !shares_weights(config))
        return "it is of a weight-sharing training: [genes] with choices of network.*";
    if (key == "train.left_out" && !(shares_weights(config) && may_leave_layers_out(config)))
        return "no gene of network.kernels or network.block_kernels has the choice 0, which leaves "
               "a layer out";
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
                           "train.label_smoothing", "train.sandwich",      "train.left_out",
                           "train.augment",         "train.augment_shift", "train.cutout",
                           "train.converters",      "train.bfloat16",      "train.shards"};
    return is_among(keys, key);
}

} // namespace apps
