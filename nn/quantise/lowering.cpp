// SPDX-License-Identifier: Apache-2.0
#include "nn/quantise/lowering.h"

#include "nn/graph/graph_output.h"
#include "nn/graph/layout.h"
#include "nn/graph/operators.h"
#include "nn/integer/validate.h"
#include "nn/networks/network_spec.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>

namespace nn {
namespace {

/// Whether a Transpose leaves its entries in their order: it only moves dimensions of size 1.
bool moves_nothing(const Operands &node) {
    std::size_t last = 0;
    for (const std::size_t axis : transposition(node)) {
        if (node.shape(0)[axis] == 1)
            continue;
        if (axis < last)
            return false;
        last = axis;
    }
    return true;
}

/// Whether a node behind the last layer does not change which class is largest, or only the order
/// of the places of a map.
bool keeps_order(const Graph &graph, const Node &node) {
    static const std::set<std::string> keeping{
        "Softmax",  "Flatten", "Reshape", "Squeeze",        "Unsqueeze",
        "Identity", "Dropout", "Cast",    "QuantizeLinear", "DequantizeLinear"};
    if (node.op == "Transpose")
        return classes_told_apart(graph) == 0 || moves_nothing(Operands(graph, node));
    return keeping.count(node.op) > 0;
}

} // namespace

bool Lowering::Map::uniform() const {
    return std::all_of(unit.begin(), unit.end(), [&](float u) { return u == unit[0]; }) &&
           std::all_of(zero.begin(), zero.end(), [&](float z) { return z == zero[0]; });
}

bool Lowering::Map::shifted() const {
    return std::any_of(zero.begin(), zero.end(), [](float z) { return z != 0; });
}

Lowering::Lowering(const Graph &graph, Shape image, const Normalisation &normalisation,
                   const ValueRanges &ranges, const QuantisationSpec &spec)
    : graph_(graph), constants_(graph), ranges_(ranges), spec_(spec), logits_(graph.output),
      known_(graph.values.size()), uses_(graph.values.size(), 0),
      regions_(pointwise_regions(graph, constants_)), norms_(norm_regions(graph, constants_)) {
    network_.name = graph.name.empty() ? "network" : graph.name;
    network_.input = image;
    while (const Node *last = graph.maker(logits_)) {
        if (!keeps_order(graph, *last))
            break;
        if (last->op == "Softmax" && classes_told_apart(graph) == 0)
            break;
        if (last->op == "Softmax")
            take_softmax(*last);
        logits_ = last->inputs[0];
    }
    for (const Node &node : graph.nodes)
        for (const int input : node.inputs)
            if (input != no_value)
                ++uses_[at(input)];
    for (const auto &[last, region] : regions_.by_last)
        uses_[at(region.root)] = 1; // all within the region
    Map pixels{-1, image, {}, {}, network_.input_bits};
    for (int c = 0; c < image.channels; ++c) {
        pixels.unit.push_back(normalisation.unit(c));
        pixels.zero.push_back(normalisation.zero(c));
    }
    maps_.push_back(pixels);
    Layout layout;
    for (const int pixel : input_pixels(graph, image))
        layout.push_back({0, pixel % image.channels * image.pixels() + pixel / image.channels});
    known(graph.input).layout = std::move(layout);
}

/// One over all classes is the vector unit's.
void Lowering::take_softmax(const Node &node) {
    const Operands operands(graph_, node);
    if (softmax_ || softmax_extent(operands).count != value_count(operands.shape(0)))
        refuse(node, softmax_ ? "it is the second softmax" : "it is not over all classes");
    softmax_ = true;
}

QuantizedNetwork Lowering::run() {
    for (const Node &node : graph_.nodes) {
        const Value &out = graph_.value(node.output);
        if (out.constant || out.whole)
            continue;
        if (regions_.inside.count(node.output) == 0 && norms_.inside.count(node.output) == 0)
            lower(node);
        if (node.output == logits_)
            break;
    }
    emit_logits();
    network_.ops.back().softmax = softmax_ && network_.ops.back().logits;
    return std::move(network_);
}

void Lowering::refuse(const Node &node, const std::string &reason) const {
    throw GraphError(node.title() + ": " + reason);
}

Shape Lowering::shape_of(int value, Form form) const {
    const Dims &shape = graph_.value(value).shape;
    if (form != channels_first && !shape.empty()) {
        const auto channels = static_cast<int>(form * shape.back());
        const auto pixels = static_cast<int>(value_count(shape)) / channels;
        const bool plane = form == channels_last && shape.size() == 4 && shape[0] == 1;
        return plane ? Shape{channels, static_cast<int>(shape[1]), static_cast<int>(shape[2])}
                     : Shape{channels, 1, pixels};
    }
    if (shape.size() < 2 || shape.size() > 4 || shape[0] != 1)
        throw GraphError("value " + graph_.value(value).name + " of shape " + shape_text(shape) +
                         " is neither a map (1 x channels x height x width, or x length) nor a "
                         "list (1 x n)");
    const auto size = [&](std::size_t i) { return static_cast<int>(shape[i]); };
    return shape.size() == 4   ? Shape{size(1), size(2), size(3)}
           : shape.size() == 3 ? Shape{size(1), 1, size(2)}
                               : Shape{size(1), 1, 1};
}

/// Of what is made of a map without a product.
int Lowering::bits_of(const Map &input) const {
    return input.op < 0 ? spec_.activation_bits : input.bits;
}

Lowering::Map Lowering::fresh_map(int value, Shape shape, int bits) const {
    const ValueRange range = ranges_(value, bits);
    const auto levels = static_cast<float>((1 << bits) - 1);
    const float unit = (range.high - range.low) / levels;
    const float zero = std::clamp(std::nearbyint(-range.low / unit), 0.0F, levels);
    const auto channels = at(shape.channels);
    return {-1, shape, std::vector<float>(channels, unit), std::vector<float>(channels, zero),
            bits};
}

int Lowering::emit(QuantizedOp op, Map made) {
    const int count = ++names_[op.name];
    if (count > 1)
        op.name += "_" + std::to_string(count);
    const int first = op.inputs.at(0);
    op.input_bits = first < 0 ? network_.input_bits : network_.ops[at(first)].output_bits;
    op.out = made.shape;
    op.output_bits = made.bits;
    made.op = static_cast<int>(network_.ops.size());
    network_.ops.push_back(std::move(op));
    maps_.push_back(std::move(made));
    return static_cast<int>(maps_.size()) - 1;
}

/// What is known of a value first, else what suits how its entries lie in a map.
Lowering::Form Lowering::form_of(int value) const {
    const Known &of = known_[at(value)];
    if (of.map)
        return maps_[at(*of.map)].form;
    if (of.sum)
        return of.sum->form;
    const Dims &shape = graph_.value(value).shape;
    const bool is_map = shape.size() > 1 && shape.size() <= 4 && shape[0] == 1;
    if (!of.layout || (is_map && shape.size() == 2))
        return is_map || !of.layout ? channels_first : channels_last;
    std::vector<Form> forms;
    if (is_map)
        forms.push_back(channels_first);
    forms.push_back(channels_last);
    if (shape.size() > 2)
        forms.push_back(static_cast<Form>(value_count({shape.begin(), shape.end() - 2})));
    for (const Form form : forms)
        if (const Shape seen = shape_of(value, form);
            form == channels_first ? goes_by_channel(*of.layout, seen)
                                   : goes_by_channel(first_channels(*of.layout, seen, form), seen))
            return form;
    return forms[0];
}

Lowering::Form Lowering::common_form(const std::vector<int> &values) const {
    for (const int value : values)
        if (const Known &of = known_[at(value)]; of.map || of.sum)
            return form_of(value);
    return form_of(values.at(0));
}

int Lowering::map_of(int value, Form form) {
    Known &of = known(value);
    if (!of.map && of.sum)
        of.map = emit_sum(*of.sum, value);
    if (of.map && (map(*of.map).form == form ||
                   (map(*of.map).shape.pixels() == 1 && shape_of(value, form).pixels() == 1)))
        return *of.map;
    if (of.mask)
        throw GraphError("value " + graph_.value(value).name +
                         " is masked; a Softmax alone reads what is");
    if (!of.map && !of.layout)
        throw GraphError("value " + graph_.value(value).name +
                         " does not depend on the image where an activation is needed");
    if (const auto known_form = of.forms.find(form); known_form != of.forms.end())
        return known_form->second;
    const Shape shape = shape_of(value, form);
    const int found =
        seen_as(arranged(first_channels(layout_of(value), shape, form), shape, value), shape, form);
    if (of.map)
        of.forms[form] = found;
    else
        of.map = found;
    return found;
}

/// The vector unit's part of an op: scales and biases in real units become those of output codes.
void Lowering::finish(const Sum &sum, const Map &out, QuantizedOp &op) const {
    const float unit = out.unit[0], zero = out.zero[0];
    op.activation = sum.activation;
    if (!sum.activation.clips_only()) {
        op.gain = 1 / unit;
        op.zero = zero;
        return;
    }
    for (float &scale : op.scale)
        scale /= unit;
    for (float &bias : op.bias)
        bias = bias / unit + zero;
    op.residual_scale /= unit;
}

int Lowering::emit_sum(const Sum &sum, int value) {
    if (!sum.product) {
        int bits = 0;
        for (const int term : sum.terms)
            bits = std::max(bits, bits_of(map(term)));
        Map out = fresh_map(value, shape_of(value, sum.form), bits);
        out.form = sum.form;
        QuantizedOp op = map_sum(sum);
        finish(sum, out, op);
        note_altering(sum);
        return emit(std::move(op), out);
    }
    QuantizedOp op = product_op(sum);
    if (!sum.terms.empty()) {
        const Map &other = map(sum.terms[0]);
        op.inputs.push_back(other.op);
        op.residual_scale = other.unit[0];
        for (float &bias : op.bias)
            bias -= op.residual_scale * other.zero[0];
    }
    int bits = 0;
    for (const int operand : sum.operands)
        bits = std::max(bits, bits_of(map(operand)));
    if (op.is_matrix())
        bits = layer_bits(spec_.layer_activation_bits, spec_.activation_bits, op.matrix);
    Map out = fresh_map(value, shape_of(value, sum.form), bits);
    out.form = sum.form;
    finish(sum, out, op);
    return emit(std::move(op), out);
}

/// Of the op that comes next, which makes something of one map: its codes' scales need not tell.
void Lowering::note_altering(const Sum &sum) {
    const auto all = [](const std::vector<float> &values, float number) {
        return std::all_of(values.begin(), values.end(), [&](float v) { return v == number; });
    };
    if (real_ && sum.terms.size() == 1 &&
        (sum.activated || !all(sum.alpha, 1) || !all(sum.bias, 0)))
        real_->altering.insert(static_cast<int>(network_.ops.size()));
}

/// A sum of maps only: one map with a factor a channel, or several with one factor each.
QuantizedOp Lowering::map_sum(const Sum &sum) const {
    QuantizedOp op;
    op.name = sum.name;
    op.in = maps_[at(sum.terms[0])].shape;
    if (sum.terms.size() == 1) {
        const Map &in = maps_[at(sum.terms[0])];
        op.kind = OpKind::Select;
        op.inputs = {in.op};
        op.input_channels = {in.shape.channels};
        for (int c = 0; c < in.shape.channels; ++c) {
            op.channels.push_back({0, c});
            op.scale.push_back(sum.alpha[at(c)] * in.unit[at(c)]);
            op.bias.push_back(sum.bias[at(c)] - op.scale.back() * in.zero[at(c)]);
        }
    } else {
        op.kind = OpKind::Add;
        op.bias = {0};
        for (const int term : sum.terms) {
            const Map &in = maps_[at(term)];
            op.inputs.push_back(in.op);
            op.scale.push_back(in.unit[0]);
            op.bias[0] -= op.scale.back() * in.zero[0];
        }
    }
    return op;
}

/// Whether what is known of the last value is an op that can leave logits: a product, or one map,
/// with another activation than ReLU behind it at most.
bool Lowering::leaves_logits() const {
    const Known &last = known_[at(logits_)];
    if (!last.sum || last.map || shape_of(logits_).pixels() > 1)
        return false;
    const Sum &sum = *last.sum;
    const bool bent = !sum.activation.clips_only();
    return (!sum.activated || bent) &&
           (sum.product ? sum.terms.empty() && !sum.norm : bent && sum.terms.size() == 1);
}

void Lowering::emit_logits() {
    const Node *node = graph_.maker(logits_);
    if (!network_.ops.empty() && network_.ops.back().logits)
        return;
    if (node && leaves_logits()) {
        const Sum sum = *known(logits_).sum;
        QuantizedOp op = sum.product ? product_op(sum) : map_sum(sum);
        if (!sum.product)
            note_altering(sum);
        op.activation = sum.activation;
        op.logits = true;
        network_.classes = op.cols();
        emit(std::move(op), fresh_map(logits_, shape_of(logits_), spec_.activation_bits));
        return;
    }
    const bool of_classes = spec_.weights || real_; // else a map will do
    if (!node || of_classes ||
        map(map_of(logits_)).op + 1 < static_cast<int>(network_.ops.size()) || network_.ops.empty())
        throw GraphError((node ? node->title() : "the network") +
                         ": the last layer must be a product or an average over a map");
}

QuantizedNetwork quantise(const Graph &graph, Shape image, const Normalisation &normalisation,
                          const ValueRanges &ranges, const QuantisationSpec &spec) {
    QuantizedNetwork network = Lowering(graph, image, normalisation, ranges, spec).run();
    note_input_bits(network);
    try {
        if (spec.weights)
            validate(network);
        else
            validate_shape(network);
    } catch (const std::invalid_argument &fault) {
        throw GraphError(fault.what());
    }
    return network;
}

RealNetwork real_network(const Graph &graph, Shape image, const Normalisation &normalisation,
                         const ValueRanges &ranges, const QuantisationSpec &spec) {
    QuantisationSpec shape = spec;
    shape.weights = false;
    RealNetwork network;
    Lowering lowering(graph, image, normalisation, ranges, shape);
    lowering.keep_real(network);
    network.shape = lowering.run();
    note_input_bits(network.shape);
    return network;
}

} // namespace nn
