// SPDX-License-Identifier: Apache-2.0
#include "nn/networks/planner.h"

namespace nn {

namespace {

/// Reads the lists of a network stage by stage and numbers its matrices in order.
struct Stages {
    const NetworkSpec &network;
    Planner planner;
    int slot = 0;

    std::size_t convolutions = 0; ///< of the blocks, so far

    int channels(std::size_t stage) const { return network.channels[stage]; }
    KernelSize kernel(std::size_t stage) const { return kernel_of(network, stage); }
    /// Of the next convolution of a block; area 0: it is left out, but counts.
    KernelSize block_kernel(std::size_t stage) {
        const std::size_t i = convolutions++;
        return network.block_kernels.empty() ? kernel(stage) : KernelSize(network.block_kernels[i]);
    }

    /// One that is left out has a slot, too: that of the full network.
    void convolution(const std::string &name, const KernelSize &kernel, int channels, int stride,
                     int residual = no_step) {
        const int own = slot++;
        if (kernel.area() > 0)
            planner.matrix(name, own, {planner.map.channels, kernel, channels, false},
                           {stride, half(kernel)}, residual);
    }

    /// Two convolutions and what bypasses them (He et al. 2015, section 4.2: option A). Without
    /// the first, the second strides; without both, what bypasses them is all that is left.
    void residual_block(const std::string &name, std::size_t stage, int stride) {
        const KernelSize first = block_kernel(stage), second = block_kernel(stage);
        const bool both = first.area() > 0 && second.area() > 0;
        const int input = planner.last();
        const Shape before = planner.map;
        const Shape after{channels(stage), (before.height - 1) / stride + 1,
                          (before.width - 1) / stride + 1};
        const bool changes = before.channels != after.channels || stride > 1;
        const auto bypass = [&] {
            return changes ? planner.shortcut(name + ".shortcut", input, after, stride) : input;
        };
        const int alone = both ? no_step : bypass();
        if (first.area() + second.area() == 0 && changes)
            planner.go_on_behind(alone);
        convolution(name + ".conv1", first, channels(stage), stride, alone);
        convolution(name + ".conv2", second, channels(stage), both ? 1 : stride,
                    both ? bypass() : alone);
    }

    /// A depthwise convolution and a pointwise one (Howard et al. 2017).
    void separable_block(const std::string &name, std::size_t stage, int stride) {
        const int inputs = planner.map.channels;
        const KernelSize own = block_kernel(stage);
        planner.matrix(name + ".depthwise", slot++, {inputs, own, inputs, true},
                       {stride, half(own)});
        planner.matrix(name + ".pointwise", slot++, {inputs, 1, channels(stage), false});
    }

    /// LeCun et al. 1998: no padding, but images smaller than 32 x 32 have a border for theirs.
    void lenet_layer(const std::string &name, std::size_t stage) {
        const bool border = slot == 0 && planner.map.height < 32;
        planner.matrix(name, slot++, {planner.map.channels, kernel(stage), channels(stage), false},
                       {1, border ? half(kernel(stage)) : Span{}});
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
                convolution(block, block_kernel(i), channels(i), 1);
        }
        if (network.model == "vgg" || network.model == "lenet")
            planner.max_pool(name + ".pool");
    }
};

} // namespace

std::vector<Step> staged_plan(const NetworkSpec &network, Shape input, int classes) {
    Stages stages{network, Planner(input)};
    if (network.model == "resnet" || network.model == "mobilenet")
        stages.convolution("stem", stages.kernel(0), stages.channels(0), 1);
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
