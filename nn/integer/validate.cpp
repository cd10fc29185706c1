// SPDX-License-Identifier: Apache-2.0
#include "nn/integer/validate.h"

#include "nn/base/tensor.h"
#include "nn/integer/ops/require.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>

namespace nn {
namespace {

bool positive(Shape shape) { return shape.channels > 0 && shape.height > 0 && shape.width > 0; }

void check_inputs(const QuantizedNetwork &network, int number) {
    const QuantizedOp &op = network.ops[static_cast<std::size_t>(number)];
    require(op.bits_of_inputs.empty() || op.bits_of_inputs.size() == op.inputs.size(), op,
            "bits_of_inputs is for each input");
    const OpKind::Count count = op.kind->inputs();
    require(op.inputs.size() >= count.least && op.inputs.size() <= count.most, op,
            std::to_string(op.inputs.size()) + " inputs, expected " + std::to_string(count.least) +
                (count.most == 1   ? ""
                 : count.most == 2 ? " or 2"
                                   : " or more"));
    op.kind->check_lists(op);
    for (std::size_t i = 0; i < op.inputs.size(); ++i) {
        const int from = op.inputs[i];
        require(from >= -1 && from < number, op,
                "input " + std::to_string(from) + " is not an earlier op or -1 (the image)");
        const QuantizedOp *producer =
            from < 0 ? nullptr : &network.ops[static_cast<std::size_t>(from)];
        const Shape given = producer ? producer->out : network.input;
        const Shape wanted = op.kind->input_shape(op, i);
        require(given.channels == wanted.channels && given.pixels() == wanted.pixels(), op,
                "input " + std::to_string(from) + " has shape " + text(given) + ", expected " +
                    text(wanted));
        const int bits = producer ? producer->output_bits : network.input_bits;
        require(i > 0 || bits == op.input_bits, op,
                "input " + std::to_string(from) + " has " + std::to_string(bits) +
                    " bits, expected " + std::to_string(op.input_bits));
        require(code_bytes(bits) == op.input_bytes(i), op,
                "input " + std::to_string(from) + " has " + std::to_string(bits) +
                    " bits, which take other bytes than expected");
    }
}

/// What a window slides over in one direction; zeros that count are around it.
struct Slide {
    int in, out, kernel, stride, dilation, padding;
    int zeros_before, zeros_after;

