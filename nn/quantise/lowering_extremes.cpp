// SPDX-License-Identifier: Apache-2.0
#include "nn/base/scalar_function.h"
#include "nn/quantise/lowering.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nn {

/// Max and Min: of maps an op of the vector unit, of a value and constants an activation.
void Lowering::extreme(const Node &node) {
    std::vector<int> values, constants;
    for (const int input : node.inputs)
        (is_constant(input) ? constants : values).push_back(input);
    for (const int value : values)
        if (graph_.value(value).shape != graph_.value(node.output).shape)
            refuse(node, values.size() > 1 ? "activations of different shapes"
                                           : "a constant that is larger than the activation");
    if (values.size() + constants.size() == 1)
        return pass(node);
    // (1) The values.
    const bool most = node.op == "Max", several = values.size() > 1;
    const int met = several ? extreme_of_maps(node, values) : -1;
    // (2) The constants, as bounds. Where zero is within, the codes end there, as of a Clip.
    const std::vector<float> bound =
        common_bound(node, constants, channels_of(values[0], common_form(values)));
    const bool alike =
        std::all_of(bound.begin(), bound.end(), [&](float b) { return b == bound[0]; });
    const bool clips = bound.empty() || (alike && (most ? bound[0] <= 0 : bound[0] >= 0));
    if (several && clips) {
        known(node.output).map = met;
        return;
    }
    if (!several && most && clips && bound[0] == 0 && nothing_below_zero(values[0])) {
        known(node.output).map = known(values[0]).map;
        return;
    }
    Sum sum = several                             ? sum_of(met, node)
              : clips && waits_clipped(values[0]) ? *known(values[0]).sum
                                                  : open_sum(values[0], node);
    sum.activated = true;
    if (!clips) {
        Activation::Step step{&clamp_function, 0, {}, {}};
        step.alpha.numbers = {std::numeric_limits<float>::lowest()};
        step.beta.numbers = {std::numeric_limits<float>::max()};
        (most ? step.alpha : step.beta).numbers = bound;
        sum.activation.steps.push_back(std::move(step));
    }
    known(node.output).sum = std::move(sum);
}

/// Whether a value waits for its op, clipped to a range and read by nobody else: another bound only
/// narrows the range.
bool Lowering::waits_clipped(int value) {
    const Known &of = known(value);
    return of.sum && !of.map && of.sum->activated && of.sum->activation.clips_only() &&
           uses_[at(value)] == 1;
}

/// The map of the largest or the smallest of several, within the range of the node's output.
int Lowering::extreme_of_maps(const Node &node, const std::vector<int> &values) {
    QuantizedOp op;
    op.kind = OpKind::Max;
    op.name = node.name;
    const float sign = node.op == "Max" ? 1 : -1; // the smallest is the largest turned around
    const Form form = common_form(values);
    int bits = 0;
    for (const int value : values) {
        const Map in = map(map_of(value, form));
        if (!in.uniform())
            refuse(node, "the image is compared as it is");
        if (op.inputs.empty())
            op.in = in.shape;
        op.inputs.push_back(in.op);
        op.scale.push_back(sign * in.unit[0]);
        op.bias.push_back(-sign * in.zero[0] * in.unit[0]);
        bits = std::max(bits, bits_of(in));
    }
    Map made = fresh_map(node.output, op.in, bits);
    made.form = form;
    op.gain = sign / made.unit[0];
    op.zero = made.zero[0];
    return emit(std::move(op), std::move(made));
}

/// What constants bound a value at, by channel; empty: there are none.
std::vector<float> Lowering::common_bound(const Node &node, const std::vector<int> &constants,
                                          Channels channels) const {
    std::vector<float> bound;
    for (const int constant : constants) {
        const std::vector<float> numbers = by_channel(node, constant, channels);
        if (bound.empty())
            bound = numbers;
        for (std::size_t c = 0; c < bound.size(); ++c) {
            if (!std::isfinite(numbers[c]))
                refuse(node, "a constant that is not finite");
            bound[c] =
                node.op == "Max" ? std::max(bound[c], numbers[c]) : std::min(bound[c], numbers[c]);
        }
    }
    return bound;
}

} // namespace nn
