// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/integer/activation.h"
#include "nn/integer/map_code.h"
#include "nn/integer/matmul.h"
#include "nn/integer/op_kind.h"
#include "nn/integer/response_norm.h"

#include <cstdint>
#include <string>
#include <vector>

namespace nn {

/// An integer weight: up to 16 bits, symmetric.
using Weight = std::int16_t;

/// Size of an activation map. In memory it is height x width x channels (a pixel is contiguous; see
/// map_code.h for codes of more than 8 bits).
struct Shape {
    int channels = 0;
    int height = 1;
    int width = 1;

    int pixels() const { return height * width; }
    int size() const { return channels * height * width; }
};

/// One operation of an integer network: a convolution or linear layer with all that follows it on
/// the vector unit (bias, residual addition, activation, requantisation), or a work of the vector
/// unit alone: a pooling, an addition, a selection of channels (concatenation, slicing, padding
/// with empty channels, shuffling) ... Its kind says what that is, what of the fields below it
/// reads and what must hold of them.
///
/// Activations are unsigned integers of `output_bits`, so every matrix input is non-negative. A
/// value that may be negative has a code other than 0 for zero; what follows from that is in the
/// biases and in `padding_values`. A linear layer is a convolution whose kernel covers its whole
/// input (kernel = input size, no padding).
struct QuantizedOp {
    const OpKind *kind = OpKind::MatMul;
    std::string name;
    std::vector<int>
        inputs;    ///< index of the producing op, -1 for the image; a MatMul op may name a second
                   ///< input of its own output shape: the residual, added before the activation
    Shape in, out; ///< in: of the first input, with as many pixels as its producer's output; the
                   ///< same pixels in raster order may be seen as another height and width
    int kernel_height = 1, kernel_width = 1;
    int stride_height = 1, stride_width = 1;
    int dilation_height = 1, dilation_width = 1; ///< distance of a kernel's taps
    int padding_top = 0, padding_left = 0; ///< outside the map; below and right it follows from out
    int groups = 1;     ///< MatMul: convolution groups; in.channels for depthwise
    int input_bits = 8; ///< of the first input
    int output_bits = 8;
    std::vector<int> bits_of_inputs{}; ///< of each input; empty: input_bits of all
    bool logits = false;               ///< the last op: leaves float logits, not requantised
    bool softmax = false; ///< of logits: they leave as their exponentials' shares of the sum

    // MatMul
    int matrix = -1;     ///< number of this weight matrix among those of the network
    int weight_bits = 8; ///< signed, symmetric: |w| <= 2^(weight_bits-1) - 1
    std::vector<Weight>
        weights; ///< rows x cols, row-major; row = (channel, ky, kx) of the input window,
                 ///< over all input channels (zero outside a group's own channels)
    std::vector<std::uint8_t> padding_values; ///< a pixel of the input map; empty: zeros
    float residual_scale = 0;                 ///< output units a unit of the residual input

    // What the vector unit makes of products and codes: see the class of each kind in ops/.
    std::vector<float> scale, bias; ///< by output channel, by input, or one

    /// Rows and columns around a map.
    struct Border {
        int top = 0, left = 0, bottom = 0, right = 0;
    };
    Border counted; ///< of a pooling: zeros that count as pixels do; beyond them nothing does
    float counted_code = 0; ///< AveragePool: the code of one of them (MaxPool: padding_values)

    bool channelwise = false; ///< Multiply: the second input is one pixel, a factor a channel

    ResponseNorm response;

    /// ChannelNorm: of the channels of a pixel, in units of its input's codes.
    struct Norm {
        bool centred = true; ///< their mean is taken off
        float epsilon = 0;   ///< added to their mean square
    };
    Norm norm;
    int heads = 1;               ///< Softmax, DynamicMatMul: parts of the channels, each on its own
    bool transposed = false;     ///< DynamicMatMul: the second input's pixels are the columns
    std::vector<int> zero_codes; ///< ChannelNorm, DynamicMatMul: of each input, that of zero
    std::vector<std::uint8_t> masked; ///< Softmax: by pixel and entry of a head, 1: takes no part

    // With an activation: code = activation(value of the kind) * gain + zero. Logits are
    // activation(value).
    Activation activation;
    float gain = 1, zero = 0;

    /// Select: where an output channel comes from. input -1: nowhere, it is its bias.
    struct Channel {
        int input = -1, channel = 0;
    };
    std::vector<Channel> channels;   ///< by output channel
    std::vector<int> input_channels; ///< Select: channels of each input
    std::vector<int>
        sources; ///< Rearrange: by output pixel and channel, pixel x channels + channel

