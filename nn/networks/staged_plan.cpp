// SPDX-License-Identifier: Apache-2.0
#include "nn/networks/planner.h"

namespace nn {

namespace {

/// Reads the lists of a network stage by stage and numbers its matrices in order.
struct Stages {
    const NetworkSpec &network;
    Planner planner;
    int slot = 0;

    int channels(std::size_t stage) const { return network.channels[stage]; }
    int kernel(std::size_t stage) const { return network.kernels[stage]; }

    void convolution(const std::string &name, std::size_t stage, int stride,
                     int residual = no_step) {
        planner.matrix(name, slot++, {planner.map.channels, kernel(stage), channels(stage), false},
                       {stride, kernel(stage) / 2}, residual);
    }

    /// Two convolutions and what bypasses them (He et al. 2015, section 4.2: option A).
    void residual_block(const std::string &name, std::size_t stage, int stride) {
        int source = planner.last();
        const Shape before = planner.map;
        convolution(name + ".conv1", stage, stride);
        const Shape after = planner.map;
        if (before.channels != after.channels || stride > 1)
            source = planner.shortcut(name + ".shortcut", source, after, stride);
        convolution(name + ".conv2", stage, 1, source);
    }

    /// A depthwise convolution and a pointwise one (Howard et al. 2017).
    void separable_block(const std::string &name, std::size_t stage, int stride) {
        const int inputs = planner.map.channels;
        planner.matrix(name + ".depthwise", slot++, {inputs, kernel(stage), inputs, true},
                       {stride, kernel(stage) / 2});
        planner.matrix(name + ".pointwise", slot++, {inputs, 1, channels(stage), false});
    }

    /// LeCun et al. 1998: no padding, but images smaller than 32 x 32 have a border for theirs.
    void lenet_layer(const std::string &name, std::size_t stage) {
        const bool border = slot == 0 && planner.map.height < 32;
        planner.matrix(name, slot++, {planner.map.channels, kernel(stage), channels(stage), false},
                       {1, border ? kernel(stage) / 2 : 0});
    }

    void stage(std::size_t i) {
        const std::string name = "stage" + std::to_string(i + 1);
        for (int b = 0; b < network.blocks[i]; ++b) {
            const std::string block = name + ".block" + std::to_string(b + 1);
            const int stride = i > 0 && b == 0 ? 2 : 1;
            if (network.model == "resnet")
                residual_block(block, i, stride);
            else if (network.model == "mobilenet")
                separable_block(block, i, stride);
            else if (network.model == "lenet")
                lenet_layer(block, i);
            else
                convolution(block, i, 1);
        }
        if (network.model == "vgg" || network.model == "lenet")
            planner.max_pool(name + ".pool");
    }
};

} // namespace

std::vector<Step> staged_plan(const NetworkSpec &network, Shape input, int classes) {
    Stages stages{network, Planner(input)};
    if (network.model == "resnet" || network.model == "mobilenet")
        stages.convolution("stem", 0, 1);
    for (std::size_t i = 0; i < network.channels.size(); ++i)
        stages.stage(i);
    Planner &planner = stages.planner;
    if (network.hidden.empty())
        planner.global_pool();
    for (std::size_t i = 0; i < network.hidden.size(); ++i)
        planner.linear("hidden" + std::to_string(i + 1), stages.slot++, network.hidden[i]);
    planner.classifier(stages.slot, classes);
    return std::move(planner).steps();
}

} // namespace nn
