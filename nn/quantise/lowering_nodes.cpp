// SPDX-License-Identifier: Apache-2.0
#include "nn/graph/codes.h"
#include "nn/graph/operators.h"
#include "nn/quantise/lowering.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nn {
namespace {

/// Products that wait in a row before the first of them becomes an op: the depth of a recursion.
constexpr int most_waiting = 256;

} // namespace

/// Whether the least code of a QuantizeLinear stands for zero.
bool Lowering::begins_at_zero(const Operands &node) const {
    const float least = code_range(quantised_element(node)).low;
    if (!node.has(2))
        return least == 0;
    if (!node.value(2).constant)
        return false;
    const std::vector<float> &zeros = constants_.tensor(node.node().inputs[2]).values;
    return std::all_of(zeros.begin(), zeros.end(), [&](float zero) { return zero == least; });
}

void Lowering::lower(const Node &node) {
    if (const auto region = regions_.by_last.find(node.output); region != regions_.by_last.end()) {
        Sum sum = open_sum(region->second.root, node);
        const auto differs = [](const Activation::Parameter &of) { return of.numbers.size() > 1; };
        for (const Activation::Step &step : region->second.activation.steps)
            if (sum.form != channels_first && graph_.value(node.output).shape.size() > 2 &&
                (differs(step.alpha) || differs(step.beta)))
                refuse(node, "a constant for each pixel in a function of one value");
        sum.activated = true;
        sum.activation = region->second.activation;
        known(node.output).sum = std::move(sum);
        return;
    }
    if (const auto norm = norms_.by_last.find(node.output); norm != norms_.by_last.end())
        return normalise_channels(node, norm->second);
    using Rule = void (Lowering::*)(const Node &);
    static const std::map<std::string, Rule> rules{
        {"Conv", &Lowering::product},
        {"Gemm", &Lowering::product},
        {"MatMul", &Lowering::product},
        {"BatchNormalization", &Lowering::normalise},
        {"Relu", &Lowering::activate},
        {"Clip", &Lowering::activate},
        {"PRelu", &Lowering::activate},
        {"Add", &Lowering::add},
        {"Sum", &Lowering::add},
        {"Sub", &Lowering::scale},
        {"Mul", &Lowering::scale},
        {"Div", &Lowering::scale},
        {"Max", &Lowering::extreme},
        {"Min", &Lowering::extreme},
        {"MaxPool", &Lowering::pool},
        {"GlobalMaxPool", &Lowering::pool},
        {"AveragePool", &Lowering::pool},
        {"GlobalAveragePool", &Lowering::pool},
        {"ReduceMean", &Lowering::pool},
        {"LRN", &Lowering::respond},
        {"LayerNormalization", &Lowering::normalise_layer},
        {"Softmax", &Lowering::soften},
        {"Identity", &Lowering::pass},
        {"Dropout", &Lowering::pass},
        {"Cast", &Lowering::pass},
        {"QuantizeLinear", &Lowering::encode},
        {"DequantizeLinear", &Lowering::decode},
        {"Concat", &Lowering::move},
        {"Slice", &Lowering::move},
        {"Split", &Lowering::move},
        {"Pad", &Lowering::move},
        {"Reshape", &Lowering::move},
        {"Flatten", &Lowering::move},
        {"Squeeze", &Lowering::move},
        {"Unsqueeze", &Lowering::move},
        {"Transpose", &Lowering::move},
        {"Gather", &Lowering::move},
    };
    if (find_scalar_function(node.op) || node.op == "Pow")
        return activate(node);
    const auto rule = rules.find(node.op);
    if (rule == rules.end())
        refuse(node, "neither a crossbar nor the vector unit of a chip can run it");
    (this->*rule->second)(node);
}

