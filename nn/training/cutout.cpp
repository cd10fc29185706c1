// SPDX-License-Identifier: Apache-2.0
#include "nn/training/cutout.h"

#include <algorithm>
#include <stdexcept>

namespace nn {

namespace {

/// Calls visit(key, the network's list, its choices) for each list that may be cut.
template <class Spec, class Visit>
void for_each_list(Spec &network, const Choices &choices, Visit visit) {
    if (network.model != "mlp")
        visit("network.kernels", network.kernels, choices.kernels);
    visit("network.kernel_widths", network.kernel_widths, choices.kernel_widths);
    visit("network.strides", network.strides, choices.strides);
    visit("network.pool_after", network.pool_after, choices.pool_after);
    visit("network.block_kernels", network.block_kernels, choices.block_kernels);
    visit("network.channels", network.channels, choices.channels);
    visit("network.blocks", network.blocks, choices.blocks);
    visit("network.layer_weight_bits", network.layer_weight_bits, choices.layer_weight_bits);
    visit("network.layer_activation_bits", network.layer_activation_bits,
          choices.layer_activation_bits);
}

/// The network with pick(list) for every value that has a list of choices, and layer(list) for the
/// side of every layer that has one: 0 leaves it out.
template <class Layer, class Pick>
NetworkSpec picked(NetworkSpec network, const Choices &choices, Layer layer, Pick pick) {
    for_each_list(network, choices,
                  [&](const std::string &key, std::vector<int> &values,
                      const std::vector<std::vector<int>> &lists) {
                      const bool sides = key == "network.kernels" || key == "network.block_kernels";
                      for (std::size_t i = 0; i < std::min(values.size(), lists.size()); ++i)
                          if (!lists[i].empty())
                              values[i] = sides ? layer(lists[i]) : pick(lists[i]);
                  });
    if (!choices.weight_bits.empty())
        network.weight_bits = pick(choices.weight_bits);
    if (!choices.activation_bits.empty())
        network.activation_bits = pick(choices.activation_bits);
    return network;
}

/// The kernels among the choices of a layer's.
std::vector<int> without_none(std::vector<int> list) {
    list.erase(std::remove(list.begin(), list.end(), 0), list.end());
    return list;
}

void check_lists(const std::vector<int> &full, const std::vector<std::vector<int>> &lists,
                 const std::string &what) {
    const bool none = std::all_of(lists.begin(), lists.end(),
                                  [](const std::vector<int> &list) { return list.empty(); });
    if (none)
        return;
    if (lists.size() != full.size())
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
                                          [](const Step &s) { return s.is_matrix(); }));
}

MatrixUse Cutout::use(std::size_t step) const {
    const int number = matrix_number(step);
    return {steps[step].matrix, number,
            layer_bits(spec.layer_weight_bits, spec.weight_bits, number), column_scales};
}

Cutout make_cutout(const TrainedNetwork &network, const std::vector<Step> &full,
                   const NetworkSpec &spec) {
    Cutout cutout;
    cutout.spec = network.steps.empty() ? spec : network.spec;
    cutout.normalisation = network.normalisation;
    cutout.column_scales = scales_by_output(cutout.spec, !network.steps.empty());
    if (network.steps.empty()) {
        if (!network.varies_maps &&
            (spec.strides != network.spec.strides || spec.pool_after != network.spec.pool_after))
            throw std::invalid_argument("network.strides and network.pool_after must be those of "
                                        "the trained network, which had no choices of them");
        cutout.steps = plan(spec, network.input, network.classes);
        match_cut(network.spec, full, spec, cutout.steps);
    } else {
        cutout.steps = network.steps;
    }
    cutout.operands.resize(cutout.steps.size());
    for (std::size_t i = 0; i < cutout.steps.size(); ++i)
        if (cutout.steps[i].is_matrix()) {
            const Matrix &matrix = network.matrices[static_cast<std::size_t>(cutout.steps[i].slot)];
            cutout.operands[i].gamma = matrix.gamma.data();
            cutout.operands[i].beta = matrix.beta.data();
            cutout.operands[i].ranges = matrix.ranges.empty() ? nullptr : matrix.ranges.data();
        }
    return cutout;
}

