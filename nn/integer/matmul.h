// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace nn {

struct QuantizedNetwork;

/// A weight matrix at work, as hardware sees it: `vectors` products an image, each rows x cols.
struct Gemm {
    int rows = 0;             ///< inputs of one product (channels x kernel x kernel)
    int cols = 0;             ///< outputs of one product (output channels)
    std::int64_t vectors = 0; ///< products an image (output positions)
    int groups = 1;           ///< independent diagonal parts (depthwise: one a channel)
};

/// How the integer weight matrices of a network multiply. The default is exact; a crossbar is
/// another.
class MatMul {
  public:
    virtual ~MatMul() = default;

    /// y = x W for consecutive vectors of the matrix layer `layer` (0 is the network's first one).
    /// x: vectors x rows, unsigned activations; y: vectors x cols, written. Both row-major and
    /// dense. Of activations of two bytes a vector is the low ones of all rows, then the high ones,
    /// and its y the products of the former, then those of the latter. `image` is the index of the
    /// image in the data set and `position` that of the first vector within the image (raster
    /// order); noise that strikes at each read is drawn from them, so the result does not depend on
    /// how the work is cut. All vectors belong to the same image.
    virtual void multiply(int layer, std::int64_t image, std::int64_t position,
                          std::int64_t vectors, const std::uint8_t *x, std::int32_t *y) = 0;

    /// What one count of y is worth, in units of the exact integer product.
    virtual float unit(int layer) const = 0;
};

} // namespace nn
