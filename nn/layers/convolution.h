// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

namespace nn {

/// Sizes of a convolution over a batch of maps. Groups: 1, or as many as channels (depthwise).
struct ConvolutionShape {
    int count = 1, height = 1, width = 1;
    int in_channels = 1, out_channels = 1;
    int kernel_height = 1, kernel_width = 1, stride = 1;
    int padding_top = 0, padding_left = 0;
    int more_below = 0, more_right = 0; ///< padding there beyond that above and left
    bool depthwise = false; ///< each channel has a kernel of its own; in_channels = out_channels
    bool bfloat16 = false;  ///< maps and weights are read as bfloat16 (backward_weights: where that
                            ///< is quicker)

    int out_height() const {
        return (height + 2 * padding_top + more_below - kernel_height) / stride + 1;
    }
    int out_width() const {
        return (width + 2 * padding_left + more_right - kernel_width) / stride + 1;
    }
    bool operator<(const ConvolutionShape &other) const;
};

/// Whether this processor multiplies in bfloat16.
bool has_bfloat16();

/// A convolution compiled for one shape. Maps are count x height x width x channels. Weights are
/// (in channel, ky, kx) x out channels, row-major; depthwise: (ky, kx) x channels.
/// One thread at a time may use it.
class Convolution {
  public:
    explicit Convolution(const ConvolutionShape &shape);
    ~Convolution();

    void forward(const float *x, const float *weights, float *y);
    /// Gradients, written (not added): of the input, and of the weights.
    void backward_data(const float *dy, const float *weights, float *dx);
    void backward_weights(const float *x, const float *dy, float *dweights);

  private:
    struct Compiled;
    std::unique_ptr<Compiled> compiled_;
};

} // namespace nn
