// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nn/graph/operands.h"

#include <vector>

namespace nn {

/// How the window of a convolution or pooling slides over the dimensions behind batch and channels.
struct Window {
    std::vector<std::int64_t> kernel, stride, dilation, before, after; ///< padding before, after
    std::vector<std::int64_t> out;                                     ///< positions
};

/// From the attributes kernel_shape, strides, dilations, pads, auto_pad and ceil_mode of the node,
/// whose first input has the shape batch x channels x ...; `kernel` if it is not an attribute.
Window window(const Operands &node, const std::vector<std::int64_t> &kernel);

/// Refuses a pooling that has windows without a pixel of the map, of which there is no mean and no
/// maximum.
void require_pixels(const Operands &node, const Window &slide);

/// A window over a line as one over a map of height 1; others as they are.
Window planar(Window slide);

/// The kernel of a pooling.
std::vector<std::int64_t> pooling_kernel(const Operands &node);

} // namespace nn
