// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/integer/quantized_network.h"
#include "nn/networks/kernel.h"
#include "nn/networks/network_spec.h"

#include <string>
#include <vector>

namespace nn {

/// Size of one weight matrix: rows are (in channel, ky, kx), columns are outputs. A depthwise
/// matrix keeps only its channels' own kernels: rows (ky, kx), columns channels.
struct MatrixShape {
    int in_channels = 0;
    KernelSize kernel;
    int out_channels = 0;
    bool depthwise = false;

    int rows() const { return (depthwise ? 1 : in_channels) * kernel.area(); }
    int dense_rows() const { return in_channels * kernel.area(); }
    int size() const { return rows() * out_channels; }
};

constexpr int image_step = -1; ///< stands for the image where a step names its input
constexpr int no_step = -2;

/// One step of a network: a matrix with batch normalisation, residual, ReLU and requantisation
/// behind it, a pooling, a local response normalisation, or a shortcut (Select: every stride-th
/// pixel of some channels).
struct Step {
    const OpKind *kind = OpKind::MatMul;
    std::string name;
    int input = image_step; ///< step that it reads
    Shape in, out;
    MatrixShape matrix;
    int stride = 1;
    Span padding;
    Span more_after;        ///< padding below and right beyond that
    int slot = -1;          ///< number of the matrix in the full-size network that this is cut from
    int residual = no_step; ///< step whose output is added before ReLU
    bool relu = true;
    int activation_bits = 8; ///< of its output
    bool classifier = false; ///< bias instead of batch normalisation, no ReLU
    bool softmax = false;    ///< of the classifier, behind its logits; not in training
    ResponseNorm response;
    std::vector<int> channels; ///< Select: where each output channel comes from; -1: zeros

    bool is_matrix() const { return kind == OpKind::MatMul; }
    /// Its matrix multiplies the pixels of its input as they are: windows are one pixel each.
    bool is_pointwise() const {
        return matrix.kernel.area() == 1 && stride == 1 && !matrix.depthwise &&
               in.pixels() == out.pixels(); // or else it is padded
    }
};

/// The steps of a network on images of that shape, each after those that it reads. A layer of
/// kernel 0 is left out (a pooling behind it stays). A residual layer has as many outputs as
/// inputs, whatever its entry in `channels` says. Throws std::invalid_argument naming the key that
/// does not fit.
std::vector<Step> plan(const NetworkSpec &network, Shape input, int classes);

/// The entry of the lists that a matrix step of a network without stages is made from.
std::size_t listed_layer(const NetworkSpec &network, const Step &step);

/// The network with the channels that its residual layers have, whatever their entries say. Throws
/// likewise.
NetworkSpec as_built(NetworkSpec network, Shape input, int classes);

/// Gives each step the bits of its output: a matrix by its number, any other step its input's (a
/// step with a range of its own that reads the image activation_bits; its maximum and a selection
/// of it keep its 8).
void assign_activation_bits(const NetworkSpec &network, std::vector<Step> &steps);

/// Gives the matrices of `small` the slots of those of the same name in `full`. Throws
/// std::invalid_argument, naming the key, when `small` is not to be had from `full` by leaving
/// layers or blocks out and shrinking kernels and channels.
void match_cut(const NetworkSpec &full, const std::vector<Step> &full_steps,
               const NetworkSpec &small, std::vector<Step> &small_steps);

} // namespace nn
