// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <vector>

namespace nn {

inline constexpr std::array<const char *, 3> model_names{"convnet", "separable", "mlp"};

/// A convolutional network in a few lists, one entry a convolution layer: the `network.*` keys.
/// Every layer is convolution (stride 1, same padding), batch normalisation, ReLU; then global
/// average pooling and a linear classifier. Lists are cut out of the full-size network by a search.
struct NetworkSpec {
    std::string model =
        "convnet";    ///< builder: convnet, separable (depthwise + 1x1 in each layer), mlp
    std::string file; ///< trained weights (safetensors); empty: untrained, drawn from train.seed
    std::vector<int> channels{16, 32, 64, 64}; ///< output channels; mlp: hidden units
    std::vector<int> kernels{5, 5, 5,
                             5}; ///< kernel size, odd; 0 leaves the layer out (mlp: ignored)
    std::vector<int> pool_after{
        1, 2}; ///< numbers of the layers (from 1) with 2x2 max pooling behind them
    std::vector<int> residual{4}; ///< numbers of the layers that add their input to their output
    int weight_bits = 8;
    int activation_bits = 8;
    std::string onnx;                    ///< file of an imported network; empty: the builder's
    double divisor = 0;                  ///< 0: as the file says
    std::vector<double> mean, deviation; ///< empty: as the file says
};

template <class Visit> void fields(NetworkSpec &network, Visit &&visit) {
    visit("model", network.model, model_names,
          "builder: convnet, separable (each layer depthwise, then 1x1) or mlp (linear layers)",
          "choice");
    visit("file", network.file,
          "trained weights to load (safetensors); empty: drawn from train.seed", "choice");
    visit("channels", network.channels, "1", 1, 4096, "output channels of each layer, in order",
          "choice");
    visit("kernels", network.kernels, "1", 0, 15,
          "kernel size of each layer, odd; 0 leaves the layer out", "choice");
    visit("pool_after", network.pool_after, "1", 1, 1000,
          "numbers of the layers followed by 2x2 max pooling", "choice");
    visit("residual", network.residual, "1", 1, 1000,
          "numbers of the layers that add their input to their output (same channels, no change of "
          "size)",
          "choice");
    visit("weight_bits", network.weight_bits, "bit", 2, 8, "weights: signed, symmetric",
          "ISAAC/NeuroSim: 8");
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
    visit("activation_bits", network.activation_bits, "bit", 1, 8, "activations: unsigned",
          "ISAAC/NeuroSim: 8");
}

} // namespace nn
