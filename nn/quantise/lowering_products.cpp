// SPDX-License-Identifier: Apache-2.0
#include "nn/networks/network_spec.h"
#include "nn/quantise/lowering.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace nn {
/// Weights as a dense matrix, rows (channel, ky, kx) of the whole input, outputs contiguous;
/// `order`: ProductInput::rows.
std::vector<float> Lowering::dense_weights(const Node &node, const QuantizedOp &op,
                                           const std::vector<int> &order) const {
    const Tensor &stored = constants_.tensor(node.inputs[1]);
    const Operands operands(graph_, node);
    const std::int64_t rows = op.rows(), cols = op.out.channels;
    if (rows * cols > most_values)
        refuse(node, "a matrix of " + std::to_string(rows) + " x " + std::to_string(cols) +
                         " weights, counting those outside its groups; 2^28 at most");
    std::vector<float> dense(at(rows * cols), 0.0F);
    if (node.op == "Conv") {
        const std::int64_t group_rows = rows / op.groups, group_cols = cols / op.groups;
        for (std::int64_t col = 0; col < cols; ++col)
            for (std::int64_t row = 0; row < group_rows; ++row)
                dense[at((col / group_cols * group_rows + row) * cols + col)] =
                    stored.values[at(col * group_rows + row)];
        return dense;
    }
    const bool transposed = node.op == "Gemm" && operands.integer("transB", 0) != 0;
    const float alpha = node.op == "Gemm" ? operands.number("alpha", 1) : 1;
    for (std::int64_t row = 0; row < rows; ++row)
        for (std::int64_t col = 0; col < cols; ++col)
            dense[at(order.empty() ? row : order[at(row)]) * at(cols) + at(col)] =
                alpha * stored.values[at(transposed ? col * rows + row : row * cols + col)];
    return dense;
}

/// A window over height and width as the op's.
void Lowering::take_window(const Window &slide, QuantizedOp &op) {
    const auto narrow = [](std::int64_t n) { return static_cast<int>(n); };
    op.kernel_height = narrow(slide.kernel[0]);
    op.kernel_width = narrow(slide.kernel[1]);
    op.stride_height = narrow(slide.stride[0]);
    op.stride_width = narrow(slide.stride[1]);
    op.dilation_height = narrow(slide.dilation[0]);
    op.dilation_width = narrow(slide.dilation[1]);
    op.padding_top = narrow(slide.before[0]);
    op.padding_left = narrow(slide.before[1]);
}

/// A convolution's window on its input map.
Lowering::ProductInput Lowering::convolution_input(const Node &node, QuantizedOp &op) {
    const Padded in = padded_map(node.inputs[0]);
    const Operands operands(graph_, node);
    const Dims &weights = operands.shape(1);
    if (weights.size() != 3 && weights.size() != 4)
        refuse(node, "a convolution over " + std::to_string(weights.size() - 2) +
                         " dimensions; a chip slides over two");
    Window slide = planar(window(operands, {weights.begin() + 2, weights.end()}));
    slide.before[0] += in.top;
    slide.before[1] += in.left;
    take_window(slide, op);
    op.groups = static_cast<int>(operands.integer("group", 1));
    if (op.padding_top + op.padding_left + in.bottom + in.right + slide.after[0] + slide.after[1] >
        0)
        op.padding_values = zero_pixel(node, in.map);
    return {in.map, {}};
}

/// The codes that stand for zeros around a map; empty: 0 does.
std::vector<std::uint8_t> Lowering::zero_pixel(const Node &node, int number) const {
    const Map &map = maps_[at(number)];
    if (!map.shifted())
        return {};
    const int channels = map.shape.channels, bytes = code_bytes(map.bits);
    std::vector<std::uint8_t> pixel(at(channels * bytes));
    for (int c = 0; c < channels; ++c) {
        const float code = std::nearbyint(map.zero[at(c)]);
        if (code < 0 || code > static_cast<float>((1 << map.bits) - 1))
            refuse(node, "it pads with zeros, which no code of its input stands for");
        put_map_code(static_cast<std::int32_t>(code), channels, c, bytes, pixel.data());
    }
    return pixel;
}