    bool is_matrix() const { return kind == OpKind::MatMul; }
    int rows() const { return in.channels * kernel_height * kernel_width; }
    int cols() const { return out.channels; }
    /// Bytes of a code of input i, and of the output.
    int input_bytes(std::size_t i = 0) const {
        return code_bytes(bits_of_inputs.empty() ? input_bits : bits_of_inputs[i]);
    }
    int output_bytes() const { return code_bytes(output_bits); }
    Gemm gemm() const { return {rows(), cols(), out.pixels(), groups}; }
};

/// A network in integers: what the batch engine runs, what the mapper places and what the chip
/// executes. Ops are in topological order; the last one yields the logits or their softmax, or, of
/// a network that tells no classes apart (for its time only), a map.
struct QuantizedNetwork {
    std::string name;
    Shape input; ///< unsigned pixels of `input_bits`
    int input_bits = 8;
    int classes = 0; ///< logits; 0: its output is a map
    std::vector<QuantizedOp> ops;

    /// Bytes of a pixel of the image, and of all of it.
    int pixel_bytes() const { return input.channels * code_bytes(input_bits); }
    int image_bytes() const { return input.pixels() * pixel_bytes(); }
    std::vector<const QuantizedOp *> matrices() const; ///< MatMul ops by matrix number
    std::int64_t macs() const;    ///< multiply-accumulates an image (group structure counted)
    std::int64_t weights() const; ///< stored weights (zeros outside groups not counted)
};

/// Sets QuantizedOp::bits_of_inputs to what the inputs' producers put out.
void note_input_bits(QuantizedNetwork &network);

/// Throws std::invalid_argument, one line that names the op, when the parts of a network do not fit
/// together: shapes, bits, sizes of weights, scale and bias, order of inputs, numbers of matrices.
void validate(const QuantizedNetwork &network);

/// Gathers the input window of output pixel (oy, ox) of `op` from a map `in` (height x width x
/// channels) into `row` (op.rows() entries, order channel, ky, kx; of codes of two bytes the low
/// ones, then the high ones); padding reads as zero.
void gather_window(const QuantizedOp &op, const std::uint8_t *in, int oy, int ox,
                   std::uint8_t *row);

/// The sum of products of output `col` of a pixel: what MatMul::multiply() left in `acc`, byte by
/// byte of the inputs.
inline std::int64_t sum_of_products(const QuantizedOp &op, const std::int32_t *acc, int col) {
    return op.input_bytes() == 1 ? acc[col] : acc[col] + std::int64_t{256} * acc[op.cols() + col];
}

/// The vector unit's work on one output pixel of a MatMul op: y = acc * (unit * scale) + bias
/// (+ residual * residual_scale), activation, round to nearest even, clip. `residual` may be null.
void requantise(const QuantizedOp &op, float unit, const std::int32_t *acc,
                const std::uint8_t *residual, std::uint8_t *out);

/// The last layer: logits = acc * (unit * scale) + bias, as floats, behind op.softmax.
void dequantise(const QuantizedOp &op, float unit, const std::int32_t *acc, float *logits);

/// One output pixel of an op that is no MatMul; `maps` are its whole input maps, in the order of
/// op.inputs.
void vector_pixel(const QuantizedOp &op, const InputMaps &maps, int oy, int ox, std::uint8_t *out);

/// The same where it is the last op: logits as floats, behind op.softmax.
void vector_logits(const QuantizedOp &op, const InputMaps &maps, float *logits);

/// Consecutive images of a data set.
struct ImageBatch {
    const std::uint8_t *pixels = nullptr; ///< count x image_bytes(), height x width x channels
    int count = 0;
    std::int64_t first = 0; ///< index in the data set of the first one
};

/// Runs images through the network with the given way to multiply; logits: count x classes.
void infer(const QuantizedNetwork &network, MatMul &matmul, const ImageBatch &images,
           float *logits);

/// The exact integer product: what ideal hardware computes. Runs on the calling thread only.
class ExactMatMul : public MatMul {
  public:
    explicit ExactMatMul(const QuantizedNetwork &network);
    void multiply(int layer, const InputVectors &in, std::int32_t *y) override;
    float unit(int layer) const override;

  private:
    struct Matrix {
        int rows = 0, cols = 0, groups = 1;
        int input_bytes = 1;
        std::vector<std::int8_t> bytes{}; ///< rows x cols for oneDNN, or else ...
        std::vector<Weight> weights{};    ///< ... cols x rows of the column's own group
    };
    std::vector<Matrix> matrices_;
};

} // namespace nn
