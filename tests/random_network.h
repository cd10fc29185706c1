// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/integer/quantized_network.h"

#include <Random123/philox.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace nn {

/// One op of a network to draw. Made by the functions below; fields may be changed afterwards.
struct RandomLayer {
    enum class Kind {
        Conv,
        Depthwise,
        Linear,
        MaxPool,
        AveragePool,
        GlobalPool,
        Add,
        Multiply,
        Max,
        Select,
        ResponseNorm
    };
    Kind kind = Kind::Conv;
    int channels = 0; ///< output channels (conv, linear)
    int kernel = 1, stride = 1, padding = 0;
    int second = -2; ///< op whose output is the second input (-1: the image); -2: none
    int dilation = 1;
    int below = 0;        ///< padding below and to the right of the map, beyond `padding`
    bool shifted = false; ///< padding of a matrix op reads drawn values
    const char *activation = nullptr; ///< its name; null: ReLU
    int size = 1;                     ///< channels that a response normalisation takes together
};

inline RandomLayer conv(int channels, int kernel, int stride = 1, int padding = 0) {
    return {RandomLayer::Kind::Conv, channels, kernel, stride, padding};
}
/// Convolution of the size of its input that adds the output of op `second` before ReLU.
inline RandomLayer residual_conv(int channels, int kernel, int second) {
    return {RandomLayer::Kind::Conv, channels, kernel, 1, kernel / 2, second};
}
inline RandomLayer depthwise(int kernel, int stride = 1, int padding = 0) {
    return {RandomLayer::Kind::Depthwise, 0, kernel, stride, padding};
}
inline RandomLayer linear(int outputs) { return {RandomLayer::Kind::Linear, outputs}; }
inline RandomLayer max_pool(int kernel, int stride) {
    return {RandomLayer::Kind::MaxPool, 0, kernel, stride};
}
inline RandomLayer average_pool(int kernel, int stride) {
    return {RandomLayer::Kind::AveragePool, 0, kernel, stride};
}
inline RandomLayer global_pool() { return {RandomLayer::Kind::GlobalPool}; }
/// Sum of the previous op's output and that of op `second`.
inline RandomLayer add(int second) { return {RandomLayer::Kind::Add, 0, 1, 1, 0, second}; }

/// Map of op `second` times the previous op's output, which is another map or a pixel.
inline RandomLayer multiply(int second) {
    return {RandomLayer::Kind::Multiply, 0, 1, 1, 0, second};
}

/// The larger of the previous op's output and that of op `second`, value by value.
inline RandomLayer largest(int second) { return {RandomLayer::Kind::Max, 0, 1, 1, 0, second}; }

/// `channels` of the maps of the previous op and of op `second`, drawn, every tenth left empty.
inline RandomLayer select(int channels, int second, int stride = 1) {
    return {RandomLayer::Kind::Select, channels, 1, stride, 0, second};
}
/// Convolution with all that a window may have.
inline RandomLayer odd_conv(int channels, int kernel, int stride, const char *activation) {
    RandomLayer layer{RandomLayer::Kind::Conv, channels, kernel, stride, 1};
    layer.dilation = 2;
    layer.below = 1;
    layer.shifted = true;
    layer.activation = activation;
    return layer;
}

/// Local response normalisation of signed values.
inline RandomLayer response_norm(int size) {
    RandomLayer layer{RandomLayer::Kind::ResponseNorm};
    layer.size = size;
    return layer;
}

struct RandomBits {
    int weight = 8, activation = 8;
};

/// Evenly distributed integers, a pure function of (seed, stream, index).
class RandomIntegers {
  public:
    RandomIntegers(std::uint64_t seed, std::uint32_t stream)
        : key_{{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)}},
          stream_(stream) {}

    /// The next one in low ... high.
    int operator()(int low, int high) {
        const r123::Philox4x32::ctr_type counter{
            {index_++, stream_, 0x72616e64u, 0}}; // a word of its own: no other part draws it
        const std::uint64_t span = static_cast<std::uint64_t>(high - low) + 1;
        return low +
               static_cast<int>((std::uint64_t{r123::Philox4x32()(counter, key_)[0]} * span) >> 32);
    }

  private:
    r123::Philox4x32::key_type key_;
    std::uint32_t stream_;
    std::uint32_t index_ = 0;
};