TrainedNetwork network_of_its_own(const TrainedNetwork &network, const std::vector<Step> &full,
                                  const NetworkSpec &spec) {
    const Cutout cutout = make_cutout(network, full, spec);
    NetworkSpec own = as_built(spec, network.input, network.classes);
    own.file.clear();
    TrainedNetwork made = fresh_network(own, network.input, network.classes, 0);
    made.normalisation = network.normalisation;
    made.unseen = network.unseen;
    const std::vector<Step> steps = full_steps(made);
    for (std::size_t i = 0; i < steps.size(); ++i) {
        if (!steps[i].is_matrix())
            continue;
        const Matrix &whole = network.matrices[static_cast<std::size_t>(cutout.steps[i].slot)];
        Matrix &part = made.matrices[static_cast<std::size_t>(steps[i].slot)];
        part.weights = cut(whole, steps[i].matrix);
        std::copy_n(whole.gamma.begin(), part.gamma.size(), part.gamma.begin());
        std::copy_n(whole.beta.begin(), part.beta.size(), part.beta.begin());
        part.ranges = whole.ranges;
    }
    return made;
}

void load_operand(const Matrices &matrices, const std::vector<std::uint64_t> &draws, Cutout &cutout,
                  std::size_t step) {
    const auto &[trained, train, disturb] = matrices;
    const Step &of = cutout.steps[step];
    if (!of.is_matrix())
        return;
    const std::vector<float> weights = cut(trained[static_cast<std::size_t>(of.slot)], of.matrix);
    Operand &operand = cutout.operands[step];
    operand.weights.clear();
    const MatrixUse use = cutout.use(step);
    for (std::size_t d = 0; d < (disturb ? draws.size() : 1); ++d)
        operand.weights.push_back(weights_at_work(weights, use, train, disturb, draws[d]));
}

IntegerWeights integer_weights(const std::vector<Matrix> &matrices, const TrainSpec &train,
                               const Cutout &cutout, std::size_t step) {
    const Step &of = cutout.steps[step];
    return integer_weights(cut(matrices[static_cast<std::size_t>(of.slot)], of.matrix),
                           cutout.use(step), train);
}

void check_choices(const NetworkSpec &full, const Choices &choices) {
    for_each_list(full, choices,
                  [](const std::string &key, const std::vector<int> &values,
                     const std::vector<std::vector<int>> &lists) {
                      if (key != "network.strides" &&
                          key != "network.pool_after") // they change no weights
                          check_lists(values, lists, key);
                  });
    const auto check_bits = [](const char *key, int most, const std::vector<int> &list) {
        for (const int bits : list)
            if (bits > most)
                throw std::invalid_argument("choice " + std::to_string(bits) + " of " + key +
                                            " is more than its full size " + std::to_string(most));
    };
    check_bits("network.weight_bits", full.weight_bits, choices.weight_bits);
    check_bits("network.activation_bits", full.activation_bits, choices.activation_bits);
}

Choices choices_at_work(const NetworkSpec &full, Choices choices, bool quantise, bool noise) {
    if (!quantise) {
        choices.activation_bits.clear();
        choices.layer_activation_bits.clear();
    }
    if (!quantise && !noise) {
        choices.weight_bits.clear();
        choices.layer_weight_bits.clear();
    }
    if (!full.layer_weight_bits.empty())
        choices.weight_bits.clear();
    if (!full.layer_activation_bits.empty())
        choices.activation_bits.clear();
    return choices;
}

bool is_empty(const Choices &choices) {
    bool none = choices.weight_bits.empty() && choices.activation_bits.empty();
    for (const auto *lists :
         {&choices.kernels, &choices.kernel_widths, &choices.strides, &choices.pool_after,
          &choices.block_kernels, &choices.channels, &choices.blocks, &choices.layer_weight_bits,
          &choices.layer_activation_bits})
        none = none && std::all_of(lists->begin(), lists->end(),
                                   [](const std::vector<int> &list) { return list.empty(); });
    return none;
}

NetworkSpec smallest(const NetworkSpec &full, Choices choices) {
    choices.strides.clear(); // their least has the largest maps
    choices.pool_after.clear();
    const auto least = [](const std::vector<int> &list) {
        return *std::min_element(list.begin(), list.end());
    };
    return picked(
        full, choices,
        [&](const std::vector<int> &list) {
            const std::vector<int> kept = without_none(list);
            return kept.empty() ? 0 : least(kept);
        },
        least);
}

NetworkSpec drawn(const NetworkSpec &full, const Choices &choices, double left_out,
                  Random &random) {
    const auto any = [&](const std::vector<int> &list) {
        return list[static_cast<std::size_t>(random.below(static_cast<int>(list.size())))];
    };
    return picked(
        full, choices,
        [&](const std::vector<int> &list) {
            const std::vector<int> kept = without_none(list);
            if (kept.size() < list.size() && (kept.empty() || random.uniform() < left_out))
                return 0;
            return any(kept);
        },
        any);
}

} // namespace nn