void Lowering::product(const Node &node) {
    const Operands operands(graph_, node);
    if (is_constant(node.inputs[0]))
        refuse(node, "its weights come first; an activation times weights is right");
    if (!is_constant(node.inputs[1]))
        return multiply_matrices(node);
    if (operands.integer("transA", 0) != 0)
        refuse(node, "its activations are transposed");
    const Dims &activation = operands.shape(0), &weights = operands.shape(1);
    if (node.op != "Conv" && weights.size() != 2)
        refuse(node, "a product of shapes " + shape_text(activation) + " and " +
                         shape_text(weights) +
                         "; a list (1 x n) or tokens (1 x t x n) and one matrix are supported");
    const Form form = is_of_tokens(node) ? channels_last : channels_first;
    const int channels = shape_of(node.output, form).channels;
    Sum sum{node.name, &node, std::vector<float>(at(channels), 1.0F), {}, {}};
    sum.form = form;
    sum.bias.assign(at(channels), 0.0F);
    if (operands.has(2)) {
        const float beta = node.op == "Gemm" ? operands.number("beta", 1) : 1;
        const std::vector<float> bias = node.op == "Conv"
                                            ? constants_.tensor(node.inputs[2]).values
                                            : by_channel(node, node.inputs[2], channels_of(sum));
        for (std::size_t c = 0; c < sum.bias.size(); ++c)
            sum.bias[c] = beta * bias[c];
    }
    if (const Known &in = known(node.inputs[0]); in.sum && !in.map)
        sum.waiting = in.sum->waiting + 1;
    if (sum.waiting > most_waiting) {
        map_of(node.inputs[0]);
        sum.waiting = 0;
    }
    known(node.output).sum = std::move(sum);
}

/// A constant that is one number, or one a channel.
std::vector<float> Lowering::by_channel(const Node &node, int value, Channels channels) const {
    const Dims &shape = graph_.value(node.output).shape;
    std::vector<float> numbers =
        channels.form == channels_first
            ? channel_numbers(constants_.tensor(value), shape, channels.count)
            : part_numbers(constants_.tensor(value), shape, channels.form);
    if (numbers.empty())
        refuse(node, "a constant of shape " + shape_text(graph_.value(value).shape) +
                         " that is not one value a channel");
    numbers.resize(at(channels.count), numbers[0]);
    return numbers;
}

/// What is being put together at `value`, ready to take more; or its map as a sum of one.
Lowering::Sum Lowering::open_sum(int value, const Node &reader) {
    const Known &of = known(value);
    if (of.sum && !of.map && !of.sum->activated && uses_[at(value)] == 1)
        return *of.sum;
    return sum_of(map_of(value), reader);
}

/// A map as a sum of one.
Lowering::Sum Lowering::sum_of(int map, const Node &reader) const {
    const auto channels = at(maps_[at(map)].shape.channels);
    Sum sum{reader.name,
            nullptr,
            std::vector<float>(channels, 1.0F),
            std::vector<float>(channels, 0.0F),
            {map}};
    sum.form = maps_[at(map)].form;
    return sum;
}

void Lowering::affine(const Node &node, int value, const std::vector<float> &factor,
                      const std::vector<float> &offset) {
    const Known &of = known(value);
    if (of.sum && (of.sum->product ? !of.sum->terms.empty() : of.sum->terms.size() > 1))
        map_of(value); // factors of its own for each term would be needed
    const auto differ = [](const std::vector<float> &all) {
        return std::any_of(all.begin(), all.end(), [&](float one) { return one != all[0]; });
    };
    if (of.sum && of.sum->operands.size() > 1 && (differ(factor) || differ(offset)))
        map_of(value); // a product of two maps has one of each
    Sum sum = open_sum(value, node);
    for (std::size_t c = 0; c < sum.alpha.size(); ++c) {
        sum.alpha[c] *= factor[c];
        sum.bias[c] = sum.bias[c] * factor[c] + offset[c];
    }
    known(node.output).sum = std::move(sum);
}

