// SPDX-License-Identifier: Apache-2.0
#include "nn/integer/validate.h"

#include "nn/base/tensor.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>

namespace nn {
namespace {

std::string text(Shape shape) {
    return std::to_string(shape.channels) + "x" + std::to_string(shape.height) + "x" +
           std::to_string(shape.width);
}

bool same(Shape a, Shape b) {
    return a.channels == b.channels && a.height == b.height && a.width == b.width;
}

bool positive(Shape shape) { return shape.channels > 0 && shape.height > 0 && shape.width > 0; }

/// Throws with the op's name unless `fits`.
void require(bool fits, const QuantizedOp &op, const std::string &sentence) {
    if (!fits)
        throw std::invalid_argument("op " + op.name + ": " + sentence);
}

void check_finite(const QuantizedOp &op, const std::vector<float> &values, std::size_t count,
                  const std::string &what) {
    require(values.size() == count, op,
            std::to_string(values.size()) + " values of " + what + ", expected " +
                std::to_string(count));
    for (const float value : values)
        require(std::isfinite(value), op, what + " is not finite");
}

/// Fewest and most inputs of an op.
struct Count {
    std::size_t least = 1, most = 1;
};
Count input_count(OpKind kind) {
    constexpr std::size_t any = 1 << 16;
    return kind == OpKind::MatMul                          ? Count{1, 2}
           : kind == OpKind::Multiply                      ? Count{2, 2}
           : kind == OpKind::Add || kind == OpKind::Select ? Count{1, any}
                                                           : Count{};
}

/// The shape that input number i of the op must have.
Shape wanted_shape(const QuantizedOp &op, std::size_t i) {
    if (i == 0)
        return op.in;
    if (op.kind == OpKind::Multiply && op.channelwise)
        return {op.out.channels, 1, 1};
    if (op.kind != OpKind::Select)
        return op.out;
    return {op.input_channels[i], op.in.height, op.in.width};
}

void check_inputs(const QuantizedNetwork &network, int number) {
    const QuantizedOp &op = network.ops[static_cast<std::size_t>(number)];
    require(op.bits_of_inputs.empty() || op.bits_of_inputs.size() == op.inputs.size(), op,
            "bits_of_inputs is for each input");
    const Count count = input_count(op.kind);
    require(op.inputs.size() >= count.least && op.inputs.size() <= count.most, op,
            std::to_string(op.inputs.size()) + " inputs, expected " + std::to_string(count.least) +
                (count.most == 1   ? ""
                 : count.most == 2 ? " or 2"
                                   : " or more"));
    require(op.input_channels.size() == (op.kind == OpKind::Select ? op.inputs.size() : 0), op,
            "input_channels is for each input of a selection");
    for (std::size_t i = 0; i < op.inputs.size(); ++i) {
        const int from = op.inputs[i];
        require(from >= -1 && from < number, op,
                "input " + std::to_string(from) + " is not an earlier op or -1 (the image)");
        const QuantizedOp *producer =
            from < 0 ? nullptr : &network.ops[static_cast<std::size_t>(from)];
        const Shape given = producer ? producer->out : network.input;
        const Shape wanted = wanted_shape(op, i);
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

/// What a window slides over in one direction.
struct Slide {
    int in, out, kernel, stride, dilation, padding;
};

void check_slide(const QuantizedOp &op, const Slide &slide, const std::string &direction) {
    require(slide.kernel > 0 && slide.stride > 0 && slide.dilation > 0, op,
            "kernel, stride and dilation must be positive");
    const std::int64_t reach = std::int64_t{slide.kernel - 1} * slide.dilation;
    require(slide.padding >= 0 && slide.padding <= reach, op,
            "padding must be smaller than the kernel");
    const std::int64_t last = std::int64_t{slide.out - 1} * slide.stride - slide.padding;
    require(last < slide.in && last + reach + 1 + slide.stride > slide.in, op,
            "output shape " + text(op.out) + " does not fit the " + direction + " of input shape " +
                text(op.in));
}

/// Whatever follows counts in ints.
void check_counts(const QuantizedOp &op) {
    const auto count = [&](const std::string &what, const Dims &sizes) {
        value_count("op " + op.name + ": " + what, sizes, most_values);
    };
    count("an input", {op.in.channels, op.in.height, op.in.width});
    count("an output", {op.out.channels, op.out.height, op.out.width});
    count("a window",
          {op.kind == OpKind::MatMul ? op.in.channels : 1, op.kernel_height, op.kernel_width});
}

/// Sums of codes must fit into the four bytes in which a tile keeps them.
void check_average(const QuantizedOp &op) {
    if (op.kind != OpKind::AveragePool)
        return;
    const int largest_code = (1 << std::clamp(op.input_bits, 8, 16)) - 1;
    const std::int64_t most = std::numeric_limits<std::int32_t>::max() / largest_code;
    require(op.kernel_height * op.kernel_width <= most, op,
            "an average over " + std::to_string(op.kernel_height * op.kernel_width) + " pixels; " +
                std::to_string(most) + " at most is right");
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
    check_slide(op,
                {op.in.height, op.out.height, op.kernel_height, op.stride_height,
                 op.dilation_height, op.padding_top},
                "height");
    check_slide(op,
                {op.in.width, op.out.width, op.kernel_width, op.stride_width, op.dilation_width,
                 op.padding_left},
                "width");
    check_counts(op);
    check_average(op);
    const bool free_channels = op.kind == OpKind::MatMul || op.kind == OpKind::Select;
    require(free_channels || op.out.channels == op.in.channels, op,
            "output shape " + text(op.out) + " must have the channels of input shape " +
                text(op.in));
    const bool windowless = op.kernel_height == 1 && op.kernel_width == 1;
    const bool responds = op.kind == OpKind::ResponseNorm;
    const bool pairs = op.kind == OpKind::Add || op.kind == OpKind::Multiply;
    require((!pairs && op.kind != OpKind::Select && !responds) || windowless, op,
            "additions, products, selections and normalisations have no window");
    require((!pairs && !responds) || same(op.in, op.out), op,
            "output shape " + text(op.out) + ", expected " + text(op.in));
    require(op.output_bits >= 1 && op.output_bits <= 16, op, "output_bits must be 1 ... 16");
    require(std::isfinite(op.gain) && std::isfinite(op.zero), op, "gain or zero is not finite");
    check_activation(op);
}

void check_channels(const QuantizedOp &op) {
    require(op.channels.size() == static_cast<std::size_t>(op.out.channels), op,
            std::to_string(op.channels.size()) + " selected channels, expected " +
                std::to_string(op.out.channels));
    for (const QuantizedOp::Channel from : op.channels) {
        require(from.input < static_cast<int>(op.inputs.size()), op,
                "selects from input " + std::to_string(from.input) + " of " +
                    std::to_string(op.inputs.size()));
        require(from.input < 0 ||
                    (from.channel >= 0 &&
                     from.channel < op.input_channels[static_cast<std::size_t>(from.input)]),
                op, "selects channel " + std::to_string(from.channel) + ", which is not there");
    }
}

/// What a power is taken of must be above 0, whatever the squares.
void check_response(const QuantizedOp &op) {
    const ResponseNorm &norm = op.response;
    require(norm.size > 0 && std::isfinite(norm.alpha) && norm.alpha >= 0 &&
                std::isfinite(norm.bias) && norm.bias > 0 && std::isfinite(norm.beta),
            op,
            "a response normalisation needs a size and a bias above 0, an alpha of 0 or more and "
            "a beta that is finite");
    require(op.activation.clips_only(), op, "a response normalisation has no activation");
}

constexpr std::int64_t most_sum = std::numeric_limits<std::int32_t>::max();

/// Of the bytes of an input, which are summed one by one.
int largest_byte(const QuantizedOp &op) { return (1 << std::min(op.input_bits, 8)) - 1; }

int largest_weight(const QuantizedOp &op) { return (1 << (op.weight_bits - 1)) - 1; }

void check_matrix(const QuantizedOp &op) {
    require(op.weight_bits >= 2 && op.weight_bits <= 16, op, "weight_bits must be 2 ... 16");
    require(op.groups > 0 && op.in.channels % op.groups == 0 && op.out.channels % op.groups == 0,
            op, "groups must divide input and output channels");
    // Of wider weights what they are decides: check_weights().
    require(op.weight_bits > 8 ||
                std::int64_t{op.rows() / op.groups} * largest_weight(op) * largest_byte(op) <=
                    most_sum,
            op, "a sum of products may exceed 32 bits");
    const int pixel = op.in.channels * op.input_bytes();
    require(op.padding_values.empty() ||
                op.padding_values.size() == static_cast<std::size_t>(pixel),
            op,
            std::to_string(op.padding_values.size()) + " padding values, expected " +
                (op.input_bytes() == 1 ? "one a channel" : "two a channel"));
}

void check_weights(const QuantizedOp &op) {
    const auto rows = static_cast<std::size_t>(op.rows());
    const auto cols = static_cast<std::size_t>(op.cols());
    require(op.weights.size() == rows * cols, op,
            std::to_string(op.weights.size()) + " weights, expected " +
                std::to_string(rows * cols));
    const int largest = largest_weight(op);
    const std::size_t groups = static_cast<std::size_t>(op.groups);
    std::vector<std::int64_t> sums(cols); // of sizes
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t col = 0; col < cols; ++col) {
            const int weight = op.weights[row * cols + col];
            sums[col] += std::abs(weight);
            require(std::abs(weight) <= largest, op,
                    "weight " + std::to_string(weight) + " is beyond " +
                        std::to_string(op.weight_bits) + " bits");
            require(weight == 0 || row / (rows / groups) == col / (cols / groups), op,
                    "a weight outside its group is not zero");
        }
    require(*std::max_element(sums.begin(), sums.end()) * largest_byte(op) <= most_sum, op,
            "sums of products of its weights of " + std::to_string(op.weight_bits) +
                " bits may exceed the 32 bits of an accumulator; fewer bits of weights would be "
                "right (network.weight_bits)");
    check_finite(op, op.scale, cols, "scale");
    check_finite(op, op.bias, cols, "bias");
    require(std::isfinite(op.residual_scale), op, "residual_scale is not finite");
}

/// Weights, scales and biases.
void check_values(const QuantizedOp &op) {
    switch (op.kind) {
    case OpKind::MatMul:
        check_weights(op);
        break;
    case OpKind::MaxPool:
        break;
    case OpKind::AveragePool:
        check_finite(op, op.scale, 1, "scale");
        check_finite(op, op.bias, 1, "bias");
        break;
    case OpKind::Multiply:
        check_finite(op, op.scale, 2, "scale");
        check_finite(op, op.bias, 2, "bias");
        break;
    case OpKind::Add:
        check_finite(op, op.scale, op.inputs.size(), "scale");
        check_finite(op, op.bias, 1, "bias");
        break;
    case OpKind::ResponseNorm:
        check_finite(op, op.scale, static_cast<std::size_t>(op.in.channels), "scale");
        check_finite(op, op.bias, static_cast<std::size_t>(op.in.channels), "bias");
        break;
    case OpKind::Select:
        check_finite(op, op.scale, op.channels.size(), "scale");
        check_finite(op, op.bias, op.channels.size(), "bias");
        break;
    }
}

void check_logits(const QuantizedNetwork &network, const QuantizedOp &op) {
    require(&op == &network.ops.back() && op.kind != OpKind::MaxPool &&
                op.kind != OpKind::ResponseNorm && op.kind != OpKind::Multiply,
            op,
            "logits come from the last op, which is no max pooling, no product of maps and no "
            "normalisation");
    require(op.kind != OpKind::MatMul || op.inputs.size() == 1, op, "logits take no residual");
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
        if (op.kind == OpKind::MatMul) {
            require(op.matrix == matrices, op,
                    "matrix number " + std::to_string(op.matrix) + ", expected " +
                        std::to_string(matrices));
            ++matrices;
            check_matrix(op);
        }
        require(op.kind != OpKind::MaxPool || op.input_bits == op.output_bits, op,
                "max pooling cannot change the bits");
        if (op.kind == OpKind::Select)
            check_channels(op);
        if (op.kind == OpKind::ResponseNorm)
            check_response(op);
        if (op.logits)
            check_logits(network, op);
        require(op.logits || !op.softmax, op, "only logits go through a softmax");
    }
}

void validate(const QuantizedNetwork &network) {
    validate_shape(network);
    for (const QuantizedOp &op : network.ops)
        check_values(op);
}

} // namespace nn
