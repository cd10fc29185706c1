// SPDX-License-Identifier: Apache-2.0
#include "nn/cutout.h"

#include <algorithm>
#include <stdexcept>

namespace nn {

namespace {

/// Replaces each entry of `full` that has a list of choices by pick(list).
template <class Pick>
std::vector<int> picked(std::vector<int> full, const std::vector<std::vector<int>> &lists,
                        Pick pick) {
    for (std::size_t i = 0; i < std::min(full.size(), lists.size()); ++i)
        if (!lists[i].empty())
            full[i] = pick(lists[i]);
    return full;
}

void check_lists(const std::vector<int> &full, const std::vector<std::vector<int>> &lists,
                 const std::string &what) {
    if (!lists.empty() && lists.size() != full.size())
        throw std::invalid_argument("choices of " + what + " are given for " +
                                    std::to_string(lists.size()) + " layers; the network has " +
                                    std::to_string(full.size()));
    for (std::size_t i = 0; i < lists.size(); ++i)
        for (int value : lists[i])
            if (value > full[i])
                throw std::invalid_argument("choice " + std::to_string(value) + " of " + what +
                                            " in layer " + std::to_string(i + 1) +
                                            " is more than its full size " +
                                            std::to_string(full[i]));
}

} // namespace

int Cutout::matrix_number(std::size_t step) const {
    return static_cast<int>(std::count_if(steps.begin(),
                                          steps.begin() + static_cast<std::ptrdiff_t>(step),
                                          [](const Step &s) { return s.kind == OpKind::MatMul; }));
}

Cutout make_cutout(const TrainedNetwork &network, const std::vector<Step> &full,
                   const NetworkSpec &spec) {
    Cutout cutout;
    cutout.spec = network.steps.empty() ? spec : network.spec;
    cutout.normalisation = network.normalisation;
    cutout.column_scales = !network.steps.empty();
    if (network.steps.empty()) {
        cutout.steps = plan(spec, network.input, network.classes);
        match_cut(network.spec, full, spec, cutout.steps);
    } else {
        cutout.steps = network.steps;
    }
    cutout.operands.resize(cutout.steps.size());
    for (std::size_t i = 0; i < cutout.steps.size(); ++i)
        if (cutout.steps[i].kind == OpKind::MatMul) {
            const Matrix &matrix = network.matrices[static_cast<std::size_t>(cutout.steps[i].slot)];
            cutout.operands[i].gamma = matrix.gamma.data();
            cutout.operands[i].beta = matrix.beta.data();
        }
    return cutout;
}

void load_operand(const std::vector<Matrix> &matrices, const TrainSpec &train,
                  const Disturb &disturb, const std::vector<std::uint64_t> &draws, Cutout &cutout,
                  std::size_t step) {
    const Step &of = cutout.steps[step];
    if (of.kind != OpKind::MatMul)
        return;
    const std::vector<float> weights = cut(matrices[static_cast<std::size_t>(of.slot)], of.matrix);
    Operand &operand = cutout.operands[step];
    operand.weights.clear();
    for (std::size_t d = 0; d < (disturb ? draws.size() : 1); ++d)
        operand.weights.push_back(
            weights_at_work(weights, of.matrix,
                            {cutout.matrix_number(step),
                             layer_bits(cutout.spec.layer_weight_bits, cutout.spec.weight_bits,
                                        cutout.matrix_number(step)),
                             cutout.column_scales},
                            train, disturb, draws[d]));
}

void check_choices(const NetworkSpec &full, const Choices &choices) {
    if (full.model != "mlp")
        check_lists(full.kernels, choices.kernels, "network.kernels");
    check_lists(full.channels, choices.channels, "network.channels");
}

bool is_empty(const Choices &choices) {
    const auto none = [](const std::vector<std::vector<int>> &lists) {
        return std::all_of(lists.begin(), lists.end(),
                           [](const std::vector<int> &list) { return list.empty(); });
    };
    return none(choices.kernels) && none(choices.channels);
}

NetworkSpec smallest(const NetworkSpec &full, const Choices &choices) {
    const auto least = [](const std::vector<int> &list) {
        return *std::min_element(list.begin(), list.end());
    };
    NetworkSpec found = full;
    found.kernels = picked(full.kernels, choices.kernels, least);
    found.channels = picked(full.channels, choices.channels, least);
    return found;
}

NetworkSpec drawn(const NetworkSpec &full, const Choices &choices, Random &random) {
    const auto any = [&](const std::vector<int> &list) {
        return list[static_cast<std::size_t>(random.below(static_cast<int>(list.size())))];
    };
    NetworkSpec found = full;
    found.kernels = picked(full.kernels, choices.kernels, any);
    found.channels = picked(full.channels, choices.channels, any);
    return found;
}

} // namespace nn
