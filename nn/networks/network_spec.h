// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace nn {

inline constexpr std::array<const char *, 7> model_names{
    "convnet", "separable", "mlp", "resnet", "vgg", "lenet", "mobilenet"};

/// Which weights share a range, and so a step from one integer to the next.
enum class WeightScale {
    Auto,   ///< by output for an imported network, by layer for a builder's
    Output, ///< those of an output channel
    Layer   ///< those of a layer
};
inline constexpr std::array<std::pair<const char *, WeightScale>, 3> weight_scale_names{
    {{"auto", WeightScale::Auto}, {"output", WeightScale::Output}, {"layer", WeightScale::Layer}}};

/// A network in a few lists: the `network.*` keys. Every layer is a convolution, batch
/// normalisation, ReLU; then global average pooling or hidden layers, and a linear classifier.
/// Smaller networks are cut out of the full-size one by a search.
///
/// convnet, separable, mlp: lists have one entry a layer; same padding. resnet, vgg,
/// lenet, mobilenet: one entry a stage, whose layers `blocks` counts; the map shrinks from stage to
/// stage (see staged_plan.cpp).
struct NetworkSpec {
    std::string model = "convnet"; ///< builder
    std::string file; ///< trained weights (safetensors); empty: untrained, drawn from train.seed
    std::vector<int> channels{16, 32, 64, 64}; ///< output channels; mlp: hidden units
    std::vector<int> kernels{5, 5, 5, 5}; ///< kernel size; 0 leaves the layer out (mlp: ignored)
    std::vector<int> kernel_widths;       ///< where they are not square; empty: as high
    std::vector<int> strides;             ///< of each layer (no stages); empty: 1
    std::vector<int> blocks;              ///< of each stage
    std::vector<int> block_kernels;       ///< of each convolution of the blocks; empty: its stage's
    std::vector<int> hidden; ///< units of linear layers before the classifier; vgg, lenet
    std::vector<int> pool_after{
        1, 2}; ///< numbers of the layers (from 1) with 2x2 max pooling behind them
    std::vector<int> residual{4}; ///< numbers of the layers that add their input to their output
    int weight_bits = 8;
    std::vector<int> layer_weight_bits; ///< by matrix; the last one repeats; empty: weight_bits
    WeightScale weight_scale = WeightScale::Auto;
    int activation_bits = 8;
    std::vector<int> layer_activation_bits; ///< likewise
    std::string onnx;                       ///< file of an imported network; empty: the builder's
    double divisor = 0;                     ///< 0: as the file says
    std::vector<double> mean, deviation;    ///< empty: as the file says
};

/// Entry of a list by layer whose last entry repeats; an empty one has `otherwise`.
inline int layer_bits(const std::vector<int> &list, int otherwise, int layer) {
    return list.empty() ? otherwise
                        : list[std::min(static_cast<std::size_t>(layer), list.size() - 1)];
}

/// Whether each output channel's weights have a range of their own.
inline bool scales_by_output(const NetworkSpec &network, bool imported) {
    return network.weight_scale == WeightScale::Output ||
           (network.weight_scale == WeightScale::Auto && imported);
}

/// Whether its lists have one entry a stage.
bool has_stages(const NetworkSpec &network);

template <class Visit> void fields(NetworkSpec &network, Visit &&visit) {
    visit("model", network.model, model_names,
          "builder: convnet, separable (each layer depthwise, then 1x1), mlp (linear layers); by "
          "stages: resnet (blocks of two convolutions, He et al. 2015 for CIFAR), vgg (pooling "
          "behind each stage), lenet (no padding), mobilenet (depthwise, then 1x1)",
          "choice");
    visit("file", network.file,
          "trained weights to load (safetensors); empty: drawn from train.seed", "choice");
    visit("channels", network.channels, "1", 1, 4096, "output channels of each layer, in order",
          "choice");
    visit("kernels", network.kernels, "1", 0, 15,
          "kernel size of each layer (of each stage); an even one reaches one pixel further up "
          "and left; 0 leaves the layer out",
          "choice");
    visit("kernel_widths", network.kernel_widths, "1", 1, 15,
          "width of each kernel, network.kernels being the heights; empty: all are square",
          "choice");
    visit("strides", network.strides, "1", 1, 8,
          "convnet, separable: stride of each layer; empty: 1 for all", "choice");
    visit("blocks", network.blocks, "1", 1, 100,
          "resnet, vgg, lenet, mobilenet: blocks in each stage (ResNet-20 on CIFAR: 3,3,3)",
          "choice");
    visit(
        "block_kernels", network.block_kernels, "1", 0, 15,
        "resnet (two a block), vgg, mobilenet: kernel of each convolution of the blocks in order, "
        "in place of its stage's; 0 leaves it out (resnet, vgg): a block of none is what "
        "bypasses it",
        "choice");
    visit("hidden", network.hidden, "1", 1, 65536,
          "vgg, lenet: units of the linear layers before the classifier; empty: global average "
          "pooling",
          "choice");
    visit("pool_after", network.pool_after, "1", 0, 1000,
          "numbers of the layers followed by 2x2 max pooling (no stages); 0: none", "choice");
    visit("residual", network.residual, "1", 1, 1000,
          "numbers of the layers that add their input to their output (same channels, no change of "
          "size; no stages)",
          "choice");
    visit("weight_bits", network.weight_bits, "bit", 2, 16, "weights: signed, symmetric",
          "ISAAC/NeuroSim: 8");
    visit("layer_weight_bits", network.layer_weight_bits, "bit", 2, 16,
          "the same matrix by matrix, in the order of the chip's; the last one counts for all "
          "behind it, what is left over for none; empty: weight_bits for all",
          "choice");
    visit("weight_scale", network.weight_scale, weight_scale_names,
          "which weights share a range: those of an output channel, those of a layer (SWIM, NACIM, "
          "CrossSim); auto: output for an imported network, layer for a builder's",
          "choice");
    visit(
        "onnx", network.onnx,
        "ONNX file of a trained network, instead of a builder and its weights; empty: the builder",
        "choice");
    visit("divisor", network.divisor, "1", 0, 1e6,
          "what an imported network's pixels (0 to 255) are divided by; 0: as the file's metadata "
          "says (crossweave.divisor), or else 255",
          "choice");
    visit("mean", network.mean, "1", -1e6, 1e6,
          "what is then subtracted, one number a channel or one for all; empty: as the file's "
          "metadata says (crossweave.mean), or else 0",
          "choice");
    visit("deviation", network.deviation, "1", 1e-9, 1e6,
          "what is then divided by, likewise; empty: as the file's metadata says "
          "(crossweave.deviation), or else 1",
          "choice");
    visit("activation_bits", network.activation_bits, "bit", 1, 16, "activations: unsigned",
          "ISAAC/NeuroSim: 8");
    visit("layer_activation_bits", network.layer_activation_bits, "bit", 1, 16,
          "the same for what comes out of each matrix (a pooling keeps its input's); the last one "
          "counts for all behind it; empty: activation_bits for all",
          "choice");
}

} // namespace nn
