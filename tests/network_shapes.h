// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/integer/quantized_network.h"

#include <string>
#include <utility>
#include <vector>

namespace nn {

/// Builds networks of 8-bit weights and activations that have a shape but no weights: for timing.
/// Every function appends an op that reads op `from` (-1: the image) and returns its number.
class ShapeBuilder {
  public:
    ShapeBuilder(std::string name, Shape input) {
        network_.name = std::move(name);
        network_.input = input;
    }

    int conv(int from, int channels, int kernel, int stride = 1, int padding = 0) {
        QuantizedOp op = slide(from, channels, kernel, stride, padding);
        op.matrix = matrices_++;
        return append(op);
    }
    /// Adds the output of op `residual` to that of the convolution `conv`, which it returns.
    int plus(int conv, int residual) {
        network_.ops[static_cast<std::size_t>(conv)].inputs.push_back(residual);
        return conv;
    }
    int max_pool(int from, int kernel, int stride, int padding = 0) {
        QuantizedOp op = slide(from, out(from).channels, kernel, stride, padding);
        op.kind = OpKind::MaxPool;
        return append(op);
    }
    int global_pool(int from) {
        QuantizedOp op = slide(from, out(from).channels, out(from).height, 1, 0);
        op.kind = OpKind::AveragePool;
        return append(op);
    }
    int linear(int from, int outputs) { return conv(from, outputs, out(from).height); }

    /// The last op leaves the logits.
    QuantizedNetwork network() {
        network_.ops.back().logits = true;
        network_.classes = network_.ops.back().out.channels;
        return network_;
    }

  private:
    const Shape &out(int op) const {
        return op < 0 ? network_.input : network_.ops[static_cast<std::size_t>(op)].out;
    }
    QuantizedOp slide(int from, int channels, int kernel, int stride, int padding) const {
        QuantizedOp op;
        op.inputs = {from};
        op.in = out(from);
        op.kernel_height = op.kernel_width = kernel;
        op.stride_height = op.stride_width = stride;
        op.padding_top = op.padding_left = padding;
        op.out = {channels, (op.in.height + 2 * padding - kernel) / stride + 1,
                  (op.in.width + 2 * padding - kernel) / stride + 1};
        return op;
    }
    int append(QuantizedOp op) {
        op.name = "op" + std::to_string(network_.ops.size());
        network_.ops.push_back(std::move(op));
        return static_cast<int>(network_.ops.size()) - 1;
    }

    QuantizedNetwork network_;
    int matrices_ = 0;
};

/// A residual network of basic blocks (two 3 x 3 convolutions) with 1 x 1 shortcuts where the shape
/// changes.
inline void basic_stages(ShapeBuilder &net, int &last, const std::vector<int> &channels,
                         int blocks) {
    for (std::size_t stage = 0; stage < channels.size(); ++stage)
        for (int block = 0; block < blocks; ++block) {
            const bool narrow = stage > 0 && block == 0;
            const int stride = narrow ? 2 : 1;
            const int shortcut = narrow ? net.conv(last, channels[stage], 1, 2) : last;
            const int middle = net.conv(last, channels[stage], 3, stride, 1);
            last = net.plus(net.conv(middle, channels[stage], 3, 1, 1), shortcut);
        }
}

/// ResNet-20 for 32 x 32 images (He et al.).
inline QuantizedNetwork resnet20_shape(int side = 32) {
    ShapeBuilder net("resnet20", {3, side, side});
    int last = net.conv(-1, 16, 3, 1, 1);
    basic_stages(net, last, {16, 32, 64}, 3);
    net.linear(net.global_pool(last), 10);
    return net.network();
}

/// ResNet-18 for 224 x 224 images.
inline QuantizedNetwork resnet18_shape() {
    ShapeBuilder net("resnet18", {3, 224, 224});
    int last = net.max_pool(net.conv(-1, 64, 7, 2, 3), 3, 2, 1);
    basic_stages(net, last, {64, 128, 256, 512}, 2);
    net.linear(net.global_pool(last), 1000);
    return net.network();
}

/// ResNet-50 for 224 x 224 images.
inline QuantizedNetwork resnet50_shape() {
    ShapeBuilder net("resnet50", {3, 224, 224});
    int last = net.max_pool(net.conv(-1, 64, 7, 2, 3), 3, 2, 1);
    const int blocks[] = {3, 4, 6, 3};
    for (int stage = 0; stage < 4; ++stage)
        for (int block = 0; block < blocks[stage]; ++block) {
            const int width = 64 << stage, stride = stage > 0 && block == 0 ? 2 : 1;
            const int shortcut = block == 0 ? net.conv(last, 4 * width, 1, stride) : last;
            const int reduced = net.conv(last, width, 1);
            const int wide = net.conv(net.conv(reduced, width, 3, stride, 1), 4 * width, 1);
            last = net.plus(wide, shortcut);
        }
    net.linear(net.global_pool(last), 1000);
    return net.network();
}

/// VGG: 3 x 3 convolutions with a 2 x 2 pooling behind each group, then linear layers.
inline QuantizedNetwork vgg_shape(const char *name, int side,
                                  const std::vector<std::vector<int>> &groups,
                                  const std::vector<int> &linear) {
    ShapeBuilder net(name, {3, side, side});
    int last = -1;
    for (const std::vector<int> &group : groups) {
        for (int channels : group)
            last = net.conv(last, channels, 3, 1, 1);
        last = net.max_pool(last, 2, 2);
    }
    for (int outputs : linear)
        last = net.linear(last, outputs);
    return net.network();
}
/// NeuroSim's VGG-8 for 32 x 32 images.
inline QuantizedNetwork vgg8_shape() {
    return vgg_shape("vgg8", 32, {{128, 128}, {256, 256}, {512, 512}}, {1024, 10});
}
inline QuantizedNetwork vgg16_shape() {
    return vgg_shape("vgg16", 224,
                     {{64, 64}, {128, 128}, {256, 256, 256}, {512, 512, 512}, {512, 512, 512}},
                     {4096, 4096, 1000});
}

} // namespace nn
