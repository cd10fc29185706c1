// SPDX-License-Identifier: Apache-2.0
#include "nn/graph/operators.h"
#include "nn/quantise/lowering.h"

#include <algorithm>
#include <cmath>

namespace nn {
namespace {

/// What is added to scores that take no part is this or less.
constexpr float least_mask = -1e4F;

std::int64_t stack_of(const Dims &shape) { return value_count({shape.begin(), shape.end() - 2}); }

} // namespace

/// The code that stands for zero, of a map all of whose channels are alike.
int Lowering::zero_code(const Node &node, int number) const {
    const Map &in = maps_[at(number)];
    const float zero = in.uniform() ? in.zero[0] : -1;
    if (zero < 0 || zero != std::nearbyint(zero) || zero > static_cast<float>((1 << in.bits) - 1))
        refuse(node, "it reads the image, which has no code for zero that all channels share");
    return static_cast<int>(zero);
}

/// Along the last axis, or over the channels of a map.
void Lowering::normalise_channels(const Node &node, const NormRegion &region) {
    const std::size_t rank = graph_.value(region.root).shape.size();
    if (region.axis + 1 != rank && region.axis != 1)
        refuse(node, "it normalises along another axis than the channels");
    Sum sum;
    sum.name = node.name;
    sum.product = &node;
    sum.form = region.axis + 1 == rank ? channels_last : channels_first;
    sum.operands = {map_of(region.root, sum.form)};
    sum.norm = region;
    const std::size_t channels = at(map(sum.operands[0]).shape.channels);
    sum.alpha.assign(channels, 1.0F);
    sum.bias.assign(channels, 0.0F);
    known(node.output).sum = std::move(sum);
}

void Lowering::normalise_layer(const Node &node) {
    const Operands operands(graph_, node);
    const std::size_t rank = operands.shape(0).size();
    const std::size_t axis = operands.axis(operands.integer("axis", -1), rank);
    if (axis + 1 != rank)
        refuse(node, "it normalises over several axes; the last one alone is supported");
    normalise_channels(node, {node.inputs[0], axis, true, operands.number("epsilon", 1e-5F)});
    Sum &sum = *known(node.output).sum;
    sum.alpha = by_channel(node, node.inputs[1], channels_of(sum));
    if (operands.has(2))
        sum.bias = by_channel(node, node.inputs[2], channels_of(sum));
}

QuantizedOp Lowering::norm_op(const Sum &sum) {
    const Map &in = map(sum.operands[0]);
    QuantizedOp op;
    op.kind = OpKind::ChannelNorm;
    op.name = sum.name;
    op.inputs = {in.op};
    op.in = in.shape;
    op.zero_codes = {zero_code(*sum.product, sum.operands[0])};
    op.norm = {sum.norm->centred, sum.norm->epsilon / (in.unit[0] * in.unit[0])};
    op.scale = sum.alpha;
    op.bias = sum.bias;
    return op;
}

/// A stack of matrices times another, each a head: rows are pixels of the first map. Pixels of the
/// second one are columns if it lies so, as transposed keys do, else rows.
void Lowering::multiply_matrices(const Node &node) {
    const Dims &a = graph_.value(node.inputs[0]).shape, &b = graph_.value(node.inputs[1]).shape;
    if (node.op != "MatMul")
        refuse(node, "a product of two activations; weights must be constant");
    if (stack_of(a) != stack_of(b))
        refuse(node, "a product of shapes " + shape_text(a) + " and " + shape_text(b) +
                         ", whose stacks differ");
    const auto heads = static_cast<Form>(stack_of(a));
    const auto size = [](std::int64_t n) { return static_cast<int>(n); };
    Sum sum;
    sum.name = node.name;
    sum.product = &node;
    sum.form = heads;
    sum.operands = {map_of(node.inputs[0], heads)};
    const Shape columns{size(heads * b[b.size() - 2]), 1, size(b.back())};
    const Layout layout = layout_of(node.inputs[1]);
    sum.transposed = goes_by_channel(layout, columns);
    sum.operands.push_back(
        sum.transposed ? seen_as(arranged(layout, columns, node.inputs[1]), columns, channels_first)
                       : map_of(node.inputs[1], heads));
    const std::size_t channels = at(heads * b.back());
    sum.alpha.assign(channels, 1.0F);
    sum.bias.assign(channels, 0.0F);
    known(node.output).sum = std::move(sum);
}

QuantizedOp Lowering::dynamic_op(const Sum &sum) {
    const Map &a = map(sum.operands[0]), &b = map(sum.operands[1]);
    QuantizedOp op;
    op.kind = OpKind::DynamicMatMul;
    op.name = sum.name;
    op.inputs = {a.op, b.op};
    op.in = a.shape;
    op.heads = sum.form;
    op.transposed = sum.transposed;
    for (const int number : sum.operands)
        op.zero_codes.push_back(zero_code(*sum.product, number));
    op.scale = {a.unit[0] * b.unit[0] * sum.alpha[0]};
    op.bias = {sum.bias[0]};
    return op;
}

/// Whether a constant that is added is a mask: 0, or so far below that no exponential is left of
/// it, the same for all heads. Then it waits for the softmax that reads it.
bool Lowering::take_mask(const Node &node, int value, int constant) {
    const Form form = form_of(value);
    const Tensor &tensor = constants_.tensor(constant);
    const Dims &shape = graph_.value(value).shape;
    const bool masks = std::all_of(tensor.values.begin(), tensor.values.end(), [](float number) {
        return number == 0 || number <= least_mask;
    });
    if (form == channels_first || !masks || graph_.value(node.output).shape != shape ||
        tensor.values.size() == 1)
        return false;
    const auto of_head = at(value_count(shape) / form);
    std::vector<std::uint8_t> masked(of_head);
    bool alike = true;
    for_broadcast(shape, tensor.shape, [&](std::int64_t to, std::int64_t from) {
        const auto here = static_cast<std::uint8_t>(tensor.values[at(from)] != 0);
        if (at(to) < of_head)
            masked[at(to)] = here;
        alike = alike && masked[at(to) % of_head] == here;
    });
    if (alike)
        known(node.output).mask = Mask{value, std::move(masked)};
    return alike;
}

/// Along the last axis, head by head, or over the channels of a map.
void Lowering::soften(const Node &node) {
    const SoftmaxExtent extent = softmax_extent(Operands(graph_, node));
    const Dims &shape = graph_.value(node.output).shape;
    const bool last = extent.inner == 1 && extent.count == shape.back();
    const bool over_channels = shape.size() > 2 && shape.size() <= 4 && extent.outer == 1 &&
                               extent.count == shape[1] && shape[0] == 1;
    if (!last && !over_channels)
        refuse(node, "a softmax along another axis than the channels or the last one");
    QuantizedOp op;
    op.kind = OpKind::Softmax;
    op.name = node.name;
    int value = node.inputs[0];
    if (const auto &mask = known(value).mask) {
        op.masked = mask->masked;
        value = mask->value;
    }
    const Form form = last ? std::max(form_of(value), channels_last) : channels_first;
    const Map in = map(map_of(value, form));
    if (!in.uniform())
        refuse(node, "a softmax of the image");
    if (in.shape.pixels() * in.shape.channels != value_count(shape))
        refuse(node, "a softmax of what is no map");
    Map out = fresh_map(node.output, in.shape, bits_of(in));
    out.form = form;
    op.inputs = {in.op};
    op.in = in.shape;
    op.heads = std::max(form, channels_last);
    op.scale = {in.unit[0]};
    op.gain = 1 / out.unit[0];
    op.zero = out.zero[0];
    known(node.output).map = emit(std::move(op), std::move(out));
}

} // namespace nn
