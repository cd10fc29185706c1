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

/// Consecutive inputs of a weight matrix, all of one image.
struct InputVectors {
    const std::uint8_t *x = nullptr; ///< count x rows, unsigned activations, row-major and dense;
                                     ///< of two bytes a vector is the low ones of all rows, then
                                     ///< the high ones
    std::int64_t count = 1;
    std::int64_t image = 0;    ///< index in the data set
    std::int64_t position = 0; ///< of the first vector within the image (raster order)
};

/// How the integer weight matrices of a network multiply. The default is exact; a crossbar is
/// another.
class MatMul {
  public:
    virtual ~MatMul() = default;

    /// y = x W for some vectors of the matrix layer `layer` (0 is the network's first one). y:
    /// in.count x cols, row-major and dense, written; of activations of two bytes the products of
    /// the low ones, then those of the high ones. Noise that strikes at each read is drawn from the
    /// vectors' image and position, so the result does not depend on how the work is cut.
    virtual void multiply(int layer, const InputVectors &in, std::int32_t *y) = 0;

    /// What one count of y is worth, in units of the exact integer product.
    virtual float unit(int layer) const = 0;
};

} // namespace nn