/// A small valid network with random weights. Scales follow from the expected size of the sums
/// (independent weights, even over their range), so that about half of the activations are above
/// zero and few are clipped. Every op but the first reads the op before it; the last layer must be
/// conv or linear with a 1x1 output and leaves logits.
inline QuantizedNetwork random_network(Shape input, const std::vector<RandomLayer> &layers,
                                       std::uint64_t seed, RandomBits bits = {}) {
    using Kind = RandomLayer::Kind;
    QuantizedNetwork network;
    network.name = "random";
    network.input = input;
    network.input_bits = bits.activation;
    const double top = std::pow(2.0, bits.activation) - 1; // largest activation
    std::vector<double> squares; // expected square of the entries of each op's output
    int matrices = 0;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const RandomLayer &layer = layers[i];
        RandomIntegers draw(seed, static_cast<std::uint32_t>(i));
        const int before = static_cast<int>(i) - 1;
        double square = before < 0 ? top * top / 3 : squares.back(); // image: even over its range

        QuantizedOp op;
        op.name = "op" + std::to_string(i);
        op.inputs = {before};
        if (layer.second != -2)
            op.inputs.push_back(layer.second);
        const auto shape_of = [&](int number) {
            return number < 0 ? input : network.ops[static_cast<std::size_t>(number)].out;
        };
        if (layer.kind == Kind::Multiply) // the map comes first
            std::swap(op.inputs[0], op.inputs[1]);
        op.in = shape_of(op.inputs[0]);
        op.kernel_height = op.kernel_width = layer.kernel;
        if (layer.kind == Kind::Linear || layer.kind == Kind::GlobalPool) {
            op.kernel_height = op.in.height;
            op.kernel_width = op.in.width;
        }
        op.stride_height = op.stride_width = layer.stride;
        op.padding_top = op.padding_left = layer.padding;
        op.dilation_height = op.dilation_width = layer.dilation;
        const int margin = 2 * layer.padding + layer.below;
        const int beyond = 1 - layer.dilation; // a kernel reaches (kernel - 1) x dilation + 1
        op.input_bits = op.output_bits = bits.activation;
        const bool matrix =
            layer.kind == Kind::Conv || layer.kind == Kind::Linear || layer.kind == Kind::Depthwise;
        op.out = {
            layer.channels > 0 ? layer.channels : op.in.channels,
            (op.in.height + margin - op.kernel_height * layer.dilation - beyond) / layer.stride + 1,
            (op.in.width + margin - op.kernel_width * layer.dilation - beyond) / layer.stride + 1};

        if (matrix) {
            op.kind = OpKind::MatMul;
            op.matrix = matrices++;
            op.weight_bits = bits.weight;
            op.groups = layer.kind == Kind::Depthwise ? op.in.channels : 1;
            op.logits = i + 1 == layers.size();
            const int largest = (1 << (bits.weight - 1)) - 1;
            const int group_rows = op.rows() / op.groups, group_cols = op.cols() / op.groups;
            op.weights.resize(static_cast<std::size_t>(op.rows()) *
                              static_cast<std::size_t>(op.cols()));
            for (int row = 0; row < op.rows(); ++row)
                for (int col = 0; col < op.cols(); ++col)
                    if (row / group_rows == col / group_cols)
                        op.weights[static_cast<std::size_t>(row * op.cols() + col)] =
                            static_cast<Weight>(draw(-largest, largest));
            const double deviation =
                std::sqrt(group_rows * square * largest * (largest + 1) / 3.0); // of the sums
            const double aim = top / 3; // deviation of the outputs before ReLU
            for (int col = 0; col < op.cols(); ++col) {
                op.scale.push_back(static_cast<float>(aim / deviation * draw(80, 120) / 100));
                op.bias.push_back(static_cast<float>(aim * draw(-50, 50) / 100));
            }
            if (op.inputs.size() == 2)
                op.residual_scale = 0.5F;
            for (int byte = 0; layer.shifted && byte < op.input_bytes(); ++byte)
                for (int channel = 0; channel < op.in.channels; ++channel)
                    op.padding_values.push_back(
                        static_cast<std::uint8_t>(draw(0, int(top) >> 8 * byte & 255)));
            const std::string bent = layer.activation ? layer.activation : "";
            if (layer.activation) {
                op.activation = bent == "LeakyRelu" ? activation(bent, 0.25F) : activation(bent);
                op.gain = 0.7F;
                op.zero = static_cast<float>(top / 8);
            }
            if (bent == "Sigmoid") { // of values of deviation 1
                for (float &value : op.scale)
                    value /= static_cast<float>(aim);
                for (float &value : op.bias)
                    value /= static_cast<float>(aim);
                op.gain = static_cast<float>(top);
                op.zero = 0;
            }
            square = aim * aim / 2;
        } else if (layer.kind == Kind::MaxPool) {
            op.kind = OpKind::MaxPool;
            square = std::min(2 * square, top * top / 3);
        } else if (layer.kind == Kind::ResponseNorm) {
            op.kind = OpKind::ResponseNorm;
            op.response = {layer.size, 1, 0.75F, 1};
            for (int c = 0; c < op.in.channels; ++c) { // -1 ... 3 and more
                op.scale.push_back(static_cast<float>(draw(4, 6) / top));
                op.bias.push_back(-1);
            }
            op.gain = static_cast<float>(top / 2);
            op.zero = static_cast<float>(top / 8);
        } else if (layer.kind == Kind::Multiply) {
            op.kind = OpKind::Multiply;
            op.channelwise = shape_of(op.inputs[1]).pixels() == 1 && op.out.pixels() > 1;
            op.scale = {1, static_cast<float>(1.5 / top)};
            op.bias = {static_cast<float>(-top / 8), 0};
            op.zero = static_cast<float>(top / 8);
        } else if (layer.kind == Kind::Max) {
            op.kind = OpKind::Max;
            op.scale = {1, 0.5F};
            op.bias = {static_cast<float>(-top / 8), static_cast<float>(top / 8)};
            op.zero = static_cast<float>(top / 8);
        } else if (layer.kind == Kind::Add) {
            op.kind = OpKind::Add;
            op.scale = {0.75F, 0.5F};
            op.bias = {0};
        } else if (layer.kind == Kind::Select) {
            op.kind = OpKind::Select;
            for (const int from : op.inputs)
                op.input_channels.push_back(
                    from < 0 ? input.channels
                             : network.ops[static_cast<std::size_t>(from)].out.channels);
            for (int c = 0; c < op.out.channels; ++c) {
                const int from = draw(0, static_cast<int>(op.inputs.size()) - 1);
                op.channels.push_back(
                    {c % 10 == 9 ? -1 : from,
                     draw(0, op.input_channels[static_cast<std::size_t>(from)] - 1)});
                op.scale.push_back(static_cast<float>(draw(60, 120)) / 100);
                op.bias.push_back(static_cast<float>(draw(0, int(top))) / 10);
            }
        } else {
            op.kind = OpKind::AveragePool;
            op.scale = {1.0F / static_cast<float>(op.kernel_height * op.kernel_width)};
            op.bias = {0};
        }
        squares.push_back(square);
        network.ops.push_back(op);
    }
    if (network.ops.empty() || !network.ops.back().logits || network.ops.back().out.pixels() != 1)
        throw std::invalid_argument("random network: the last layer must be a conv or linear one "
                                    "with a 1x1 output");
    network.classes = network.ops.back().out.channels;
    note_input_bits(network);
    return network;
}

/// `count` images of random pixels for the network.
inline std::vector<std::uint8_t> random_images(const QuantizedNetwork &network, int count,
                                               std::uint64_t seed) {
    RandomIntegers draw(seed, 0xffffffffu);
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(count) *
                                     static_cast<std::size_t>(network.image_bytes()));
    const int bytes = network.pixel_bytes(), channels = network.input.channels;
    for (std::size_t i = 0; i < pixels.size(); ++i) {
        const bool high = static_cast<int>(i) % bytes >= channels;
        const int bits = high ? network.input_bits - 8 : std::min(network.input_bits, 8);
        pixels[i] = static_cast<std::uint8_t>(draw(0, (1 << bits) - 1));
    }
    return pixels;
}

} // namespace nn
