// SPDX-License-Identifier: Apache-2.0
#include "nn/networks/network_rules.h"

#include "nn/base/one_line.h"

#include <algorithm>
#include <stdexcept>

namespace nn {

namespace {

[[noreturn]] void refuse(const std::string &reason) { throw std::invalid_argument(reason); }

std::string entries(std::size_t count) {
    return std::to_string(count) + (count == 1 ? " entry" : " entries");
}

/// Layers named in `numbers` must exist, each once.
std::optional<BrokenRule> unknown_layer(const std::string &key, const std::vector<int> &numbers,
                                        std::size_t layers) {
    for (auto number = numbers.begin(); number != numbers.end(); ++number) {
        if (*number == 0 && key == "network.pool_after")
            continue; // none
        if (*number < 1 || static_cast<std::size_t>(*number) > layers)
            return BrokenRule{{key, "network.channels"},
                              "layer " + std::to_string(*number) + " in " + key +
                                  ", but network.channels has " + entries(layers)};
        if (std::find(numbers.begin(), number, *number) != number)
            return BrokenRule{{key}, "layer " + std::to_string(*number) + " twice in " + key};
    }
    return std::nullopt;
}

/// Whether `model` has blocks whose convolutions have kernels of their own: how many each, or 0.
int convolutions_per_block(const std::string &model) {
    return model == "resnet" ? 2 : model == "vgg" || model == "mobilenet" ? 1 : 0;
}

/// The list of the blocks' own kernels.
std::optional<BrokenRule> broken_by_block_kernels(const NetworkSpec &network) {
    if (network.block_kernels.empty())
        return std::nullopt;
    const std::string key = "network.block_kernels";
    const int each = convolutions_per_block(network.model);
    if (each == 0)
        return BrokenRule{{key, "network.model"},
                          key + " is for resnet, vgg and mobilenet; a " + network.model +
                              " has network.kernels alone"};
    int wanted = 0;
    for (const int blocks : network.blocks)
        wanted += each * blocks;
    if (!network.kernel_widths.empty())
        return BrokenRule{{key, "network.kernel_widths"},
                          "network.kernel_widths has no effect beside " + key +
                              ", whose kernels are square"};
    if (network.block_kernels.size() != static_cast<std::size_t>(wanted))
        return BrokenRule{{key, "network.blocks"},
                          key + " has " + entries(network.block_kernels.size()) +
                              ", but the blocks of network.blocks have " + std::to_string(wanted) +
                              " convolutions; one each is right, or none at all"};
    if (network.model == "mobilenet")
        for (const int kernel : network.block_kernels)
            if (kernel == 0)
                return BrokenRule{{key},
                                  key + " has the size 0; those of a mobilenet are at "
                                        "least 1"};
    return std::nullopt;
}

/// Lists that may be empty, or have an entry a layer.
std::optional<BrokenRule> broken_by_optional_lists(const NetworkSpec &network) {
    const std::size_t layers = network.channels.size();
    if (!network.kernel_widths.empty() && network.kernel_widths.size() != layers)
        return BrokenRule{{"network.kernel_widths", "network.channels"},
                          "network.kernel_widths has " + entries(network.kernel_widths.size()) +
                              ", network.channels " + std::to_string(layers) +
                              "; one each is right, or none at all"};
    if (network.strides.empty())
        return std::nullopt;
    if (has_stages(network))
        return BrokenRule{{"network.strides", "network.model"},
                          "network.strides is for convnet and separable; the stages of a " +
                              network.model + " have strides of their own"};
    if (network.strides.size() != layers)
        return BrokenRule{{"network.strides", "network.channels"},
                          "network.strides has " + entries(network.strides.size()) +
                              ", network.channels " + std::to_string(layers) +
                              "; one each is right, or none at all"};
    return std::nullopt;
}

/// Lists that linear layers do not have.
std::optional<BrokenRule> broken_by_linear_layers(const NetworkSpec &network) {
    for (const auto &[key, list] : {std::pair{"network.kernel_widths", &network.kernel_widths},
                                    std::pair{"network.strides", &network.strides},
                                    std::pair{"network.block_kernels", &network.block_kernels}})
        if (!list->empty())
            return BrokenRule{{key, "network.model"},
                              std::string(key) +
                                  " has no effect on a mlp, whose layers are linear"};
    return std::nullopt;
}

/// What stages need besides their channels and kernels.
std::optional<BrokenRule> broken_by_stages(const NetworkSpec &network) {
    const std::size_t stages = network.channels.size();
    if (network.blocks.size() != stages)
        return BrokenRule{{"network.blocks", "network.channels"},
                          "network.blocks has " + entries(network.blocks.size()) +
                              ", network.channels " + std::to_string(stages) + "; a " +
                              network.model + " has one a stage in both"};
    for (const int kernel : network.kernels)
        if (kernel < 1)
            return BrokenRule{{"network.kernels"},
                              "network.kernels has the size " + std::to_string(kernel) +
                                  "; those of a " + network.model + " are at least 1"};
    return broken_by_block_kernels(network);
}

/// What convolution layers need besides their channels.
std::optional<BrokenRule> broken_by_convolutions(const NetworkSpec &network) {
    const std::size_t layers = network.channels.size();
    if (network.kernels.size() != layers)
        return BrokenRule{{"network.kernels", "network.channels"},
                          "network.kernels has " + entries(network.kernels.size()) +
                              ", network.channels " + std::to_string(layers) +
                              "; both have one entry a layer"};
    if (auto broken = broken_by_optional_lists(network))
        return broken;
    if (has_stages(network))
        return broken_by_stages(network);
    if (auto broken = broken_by_block_kernels(network))
        return broken;
    return unknown_layer("network.pool_after", network.pool_after, layers);
}

void check_model(const NetworkSpec &network) {
    if (std::find(model_names.begin(), model_names.end(), network.model) != model_names.end())
        return;
    std::string known;
    for (const std::string name : model_names)
        known += (known.empty() ? "" : ", ") + name;
    refuse("network.model is '" + one_line(network.model) + "'; known: " + known);
}

void check_least(const std::string &key, const std::vector<int> &values) {
    for (const int value : values)
        if (value < 1)
            refuse(key + " has " + std::to_string(value) + "; at least 1 is needed");
}

void check_bits(const std::string &key, int least, int bits, const std::vector<int> &of_layers) {
    const std::string right = "; " + std::to_string(least) + " to 16 is right";
    const auto fits = [least](int found) { return found >= least && found <= 16; };
    if (!fits(bits))
        refuse("network." + key + " is " + std::to_string(bits) + right);
    for (const int found : of_layers)
        if (!fits(found))
            refuse("network.layer_" + key + " has " + std::to_string(found) + right);
}

} // namespace

bool has_stages(const NetworkSpec &network) {
    return network.model == "resnet" || network.model == "vgg" || network.model == "lenet" ||
           network.model == "mobilenet";
}

std::optional<BrokenRule> broken_rule(const NetworkSpec &network) {
    if (network.channels.empty())
        return BrokenRule{{"network.channels"}, "network.channels is empty: one entry a layer"};
    std::optional<BrokenRule> broken =
        network.model == "mlp" ? broken_by_linear_layers(network) : broken_by_convolutions(network);
    if (!broken && !has_stages(network))
        broken = unknown_layer("network.residual", network.residual, network.channels.size());
    return broken;
}

void check(const NetworkSpec &network) {
    check_model(network);
    if (const auto broken = broken_rule(network))
        refuse(broken->sentence);
    check_least("network.channels", network.channels);
    if (has_stages(network)) {
        check_least("network.blocks", network.blocks);
        if (!network.hidden.empty() && network.model != "vgg" && network.model != "lenet")
            refuse("network.hidden is for vgg and lenet; a " + network.model + " has none");
        check_least("network.hidden", network.hidden);
    } else if (network.model != "mlp") {
        for (const int kernel : network.kernels)
            if (kernel < 0)
                refuse("network.kernels has " + std::to_string(kernel) +
                       "; a kernel is at least 1, or 0 to leave the layer out");
    }
    check_bits("weight_bits", 2, network.weight_bits, network.layer_weight_bits);
    check_bits("activation_bits", 1, network.activation_bits, network.layer_activation_bits);
}

} // namespace nn
