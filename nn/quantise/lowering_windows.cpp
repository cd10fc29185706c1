// SPDX-License-Identifier: Apache-2.0
#include "nn/graph/operators.h"
#include "nn/quantise/lowering.h"

#include <algorithm>
#include <vector>

namespace nn {

void Lowering::pool(const Node &node) {
    const Operands operands(graph_, node);
    const int value = node.inputs[0];
    const Shape in = shape_of(value);
    QuantizedOp op;
    op.name = node.name;
    op.kernel_height = in.height;
    op.kernel_width = in.width;
    const bool largest = node.op == "MaxPool" || node.op == "GlobalMaxPool";
    op.kind = largest ? OpKind::MaxPool : OpKind::AveragePool;
    Shape out{in.channels, 1, 1};
    bool zeros = false; // of padding count in a mean
    if (node.op == "ReduceMean") {
        const std::vector<bool> axes = averaged_axes(operands);
        if (axes != std::vector<bool>{false, false, true, true} &&
            axes != std::vector<bool>{false, false, true})
            refuse(node, "a mean over other dimensions than height and width");
    } else if (node.op == "MaxPool" || node.op == "AveragePool") {
        if (operands.shape(0).size() != 3 && operands.shape(0).size() != 4)
            refuse(node, "a pooling over more than two dimensions");
        const Window slide = planar(window(operands, pooling_kernel(operands)));
        take_window(slide, op);
        out = shape_of(node.output);
        for (const bool down : {true, false}) {
            const std::size_t d = down ? 0 : 1;
            const std::int64_t places = down ? out.height : out.width;
            const std::int64_t size = down ? in.height : in.width;
            const std::int64_t end = (places - 1) * slide.stride[d] - slide.before[d] +
                                     (slide.kernel[d] - 1) * slide.dilation[d] + 1;
            zeros = zeros || slide.before[d] > 0 || (slide.after[d] > 0 && end > size);
        }
        zeros = zeros && operands.integer("count_include_pad", 0) != 0;
        if (zeros)
            op.counted = {op.padding_top, op.padding_left, static_cast<int>(slide.after[0]),
                          static_cast<int>(slide.after[1])};
    }
    const int from = map_of(value);
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
    const int from = map_of(node.inputs[0]);
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