void Lowering::normalise(const Node &node) {
    const Operands operands(graph_, node);
    std::vector<std::vector<float>> of;
    for (int i = 1; i < 5; ++i)
        of.push_back(constants_.tensor(node.inputs[at(i)]).values);
    const float epsilon = operands.number("epsilon", 1e-5F);
    if (form_of(node.inputs[0]) != channels_first && operands.shape(0).size() != 2)
        refuse(node, "its channels are pixels of what is ahead of it");
    std::vector<float> factor, offset;
    for (std::size_t c = 0; c < of[0].size(); ++c) {
        const float slope = of[0][c] / std::sqrt(of[3][c] + epsilon);
        if (!std::isfinite(slope))
            refuse(node, "a variance is not above 0");
        factor.push_back(slope);
        offset.push_back(of[1][c] - of[2][c] * slope);
    }
    affine(node, node.inputs[0], factor, offset);
}

/// Mul, Div, Sub and Add of an activation and a constant.
void Lowering::scale(const Node &node) {
    const bool second = is_constant(node.inputs[1]), first = is_constant(node.inputs[0]);
    if (!first && !second && node.op == "Mul")
        return multiply(node);
    if (!first && !second)
        refuse(node, "two activations meet in a way that the vector unit does not know");
    if (first && node.op == "Div")
        refuse(node, "a constant divided by an activation");
    const int value = node.inputs[first ? 1 : 0];
    if (graph_.value(node.output).shape != graph_.value(value).shape)
        refuse(node, "a constant that is larger than the activation");
    if (node.op == "Add" && take_mask(node, value, node.inputs[first ? 0 : 1]))
        return;
    const std::vector<float> number =
        by_channel(node, node.inputs[first ? 0 : 1], channels_of(value, form_of(value)));
    std::vector<float> factor(number.size(), 1), offset(number.size(), 0);
    for (std::size_t c = 0; c < number.size(); ++c) {
        if (node.op == "Mul")
            factor[c] = number[c];
        else if (node.op == "Div")
            factor[c] = 1 / number[c];
        else
            offset[c] = node.op == "Sub" && !first ? -number[c] : number[c];
        if (node.op == "Sub" && first)
            factor[c] = -1;
        if (!std::isfinite(factor[c]) || !std::isfinite(offset[c]))
            refuse(node, "a constant that is not finite, or a division by zero");
    }
    affine(node, value, factor, offset);
}

void Lowering::add(const Node &node) {
    if (node.inputs.size() == 1)
        return pass(node);
    if (node.inputs.size() == 2 && (is_constant(node.inputs[0]) || is_constant(node.inputs[1])))
        return scale(node);
    // (1) The product that takes the rest as its residual: the one that comes last.
    int carrier = -1;
    for (const int input : node.inputs) {
        const Known &of = known(input);
        if (is_constant(input))
            refuse(node, "constants among several activations");
        if (graph_.value(input).shape != graph_.value(node.output).shape)
            refuse(node, "activations of different shapes");
        if (node.inputs.size() == 2 && of.sum && !of.map && of.sum->product && !of.sum->activated &&
            of.sum->operands.empty() && of.sum->terms.empty() && uses_[at(input)] == 1 &&
            (carrier < 0 || graph_.value(input).node > graph_.value(carrier).node))
            carrier = input;
    }
    // (2) All others are maps.
    const Form form = carrier >= 0 ? known(carrier).sum->form : common_form(node.inputs);
    std::vector<int> terms;
    for (const int input : node.inputs)
        if (input != carrier) {
            terms.push_back(map_of(input, form));
            if (!map(terms.back()).uniform())
                refuse(node, "the image is added as it is");
        }
    const auto channels = at(shape_of(node.output, form).channels);
    Sum sum = carrier >= 0 ? *known(carrier).sum
                           : Sum{node.name,
                                 nullptr,
                                 std::vector<float>(channels, 1.0F),
                                 std::vector<float>(channels, 0.0F),
                                 {}};
    sum.terms = terms;
    sum.form = form;
    known(node.output).sum = std::move(sum);
}