bool Lowering::is_of_tokens(const Node &node) const {
    const Dims &shape = graph_.value(node.inputs[0]).shape;
    return node.op != "Conv" && (shape.size() != 2 || shape[0] != 1);
}

/// The map whose entries a linear layer reads, each once, and in which order.
Lowering::ProductInput Lowering::linear_input(const Node &node, QuantizedOp &op) {
    const int value = node.inputs[0];
    std::vector<int> rows;
    int source = -1;
    if (const auto &layout = known(value).layout; layout && !known(value).map) {
        source = layout->empty() ? -1 : (*layout)[0].map;
        for (const Source &entry : *layout)
            rows.push_back(entry.map == source ? entry.entry : -1);
        std::vector<int> sorted(rows);
        std::sort(sorted.begin(), sorted.end());
        for (std::size_t i = 0; i < sorted.size() && source >= 0; ++i)
            if (sorted[i] != static_cast<int>(i))
                source = -1;
        if (source >= 0 && map(source).shape.size() != static_cast<int>(sorted.size()))
            source = -1;
        const bool pixels = std::any_of(layout->begin(), layout->end(), [&](const Source &entry) {
            return entry.map >= 0 && map(entry.map).shape.pixels() > 1;
        });
        if (source < 0)
            rows.clear();
        if (source < 0 && pixels) {
            ProductInput joint = joint_input(node, *layout);
            source = joint.map;
            rows = std::move(joint.rows);
        }
    }
    if (source < 0)
        source = map_of(value);
    op.kernel_height = map(source).shape.height;
    op.kernel_width = map(source).shape.width;
    return {source, std::move(rows)};
}

/// Several maps of one size, or some channels of one, as a map of their own.
Lowering::ProductInput Lowering::joint_input(const Node &node, const Layout &layout) {
    const auto require = [&](bool fits) {
        if (!fits)
            refuse(node, "it reads pixels of maps of several sizes, or not all pixels of a channel "
                         "once, without a convolution or a pooling between");
    };
    const auto channel_of = [&](const Source &entry) {
        return std::pair(entry.map, entry.entry / map(entry.map).shape.pixels());
    };
    std::map<std::pair<int, int>, int> channels; // in the order in which they are met
    Shape shape;
    for (const Source &entry : layout) {
        require(entry.map >= 0);
        const Shape from = map(entry.map).shape;
        if (channels.empty())
            shape = from;
        require(from.height == shape.height && from.width == shape.width);
        channels.emplace(channel_of(entry), static_cast<int>(channels.size()));
    }
    shape.channels = static_cast<int>(channels.size());
    require(layout.size() == at(shape.size()));
    Layout joint(layout.size());
    for (const auto &[channel, number] : channels)
        for (int pixel = 0; pixel < shape.pixels(); ++pixel)
            joint[at(number * shape.pixels() + pixel)] = {channel.first,
                                                          channel.second * shape.pixels() + pixel};
    ProductInput found;
    std::vector<bool> taken(layout.size());
    for (const Source &entry : layout) {
        const int row =
            channels.at(channel_of(entry)) * shape.pixels() + entry.entry % shape.pixels();
        require(!taken[at(row)]);
        taken[at(row)] = true;
        found.rows.push_back(row);
    }
    found.map = select(joint, shape, node.inputs[0], false).map;
    return found;
}

QuantizedOp Lowering::product_op(const Sum &sum) {
    if (sum.norm)
        return norm_op(sum);
    return sum.operands.empty() ? matrix_op(sum) : dynamic_op(sum);
}

