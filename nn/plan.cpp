// SPDX-License-Identifier: Apache-2.0
#include "nn/plan.h"

#include <algorithm>
#include <stdexcept>

namespace nn {

namespace {

[[noreturn]] void refuse(const std::string &reason) { throw std::invalid_argument(reason); }

bool contains(const std::vector<int> &list, int value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

void check(const NetworkSpec &network) {
    const std::size_t layers = network.channels.size();
    if (network.model != "convnet" && network.model != "separable" && network.model != "mlp")
        refuse("network.model is '" + network.model + "'; known: convnet, separable, mlp");
    if (layers == 0)
        refuse("network.channels is empty; a network needs at least one layer");
    for (int channels : network.channels)
        if (channels < 1)
            refuse("network.channels has " + std::to_string(channels) + "; at least 1 is needed");
    if (network.model != "mlp") {
        if (network.kernels.size() != layers)
            refuse("network.kernels has " + std::to_string(network.kernels.size()) +
                   " entries, network.channels " + std::to_string(layers) + "; make them alike");
        for (int kernel : network.kernels)
            if (kernel < 0 || (kernel > 0 && kernel % 2 == 0))
                refuse("network.kernels has " + std::to_string(kernel) +
                       "; a kernel is odd, or 0 to leave the layer out");
        for (int layer : network.pool_after)
            if (layer < 1 || layer > static_cast<int>(layers))
                refuse("network.pool_after names layer " + std::to_string(layer) +
                       ", but there are " + std::to_string(layers));
    }
    for (int layer : network.residual)
        if (layer < 1 || layer > static_cast<int>(layers))
            refuse("network.residual names layer " + std::to_string(layer) + ", but there are " +
                   std::to_string(layers));
    if (network.weight_bits < 2 || network.weight_bits > 8)
        refuse("network.weight_bits is " + std::to_string(network.weight_bits) +
               "; 2 to 8 is right");
    if (network.activation_bits < 1 || network.activation_bits > 8)
        refuse("network.activation_bits is " + std::to_string(network.activation_bits) +
               "; 1 to 8 is right");
}

/// Builds the list step by step; `map` is what the last step puts out.
struct Planner {
    std::vector<Step> steps;
    Shape map;

    int last() const { return static_cast<int>(steps.size()) - 1; }

    void matrix(const std::string &name, int slot, const MatrixShape &shape, int residual) {
        Step step;
        step.name = name;
        step.in = map;
        step.matrix = shape;
        step.slot = slot;
        step.residual = residual;
        map.channels = shape.out_channels;
        step.out = map;
        steps.push_back(step);
    }

    void pool(OpKind kind, const std::string &name, Shape out) {
        Step step;
        step.kind = kind;
        step.name = name;
        step.in = map;
        step.out = map = out;
        steps.push_back(step);
    }

    void layer(const NetworkSpec &network, int i) {
        const auto at = static_cast<std::size_t>(i);
        const std::string number = std::to_string(i + 1);
        const bool mlp = network.model == "mlp", residual = contains(network.residual, i + 1);
        const int kernel = mlp ? 1 : network.kernels[at];
        const int outputs = residual ? map.channels : network.channels[at];
        const int source = residual ? last() : no_step;
        if (kernel > 0 && network.model == "separable") {
            matrix("depthwise" + number, 2 * i, {map.channels, kernel, map.channels, true},
                   no_step);
            matrix("pointwise" + number, 2 * i + 1, {map.channels, 1, outputs, false}, source);
        } else if (kernel > 0) {
            matrix((mlp ? "linear" : "conv") + number, i, {map.channels, kernel, outputs, false},
                   source);
        }
        if (!mlp && contains(network.pool_after, i + 1)) {
            if (map.height < 2 || map.width < 2)
                refuse("network.pool_after names layer " + number + ", where the map is only " +
                       std::to_string(map.height) + " x " + std::to_string(map.width));
            pool(OpKind::MaxPool, "pool" + number, {map.channels, map.height / 2, map.width / 2});
        }
    }
};

} // namespace

std::vector<Step> plan(const NetworkSpec &network, Shape input, int classes) {
    check(network);
    const bool mlp = network.model == "mlp";
    const int layers = static_cast<int>(network.channels.size());
    Planner planner;
    planner.map = mlp ? Shape{input.size(), 1, 1} : input;
    for (int i = 0; i < layers; ++i)
        planner.layer(network, i);
    if (!mlp)
        planner.pool(OpKind::AveragePool, "gap", {planner.map.channels, 1, 1});
    planner.matrix("fc", network.model == "separable" ? 2 * layers : layers,
                   {planner.map.channels, 1, classes, false}, no_step);
    planner.steps.back().classifier = true;
    return planner.steps;
}

void check_cut(const NetworkSpec &full, const std::vector<Step> &full_steps,
               const NetworkSpec &small, const std::vector<Step> &small_steps) {
    if (small.model != full.model)
        refuse("network.model is " + small.model + ", the trained network is a " + full.model);
    if (small.channels.size() != full.channels.size())
        refuse("network.channels has " + std::to_string(small.channels.size()) +
               " entries, the trained network " + std::to_string(full.channels.size()));
    if (small.pool_after != full.pool_after || small.residual != full.residual)
        refuse("network.pool_after and network.residual must be those of the trained network");
    for (const Step &step : small_steps) {
        if (step.kind != OpKind::MatMul)
            continue;
        const auto whole = std::find_if(full_steps.begin(), full_steps.end(),
                                        [&](const Step &s) { return s.slot == step.slot; });
        if (whole == full_steps.end())
            refuse(step.name + " is left out of the trained network; its kernel must be 0");
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
