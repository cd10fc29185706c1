// SPDX-License-Identifier: Apache-2.0
#include "nn/networks/plan.h"

#include "nn/base/one_line.h"
#include "nn/networks/learned_range.h"
#include "nn/networks/network_rules.h"
#include "nn/networks/planner.h"

#include <algorithm>
#include <stdexcept>

namespace nn {

namespace {

[[noreturn]] void refuse_plan(const std::string &reason) { throw std::invalid_argument(reason); }

bool contains(const std::vector<int> &list, int value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

/// One entry of the lists of a network without stages.
void plan_layer(const NetworkSpec &network, int i, Planner &planner) {
    const auto at = static_cast<std::size_t>(i);
    const std::string number = std::to_string(i + 1);
    const bool mlp = network.model == "mlp", residual = contains(network.residual, i + 1);
    const int inputs = planner.map.channels, outputs = residual ? inputs : network.channels[at];
    const KernelSize kernel = mlp ? KernelSize() : kernel_of(network, at);
    const int source = residual ? planner.last() : no_step;
    const Slide slide{network.strides.empty() || mlp ? 1 : network.strides[at], half(kernel)};
    if (residual && slide.stride > 1)
        refuse_plan("network.strides has " + std::to_string(slide.stride) + " for layer " + number +
                    ", which adds its input to its output (network.residual); 1 is right");
    if (kernel.area() > 0 && network.model == "separable") {
        planner.matrix("depthwise" + number, 2 * i, {inputs, kernel, inputs, true}, slide);
        planner.matrix("pointwise" + number, 2 * i + 1, {inputs, 1, outputs, false}, {}, source);
    } else if (kernel.area() > 0) {
        planner.matrix((mlp ? "linear" : "conv") + number, i, {inputs, kernel, outputs, false},
                       slide, source);
    }
    if (!mlp && contains(network.pool_after, i + 1)) {
        if (planner.map.height < 2 || planner.map.width < 2)
            refuse_plan("network.pool_after names layer " + number + ", where the map is only " +
                        std::to_string(planner.map.height) + " x " +
                        std::to_string(planner.map.width));
        planner.max_pool("pool" + number);
    }
}

std::vector<Step> layered_plan(const NetworkSpec &network, Shape input, int classes) {
    const bool mlp = network.model == "mlp";
    const int layers = static_cast<int>(network.channels.size());
    value_count("an image", {input.channels, input.height, input.width}, most_pixels);
    Planner planner(mlp ? Shape{input.size(), 1, 1} : input);
    for (int i = 0; i < layers; ++i)
        plan_layer(network, i, planner);
    if (!mlp)
        planner.global_pool();
    planner.classifier(network.model == "separable" ? 2 * layers : layers, classes);
    return std::move(planner).steps();
}

} // namespace

std::vector<Step> plan(const NetworkSpec &network, Shape input, int classes) {
    check(network);
    std::vector<Step> steps = has_stages(network) ? staged_plan(network, input, classes)
                                                  : layered_plan(network, input, classes);
    assign_activation_bits(network, steps);
    return steps;
}

std::size_t listed_layer(const NetworkSpec &network, const Step &step) {
    return static_cast<std::size_t>(step.slot / (network.model == "separable" ? 2 : 1));
}

NetworkSpec as_built(NetworkSpec network, Shape input, int classes) {
    if (!has_stages(network))
        for (const Step &step : plan(network, input, classes))
            if (step.residual != no_step)
                network.channels[listed_layer(network, step)] = step.out.channels;
    return network;
}

void assign_activation_bits(const NetworkSpec &network, std::vector<Step> &steps) {
    int matrix = 0;
    for (Step &step : steps)
        if (step.is_matrix())
            step.activation_bits =
                layer_bits(network.layer_activation_bits, network.activation_bits, matrix++);
        else if (step.input != image_step)
            step.activation_bits = steps[static_cast<std::size_t>(step.input)].activation_bits;
        else if (has_range(step))
            step.activation_bits = network.activation_bits;
}

void match_cut(const NetworkSpec &full, const std::vector<Step> &full_steps,
               const NetworkSpec &small, std::vector<Step> &small_steps) {
    if (small.model != full.model)
        refuse_plan("network.model is " + one_line(small.model) + ", the whole network is a " +
                    one_line(full.model));
    if (small.channels.size() != full.channels.size())
        refuse_plan("network.channels has " + std::to_string(small.channels.size()) +
                    " entries, the whole network " + std::to_string(full.channels.size()));
    if (small.residual != full.residual)
        refuse_plan("network.residual must be that of the whole network");
    if (small.hidden != full.hidden)
        refuse_plan("network.hidden must be that of the whole network");
    for (Step &step : small_steps) {
        if (!step.is_matrix())
            continue;
        const auto whole = std::find_if(full_steps.begin(), full_steps.end(),
                                        [&](const Step &s) { return s.name == step.name; });
        if (whole == full_steps.end())
            refuse_plan(step.name + " is left out of the whole network; " +
                        (has_stages(full)
                             ? "network.blocks is too large, or its network.block_kernels "
                               "must be 0"
                             : "its kernel must be 0"));
        step.slot = whole->slot;
        const MatrixShape &have = whole->matrix, &want = step.matrix;
        if (want.in_channels > have.in_channels || want.out_channels > have.out_channels ||
            want.kernel.height > have.kernel.height || want.kernel.width > have.kernel.width)
            refuse_plan(step.name + " wants " + std::to_string(want.in_channels) + " -> " +
                        std::to_string(want.out_channels) + " channels, kernel " +
                        size_text(want.kernel) + "; the whole network has " +
                        std::to_string(have.in_channels) + " -> " +
                        std::to_string(have.out_channels) + ", kernel " + size_text(have.kernel));
    }
}

} // namespace nn
