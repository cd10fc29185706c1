// SPDX-License-Identifier: Apache-2.0
#include "nn/networks/plan.h"

#include "nn/networks/learned_range.h"
#include "nn/networks/planner.h"

#include <algorithm>
#include <stdexcept>

namespace nn {

namespace {

[[noreturn]] void refuse(const std::string &reason) { throw std::invalid_argument(reason); }

bool contains(const std::vector<int> &list, int value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

void check_layers(const NetworkSpec &network) {
    const std::size_t layers = network.channels.size();
    for (int kernel : network.kernels)
        if (kernel < 0)
            refuse("network.kernels has " + std::to_string(kernel) +
                   "; a kernel is at least 1, or 0 to leave the layer out");
    for (int layer : network.pool_after)
        if (layer < 1 || layer > static_cast<int>(layers))
            refuse("network.pool_after names layer " + std::to_string(layer) + ", but there are " +
                   std::to_string(layers));
}

void check_stages(const NetworkSpec &network) {
    if (network.blocks.size() != network.channels.size())
        refuse("network.blocks has " + std::to_string(network.blocks.size()) +
               " entries, network.channels " + std::to_string(network.channels.size()) + "; a " +
               network.model + " has one a stage in both");
    for (int blocks : network.blocks)
        if (blocks < 1)
            refuse("network.blocks has " + std::to_string(blocks) + "; at least 1 is needed");
    for (int kernel : network.kernels)
        if (kernel < 1)
            refuse("network.kernels has " + std::to_string(kernel) + "; the kernels of a " +
                   network.model + " are at least 1");
    if (!network.hidden.empty() && network.model != "vgg" && network.model != "lenet")
        refuse("network.hidden is for vgg and lenet; a " + network.model + " has none");
    for (int units : network.hidden)
        if (units < 1)
            refuse("network.hidden has " + std::to_string(units) + "; at least 1 is needed");
}

void check(const NetworkSpec &network) {
    const std::size_t layers = network.channels.size();
    if (std::find(model_names.begin(), model_names.end(), network.model) == model_names.end()) {
        std::string known;
        for (const std::string name : model_names)
            known += (known.empty() ? "" : ", ") + name;
        refuse("network.model is '" + network.model + "'; known: " + known);
    }
    if (layers == 0)
        refuse("network.channels is empty; a network needs at least one layer");
    for (int channels : network.channels)
        if (channels < 1)
            refuse("network.channels has " + std::to_string(channels) + "; at least 1 is needed");
    if (network.model != "mlp" && network.kernels.size() != layers)
        refuse("network.kernels has " + std::to_string(network.kernels.size()) +
               " entries, network.channels " + std::to_string(layers) + "; make them alike");
    if (has_stages(network))
        check_stages(network);
    else if (network.model != "mlp")
        check_layers(network);
    for (int layer : network.residual)
        if (!has_stages(network) && (layer < 1 || layer > static_cast<int>(layers)))
            refuse("network.residual names layer " + std::to_string(layer) + ", but there are " +
                   std::to_string(layers));
    if (network.weight_bits < 2 || network.weight_bits > 16)
        refuse("network.weight_bits is " + std::to_string(network.weight_bits) +
               "; 2 to 16 is right");
    for (int bits : network.layer_weight_bits)
        if (bits < 2 || bits > 16)
            refuse("network.layer_weight_bits has " + std::to_string(bits) + "; 2 to 16 is right");
    if (network.activation_bits < 1 || network.activation_bits > 16)
        refuse("network.activation_bits is " + std::to_string(network.activation_bits) +
               "; 1 to 16 is right");
    for (int bits : network.layer_activation_bits)
        if (bits < 1 || bits > 16)
            refuse("network.layer_activation_bits has " + std::to_string(bits) +
                   "; 1 to 16 is right");
}

/// One entry of the lists of a network without stages.
void plan_layer(const NetworkSpec &network, int i, Planner &planner) {
    const auto at = static_cast<std::size_t>(i);
    const std::string number = std::to_string(i + 1);
    const bool mlp = network.model == "mlp", residual = contains(network.residual, i + 1);
    const int inputs = planner.map.channels, outputs = residual ? inputs : network.channels[at];
    const int kernel = mlp ? 1 : network.kernels[at];
    const int source = residual ? planner.last() : no_step;
    if (kernel > 0 && network.model == "separable") {
        planner.matrix("depthwise" + number, 2 * i, {inputs, kernel, inputs, true}, 1, kernel / 2);
        planner.matrix("pointwise" + number, 2 * i + 1, {inputs, 1, outputs, false}, 1, 0, source);
    } else if (kernel > 0) {
        planner.matrix((mlp ? "linear" : "conv") + number, i, {inputs, kernel, outputs, false}, 1,
                       kernel / 2, source);
    }
    if (!mlp && contains(network.pool_after, i + 1)) {
        if (planner.map.height < 2 || planner.map.width < 2)
            refuse("network.pool_after names layer " + number + ", where the map is only " +
                   std::to_string(planner.map.height) + " x " + std::to_string(planner.map.width));
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

bool has_stages(const NetworkSpec &network) {
    return network.model == "resnet" || network.model == "vgg" || network.model == "lenet" ||
           network.model == "mobilenet";
}

std::vector<Step> plan(const NetworkSpec &network, Shape input, int classes) {
    check(network);
    std::vector<Step> steps = has_stages(network) ? staged_plan(network, input, classes)
                                                  : layered_plan(network, input, classes);
    assign_activation_bits(network, steps);
    return steps;
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
        refuse("network.model is " + small.model + ", the trained network is a " + full.model);
    if (small.channels.size() != full.channels.size())
        refuse("network.channels has " + std::to_string(small.channels.size()) +
               " entries, the trained network " + std::to_string(full.channels.size()));
    if (small.pool_after != full.pool_after || small.residual != full.residual)
        refuse("network.pool_after and network.residual must be those of the trained network");
    if (small.hidden != full.hidden)
        refuse("network.hidden must be that of the trained network");
    for (Step &step : small_steps) {
        if (!step.is_matrix())
            continue;
        const auto whole = std::find_if(full_steps.begin(), full_steps.end(),
                                        [&](const Step &s) { return s.name == step.name; });
        if (whole == full_steps.end())
            refuse(step.name + " is left out of the trained network; " +
                   (has_stages(full) ? "network.blocks is too large" : "its kernel must be 0"));
        step.slot = whole->slot;
        const MatrixShape &have = whole->matrix, &want = step.matrix;
        if (want.in_channels > have.in_channels || want.out_channels > have.out_channels ||
            want.kernel > have.kernel)
            refuse(step.name + " wants " + std::to_string(want.in_channels) + " -> " +
                   std::to_string(want.out_channels) + " channels, kernel " +
                   std::to_string(want.kernel) + "; the trained network has " +
                   std::to_string(have.in_channels) + " -> " + std::to_string(have.out_channels) +
                   ", kernel " + std::to_string(have.kernel));
    }
}

} // namespace nn