/// The op of a sum's product with its scales and biases in real units.
QuantizedOp Lowering::matrix_op(const Sum &sum) {
    const Node &node = *sum.product;
    QuantizedOp op;
    op.name = sum.name;
    const ProductInput in = node.op == "Conv" ? convolution_input(node, op)
                            : is_of_tokens(node)
                                ? ProductInput{map_of(node.inputs[0], channels_last), {}}
                                : linear_input(node, op);
    const Map from = map(in.map);
    op.inputs = {from.op};
    op.in = from.shape;
    op.out.channels = static_cast<int>(sum.alpha.size());
    op.matrix = static_cast<int>(network_.matrices().size());
    op.weight_bits = layer_bits(spec_.layer_weight_bits, spec_.weight_bits, op.matrix);
    if (!spec_.weights && !real_)
        return op;
    std::vector<float> dense = dense_weights(node, op, in.rows);
    if (real_) {
        for (std::size_t i = 0; i < dense.size(); ++i)
            dense[i] *= sum.alpha[i % sum.alpha.size()];
        real_->matrices.push_back({std::move(dense), sum.bias, sum.activated});
        return op;
    }
    const std::int64_t rows = op.rows(), cols = op.cols(), taps = rows / op.in.channels;
    std::vector<float> largest(at(cols), 0.0F);
    for (std::int64_t row = 0; row < rows; ++row)
        for (std::int64_t col = 0; col < cols; ++col) {
            float &weight = dense[at(row * cols + col)];
            if (!std::isfinite(weight))
                refuse(node, "a weight is not finite");
            weight *= from.unit[at(row / taps)];
            largest[at(col)] = std::max(largest[at(col)], std::abs(weight));
        }
    if (!spec_.scale_by_output)
        std::fill(largest.begin(), largest.end(),
                  *std::max_element(largest.begin(), largest.end()));
    const auto steps = static_cast<float>((1 << (op.weight_bits - 1)) - 1);
    std::vector<double> shift(at(cols), 0.0); // of the product: codes of zero
    op.weights.resize(dense.size());
    for (std::int64_t row = 0; row < rows; ++row)
        for (std::int64_t col = 0; col < cols; ++col) {
            const float most = largest[at(col)];
            const float step = most > 0 ? most / steps : 1;
            const float rounded = std::nearbyint(dense[at(row * cols + col)] / step);
            op.weights[at(row * cols + col)] =
                static_cast<Weight>(std::clamp(rounded, -steps, steps));
            shift[at(col)] += double{rounded} * from.zero[at(row / taps)];
        }
    for (std::int64_t col = 0; col < cols; ++col) {
        const float step = largest[at(col)] > 0 ? largest[at(col)] / steps : 1;
        op.scale.push_back(step * sum.alpha[at(col)]);
        op.bias.push_back(sum.bias[at(col)] - op.scale.back() * static_cast<float>(shift[at(col)]));
    }
    return op;
}

/// Two maps of one shape, or a map and a factor a channel.
void Lowering::multiply(const Node &node) {
    const Dims &out = graph_.value(node.output).shape;
    const bool swapped = graph_.value(node.inputs[0]).shape != out;
    const int value = node.inputs[swapped ? 1 : 0], other = node.inputs[swapped ? 0 : 1];
    const Dims &factor = graph_.value(other).shape;
    const Form form = factor == out ? common_form(node.inputs) : form_of(value);
    const Shape shape = shape_of(value, form);
    Dims pixel(out.size(), 1);
    pixel[form == channels_first ? 1 : out.size() - 1] = shape.channels;
    if (graph_.value(value).shape != out || (factor != out && factor != pixel))
        refuse(node, "a product of shapes " + shape_text(graph_.value(value).shape) + " and " +
                         shape_text(factor) +
                         "; of one shape, or of a map and one factor a channel, is supported");
    const Map a = map(map_of(value, form)), b = map(map_of(other, form));
    if (!a.uniform() || !b.uniform())
        refuse(node, "the image is multiplied as it is");
    Map made = fresh_map(node.output, shape, std::max(bits_of(a), bits_of(b)));
    made.form = form;
    QuantizedOp op;
    op.kind = OpKind::Multiply;
    op.name = node.name;
    op.in = a.shape;
    op.inputs = {a.op, b.op};
    op.channelwise = factor != out;
    op.scale = {a.unit[0], b.unit[0]};
    op.bias = {-a.zero[0] * a.unit[0], -b.zero[0] * b.unit[0]};
    op.gain = 1 / made.unit[0];
    op.zero = made.zero[0];
    known(node.output).map = emit(std::move(op), std::move(made));
}

} // namespace nn