    std::int64_t start(std::int64_t window) const { return window * stride - padding; }
};

/// Whether something of the window counts: a tap on the map, or on the zeros around it.
bool counts(const Slide &slide, std::int64_t start) {
    const std::int64_t ahead = -std::int64_t{slide.zeros_before} - start, step = slide.dilation;
    const std::int64_t tap = ahead <= 0 ? 0 : (ahead + step - 1) / step; // the first that may
    return tap < slide.kernel && start + tap * step < std::int64_t{slide.in} + slide.zeros_after;
}

void check_slide(const QuantizedOp &op, const Slide &slide, const std::string &direction) {
    require(slide.kernel > 0 && slide.stride > 0 && slide.dilation > 0, op,
            "kernel, stride and dilation must be positive");
    require(slide.padding >= 0, op, "padding must not be below 0");
    const std::int64_t reach = std::int64_t{slide.kernel - 1} * slide.dilation;
    const std::int64_t last = slide.start(slide.out - 1);
    const std::string misfit = "output shape " + text(op.out) + " does not fit the " + direction +
                               " of input shape " + text(op.in);
    require(last + reach + 1 + slide.stride > slide.in, op, misfit);
    if (op.is_matrix()) // a sum of nothing but zeros is zero
        return;
    const std::string nothing = ": a window that holds nothing but padding";
    require(counts(slide, last), op, misfit + nothing);
    for (std::int64_t window = 0; window < slide.out && slide.start(window) < 0; ++window)
        require(counts(slide, slide.start(window)), op, misfit + nothing);
}

void check_slides(const QuantizedOp &op) {
    check_slide(op,
                {op.in.height, op.out.height, op.kernel_height, op.stride_height,
                 op.dilation_height, op.padding_top, op.counted.top, op.counted.bottom},
                "height");
    check_slide(op,
                {op.in.width, op.out.width, op.kernel_width, op.stride_width, op.dilation_width,
                 op.padding_left, op.counted.left, op.counted.right},
                "width");
}

/// Whatever follows counts in ints.
void check_counts(const QuantizedOp &op) {
    const auto count = [&](const std::string &what, const Dims &sizes) {
        value_count("op " + op.name + ": " + what, sizes, most_values);
    };
    count("an input", {op.in.channels, op.in.height, op.in.width});
    count("an output", {op.out.channels, op.out.height, op.out.width});
    count("a window", {op.is_matrix() ? op.in.channels : 1, op.kernel_height, op.kernel_width});
}

/// Parameters that are there: results of earlier steps, or finite numbers, one or one a channel.
void check_activation(const QuantizedOp &op) {
    const std::vector<Activation::Step> &steps = op.activation.steps;
    require(steps.size() <= most_activation_steps, op, "an activation of too many steps");
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const int results = static_cast<int>(i) + 1; // that are there
        require(steps[i].function && steps[i].x >= 0 && steps[i].x < results, op,
                "a step of its activation works on what is not there");
        for (const Activation::Parameter *of : {&steps[i].alpha, &steps[i].beta}) {
            const auto channels = static_cast<std::size_t>(op.out.channels);
            require(of->result < results && (of->result >= 0 || of->numbers.size() == 1 ||
                                             of->numbers.size() == channels),
                    op, "a parameter of its activation is not there");
            for (const float value : of->numbers)
                require(std::isfinite(value), op, "a parameter of its activation is not finite");
        }
    }
}

void check_shape(const QuantizedOp &op) {
    require(positive(op.in) && positive(op.out), op, "a shape has no size");
    if (op.kind->slides())
        check_slides(op);
    check_counts(op);
    op.kind->check_shape(op);
    require(op.output_bits >= 1 && op.output_bits <= 16, op, "output_bits must be 1 ... 16");
    require(std::isfinite(op.gain) && std::isfinite(op.zero), op, "gain or zero is not finite");
    check_activation(op);
}

void check_logits(const QuantizedNetwork &network, const QuantizedOp &op) {
    require(&op == &network.ops.back() && op.kind->leaves_logits(), op,
            "logits come from the last op, which is no max pooling, no product of maps, no "
            "normalisation, no softmax and no rearrangement");
    require(!op.is_matrix() || op.inputs.size() == 1, op, "logits take no residual");
    require(op.out.pixels() == 1 && op.out.channels == network.classes, op,
            "logits of shape " + text(op.out) + ", expected " + std::to_string(network.classes) +
                "x1x1");
}

} // namespace

void validate_shape(const QuantizedNetwork &network) {
    if (!positive(network.input) || network.input_bits < 1 || network.input_bits > 16)
        throw std::invalid_argument("network " + network.name +
                                    ": the input needs a size and 1 ... 16 bits");
    if (network.ops.empty() || network.ops.back().logits != (network.classes > 0))
        throw std::invalid_argument("network " + network.name +
                                    ": the last op must leave the logits");
    int matrices = 0;
    for (std::size_t i = 0; i < network.ops.size(); ++i) {
        const QuantizedOp &op = network.ops[i];
        check_shape(op);
        check_inputs(network, static_cast<int>(i));
        if (op.is_matrix()) {
            require(op.matrix == matrices, op,
                    "matrix number " + std::to_string(op.matrix) + ", expected " +
                        std::to_string(matrices));
            ++matrices;
        }
        op.kind->check_parts(op);
        if (op.logits)
            check_logits(network, op);
        require(op.logits || !op.softmax, op, "only logits go through a softmax");
    }
}

void validate(const QuantizedNetwork &network) {
    validate_shape(network);
    for (const QuantizedOp &op : network.ops)
        op.kind->check_values(op);
}

} // namespace nn
