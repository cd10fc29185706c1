// SPDX-License-Identifier: Apache-2.0
#include "nn/graph/operators.h"
#include "nn/quantise/lowering.h"

#include <algorithm>
#include <vector>

namespace nn {

/// A pooling's window on its input map; zeros that a Pad puts around that count, as do those of an
/// average's own padding where it asks for them.
int Lowering::window_input(const Node &node, QuantizedOp &op) {
    const Operands operands(graph_, node);
    if (operands.shape(0).size() != 3 && operands.shape(0).size() != 4)
        refuse(node, "a pooling over more than two dimensions");
    const Padded in = padded_map(node.inputs[0]);
    Window slide = planar(window(operands, pooling_kernel(operands)));
    const bool includes = operands.integer("count_include_pad", 0) != 0;
    const auto counted = [&](std::int64_t zeros, std::int64_t own) {
        return static_cast<int>(zeros + (includes ? own : 0));
    };
    op.counted = {counted(in.top, slide.before[0]), counted(in.left, slide.before[1]),
                  counted(in.bottom, slide.after[0]), counted(in.right, slide.after[1])};
    slide.before[0] += in.top;
    slide.before[1] += in.left;
    take_window(slide, op);
    if (op.kind == OpKind::MaxPool && in.top + in.left + in.bottom + in.right > 0)
        op.padding_values = zero_pixel(node, in.map);
    return in.map;
}

/// The form of what a ReduceMean averages over all pixels.
Lowering::Form Lowering::averaged_form(const Node &node) const {
    const std::vector<bool> axes = averaged_axes(Operands(graph_, node));
    const Dims &shape = graph_.value(node.inputs[0]).shape;
    if (axes.size() < 2)
        refuse(node, "a mean of what is neither a map nor tokens");
    const bool one = shape[0] == 1; // image
    if (axes == std::vector<bool>{false, false, true, true} ||
        axes == std::vector<bool>{false, false, true})
        return channels_first;
    std::vector<bool> tokens(axes.size(), true);
    tokens.back() = false;
    tokens.front() = !one;
    std::vector<bool> with_image = axes;
    with_image.front() = with_image.front() && !one;
    if (axes.size() > 4 || with_image != tokens)
        refuse(node, "a mean over other dimensions than height and width, or all tokens");
    return channels_last;
}

void Lowering::pool(const Node &node) {
    const int value = node.inputs[0];
    const Form form = node.op == "ReduceMean" ? averaged_form(node) : channels_first;
    const Shape in = shape_of(value, form);
    QuantizedOp op;
    op.name = node.name;
    op.kernel_height = in.height;
    op.kernel_width = in.width;
    const bool largest = node.op == "MaxPool" || node.op == "GlobalMaxPool";
    op.kind = largest ? OpKind::MaxPool : OpKind::AveragePool;
    Shape out{in.channels, 1, 1};
    int from = -1;
    if (node.op == "MaxPool" || node.op == "AveragePool") {
        from = window_input(node, op);
        out = shape_of(node.output, channels_first);
    }
    if (from < 0)
        from = map_of(value, form);
    Map made = map(from);
    op.inputs = {made.op};
    op.in = made.shape;
    made.shape = out;
    if (largest) {
        known(node.output).map = emit(std::move(op), std::move(made));
        return;
    }
    if (!made.uniform())
        refuse(node, "a mean of the image");
    const float unit = made.unit[0], zero = made.zero[0];
    op.counted_code = zero;
    op.scale = {unit / static_cast<float>(op.kernel_height * op.kernel_width)};
    op.bias = {-zero * unit};
    made = fresh_map(node.output, out, bits_of(map(from)));
    made.form = form;
    if (node.output == logits_ && out.pixels() == 1) {
        op.logits = true;
        network_.classes = out.size();
    } else {
        finish({}, made, op);
    }
    known(node.output).map = emit(std::move(op), std::move(made));
}

/// Of codes in real units, whatever code stands for zero; with a range of its own.
void Lowering::respond(const Node &node) {
    const int from = map_of(node.inputs[0], channels_first);
    const Map in = map(from);
    Map out = fresh_map(node.output, in.shape, bits_of(in));
    QuantizedOp op;
    op.kind = OpKind::ResponseNorm;
    op.name = node.name;
    op.inputs = {in.op};
    op.in = in.shape;
    op.response = response_of(Operands(graph_, node));
    op.scale = in.unit;
    for (std::size_t c = 0; c < in.unit.size(); ++c)
        op.bias.push_back(-in.zero[c] * in.unit[c]);
    op.gain = 1 / out.unit[0];
    op.zero = out.zero[0];
    known(node.output).map = emit(std::move(op), std::move(out));
}

} // namespace nn