/// The steps of a Pow whose exponent is a number.
bool Lowering::power(const Node &node, Activation &activation) const {
    if (!is_constant(node.inputs[1]))
        return false;
    const std::vector<float> exponent = power_exponent(graph_, constants_, node);
    return exponent.size() == 1 && add_power(exponent[0], 0, activation.steps);
}

/// Whether a value is a map of codes of which none is below zero, so that a ReLU leaves it as it
/// is.
bool Lowering::nothing_below_zero(int value) {
    return known(value).map && !map(*known(value).map).shifted();
}

void Lowering::activate(const Node &node) {
    const Operands operands(graph_, node);
    const int value = node.inputs[0];
    if ((node.op == "Relu" || node.op == "QuantizeLinear") && nothing_below_zero(value)) {
        known(node.output).map = known(value).map;
        return;
    }
    Sum sum = open_sum(value, node);
    sum.activated = true;
    if (node.op == "Pow") {
        if (!power(node, sum.activation))
            refuse(node, "a power other than a square, a cube or a root");
    } else if (const ScalarFunction *function = scalar_function(operands)) {
        const auto parameter = [&](const ScalarFunction::Parameter &of) {
            return of.name ? operands.number(of.name, of.otherwise) : of.otherwise;
        };
        sum.activation.steps = {
            {function, 0, {-1, {parameter(function->alpha)}}, {-1, {parameter(function->beta)}}}};
    } else if (node.op == "PRelu") {
        sum.activation = activation("LeakyRelu");
        sum.activation.steps[0].alpha.numbers = by_channel(node, node.inputs[1], channels_of(sum));
    } else if (node.op == "Clip") {
        const auto bound = [&](int input, const char *attribute, float otherwise) {
            return operands.has(input) ? constants_.tensor(node.inputs[at(input)]).values.at(0)
                                       : operands.number(attribute, otherwise);
        };
        if (bound(1, "min", std::numeric_limits<float>::lowest()) > 0 ||
            bound(2, "max", std::numeric_limits<float>::max()) < 0)
            refuse(node, "bounds that leave zero out");
    }
    known(node.output).sum = std::move(sum);
}

/// A value becomes codes. Where these begin at zero, what is below is cut off as by a ReLU, which
/// quantisers therefore leave out; what follows must not be folded into what is ahead.
void Lowering::encode(const Node &node) {
    const Known &of = known(node.inputs[0]);
    const bool cut = of.layout || (of.sum && !of.map && of.sum->activated);
    if (cut || !begins_at_zero(Operands(graph_, node)))
        return pass(node);
    activate(node);
}

std::vector<float> Lowering::code_scale(const Node &node) const {
    const Operands operands(graph_, node);
    if (!operands.value(1).constant || (operands.has(2) && !operands.value(2).constant))
        return {};
    std::vector<float> all = constants_.tensor(node.inputs[1]).values;
    std::vector<float> zeros(all.size(), 0.0F);
    if (operands.has(2))
        zeros = constants_.tensor(node.inputs[2]).values;
    all.insert(all.end(), zeros.begin(), zeros.end());
    return all;
}

/// Codes mean what they meant where they were made, or the values would be others.
void Lowering::decode(const Node &node) {
    const Node *made = graph_.maker(node.inputs[0]);
    while (made && made->op != "QuantizeLinear" && !made->inputs.empty())
        made = graph_.maker(made->inputs[0]);
    if (made && made->op == "QuantizeLinear" && code_scale(*made) != code_scale(node))
        refuse(node, "its scale or zero is not that of the QuantizeLinear ahead of it");
    pass(node);
}

void Lowering::pass(const Node &node) {
    const int value = node.inputs[0];
    if (uses_[at(value)] > 1 && !known(value).layout)
        map_of(value);
    known(node.output) = known(value);
}

} // namespace nn
